//! `Integer`: whole numbers of any size.

use crate::context::Context;
use crate::error::R;
use crate::integer::{self, Rounding};
use crate::ops;
use crate::term::{Term, Value, atoms};
use crate::{inspect, text};
use philtre_library::library;

/// The base from 2 to 36 that a value is.
fn base_of(base: Value<'_>) -> Option<u32> {
    match base.term() {
        Term::Int(base @ 2..=36) => Some(base as u32),
        _ => None,
    }
}

/// The digits of an integer, or what is wrong with the arguments.
fn in_base<'a>(cx: &mut Context<'a>, integer: Value<'a>, base: Value<'a>) -> Result<String, crate::Exc> {
    let is_integer = integer::is_integer(integer);
    if let Some(base) = base_of(base)
        && is_integer
    {
        return Ok(text::integer_to_string(cx, integer, base)?.unwrap_or_default());
    }
    let mut message = String::from("errors were found at the given arguments:\n\n");
    if !is_integer {
        message.push_str("  * 1st argument: not an integer\n");
    }
    if base_of(base).is_none() {
        message.push_str("  * 2nd argument: not an integer in the range 2 through 36\n");
    }
    Err(cx.argument_error(&message))
}

/// Whether a base is an integer from 2 on.
fn is_any_base(base: Value<'_>) -> bool {
    match base.term() {
        Term::Int(base) => base >= 2,
        Term::Big(base) => !base.is_negative(),
        _ => false,
    }
}

/// Functions for working with integers.
#[library("Integer", units = 4)]
pub mod functions {
    use super::*;

