//! `<<…>>`: the types, sizes and units of its segments.

use super::{Resolver, codes, literal, make, nil};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::ir::{self, ExprKind, Literal, Pattern, Segment, SegmentKind};
use crate::span::Span;

/// What is written behind `::`.
#[derive(Default)]
struct Spec<'a> {
    kind: Option<SegmentKind>,
    size: Option<&'a ast::Expr>,
    unit: Option<u16>,
    signed: Option<bool>,
    little: Option<bool>,
}

impl<'a> Resolver<'a> {
    /// `<<a, b::size(4)>>` as an expression.
    pub(super) fn bitstring(&mut self, segments: &'a [ast::Expr], span: Span) -> ir::Expr {
        let mut all: Vec<Segment<ir::Expr>> = Vec::with_capacity(segments.len());
        self.side_by_side(segments, |this, segment| {
            let (value, spec) = this.spec(segment);
            let resolved = this.expr(value);
            if let ExprKind::Literal(Literal::Binary(bytes)) = &resolved.kind
                && let Some(kind @ (SegmentKind::Utf16 | SegmentKind::Utf32)) = spec.kind
            {
                let text = String::from_utf8_lossy(bytes).into_owned();
                for c in text.chars() {
                    let value = literal(Literal::Int(u32::from(c).into()), value.span);
                    let part = this.segment(value, SegmentKind::Integer, &spec, segment.span, false);
                    all.push(Segment { kind, ..part });
                }
                return;
            }
            let natural = match &resolved.kind {
                ExprKind::Literal(Literal::Binary(_)) | ExprKind::Interpolation(_) | ExprKind::BinaryConcat(_) => {
                    SegmentKind::Binary
                }
                ExprKind::Literal(Literal::Bits(..)) | ExprKind::Bitstring(_) => SegmentKind::Bitstring,
                ExprKind::Literal(Literal::Float(_)) => SegmentKind::Float,
                _ => SegmentKind::Integer,
            };
            let part = this.segment(resolved, natural, &spec, segment.span, false);
            all.push(part);
        });
        self.folded_bitstring(all, span)
    }

    /// Bytes that are known now are one literal.
    fn folded_bitstring(&mut self, segments: Vec<Segment<ir::Expr>>, span: Span) -> ir::Expr {
        let mut bytes = Vec::new();
        for segment in &segments {
            match (&segment.value.kind, segment.kind, &segment.size) {
                (ExprKind::Literal(Literal::Int(i)), SegmentKind::Integer, None) => bytes.push(*i as u8),
                (ExprKind::Literal(Literal::Binary(more)), SegmentKind::Binary | SegmentKind::Utf8, None) => {
                    bytes.extend(more);
                }
                _ => return make(ExprKind::Bitstring(segments), span),
            }
        }
        literal(Literal::Binary(bytes), span)
    }

    /// `<<a, b::size(4)>>` as a pattern.
    pub(super) fn bitstring_pattern(&mut self, segments: &'a [ast::Expr]) -> Pattern {
        let segments = self.segment_patterns(segments.iter());
        if let [only] = segments.as_slice()
            && let (Pattern::Literal(Literal::Binary(bytes)), SegmentKind::Binary) = (&only.value, only.kind)
        {
            return Pattern::Literal(Literal::Binary(bytes.clone()));
        }
        if segments.is_empty() {
            return Pattern::Literal(Literal::Binary(Vec::new()));
        }
        Pattern::Bitstring(segments)
    }

    /// The segments of `<<… <- bits>>`, bound from here on.
    pub(super) fn bit_generator(&mut self, segments: impl Iterator<Item = &'a ast::Expr>) -> Vec<Segment<Pattern>> {
        self.patterns += 1;
        let outer = std::mem::replace(&mut self.pattern, self.patterns);
        let bound = std::mem::take(&mut self.bound);
        let all = self.segment_patterns(segments);
        self.pattern = outer;
        for id in std::mem::replace(&mut self.bound, bound) {
            self.scope.bind(id);
        }
        all
    }

