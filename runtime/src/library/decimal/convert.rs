//! `Decimal`: from and to other terms.

use super::own;
use crate::context::Context;
use crate::decimal::{self, Decimal, Format, Limits, MAX_TEXT_DIGITS, no_clause};
use crate::error::{Exc, R};
use crate::inspect;
use crate::library::keyed::{Walk, is_list};
use crate::library::keyword;
use crate::term::{Binary, Term, Value, atom_constant as atom, atoms};
use philtre_library::library;

const MAX_DIGITS: Value<'static> = atom("max_digits");
const MAX_EXPONENT: Value<'static> = atom("max_exponent");

/// Functions that make decimals of other terms, and back.
#[library("Decimal")]
pub mod functions {
    use super::*;

    /// An integer, float, text or decimal as `{:ok, decimal}`; `:error` for all else. Options are those of `parse/2`.
    ///
    /// ```elixir
    /// iex> Decimal.cast("1.5")
    /// {:ok, Decimal.new("1.5")}
    /// iex> Decimal.cast(0.25)
    /// {:ok, Decimal.new("0.25")}
    /// iex> Decimal.cast(nil)
    /// :error
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn cast<'a>(cx: &mut Context<'a>, term: Value<'a>, opts: Value<'a>) -> R<'a> {
        if !is_list(opts) {
            return Err(no_clause(cx, "cast", 2));
        }
        let limits = parse_limits(cx, opts)?;
        let number = match term.term() {
            Term::Binary(text) => match decimal::parse(cx, text.bytes(), &limits)? {
                Some((number, len)) if len == text.len() => Some(number),
                _ => None,
            },
            Term::Int(_) | Term::Big(_) => Some(decimal::from_integer(cx, term)?),
            Term::Float(float) => Some(decimal::from_float(cx, float)?),
            _ => Decimal::of(cx, term, "coef_length", 1)?,
        };
        let Some(number) = number else { return Ok(atoms::ERROR) };
        if !term.is_binary() && !limits.allow(cx, &number)? {
            return Ok(atoms::ERROR);
        }
        let value = number.value(cx)?;
        cx.ok(value)
    }

    /// The shortest decimal that is nearest to a float.
    ///
    /// ```elixir
    /// iex> Decimal.from_float(0.1)
    /// Decimal.new("0.1")
    /// ```
    #[row(cost = inside)]
    pub fn from_float<'a>(cx: &mut Context<'a>, float: Value<'a>) -> R<'a> {
        match float.term() {
            Term::Float(float) => decimal::from_float(cx, float)?.value(cx),
            _ => Err(no_clause(cx, "from_float", 1)),
        }
    }

    /// A decimal of an integer or a text, with all its digits: 34 at most of a text.
    ///
    /// Raises `Decimal.Error` for texts that are no numbers.
    ///
    /// ```elixir
    /// iex> Decimal.new("12.50")
    /// Decimal.new("12.50")
    /// iex> Decimal.new(7) |> Decimal.div(2) |> to_string()
    /// "3.5"
    /// ```
    #[row(cost = inside)]
    pub fn new<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        match num.term() {
            Term::Int(_) | Term::Big(_) => decimal::from_integer(cx, num)?.value(cx),
            Term::Binary(_) => decimal::from_text(cx, num, &Limits::DEFAULT)?.value(cx),
            _ => own(cx, num, "new", 2).map(|_| num),
        }
    }

    /// A decimal of a text. Options are those of `parse/2`.
    ///
    /// ```elixir
    /// iex> Decimal.new("0.5E+9999", max_exponent: 10_000)
    /// Decimal.new("5E+9998")
    /// ```
    #[row(cost = inside, name = "new")]
    pub fn new_with_options<'a>(cx: &mut Context<'a>, num: Value<'a>, opts: Value<'a>) -> R<'a> {
        if !num.is_binary() || !is_list(opts) {
            return Err(no_clause(cx, "new", 2));
        }
        let limits = parse_limits(cx, opts)?;
        decimal::from_text(cx, num, &limits)?.value(cx)
    }

    /// A decimal of its sign, 1 or -1, coefficient and exponent.
    ///
    /// ```elixir
    /// iex> Decimal.new(-1, 125, -2)
    /// Decimal.new("-1.25")
    /// ```
    #[row(cost = inside, name = "new")]
    pub fn new_of_parts<'a>(cx: &mut Context<'a>, sign: Value<'a>, coef: Value<'a>, exp: Value<'a>) -> R<'a> {
        match Decimal::from_terms(cx, sign, coef, exp)? {
            Some(number) => number.value(cx),
            None => Err(no_clause(cx, "new", 3)),
        }
    }

    /// The decimal that a text begins with, and what follows it; `:error` where there is none. It may have 34 digits and
    /// an exponent of 6144.
    ///
    /// ```elixir
    /// iex> Decimal.parse("1.5 EUR")
    /// {Decimal.new("1.5"), " EUR"}
    /// iex> Decimal.parse("EUR")
    /// :error
    /// ```
    #[row(cost = inside)]
    pub fn parse<'a>(cx: &mut Context<'a>, binary: Value<'a>) -> R<'a> {
        match binary.term() {
            Term::Binary(text) => parsed(cx, text, &Limits::DEFAULT),
            _ => Err(no_clause(cx, "parse", 1)),
        }
    }

    /// As `parse/1`, with other limits: `max_digits:` and `max_exponent:`, integers or `:infinity`.
    ///
    /// ```elixir
    /// iex> Decimal.parse("123", max_digits: 2)
    /// :error
    /// ```
    #[row(cost = inside, name = "parse")]
    pub fn parse_within<'a>(cx: &mut Context<'a>, binary: Value<'a>, opts: Value<'a>) -> R<'a> {
        let Term::Binary(text) = binary.term() else { return Err(no_clause(cx, "parse", 2)) };
        if !is_list(opts) {
            return Err(no_clause(cx, "parse", 2));
        }
        let limits = parse_limits(cx, opts)?;
        parsed(cx, text, &limits)
    }

    /// How many digits a decimal has behind the point.
    ///
    /// ```elixir
    /// iex> Decimal.scale(Decimal.new("1.50"))
    /// 2
    /// ```
    #[row(cost = unit)]
    pub fn scale<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "scale", 1)?;
        cx.integer_128((-number.exp).max(0))
    }

    /// The float that is nearest to a decimal.
    ///
    /// Raises `Decimal.Error` beyond the range of floats, `ArgumentError` for what is infinite or not a number.
    ///
    /// ```elixir
    /// iex> Decimal.to_float(Decimal.new("1.50"))
    /// 1.5
    /// ```
    #[row(cost = inside)]
    pub fn to_float<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "to_float", 1)?;
        decimal::to_float(cx, &number)
    }

    /// The integer that a decimal is; one with digits behind the point raises `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Decimal.to_integer(Decimal.new("2.00"))
    /// 2
    /// ```
    #[row(cost = inside)]
    pub fn to_integer<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "to_integer", 1)?;
        decimal::to_integer(cx, number)
    }

    /// A decimal as text: `:scientific`, `:normal` without exponent, `:xsd` or `:raw`. More than 6178 digits raise
    /// `ArgumentError`.
    ///
    /// ```elixir
    /// iex> number = Decimal.new("1.50E+3")
    /// iex> {Decimal.to_string(number), Decimal.to_string(number, :normal)}
    /// {"1.50E+3", "1500"}
    /// iex> {Decimal.to_string(number, :xsd), Decimal.to_string(number, :raw)}
    /// {"1500.0", "150E1"}
    /// ```
    #[row(cost = inside, default(kind = atom("scientific")))]
    pub fn to_string<'a>(cx: &mut Context<'a>, num: Value<'a>, kind: Value<'a>) -> R<'a> {
        let number = own(cx, num, "to_string", 2)?;
        let Some(format) = format(kind) else { return Err(no_clause(cx, "to_string", 2)) };
        decimal::check_digits(cx, &number, format, MAX_TEXT_DIGITS)?;
        decimal::write(cx, &number, format)
    }

    /// As `to_string/2`, with another limit: `max_digits:`, an integer or `:infinity`.
    ///
    /// ```elixir
    /// iex> Decimal.to_string(Decimal.new("1.5"), :normal, max_digits: 2)
    /// "1.5"
    /// ```
    #[row(cost = inside, name = "to_string")]
    pub fn to_string_within<'a>(cx: &mut Context<'a>, num: Value<'a>, kind: Value<'a>, opts: Value<'a>) -> R<'a> {
        let number = own(cx, num, "to_string", 3)?;
        let (Some(format), true) = (format(kind), is_list(opts)) else { return Err(no_clause(cx, "to_string", 3)) };
        let limit = keyword::functions::get(cx, opts, MAX_DIGITS, Value::int(MAX_TEXT_DIGITS as i64))?;
        if let Some(limit) = limit_of(cx, ":max_digits", limit)? {
            decimal::check_digits(cx, &number, format, limit)?;
        }
        decimal::write(cx, &number, format)
    }
}

