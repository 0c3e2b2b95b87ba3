//! `List`'s conversions.

use super::super::keyed::{Walk, is_list};
use super::{failed, proper_elements};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value};
use crate::text::{self, number};
use philtre_library::library;

/// Conversions of lists to other terms.
#[library("List")]
pub mod functions {
    use super::*;

    /// A charlist of code points, texts and lists of such.
    ///
    /// ```elixir
    /// iex> List.to_charlist(["ab", 99, ["d"]])
    /// ~c"abcd"
    /// ```
    #[row(cost = inside)]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if !is_list(list) {
            return Err(failed(cx, "to_charlist", 1));
        }
        const BEFORE: &str = "cannot convert the given list to a charlist.\n\nTo be converted to a charlist, a list must \
             contain only:\n\n  * strings\n  * integers representing Unicode code points\n  * or a list containing one of \
             these three elements\n\nPlease check the given list or call inspect/1 to get the list representation, \
             got:\n\n";
        match text::chardata(cx, list)? {
            Some(text) => text::binary_to_charlist(cx, text),
            None => Err(text::not_chardata(cx, list, BEFORE)),
        }
    }

    /// The float that a charlist writes out, with a point and digits around it.
    ///
    /// ```elixir
    /// iex> List.to_float(~c"2.5e3")
    /// 2500.0
    /// ```
    #[row(cost = elements(charlist))]
    pub fn to_float<'a>(cx: &mut Context<'a>, charlist: Value<'a>) -> R<'a> {
        let text = characters(cx, charlist)?;
        let float = text.as_deref().and_then(|text| {
            let span = number::float_span(text)?;
            (span.has_point && span.len == text.len()).then(|| number::float_of(text))?
        });
        match float {
            Some(float) => Ok(Value::float(float)),
            None => Err(cx.bad_argument(1, "not a textual representation of a float")),
        }
    }

    /// The integer that a charlist writes out.
    ///
    /// ```elixir
    /// iex> List.to_integer(~c"-42")
    /// -42
    /// ```
    #[row(cost = elements(charlist))]
    pub fn to_integer<'a>(cx: &mut Context<'a>, charlist: Value<'a>) -> R<'a> {
        integer(cx, charlist, 10)
    }

    /// The integer that a charlist writes out to a base from 2 to 36.
    ///
    /// ```elixir
    /// iex> List.to_integer(~c"ff", 16)
    /// 255
    /// ```
    #[row(cost = elements(charlist), name = "to_integer")]
    pub fn to_integer_of_base<'a>(cx: &mut Context<'a>, charlist: Value<'a>, base: Value<'a>) -> R<'a> {
        match base.term() {
            Term::Int(base @ 2..=36) => integer(cx, charlist, base as u32),
            _ => Err(cx.bad_argument(2, "not an integer in the range 2 through 36")),
        }
    }

    /// A text of code points, texts and lists of such.
    ///
    /// ```elixir
    /// iex> List.to_string(["ab", 99, ["d"]])
    /// "abcd"
    /// ```
    #[row(cost = inside)]
    pub fn to_string<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if !is_list(list) {
            return Err(failed(cx, "to_string", 1));
        }
        text::list_to_string(cx, list)
    }

    /// A tuple of the elements.
    ///
    /// ```elixir
    /// iex> List.to_tuple([:a, 1])
    /// {:a, 1}
    /// ```
    #[row(cost = inside)]
    pub fn to_tuple<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        // The elements of a list in one block can be shared: both are the same row of values.
        Ok(Value::tuple(proper_elements(cx, list, |cx| cx.bad_argument(1, "not a list"))?))
    }
}

/// The bytes of a charlist of ASCII; nothing where something else is in it.
fn characters<'a>(cx: &mut Context<'a>, charlist: Value<'a>) -> Result<Option<Vec<u8>>, Exc> {
    let mut walk = Walk::over(charlist);
    let mut text = Some(Vec::new());
    for element in &mut walk {
        cx.tick()?;
        match (element.term(), &mut text) {
            (Term::Int(c @ 0..=127), Some(text)) => text.push(c as u8),
            _ => text = None,
        }
    }
    if !walk.end().is_empty_list() {
        return Err(cx.bad_argument(1, "not a list"));
    }
    Ok(text)
}

fn integer<'a>(cx: &mut Context<'a>, charlist: Value<'a>, base: u32) -> R<'a> {
    if let Some(text) = characters(cx, charlist)?
        && let Some((integer, end)) = number::parse_integer(cx, &text, base)?
        && end == text.len()
    {
        return Ok(integer);
    }
    Err(cx.bad_argument(1, "not a textual representation of an integer"))
}