    /// The quotient of two integers, rounded up.
    ///
    /// Raises `ArithmeticError` if the divisor is zero.
    ///
    /// ```elixir
    /// iex> Integer.ceil_div(7, 2)
    /// 4
    /// iex> Integer.ceil_div(-7, 2)
    /// -3
    /// ```
    #[row(cost = inside)]
    pub fn ceil_div<'a>(cx: &mut Context<'a>, dividend: Value<'a>, divisor: Value<'a>) -> R<'a> {
        integer::quotient(cx, dividend, divisor, Rounding::Ceil)
    }

    /// The digits of an integer, highest first. Those of a negative integer are negative.
    ///
    /// ```elixir
    /// iex> Integer.digits(2024)
    /// [2, 0, 2, 4]
    /// iex> Integer.digits(-5, 2)
    /// [-1, 0, -1]
    /// ```
    #[row(cost = inside, default(base = 10))]
    pub fn digits<'a>(cx: &mut Context<'a>, integer: Value<'a>, base: Value<'a>) -> R<'a> {
        if !integer::is_integer(integer) || !is_any_base(base) {
            return Err(cx.function_clause(atoms::MODULE_INTEGER, "digits", 2));
        }
        integer::digits(cx, integer, base)
    }

    /// The greatest common divisor with the factors that make it of the two integers.
    ///
    /// ```elixir
    /// iex> Integer.extended_gcd(30, 12)
    /// {6, 1, -2}
    /// ```
    #[row(cost = inside)]
    pub fn extended_gcd<'a>(cx: &mut Context<'a>, integer1: Value<'a>, integer2: Value<'a>) -> R<'a> {
        let is_zero = |value: Value<'a>| matches!(value.term(), Term::Int(0));
        if integer::is_integer(integer1) && integer::is_integer(integer2) {
            return integer::extended_gcd(cx, integer1, integer2);
        }
        // Beside a zero, anything that comes after zero counts.
        if is_zero(integer1) && ops::greater(cx, integer2, Value::int(0))? {
            return cx.tuple(&[integer2, Value::int(0), Value::int(1)]);
        }
        if is_zero(integer2) && ops::greater(cx, integer1, Value::int(0))? {
            return cx.tuple(&[integer1, Value::int(1), Value::int(0)]);
        }
        Err(cx.function_clause(atoms::MODULE_INTEGER, "extended_gcd", 2))
    }

    /// The quotient of two integers, rounded down.
    ///
    /// Raises `ArithmeticError` if the divisor is zero.
    ///
    /// ```elixir
    /// iex> Integer.floor_div(7, 2)
    /// 3
    /// iex> Integer.floor_div(-7, 2)
    /// -4
    /// ```
    #[row(cost = inside)]
    pub fn floor_div<'a>(cx: &mut Context<'a>, dividend: Value<'a>, divisor: Value<'a>) -> R<'a> {
        integer::quotient(cx, dividend, divisor, Rounding::Floor)
    }

    /// The greatest common divisor, never negative.
    ///
    /// ```elixir
    /// iex> Integer.gcd(12, -18)
    /// 6
    /// ```
    #[row(cost = inside)]
    pub fn gcd<'a>(cx: &mut Context<'a>, integer1: Value<'a>, integer2: Value<'a>) -> R<'a> {
        if !integer::is_integer(integer1) || !integer::is_integer(integer2) {
            return Err(cx.function_clause(atoms::MODULE_INTEGER, "gcd", 2));
        }
        integer::gcd(cx, integer1, integer2)
    }

    /// Whether a value is an even integer.
    ///
    /// ```elixir
    /// iex> require Integer
    /// iex> Integer.is_even(10)
    /// true
    /// iex> Integer.is_even(2.0)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_even<'a>(cx: &mut Context<'a>, integer: Value<'a>) -> R<'a> {
        Ok(Value::bool(lowest_bit(integer) == Some(0)))
    }

    /// Whether a value is an odd integer.
    ///
    /// ```elixir
    /// iex> require Integer
    /// iex> Integer.is_odd(-3)
    /// true
    /// iex> Integer.is_odd("3")
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_odd<'a>(cx: &mut Context<'a>, integer: Value<'a>) -> R<'a> {
        Ok(Value::bool(lowest_bit(integer) == Some(1)))
    }

    /// The remainder of a division rounded down: it has the sign of the divisor.
    ///
    /// Raises `ArithmeticError` if the divisor is zero.
    ///
    /// ```elixir
    /// iex> Integer.mod(7, 3)
    /// 1
    /// iex> Integer.mod(-7, 3)
    /// 2
    /// ```
    #[row(cost = inside, name = "mod")]
    pub fn modulo<'a>(cx: &mut Context<'a>, dividend: Value<'a>, divisor: Value<'a>) -> R<'a> {
        integer::modulo(cx, dividend, divisor)
    }

    /// Reads an integer from the start of a text: `{integer, rest}`, or `:error` if there is none.
    ///
    /// Raises `ArgumentError` if the base is not between 2 and 36.
    ///
    /// ```elixir
    /// iex> Integer.parse("12 apples")
    /// {12, " apples"}
    /// iex> Integer.parse("ff", 16)
    /// {255, ""}
    /// iex> Integer.parse("apples")
    /// :error
    /// ```
    #[row(cost = inside, default(base = 10))]
    pub fn parse<'a>(cx: &mut Context<'a>, binary: Value<'a>, base: Value<'a>) -> R<'a> {
        let Some(base) = base_of(base) else {
            let base = inspect::short(cx, base)?;
            return Err(cx.argument_error(&format!("invalid base {base}")));
        };
        let Term::Binary(binary) = binary.term() else {
            return Err(cx.function_clause(atoms::MODULE_INTEGER, "parse", 2));
        };
        match text::parse_integer(cx, binary.bytes(), base)? {
            Some((integer, end)) => cx.tuple(&[integer, binary.slice(end, binary.len())]),
            None => Ok(atoms::ERROR),
        }
    }

    /// How many bits of an integer are set.
    ///
    /// Raises `ArithmeticError` if it is negative.
    ///
    /// ```elixir
    /// iex> Integer.popcount(0b1011)
    /// 3
    /// ```
    #[row(cost = bytes(integer))]
    pub fn popcount<'a>(cx: &mut Context<'a>, integer: Value<'a>) -> R<'a> {
        match integer::ones(integer) {
            Some(ones) => Ok(Value::int(ones as i64)),
            None if integer::is_integer(integer) => Err(cx.arithmetic_error()),
            None => Err(cx.function_clause(atoms::MODULE_INTEGER, "popcount", 1)),
        }
    }

    /// An integer to a power that is not negative.
    ///
    /// Raises `ArithmeticError` for a negative exponent, `SystemLimitError` for a result beyond four million bits.
    ///
    /// ```elixir
    /// iex> Integer.pow(2, 100)
    /// 1267650600228229401496703205376
    /// ```
    #[row(cost = inside)]
    pub fn pow<'a>(cx: &mut Context<'a>, base: Value<'a>, exponent: Value<'a>) -> R<'a> {
        if !integer::is_integer(base) || !integer::is_integer(exponent) {
            return Err(cx.function_clause(atoms::MODULE_INTEGER, "pow", 2));
        }
        if integer::is_negative(exponent) {
            return Err(cx.arithmetic_error());
        }
        cx.charge(8)?;
        ops::power(cx, base, exponent)
    }

    /// The digits of an integer as a charlist.
    ///
    /// ```elixir
    /// iex> Integer.to_charlist(255, 16)
    /// ~c"FF"
    /// ```
    #[row(cost = inside, default(base = 10))]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, integer: Value<'a>, base: Value<'a>) -> R<'a> {
        let digits = in_base(cx, integer, base)?;
        let digits = cx.string(&digits)?;
        text::binary_to_charlist(cx, digits)
    }

    /// The digits of an integer as a text, with letters for digits above nine.
    ///
    /// Raises `ArgumentError` if the base is not between 2 and 36.
    ///
    /// ```elixir
    /// iex> Integer.to_string(-42)
    /// "-42"
    /// iex> Integer.to_string(255, 16)
    /// "FF"
    /// ```
    #[row(cost = inside, default(base = 10))]
    pub fn to_string<'a>(cx: &mut Context<'a>, integer: Value<'a>, base: Value<'a>) -> R<'a> {
        let digits = in_base(cx, integer, base)?;
        cx.string(&digits)
    }

    /// The integer of digits, highest first.
    ///
    /// Raises `ArgumentError` if a digit is not below the base.
    ///
    /// ```elixir
    /// iex> Integer.undigits([2, 0, 2, 4])
    /// 2024
    /// iex> Integer.undigits([1, 0, 1], 2)
    /// 5
    /// ```
    #[row(cost = inside, default(base = 10))]
    pub fn undigits<'a>(cx: &mut Context<'a>, digits: Value<'a>, base: Value<'a>) -> R<'a> {
        if !matches!(digits.term(), Term::EmptyList | Term::List(_)) || !is_any_base(base) {
            return Err(cx.function_clause(atoms::MODULE_INTEGER, "undigits", 2));
        }
        let mut sum = Value::int(0);
        let mut rest = digits;
        loop {
            match rest.term() {
                Term::EmptyList => return Ok(sum),
                Term::List(list) => {
                    cx.tick()?;
                    let digit = list.head();
                    let Some(magnitude) = integer::absolute(cx, digit)?.filter(|_| integer::is_integer(digit)) else {
                        return Err(cx.function_clause(atoms::MODULE_INTEGER, "undigits", 3));
                    };
                    if ops::greater_equal(cx, magnitude, base)? {
                        let (digit, base) = (inspect::short(cx, digit)?, inspect::short(cx, base)?);
                        return Err(cx.argument_error(&format!("invalid digit {digit} in base {base}")));
                    }
                    let product = ops::mul(cx, sum, base)?;
                    sum = ops::add(cx, product, digit)?;
                    rest = list.tail();
                }
                _ => return Err(cx.function_clause(atoms::MODULE_INTEGER, "undigits", 3)),
            }
        }
    }
}

fn lowest_bit(value: Value<'_>) -> Option<u64> {
    match value.term() {
        Term::Int(i) => Some((i & 1) as u64),
        Term::Big(big) => big.digits().first().map(|digit| digit & 1),
        _ => None,
    }
}
