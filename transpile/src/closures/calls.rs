//! Calls of library functions, named functions and function values; lambdas and captures.

use super::clauses::Name;
use super::operand::Operand;
use super::{Boxed, CompileError, Compiled, Compiler, located, node, place};
use crate::ir::{self, Argument, Expr};
use crate::span::Span;
use crate::weight;
use philtre_runtime::code::FrameCode;
use philtre_runtime::error::R;
use philtre_runtime::row::{Call, Captured, MAX_PARAMS, Row};
use philtre_runtime::term::{Callable, Fun};
use philtre_runtime::{Callback, Context, Exc, Inline, Value};

/// Arguments that are evaluated on the Rust stack; more go to the heap.
const FEW: usize = 8;

/// An argument of a library function.
enum CompiledArgument {
    Value(Operand),
    Inline(Box<dyn Inline>),
}

impl CompiledArgument {
    #[inline(always)]
    fn callback<'a>(&'a self, cx: &mut Context<'a>) -> Result<Callback<'a>, Exc> {
        match self {
            CompiledArgument::Value(operand) => Ok(Callback::Value(operand.value(cx)?)),
            CompiledArgument::Inline(lambda) => Ok(Callback::Inline(&**lambda)),
        }
    }
}

/// A lambda in the frame around it, with any number of parameters.
struct InlineCode {
    parameters: Box<[u16]>,
    units: u32,
    body: Operand,
}

impl Inline for InlineCode {
    fn arity(&self) -> usize {
        self.parameters.len()
    }

    #[inline]
    fn call<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        cx.spend(self.units);
        for (slot, argument) in self.parameters.iter().zip(arguments) {
            cx.set_slot(*slot, argument.by_words());
        }
        self.body.value(cx)
    }
}

/// A lambda of one parameter in the frame around it.
struct InlineCode1 {
    parameter: u16,
    units: u32,
    body: Operand,
}

impl Inline for InlineCode1 {
    fn arity(&self) -> usize {
        1
    }

    #[inline]
    fn call<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        cx.spend(self.units);
        if let [argument] = arguments {
            cx.set_slot(self.parameter, argument.by_words());
        }
        self.body.value(cx)
    }
}

/// A lambda with a frame of its own.
struct LambdaCode(FrameCode);

impl Callable for LambdaCode {
    fn arity(&self) -> usize {
        self.0.arity as usize
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        cx.run_frame(&self.0, arguments, captured)
    }

    fn frame(&self) -> Option<&FrameCode> {
        Some(&self.0)
    }
}

/// `&helper/2`
struct FunctionReference {
    function: ir::FunctionId,
    arity: usize,
}

impl Callable for FunctionReference {
    fn arity(&self) -> usize {
        self.arity
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, _captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        cx.call_function(self.function, arguments)
    }

    fn step<'a>(&'a self, cx: &mut Context<'a>, _captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        cx.tail_call_function(self.function, arguments)
    }

    fn signals(&self) -> bool {
        true
    }
}

/// Evaluates operands and hands their values on.
#[inline(always)]
fn with_values<'a>(
    cx: &mut Context<'a>,
    operands: &'a [Operand],
    run: impl FnOnce(&mut Context<'a>, &[Value<'a>]) -> R<'a>,
) -> R<'a> {
    if operands.len() <= FEW {
        let mut values = [Value::NIL; FEW];
        for (slot, operand) in values.iter_mut().zip(operands) {
            *slot = operand.value(cx)?;
        }
        return run(cx, values.get(..operands.len()).unwrap_or_default());
    }
    let mut values = Vec::with_capacity(operands.len());
    for operand in operands {
        values.push(operand.value(cx)?);
    }
    run(cx, &values)
}

