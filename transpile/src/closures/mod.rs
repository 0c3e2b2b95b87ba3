//! The closure backend: IR → a tree of boxed closures.
//!
//! Everything that can be decided when a program is loaded is decided then: slots, arity, callee, literal keys, the shape of
//! patterns, the kind of each operand. What runs is data and a closure over it; no tree of the language is looked at.
//! A closure and not machine code, since a closure costs one indirect call, is safe by construction and is made in
//! microseconds. Semantics are the runtime's alone: this folder orders calls to it.
//!
//! - `operand`: what can be had without an indirect call (constants, variables, `variable["key"]`).
//! - `matching`: patterns. `clauses`: clauses of functions, `case` and lambdas.
//! - `expression`: the rest, with `construct`, `calls` and `control`.

mod calls;
mod clauses;
mod construct;
mod control;
mod expression;
pub(crate) mod literal;
mod matching;
mod operand;

#[cfg(feature = "native")]
pub(crate) use matching::segment_type;

use crate::{ir, weight};
use philtre_runtime::code::{Code, FrameCode};
use philtre_runtime::error::{Place, R};
use philtre_runtime::memory::Constant;
use philtre_runtime::{Context, Exc};
use std::cell::Cell;
use std::sync::Arc;

/// A boxed piece of code.
pub(crate) type Boxed = Box<dyn Code>;

/// Data and a closure over it. The closure gets its data by a reference that lives as long as the message's values, so
/// that results may borrow from it: a closure that owned the data could not lend it out.
struct Node<T, F>(T, F);

impl<T, F> Code for Node<T, F>
where
    T: Send + Sync,
    F: Send + Sync + for<'a> Fn(&'a T, &mut Context<'a>) -> R<'a>,
{
    #[inline(always)]
    fn run<'a>(&'a self, cx: &mut Context<'a>) -> R<'a> {
        (self.1)(&self.0, cx)
    }
}

/// Boxes data with a closure over it.
fn node<T, F>(data: T, run: F) -> Boxed
where
    T: Send + Sync + 'static,
    F: Send + Sync + 'static + for<'a> Fn(&'a T, &mut Context<'a>) -> R<'a>,
{
    Box::new(Node(data, run))
}

/// Adds the place to what was raised.
#[inline(always)]
fn located<'a, T>(cx: &mut Context<'a>, result: Result<T, Exc>, place: Place) -> Result<T, Exc> {
    match result {
        Ok(value) => Ok(value),
        Err(exc) => Err(cx.at(exc, place)),
    }
}

/// A place: the byte where a span begins.
fn place(span: crate::span::Span) -> Place {
    Place(span.start)
}

/// The functions of a program, compiled; numbered as in the IR.
///
/// # Errors
/// Literals that cannot be built (a regex that does not compile), with their span.
pub fn compile(program: &ir::Program) -> Result<Vec<FrameCode>, CompileError> {
    let nowhere = crate::span::Span::default();
    let constants = program
        .constants
        .iter()
        .map(|literal| literal::constant(literal, nowhere).map(Arc::new))
        .collect::<Result<Vec<_>, CompileError>>()?;
    let regexes = Cell::new(REGEXES);
    program.functions.iter().map(|function| compile_function(program, &constants, &regexes, function)).collect()
}

/// Units of work that the regexes of a source may take to compile, each some ten nanoseconds.
const REGEXES: usize = 2_000_000;

/// A literal that cannot be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileError {
    /// Where it stands.
    pub span: crate::span::Span,
    /// What is wrong with it.
    pub message: String,
}

fn compile_function(
    program: &ir::Program,
    constants: &[Arc<Constant>],
    regexes: &Cell<usize>,
    function: &ir::Function,
) -> Result<FrameCode, CompileError> {
    let compiler = Compiler { program, constants, regexes, tail: true };
    let name = clauses::Name::Function {
        module: program.module.clone(),
        name: function.name.clone(),
        arity: function.arity as usize,
    };
    let parameters: Vec<u16> = (0..function.arity).collect();
    let body = compiler.function_clauses(&parameters, &function.clauses, name, function.span)?;
    let units = weight::of_clauses(&function.clauses);
    Ok(FrameCode { arity: function.arity, slots: function.slots, units, body })
}

/// Compiles expressions of one program.
#[derive(Clone, Copy)]
struct Compiler<'p> {
    program: &'p ir::Program,
    constants: &'p [Arc<Constant>],
    /// Units of work that regexes may still take to compile.
    regexes: &'p Cell<usize>,
    /// Whether the value of the expression is the value of the frame: a call may then replace the frame.
    tail: bool,
}

impl<'p> Compiler<'p> {
    /// The same for an expression whose value is used further.
    fn inner(self) -> Self {
        Compiler { tail: false, ..self }
    }
}

type Compiled = Result<Boxed, CompileError>;
