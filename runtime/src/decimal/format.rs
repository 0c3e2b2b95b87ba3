//! Decimals as texts.

use super::{Coef, Decimal, digit_count, digits, strip_zeros};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::term::Value;
use num_bigint::BigUint;
use num_traits::Zero;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `1.23E+5`, where the exponent asks for it.
    Scientific,
    /// `123000`
    Normal,
    /// `123000.0`, the canonical form of XML schemas.
    Xsd,
    /// `123E3`
    Raw,
}

impl Format {
    /// The format of a name.
    pub fn named(name: &str) -> Option<Format> {
        Some(match name {
            "scientific" => Format::Scientific,
            "normal" => Format::Normal,
            "xsd" => Format::Xsd,
            "raw" => Format::Raw,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Format::Scientific => ":scientific",
            Format::Normal => ":normal",
            Format::Xsd => ":xsd",
            Format::Raw => ":raw",
        }
    }
}

/// How many digits a text has at most, where nothing else is said.
pub const MAX_TEXT_DIGITS: u128 = 6_178;

/// A text in pieces: zeros are counted, not written, until the end.
#[derive(Default)]
struct Layout {
    before: String,
    zeros: i128,
    after: String,
}

/// How many digits an exponent has.
fn exponent_digits(exp: i128) -> i128 {
    i128::from(exp.unsigned_abs().checked_ilog10().unwrap_or(0)) + 1
}

fn plain_count(count: i128, exp: i128) -> i128 {
    if exp >= 0 {
        count + exp
    } else if count + exp > 0 {
        count
    } else {
        1 - exp
    }
}

/// Refuses a text of more digits than are allowed, before it is written.
///
/// # Errors
/// `ArgumentError`; fuel.
pub fn check_digits(cx: &mut Context<'_>, number: &Decimal, format: Format, limit: u128) -> Result<(), Exc> {
    let Coef::Finite(coef) = &number.coef else { return Ok(()) };
    let exp = number.exp;
    let count = i128::from(digit_count(cx, coef)?);
    let needed = match format {
        Format::Normal => plain_count(count, exp),
        Format::Xsd if coef.is_zero() => 2,
        Format::Xsd => {
            let (_, zeros) = strip_zeros(cx, coef.clone())?;
            let (count, exp) = (count - i128::from(zeros), exp + i128::from(zeros));
            if exp >= 0 { count + exp + 1 } else { plain_count(count, exp) }
        }
        Format::Raw if exp == 0 => count,
        Format::Raw => count + exponent_digits(exp),
        Format::Scientific => {
            let adjusted = exp + count - 1;
            if exp == 0 {
                count
            } else if exp < 0 && adjusted >= -6 {
                plain_count(count, exp)
            } else {
                count + exponent_digits(adjusted)
            }
        }
    };
    if needed.unsigned_abs() > limit {
        return Err(cx.argument_error(&format!(
            "{} representation requires {needed} digits, but the configured maximum is {limit}",
            format.name()
        )));
    }
    Ok(())
}

/// The text of a number.
///
/// # Errors
/// Fuel, memory.
pub fn write<'a>(cx: &mut Context<'a>, number: &Decimal, format: Format) -> R<'a> {
    let sign = if number.negative { "-" } else { "" };
    let coef = match &number.coef {
        Coef::NaN => return cx.string(&format!("{sign}NaN")),
        Coef::Infinity => return cx.string(&format!("{sign}Infinity")),
        Coef::Finite(coef) => coef,
    };
    let layout = match format {
        Format::Normal => plain(&digits(cx, coef)?, number.exp),
        Format::Xsd => xsd(cx, coef, number.exp)?,
        Format::Raw => {
            let mut before = digits(cx, coef)?;
            if number.exp != 0 {
                before.push_str(&format!("E{}", number.exp));
            }
            Layout { before, ..Layout::default() }
        }
        Format::Scientific => scientific(&digits(cx, coef)?, number.exp),
    };
    let Ok(zeros) = usize::try_from(layout.zeros) else { return Err(cx.limit(Limit::Memory)) };
    cx.charge_bytes(layout.before.len() + layout.after.len())?;
    cx.charge_bytes(zeros)?;
    let mut writer = cx.bump.text_writer();
    writer.push(sign)?;
    writer.push(&layout.before)?;
    writer.repeat("0", zeros)?;
    writer.push(&layout.after)?;
    Ok(Value::str(writer.finish()))
}

/// Digits with a point in its place and no exponent.
fn plain(digits: &str, exp: i128) -> Layout {
    if exp >= 0 {
        return Layout { before: digits.to_owned(), zeros: exp, after: String::new() };
    }
    let split = digits.len() as i128 + exp;
    match usize::try_from(split).ok().filter(|split| *split > 0).and_then(|split| digits.split_at_checked(split)) {
        Some((whole, fraction)) => Layout { before: format!("{whole}.{fraction}"), ..Layout::default() },
        None => Layout { before: "0.".to_owned(), zeros: -split, after: digits.to_owned() },
    }
}

fn scientific(digits: &str, exp: i128) -> Layout {
    let adjusted = exp + digits.len() as i128 - 1;
    if exp <= 0 && adjusted >= -6 {
        return plain(digits, exp);
    }
    let (first, rest) = digits.split_at_checked(1).unwrap_or_default();
    let point = if rest.is_empty() { "" } else { "." };
    let plus = if exp >= 0 { "+" } else { "" };
    Layout { before: format!("{first}{point}{rest}E{plus}{adjusted}"), ..Layout::default() }
}

fn xsd(cx: &mut Context<'_>, coef: &BigUint, exp: i128) -> Result<Layout, Exc> {
    if coef.is_zero() {
        return Ok(Layout { before: "0.0".to_owned(), ..Layout::default() });
    }
    let (coef, zeros) = strip_zeros(cx, coef.clone())?;
    let (digits, exp) = (digits(cx, &coef)?, exp + i128::from(zeros));
    Ok(if exp >= 0 { Layout { after: ".0".to_owned(), ..plain(&digits, exp) } } else { plain(&digits, exp) })
}