    fn segment_patterns(&mut self, segments: impl Iterator<Item = &'a ast::Expr>) -> Vec<Segment<Pattern>> {
        let mut all: Vec<Segment<Pattern>> = Vec::new();
        for segment in segments {
            if let Some(before) = all.last()
                && before.size.is_none()
                && matches!(before.kind, SegmentKind::Binary | SegmentKind::Bitstring)
            {
                self.error_with_help(
                    codes::INVALID_SEGMENT,
                    before.span,
                    "a binary field without size is only allowed at the end of a binary pattern",
                    "give it a size: `name::binary-size(n)`",
                );
            }
            let (value, spec) = self.spec(segment);
            // A binary inside a binary is its segments.
            if let ast::ExprKind::Bitstring(inner) = &value.kind
                && matches!(spec.kind, None | Some(SegmentKind::Binary | SegmentKind::Bitstring))
                && spec.size.is_none()
            {
                let inner = self.deeper(value.span, |this| this.segment_patterns(inner.iter()), Vec::new);
                all.extend(inner);
                continue;
            }
            // The size of a segment may name what the segments before it have bound.
            let pattern = self.pattern(value, None);
            let literal_text = match &pattern {
                Pattern::Literal(Literal::Binary(bytes)) => Some(bytes.clone()),
                _ => None,
            };
            match literal_text {
                Some(bytes) if !matches!(spec.kind, Some(SegmentKind::Utf16 | SegmentKind::Utf32)) => {
                    let size = literal(Literal::Int(bytes.len() as i64), value.span);
                    all.push(Segment {
                        value: pattern,
                        kind: SegmentKind::Binary,
                        size: Some(size),
                        unit: 8,
                        signed: false,
                        little: false,
                        span: segment.span,
                    });
                    continue;
                }
                Some(bytes) => {
                    for c in String::from_utf8_lossy(&bytes).chars() {
                        all.push(Segment {
                            value: Pattern::Literal(Literal::Int(u32::from(c).into())),
                            kind: spec.kind.unwrap_or(SegmentKind::Utf16),
                            size: None,
                            unit: 1,
                            signed: false,
                            little: spec.little.unwrap_or(false),
                            span: segment.span,
                        });
                    }
                    continue;
                }
                None => {}
            }
            if !matches!(
                pattern,
                Pattern::Any
                    | Pattern::Bind(_)
                    | Pattern::Equal(_)
                    | Pattern::Literal(Literal::Int(_) | Literal::Big(_) | Literal::Float(_) | Literal::Binary(_))
            ) && !self.failed_at(value.span)
            {
                self.error(
                    codes::INVALID_SEGMENT,
                    value.span,
                    "a segment of a binary pattern is a variable, a number or a text",
                );
            }
            // `<<^x::binary, rest::binary>>`: as long as the binary that it must equal.
            if let (Pattern::Equal(slot), Some(SegmentKind::Binary), None) = (&pattern, spec.kind, spec.size) {
                let part = self.pinned_binary(*slot, segment.span);
                all.push(part);
                continue;
            }
            let natural = match pattern {
                Pattern::Literal(Literal::Float(_)) => SegmentKind::Float,
                _ => SegmentKind::Integer,
            };
            let part = self.segment(nil(segment.span), natural, &spec, segment.span, true);
            all.push(Segment {
                value: pattern,
                kind: part.kind,
                size: part.size,
                unit: part.unit,
                signed: part.signed,
                little: part.little,
                span: part.span,
            });
        }
        all
    }

    /// A part of a pattern that equals the binary in a slot.
    pub(super) fn pinned_binary(&mut self, slot: ir::Slot, span: Span) -> Segment<Pattern> {
        let value = make(ExprKind::Slot(slot), span);
        let size = self.library_call("Kernel", "byte_size", vec![value], span);
        Segment {
            value: Pattern::Equal(slot),
            kind: SegmentKind::Binary,
            size: Some(size),
            unit: 8,
            signed: false,
            little: false,
            span,
        }
    }

    /// The value of a segment and what is said about it.
    fn spec(&mut self, segment: &'a ast::Expr) -> (&'a ast::Expr, Spec<'a>) {
        let mut spec = Spec::default();
        let ast::ExprKind::Binary(BinaryOp::Type, _, value, what) = &segment.kind else { return (segment, spec) };
        let mut rest: &'a ast::Expr = what;
        let mut parts = Vec::new();
        while let ast::ExprKind::Binary(BinaryOp::Sub, _, before, last) = &rest.kind {
            parts.push(&**last);
            rest = before;
        }
        parts.push(rest);
        for part in parts.into_iter().rev() {
            self.spec_part(part, &mut spec);
        }
        if let Some(wrong) = literal_spec(value, &spec) {
            self.error(codes::INVALID_SEGMENT, segment.span, wrong);
            spec = Spec::default();
        }
        (value, spec)
    }