fn format(name: Value<'_>) -> Option<Format> {
    match name.term() {
        Term::Atom(name) => Format::named(name.name()),
        _ => None,
    }
}

fn parsed<'a>(cx: &mut Context<'a>, text: Binary<'a>, limits: &Limits) -> R<'a> {
    match decimal::parse(cx, text.bytes(), limits)? {
        Some((number, len)) => {
            let number = number.value(cx)?;
            cx.tuple(&[number, text.slice(len, text.len())])
        }
        None => Ok(atoms::ERROR),
    }
}

/// A limit; none is `:infinity`.
fn limit_of<'a>(cx: &mut Context<'a>, key: &str, value: Value<'a>) -> Result<Option<u128>, Exc> {
    match value.term() {
        Term::Int(limit) if limit >= 0 => Ok(Some(limit.unsigned_abs().into())),
        // More than any number has.
        Term::Big(big) if !big.is_negative() => Ok(Some(u128::MAX)),
        Term::Atom(_) if value.is(atoms::INFINITY) => Ok(None),
        _ => {
            let shown = inspect::short(cx, value)?;
            Err(cx.argument_error(&format!("{key} must be a non-negative integer or :infinity, got: {shown}")))
        }
    }
}

/// What options say about limits, each looked at in its turn.
fn parse_limits<'a>(cx: &mut Context<'a>, opts: Value<'a>) -> Result<Limits, Exc> {
    let mut limits = Limits::DEFAULT;
    for option in Walk::over(opts) {
        cx.tick()?;
        let Term::Tuple([key, value]) = option.term() else {
            return Err(no_clause(cx, "-parse_limits!/1-fun-0-", 2));
        };
        let narrow = |limit: Option<u128>| limit.map(|limit| u64::try_from(limit).unwrap_or(u64::MAX));
        if key.identical_flat(MAX_DIGITS) == Some(true) {
            limits.digits = narrow(limit_of(cx, ":max_digits", *value)?);
        } else if key.identical_flat(MAX_EXPONENT) == Some(true) {
            limits.exponent = narrow(limit_of(cx, ":max_exponent", *value)?);
        } else {
            let key = inspect::short(cx, *key)?;
            return Err(cx.argument_error(&format!("unknown option {key}")));
        }
    }
    Ok(limits)
}
