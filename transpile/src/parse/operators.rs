//! The operator table of Elixir: text, precedence, associativity. The only place that knows them.

use crate::ast::BinaryOp;

/// Precedence of `&x` and `...x`.
pub(crate) const CAPTURE: u16 = 90;
/// Precedence of `+x`, `-x`, `!x`, `^x`, `not x`, `~~~x`.
pub(crate) const UNARY: u16 = 300;
/// Precedence of the dot.
pub(crate) const DOT: u16 = 310;
/// Precedence of `@x`.
pub(crate) const AT: u16 = 320;

/// Which side a chain of the operator leans to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

macro_rules! operators {
    ($($name:ident $text:literal $precedence:literal $side:ident $ast:expr;)*) => {
        /// Operators between two operands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Op { $($name),* }

        impl Op {
            /// As it is written.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Op::$name => $text),* }
            }

            /// How tightly it binds, and to which side.
            #[inline]
            pub(crate) fn binding(self) -> (u16, Side) {
                match self { $(Op::$name => ($precedence, Side::$side)),* }
            }

            /// Its name in the tree.
            #[inline]
            pub(crate) fn ast(self) -> BinaryOp {
                match self { $(Op::$name => $ast),* }
            }
        }
    };
}

operators! {
    Arrow "<-" 40 Left BinaryOp::Arrow;
    Default "\\\\" 40 Left BinaryOp::Default;
    When "when" 50 Right BinaryOp::When;
    Type "::" 60 Right BinaryOp::Type;
    Bar "|" 70 Right BinaryOp::Bar;
    Match "=" 100 Right BinaryOp::Match;
    OrElse "||" 120 Left BinaryOp::OrElse;
    BitOr "|||" 120 Left BinaryOp::BitOr;
    Or "or" 120 Left BinaryOp::Or;
    AndAlso "&&" 130 Left BinaryOp::AndAlso;
    BitAnd "&&&" 130 Left BinaryOp::BitAnd;
    And "and" 130 Left BinaryOp::And;
    Equal "==" 140 Left BinaryOp::Equal;
    NotEqual "!=" 140 Left BinaryOp::NotEqual;
    TextMatch "=~" 140 Left BinaryOp::MatchOp;
    StrictEqual "===" 140 Left BinaryOp::StrictEqual;
    StrictNotEqual "!==" 140 Left BinaryOp::StrictNotEqual;
    Less "<" 150 Left BinaryOp::Less;
    Greater ">" 150 Left BinaryOp::Greater;
    LessEqual "<=" 150 Left BinaryOp::LessEqual;
    GreaterEqual ">=" 150 Left BinaryOp::GreaterEqual;
    Pipe "|>" 160 Left BinaryOp::Pipe;
    ShiftLeft "<<<" 160 Left BinaryOp::ShiftLeft;
    ShiftRight ">>>" 160 Left BinaryOp::ShiftRight;
    ArrowLeftLeft "<<~" 160 Left BinaryOp::Custom("<<~");
    ArrowRightRight "~>>" 160 Left BinaryOp::Custom("~>>");
    ArrowLeft "<~" 160 Left BinaryOp::Custom("<~");
    ArrowRight "~>" 160 Left BinaryOp::Custom("~>");
    ArrowBoth "<~>" 160 Left BinaryOp::Custom("<~>");
    ArrowBar "<|>" 160 Left BinaryOp::Custom("<|>");
    In "in" 170 Left BinaryOp::In;
    NotIn "not in" 170 Left BinaryOp::NotIn;
    Xor "^^^" 180 Left BinaryOp::Custom("^^^");
    // The step of a range; the parser joins it with the range on its left.
    Step "//" 190 Right BinaryOp::Custom("//");
    Concat "++" 200 Right BinaryOp::Concat;
    Subtract "--" 200 Right BinaryOp::Subtract;
    Concat3 "+++" 200 Right BinaryOp::Custom("+++");
    Subtract3 "---" 200 Right BinaryOp::Custom("---");
    BinaryConcat "<>" 200 Right BinaryOp::BinaryConcat;
    Range ".." 200 Right BinaryOp::Range;
    Add "+" 210 Left BinaryOp::Add;
    Sub "-" 210 Left BinaryOp::Sub;
    Mul "*" 220 Left BinaryOp::Mul;
    Div "/" 220 Left BinaryOp::Div;
    Power "**" 230 Left BinaryOp::Power;
}
