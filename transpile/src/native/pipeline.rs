//! Calls of `Enum`'s functions in a row, of which one walk is made: see `philtre_runtime::library::enums::pipeline`.

use super::Emitter;
use super::frame::{Block, Code};
use crate::ir::{Argument, Expr, ExprKind, Program};
use crate::span::Span;
use philtre_runtime::library::enums::pipeline::Step;
use philtre_runtime::row::Row;
use quote::quote;

/// The most stages of one walk; what is before them is a walk of its own.
const MAX_STAGES: usize = 4;

/// `source |> Enum.filter(…) |> Enum.map(…) |> Enum.sum()`
pub(super) struct Pipeline<'e> {
    pub(super) source: &'e Expr,
    /// At least one.
    pub(super) stages: Vec<Stage<'e>>,
    pub(super) end: End<'e>,
}

/// A function that is called for each element.
pub(super) struct Stage<'e> {
    pub(super) step: Step,
    pub(super) callback: &'e Argument,
    pub(super) span: Span,
}

/// What becomes of the elements.
pub(super) enum End<'e> {
    /// A list.
    List,
    /// `Enum.sum/1`
    Sum(Span),
    /// `Enum.count/1`
    Count,
    /// `Enum.reduce/3`: the first accumulator, which has no effects, and the function.
    Reduce(&'e Expr, &'e Argument, Span),
}

/// A call as a pipeline of two functions at least. In a program that may call something with effects there is none: the order
/// of calls could be seen.
pub(super) fn of<'e>(
    program: &Program,
    row: &'static Row,
    arguments: &'e [Argument],
    span: Span,
) -> Option<Pipeline<'e>> {
    if row.module != "Enum" || program.has_effects {
        return None;
    }
    let (mut source, end) = match (row.name, arguments) {
        ("sum", [Argument::Value(source)]) => (source, End::Sum(span)),
        ("count", [Argument::Value(source)]) => (source, End::Count),
        ("reduce", [Argument::Value(source), Argument::Value(initial), fun @ Argument::Inline(_)])
            if matches!(initial.kind, ExprKind::Literal(_) | ExprKind::Constant(_) | ExprKind::Slot(_)) =>
        {
            (source, End::Reduce(initial, fun, span))
        }
        _ => (stage(row, arguments, span)?.0, End::List),
    };
    let mut stages: Vec<Stage<'e>> = match end {
        End::List => stage(row, arguments, span).map(|(_, stage)| stage).into_iter().collect(),
        _ => Vec::new(),
    };
    while stages.len() < MAX_STAGES
        && let ExprKind::Call(row, arguments) = &source.kind
        && let Some((before, stage)) = stage(row, arguments, source.span)
    {
        stages.push(stage);
        source = before;
    }
    stages.reverse();
    let walks = stages.len() + usize::from(!matches!(end, End::List));
    (walks > 1 && !stages.is_empty()).then_some(Pipeline { source, stages, end })
}

/// A call that takes each element for itself, and its source.
fn stage<'e>(row: &'static Row, arguments: &'e [Argument], span: Span) -> Option<(&'e Expr, Stage<'e>)> {
    let step = match (row.module, row.name) {
        ("Enum", "map") => Step::Map,
        ("Enum", "filter") => Step::Filter,
        ("Enum", "reject") => Step::Reject,
        _ => return None,
    };
    match arguments {
        [Argument::Value(source), callback @ Argument::Inline(_)] => Some((source, Stage { step, callback, span })),
        _ => None,
    }
}

impl Emitter<'_> {
    /// `Enum` functions in a row: `pipeline(cx, source, filtering(…, mapping(…, summing(…))))`.
    pub(super) fn pipeline(&mut self, block: &mut Block, pipeline: &Pipeline<'_>) -> Code {
        let source = self.operand(block, pipeline.source);
        let mut heads = Vec::new();
        for stage in &pipeline.stages {
            let name = match stage.step {
                Step::Map => quote!(mapping),
                Step::Filter => quote!(filtering),
                Step::Reject => quote!(rejecting),
            };
            let fun = self.callback(block, stage.callback);
            let (line, column) = self.place(stage.span);
            heads.push((name, quote!(#fun, (#line, #column))));
        }
        let mut last = match &pipeline.end {
            End::List => quote!(collecting()),
            End::Count => quote!(counting()),
            End::Sum(span) => {
                let (line, column) = self.place(*span);
                quote!(summing((#line, #column)))
            }
            End::Reduce(initial, fun, span) => {
                let initial = self.operand(block, initial);
                let fun = self.callback(block, fun);
                let (line, column) = self.place(*span);
                quote!(reducing(#initial, #fun, (#line, #column)))
            }
        };
        for (name, arguments) in heads.into_iter().rev() {
            last = quote!(#name(#arguments, #last));
        }
        Code::Result(quote!(pipeline(cx, #source, #last)))
    }
}
