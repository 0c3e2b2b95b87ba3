//! Our tree as the text that `grammar/record.exs` makes of Elixir's.

use philtre_transpile::ast::*;

/// The tree as text.
pub(crate) fn quoted(expr: &Expr) -> String {
    let mut out = Printer(String::new());
    out.expr(expr);
    out.0
}

struct Printer(String);

impl Printer {
    fn put(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn escaped(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'"' | b'\\' => self.put(&format!("\\{byte:02X}")),
                33..=126 => self.0.push(*byte as char),
                _ => self.put(&format!("\\{byte:02X}")),
            }
        }
    }

    fn atom(&mut self, name: &str) {
        self.put(":");
        self.escaped(name.as_bytes());
    }

    fn string(&mut self, bytes: &[u8]) {
        self.put("\"");
        self.escaped(bytes);
        self.put("\"");
    }

    /// `(name arguments sections)`
    fn call(&mut self, head: &dyn Fn(&mut Printer), arguments: &[Expr], sections: &[Section]) {
        self.put("(");
        head(self);
        for argument in arguments {
            self.put(" ");
            self.argument(argument);
        }
        if !sections.is_empty() {
            self.put(" [");
            for (index, section) in sections.iter().enumerate() {
                if index > 0 {
                    self.put(" ");
                }
                self.put("{");
                self.atom(match section.kind {
                    SectionKind::Do => "do",
                    SectionKind::Else => "else",
                    SectionKind::Rescue => "rescue",
                    SectionKind::Catch => "catch",
                    SectionKind::After => "after",
                });
                self.put(" ");
                self.expr(&section.body);
                self.put("}");
            }
            self.put("]");
        }
        self.put(")");
    }

    fn argument(&mut self, expr: &Expr) {
        if let ExprKind::Keywords(pairs) = &expr.kind {
            self.put("[");
            self.pairs(pairs);
            self.put("]");
        } else {
            self.expr(expr);
        }
    }

    fn pairs(&mut self, pairs: &[Pair]) {
        for (index, pair) in pairs.iter().enumerate() {
            if index > 0 {
                self.put(" ");
            }
            self.put("{");
            self.expr(&pair.key);
            self.put(" ");
            self.expr(&pair.value);
            self.put("}");
        }
    }

    fn named(&mut self, name: &str, arguments: &[&Expr]) {
        self.put("(");
        self.escaped(name.as_bytes());
        for argument in arguments {
            self.put(" ");
            self.argument(argument);
        }
        self.put(")");
    }

    fn interpolation(&mut self, expr: &Expr) {
        self.put("((. :Elixir.Kernel :to_string) ");
        self.expr(expr);
        self.put(")");
    }

    fn binary(&mut self, parts: &[StringPart]) {
        self.put("(<<>>");
        if parts.is_empty() {
            self.put(" \"\"");
        }
        for part in parts {
            self.put(" ");
            match part {
                StringPart::Text(text) => self.string(text),
                StringPart::Interpolation(expr) => {
                    self.put("(:: ");
                    self.interpolation(expr);
                    self.put(" $binary)");
                }
            }
        }
        self.put(")");
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for (index, clause) in clauses.iter().enumerate() {
            if index > 0 {
                self.put(" ");
            }
            self.put("(-> [");
            if clause.guard.is_some() {
                self.put("(when ");
            }
            for (index, parameter) in clause.parameters.iter().enumerate() {
                if index > 0 {
                    self.put(" ");
                }
                self.argument(parameter);
            }
            if let Some(guard) = &clause.guard {
                if !clause.parameters.is_empty() {
                    self.put(" ");
                }
                self.argument(guard);
                self.put(")");
            }
            self.put("] ");
            match &clause.body.kind {
                ExprKind::Block(body) if body.is_empty() => self.atom("nil"),
                _ => self.expr(&clause.body),
            }
            self.put(")");
        }
    }

    fn map(&mut self, base: Option<&Expr>, pairs: &[Pair]) {
        self.put("(%{}");
        if let Some(base) = base {
            self.put(" (| ");
            self.expr(base);
            self.put(" [");
            self.pairs(pairs);
            self.put("])");
        } else if !pairs.is_empty() {
            self.put(" ");
            self.pairs(pairs);
        }
        self.put(")");
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Integer(value) => self.put(&value.to_string()),
            ExprKind::BigInteger(value) => self.put(&value.to_string()),
            ExprKind::Float(value) => self.put(&format!("f{:016X}", value.to_bits())),
            ExprKind::String(parts) => match parts.as_slice() {
                [] => self.string(b""),
                [StringPart::Text(text)] => self.string(text),
                _ => self.binary(parts),
            },
            ExprKind::Charlist(parts) => self.charlist(parts),
            ExprKind::Atom(name) => self.atom(name),
            ExprKind::DynamicAtom(parts) => {
                self.put("((. :erlang :binary_to_atom) ");
                self.binary(parts);
                self.put(" :utf8)");
            }
            ExprKind::Alias(segments) => {
                self.put("(__aliases__");
                for segment in segments {
                    self.put(" ");
                    match segment.text.as_str() {
                        "__MODULE__" => self.put("$__MODULE__"),
                        name => self.atom(name),
                    }
                }
                self.put(")");
            }
            ExprKind::Identifier(name) if name == "..." => self.put("(...)"),
            ExprKind::Identifier(name) => {
                self.put("$");
                self.escaped(name.as_bytes());
            }
            ExprKind::Call(call) => {
                let head = |out: &mut Printer| out.escaped(call.name.text.as_bytes());
                self.call(&head, &call.arguments, &call.sections);
            }
            ExprKind::Remote(remote) => {
                let Remote { target, name, arguments, sections, parens } = &**remote;
                if arguments.is_empty() && sections.is_empty() && !parens {
                    self.put("(key ");
                    self.expr(target);
                    self.put(" ");
                    self.escaped(name.text.as_bytes());
                    return self.put(")");
                }
                let head = |out: &mut Printer| {
                    out.put("(. ");
                    out.expr(target);
                    out.put(" ");
                    out.atom(&name.text);
                    out.put(")");
                };
                self.call(&head, arguments, sections);
            }
            ExprKind::Apply(function, arguments) => {
                let head = |out: &mut Printer| out.named(".", &[&**function]);
                self.call(&head, arguments, &[]);
            }
            ExprKind::Access(container, key) => {
                self.put("((. :Elixir.Access :get) ");
                self.expr(container);
                self.put(" ");
                self.expr(key);
                self.put(")");
            }
            ExprKind::Unary(op, operand) => self.named(unary(*op), &[&**operand]),
            ExprKind::Binary(BinaryOp::NotIn, _, left, right) => {
                self.put("(not ");
                self.named("in", &[&**left, &**right]);
                self.put(")");
            }
            ExprKind::Binary(op, _, left, right) => self.named(binary(*op), &[&**left, &**right]),
            ExprKind::SteppedRange(first, last, step) => self.named("..//", &[&**first, &**last, &**step]),
            ExprKind::FullRange => self.put("(..)"),
            ExprKind::CaptureArgument(number) => self.put(&format!("(& {number})")),
            ExprKind::Tuple(elements) => match elements.as_slice() {
                [first, second] => {
                    self.put("{");
                    self.argument(first);
                    self.put(" ");
                    self.argument(second);
                    self.put("}");
                }
                _ => self.named("{}", &elements.iter().collect::<Vec<_>>()),
            },
            ExprKind::List(elements) => {
                self.put("[");
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.put(" ");
                    }
                    self.expr(element);
                }
                self.put("]");
            }
            ExprKind::Keywords(pairs) => self.pairs(pairs),
            ExprKind::Map(base, pairs) => self.map(base.as_deref(), pairs),
            ExprKind::Struct(name, base, pairs) => {
                self.put("(% ");
                self.expr(name);
                self.put(" ");
                self.map(base.as_deref(), pairs);
                self.put(")");
            }
            ExprKind::Bitstring(segments) => self.named("<<>>", &segments.iter().collect::<Vec<_>>()),
            ExprKind::Fn(clauses) => {
                self.put("(fn ");
                self.clauses(clauses);
                self.put(")");
            }
            ExprKind::Sigil(sigil) => {
                self.put(&format!("(sigil_{} ", sigil.name));
                self.binary(&sigil.parts);
                self.put(" [");
                let modifiers: Vec<String> = sigil.modifiers.bytes().map(|byte| byte.to_string()).collect();
                self.put(&modifiers.join(" "));
                self.put("])");
            }
            ExprKind::Block(expressions) => self.named("__block__", &expressions.iter().collect::<Vec<_>>()),
            ExprKind::Clauses(clauses) => {
                self.put("[");
                self.clauses(clauses);
                self.put("]");
            }
            ExprKind::Error => self.put("ERROR"),
        }
    }

    fn charlist(&mut self, parts: &[StringPart]) {
        if let [] | [StringPart::Text(_)] = parts {
            let text = match parts {
                [StringPart::Text(text)] => String::from_utf8_lossy(text).into_owned(),
                _ => String::new(),
            };
            let codes: Vec<String> = text.chars().map(|c| (c as u32).to_string()).collect();
            return self.put(&format!("[{}]", codes.join(" ")));
        }
        self.put("((. :Elixir.List :to_charlist) [");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.put(" ");
            }
            match part {
                StringPart::Text(text) => self.string(text),
                StringPart::Interpolation(expr) => self.interpolation(expr),
            }
        }
        self.put("])");
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Minus => "-",
        UnaryOp::Bang => "!",
        UnaryOp::Not => "not",
        UnaryOp::Pin => "^",
        UnaryOp::Capture => "&",
        UnaryOp::At => "@",
        UnaryOp::BitNot => "~~~",
        UnaryOp::Ellipsis => "...",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Arrow => "<-",
        BinaryOp::Default => "\\\\",
        BinaryOp::When => "when",
        BinaryOp::Type => "::",
        BinaryOp::Bar => "|",
        BinaryOp::FatArrow => "=>",
        BinaryOp::Match => "=",
        BinaryOp::OrElse => "||",
        BinaryOp::Or => "or",
        BinaryOp::AndAlso => "&&",
        BinaryOp::And => "and",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::MatchOp => "=~",
        BinaryOp::StrictEqual => "===",
        BinaryOp::StrictNotEqual => "!==",
        BinaryOp::Less => "<",
        BinaryOp::Greater => ">",
        BinaryOp::LessEqual => "<=",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::Pipe => "|>",
        BinaryOp::ShiftLeft => "<<<",
        BinaryOp::ShiftRight => ">>>",
        BinaryOp::In => "in",
        BinaryOp::NotIn => "not in",
        BinaryOp::Concat => "++",
        BinaryOp::Subtract => "--",
        BinaryOp::BinaryConcat => "<>",
        BinaryOp::Range => "..",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Power => "**",
        BinaryOp::BitAnd => "&&&",
        BinaryOp::BitOr => "|||",
        BinaryOp::Custom(text) => text,
    }
}