    fn spec_part(&mut self, part: &'a ast::Expr, spec: &mut Spec<'a>) {
        let twice = match &part.kind {
            ast::ExprKind::Identifier(name) => {
                let kind = match name.as_str() {
                    "integer" => Some(SegmentKind::Integer),
                    "float" => Some(SegmentKind::Float),
                    "binary" | "bytes" => Some(SegmentKind::Binary),
                    "bitstring" | "bits" => Some(SegmentKind::Bitstring),
                    "utf8" => Some(SegmentKind::Utf8),
                    "utf16" => Some(SegmentKind::Utf16),
                    "utf32" => Some(SegmentKind::Utf32),
                    _ => None,
                };
                match (kind, name.as_str()) {
                    (Some(kind), _) => spec.kind.replace(kind).is_some_and(|before| before != kind),
                    (None, "signed") => spec.signed.replace(true) == Some(false),
                    (None, "unsigned") => spec.signed.replace(false) == Some(true),
                    (None, "little" | "native") => spec.little.replace(true) == Some(false),
                    (None, "big") => spec.little.replace(false) == Some(true),
                    (None, name) => {
                        self.error_with_help(
                            codes::INVALID_SEGMENT,
                            part.span,
                            format!("unknown bitstring specifier: {name}"),
                            format!(
                                "types are integer, float, binary, bitstring, utf8, utf16, utf32; for a size write `size({name})`"
                            ),
                        );
                        false
                    }
                }
            }
            ast::ExprKind::Integer(_) => spec.size.replace(part).is_some(),
            ast::ExprKind::Call(call) if call.sections.is_empty() => {
                match (call.name.text.as_str(), call.arguments.as_slice()) {
                    ("size", [size]) => spec.size.replace(size).is_some(),
                    ("unit", [unit]) => self.unit(unit, spec),
                    _ => {
                        self.error(
                            codes::INVALID_SEGMENT,
                            part.span,
                            format!("unknown bitstring specifier: {}", self.text(part.span)),
                        );
                        false
                    }
                }
            }
            ast::ExprKind::Binary(BinaryOp::Mul, _, size, unit) => {
                let anonymous = matches!(&size.kind, ast::ExprKind::Identifier(name) if name == "_");
                let repeated = !anonymous && spec.size.replace(size).is_some();
                self.unit(unit, spec) || repeated
            }
            ast::ExprKind::Error => false,
            _ => {
                self.error_with_help(
                    codes::INVALID_SEGMENT,
                    part.span,
                    format!("unknown bitstring specifier: {}", self.text(part.span)),
                    "write `size(…)` for a size that is no number",
                );
                false
            }
        };
        if twice {
            self.error(
                codes::INVALID_SEGMENT,
                part.span,
                format!("conflicting specification for bit field: {}", self.text(part.span)),
            );
        }
    }

    fn unit(&mut self, unit: &'a ast::Expr, spec: &mut Spec<'a>) -> bool {
        match unit.kind {
            ast::ExprKind::Integer(unit @ 1..=256) => spec.unit.replace(unit as u16).is_some(),
            _ => {
                self.error(codes::INVALID_SEGMENT, unit.span, "unit in bitstring expects an integer between 1 and 256");
                false
            }
        }
    }