impl Compiler<'_> {
    /// `Module.function(…)`
    pub(super) fn row_call(self, row: &'static Row, arguments: &[Argument], span: Span) -> Compiled {
        let place = place(span);
        let mut compiled = arguments
            .iter()
            .map(|argument| {
                Ok(match argument {
                    Argument::Value(expr) => CompiledArgument::Value(self.operand(expr)?),
                    Argument::Inline(lambda) => CompiledArgument::Inline(self.inline_lambda(lambda)?),
                })
            })
            .collect::<Result<Vec<_>, CompileError>>()?
            .into_iter();
        let mut next = || match compiled.next() {
            Some(CompiledArgument::Value(operand)) => operand,
            // Only rows of the kind `Many` take lambdas; the resolver gives an argument for each parameter.
            _ => Operand::Constant(philtre_runtime::memory::Constant::immediate(Value::NIL)),
        };
        Ok(match row.call {
            Call::F0(f) => node((f, place), |(f, place), cx| {
                let result = f(cx);
                located(cx, result, *place)
            }),
            Call::F1(f) => node((f, next(), place), |(f, a, place), cx| {
                let a = a.value(cx)?;
                let result = f(cx, a);
                located(cx, result, *place)
            }),
            Call::F2(f) => node((f, next(), next(), place), |(f, a, b, place), cx| {
                let a = a.value(cx)?;
                let b = b.value(cx)?;
                let result = f(cx, a, b);
                located(cx, result, *place)
            }),
            Call::F3(f) => node((f, next(), next(), next(), place), |(f, a, b, c, place), cx| {
                let a = a.value(cx)?;
                let b = b.value(cx)?;
                let c = c.value(cx)?;
                let result = f(cx, a, b, c);
                located(cx, result, *place)
            }),
            Call::Many(f) => {
                let arguments: Box<[CompiledArgument]> = compiled.collect();
                match arguments.len() {
                    2 => many::<2>(f, arguments, place),
                    3 => many::<3>(f, arguments, place),
                    _ => many::<MAX_PARAMS>(f, arguments, place),
                }
            }
        })
    }

    /// A lambda that runs in the frame around it.
    fn inline_lambda(self, lambda: &ir::InlineLambda) -> Result<Box<dyn Inline>, CompileError> {
        let compiler = self.inner();
        let units = weight::of_clauses(&lambda.clauses);
        // One parameter and a body that is simple: the operand itself, without a call.
        if let ([parameter], [clause]) = (lambda.parameters.as_slice(), lambda.clauses.as_slice())
            && clause.guard.is_none()
            && match clause.patterns.as_slice() {
                [ir::Pattern::Any] => true,
                [ir::Pattern::Bind(slot)] => slot == parameter,
                _ => false,
            }
        {
            return Ok(Box::new(InlineCode1 { parameter: *parameter, units, body: compiler.operand(&clause.body)? }));
        }
        let name = Name::Anonymous { arity: lambda.parameters.len() };
        let body = compiler.function_clauses(&lambda.parameters, &lambda.clauses, name, lambda.span)?;
        Ok(Box::new(InlineCode { parameters: lambda.parameters.clone().into(), units, body: Operand::Code(body) }))
    }

    /// `helper(…)`
    pub(super) fn local_call(self, function: ir::FunctionId, arguments: &[Expr], span: Span) -> Compiled {
        let arguments = self.operands(arguments)?;
        if self.tail {
            return Ok(node((function, arguments), |(function, arguments), cx| {
                with_values(cx, arguments, |cx, values| cx.tail_call_function(*function, values))
            }));
        }
        let place = place(span);
        Ok(node((function, arguments, place), |(function, arguments, place), cx| {
            let result = with_values(cx, arguments, |cx, values| cx.call_function(*function, values));
            located(cx, result, *place)
        }))
    }

    /// `fun.(…)`
    pub(super) fn apply(self, function: &Expr, arguments: &[Expr], span: Span) -> Compiled {
        let function = self.operand(function)?;
        let arguments = self.operands(arguments)?;
        let place = place(span);
        if self.tail {
            return Ok(node((function, arguments, place), |(function, arguments, place), cx| {
                let function = function.value(cx)?;
                let result = with_values(cx, arguments, |cx, values| cx.tail_call(function, values));
                located(cx, result, *place)
            }));
        }
        Ok(node((function, arguments, place), |(function, arguments, place), cx| {
            let function = function.value(cx)?;
            let result = with_values(cx, arguments, |cx, values| cx.call(function, values));
            located(cx, result, *place)
        }))
    }

    /// `fn … end` as a value.
    pub(super) fn lambda(self, lambda: &ir::Lambda) -> Compiled {
        let compiler = Compiler { tail: true, ..self };
        let parameters: Vec<u16> = (0..lambda.arity).collect();
        let name = Name::Anonymous { arity: lambda.arity as usize };
        let body = compiler.function_clauses(&parameters, &lambda.clauses, name, lambda.span)?;
        let units = weight::of_clauses(&lambda.clauses);
        let code = LambdaCode(FrameCode { arity: lambda.arity, slots: lambda.slots, units, body });
        let captures: Box<[u16]> = lambda.captures.clone().into();
        Ok(node((code, captures), |(code, captures), cx| {
            let frame: &Context<'_> = cx;
            let values: smallvec::SmallVec<[Value<'_>; FEW]> = captures.iter().map(|slot| frame.slot(*slot)).collect();
            let captured = cx.bump.values(&values)?;
            Ok(Value::fun(cx.bump.alloc(Fun { code, captured })?))
        }))
    }

    /// `&Module.function/2`
    pub(super) fn capture_row(self, row: &'static Row, arity: usize) -> Boxed {
        node(Captured { row, arity }, |captured, cx| {
            Ok(Value::fun(cx.bump.alloc(Fun { code: captured, captured: &[] })?))
        })
    }

    /// `&helper/2`
    pub(super) fn capture_local(self, function: ir::FunctionId) -> Boxed {
        let arity = self.program.functions.get(function as usize).map_or(0, |function| function.arity as usize);
        node(FunctionReference { function, arity }, |reference, cx| {
            Ok(Value::fun(cx.bump.alloc(Fun { code: reference, captured: &[] })?))
        })
    }
}

type ManyFn = for<'a> fn(&mut Context<'a>, &[Callback<'a>]) -> R<'a>;

fn many<const N: usize>(f: ManyFn, arguments: Box<[CompiledArgument]>, place: philtre_runtime::Place) -> Boxed {
    node((f, arguments, place), |(f, arguments, place), cx| {
        let mut values = [Callback::Value(Value::NIL); N];
        for (slot, argument) in values.iter_mut().zip(arguments) {
            *slot = argument.callback(cx)?;
        }
        let result = f(cx, values.get(..arguments.len()).unwrap_or_default());
        located(cx, result, *place)
    })
}