    /// Puts a value and its specification together, with the defaults of its type.
    fn segment(
        &mut self,
        value: ir::Expr,
        natural: SegmentKind,
        spec: &Spec<'a>,
        span: Span,
        matching: bool,
    ) -> Segment<ir::Expr> {
        let kind = spec.kind.unwrap_or(natural);
        let wrong = match (&value.kind, natural, kind) {
            (ExprKind::Literal(Literal::Binary(_)), SegmentKind::Binary, SegmentKind::Integer | SegmentKind::Float) => {
                Some("a text")
            }
            (
                ExprKind::Literal(Literal::Int(_) | Literal::Big(_) | Literal::Float(_)),
                _,
                SegmentKind::Binary | SegmentKind::Bitstring,
            ) => Some("a number"),
            // Nothing else is a float by itself but a literal.
            (
                _,
                SegmentKind::Float,
                SegmentKind::Integer | SegmentKind::Utf8 | SegmentKind::Utf16 | SegmentKind::Utf32,
            ) => Some("a float"),
            _ => None,
        };
        if let Some(what) = wrong {
            self.error(
                codes::INVALID_SEGMENT,
                span,
                format!("conflicting type specification for bit field: {what} cannot be of this type"),
            );
        }
        let sized = !matches!(kind, SegmentKind::Utf8 | SegmentKind::Utf16 | SegmentKind::Utf32);
        if !sized && (spec.size.is_some() || spec.unit.is_some()) {
            self.error(codes::INVALID_SEGMENT, span, "size and unit are not supported on utf types");
        }
        if spec.signed.is_some() && !matches!(kind, SegmentKind::Integer | SegmentKind::Float) {
            self.error(
                codes::INVALID_SEGMENT,
                span,
                "signed and unsigned specifiers are supported only on integer and float types",
            );
        }
        let size = match spec.size {
            Some(size) if sized => Some(self.size(size, matching)),
            _ => None,
        };
        if spec.unit.is_some()
            && size.is_none()
            && !matches!(kind, SegmentKind::Binary | SegmentKind::Bitstring)
            && sized
        {
            self.error(
                codes::INVALID_SEGMENT,
                span,
                "integer and float types require a size specifier if the unit specifier is given",
            );
        }
        let unit = spec.unit.unwrap_or(if kind == SegmentKind::Binary { 8 } else { 1 });
        if kind == SegmentKind::Float
            && let Some(size) = size.as_ref().and_then(super::expr::int)
            && !matches!(size.saturating_mul(unit.into()), 16 | 32 | 64)
        {
            self.error(codes::INVALID_SEGMENT, span, "float requires size*unit to be 16, 32, or 64 (default)");
        }
        Segment {
            value,
            kind,
            size,
            unit,
            signed: spec.signed.unwrap_or(false),
            little: spec.little.unwrap_or(false),
            span,
        }
    }

    fn size(&mut self, size: &'a ast::Expr, matching: bool) -> ir::Expr {
        if matching && let ast::ExprKind::Unary(UnaryOp::Pin, operand) = &size.kind {
            // The pin names the variable of before the pattern.
            return match self.pinned(operand, size.span) {
                Some(slot) => make(ExprKind::Slot(slot), size.span),
                None => nil(size.span),
            };
        }
        let outer = self.guard;
        self.guard |= matching;
        let value = self.expr(size);
        self.guard = outer;
        let bad = match &value.kind {
            ExprKind::Literal(Literal::Int(i)) => *i < 0,
            ExprKind::Literal(_) => !self.failed_at(size.span),
            _ => false,
        };
        if bad {
            self.error(
                codes::INVALID_SEGMENT,
                size.span,
                "size in bitstring expects a non-negative integer or a variable as argument",
            );
        }
        value
    }
}

/// What is wrong with what is said about a text or a bitstring that is written in place: it is as long as it is, and has the
/// type that it has.
fn literal_spec(value: &ast::Expr, spec: &Spec<'_>) -> Option<String> {
    use SegmentKind as K;
    let (is_text, what) = match &value.kind {
        ast::ExprKind::String(parts) if Resolver::plain(parts).is_some() => (true, "a text"),
        ast::ExprKind::String(_) => (false, "a text with an interpolation"),
        ast::ExprKind::Bitstring(_) | ast::ExprKind::Binary(BinaryOp::BinaryConcat, ..) => (false, "a bitstring"),
        _ => return None,
    };
    let of_its_type = match spec.kind {
        None | Some(K::Binary | K::Bitstring) => true,
        Some(K::Utf8 | K::Utf16 | K::Utf32) => is_text,
        Some(K::Integer | K::Float) => false,
    };
    if !of_its_type {
        Some(format!("conflicting type specification for bit field: {what} cannot be of this type"))
    } else if spec.size.is_some() || spec.unit.is_some() {
        Some(format!("{what} that is written in place takes neither size nor unit"))
    } else if spec.signed.is_some() {
        Some("signed and unsigned specifiers are supported only on integer and float types".to_owned())
    } else {
        None
    }
}
