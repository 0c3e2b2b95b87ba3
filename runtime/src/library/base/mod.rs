//! `Base`: bytes as digits to the bases 16, 32 and 64, and back.

mod decode;
mod encode;

use super::keyword;
use crate::context::Context;
use crate::error::{Exc, R, Raised};
use crate::term::{Binary, Term, Value, atoms};
use decode::decode;
use encode::encode;
use philtre_library::library;

/// Bytes that are encoded, or digits that are decoded, for one unit of fuel.
const BYTES_FOR_A_UNIT: usize = 5;

/// Binaries as texts of the alphabets of RFC 4648, and back.
///
/// Digits beyond the alphabet and wrong padding are errors; bits that the last digit has too many are not looked at.
#[library("Base")]
pub mod functions {
    use super::*;

    /// The bytes of hexadecimal digits, or `:error`. `case:` is `:upper` (the default), `:lower` or `:mixed`.
    ///
    /// ```elixir
    /// iex> Base.decode16("CAFE")
    /// {:ok, <<202, 254>>}
    /// iex> Base.decode16("cafe")
    /// :error
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn decode16<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        let result = decode16_or_raise(cx, string, opts);
        ok_or_error(cx, result)
    }

    /// The bytes of hexadecimal digits. `case:` is `:upper` (the default), `:lower` or `:mixed`.
    ///
    /// Raises `ArgumentError` for other characters and for an odd number of digits.
    ///
    /// ```elixir
    /// iex> Base.decode16!("cafe", case: :lower)
    /// <<202, 254>>
    /// ```
    #[row(cost = inside, name = "decode16!", default(opts = []))]
    pub fn decode16_or_raise<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        let text = binary(cx, string, "decode16!")?;
        if !text.len().is_multiple_of(2) {
            return Err(cx.argument_error(&format!(
                "string given to decode has wrong length. An even number of bytes was expected, got: {}. Double check \
                 your string for unwanted characters or pad it accordingly",
                text.len()
            )));
        }
        let case = decoding_case(cx, opts)?;
        decode(cx, &decode::HEX, case, text.bytes(), false)
    }

    /// The bytes of digits to the base 32, or `:error`. Options are those of `decode32!/2`.
    ///
    /// ```elixir
    /// iex> Base.decode32("NBUQ====")
    /// {:ok, "hi"}
    /// iex> Base.decode32("NBUQ")
    /// :error
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn decode32<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        let result = decode32_or_raise(cx, string, opts);
        ok_or_error(cx, result)
    }

    /// The bytes of digits to the base 32. `case:` is `:upper` (the default), `:lower` or `:mixed`; with
    /// `padding: false` the text may go without.
    ///
    /// Raises `ArgumentError` for other characters and wrong padding.
    ///
    /// ```elixir
    /// iex> Base.decode32!("nbuq", case: :lower, padding: false)
    /// "hi"
    /// ```
    #[row(cost = inside, name = "decode32!", default(opts = []))]
    pub fn decode32_or_raise<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        decode_32(cx, string, opts, &decode::BASE32, "decode32!")
    }

    /// The bytes of digits to the base 64, or `:error`. Options are those of `decode64!/2`.
    ///
    /// ```elixir
    /// iex> Base.decode64("aGk=")
    /// {:ok, "hi"}
    /// iex> Base.decode64("aGk")
    /// :error
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn decode64<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        binary(cx, string, "decode64")?;
        let result = decode64_or_raise(cx, string, opts);
        ok_or_error(cx, result)
    }

    /// The bytes of digits to the base 64. With `padding: false` the text may go without; `ignore: :whitespace` skips
    /// spaces, tabs and line ends.
    ///
    /// Raises `ArgumentError` for other characters and wrong padding.
    ///
    /// ```elixir
    /// iex> Base.decode64!("aG\nk=", ignore: :whitespace)
    /// "hi"
    /// ```
    #[row(cost = inside, name = "decode64!", default(opts = []))]
    pub fn decode64_or_raise<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        decode_64(cx, string, opts, &decode::BASE64, "decode64!")
    }

    /// The bytes of a binary in hexadecimal. `case:` is `:upper` (the default) or `:lower`.
    ///
    /// ```elixir
    /// iex> Base.encode16(<<202, 254>>)
    /// "CAFE"
    /// iex> Base.encode16("hi", case: :lower)
    /// "6869"
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn encode16<'a>(cx: &mut Context<'a>, data: Value<'a>, opts: Value<'a>) -> R<'a> {
        let data = binary(cx, data, "encode16")?;
        let lower = encodes_in_lower_case(cx, opts)?;
        let digits = if lower { encode::LOWER_HEX } else { encode::UPPER_HEX };
        encode::<4, 1, 2>(cx, digits, data.bytes(), None)
    }

    /// The bytes of a binary as digits to the base 32. `case:` is `:upper` (the default) or `:lower`; `padding: false`
    /// leaves out the signs at the end.
    ///
    /// ```elixir
    /// iex> Base.encode32("hi")
    /// "NBUQ===="
    /// iex> Base.encode32("hi", padding: false)
    /// "NBUQ"
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn encode32<'a>(cx: &mut Context<'a>, data: Value<'a>, opts: Value<'a>) -> R<'a> {
        encode_32(cx, data, opts, [encode::UPPER_32, encode::LOWER_32], "encode32")
    }

    /// The bytes of a binary as digits to the base 64. `padding: false` leaves out the signs at the end.
    ///
    /// ```elixir
    /// iex> Base.encode64("hi?")
    /// "aGk/"
    /// iex> Base.encode64("hi", padding: false)
    /// "aGk"
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn encode64<'a>(cx: &mut Context<'a>, data: Value<'a>, opts: Value<'a>) -> R<'a> {
        encode_64(cx, data, opts, encode::STANDARD_64, "encode64")
    }

    /// The bytes of digits to the base 32 of the alphabet that begins with `0`, or `:error`. Options are those of
    /// `decode32!/2`.
    ///
    /// ```elixir
    /// iex> Base.hex_decode32("D1KG====")
    /// {:ok, "hi"}
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn hex_decode32<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        let result = hex_decode32_or_raise(cx, string, opts);
        ok_or_error(cx, result)
    }

    /// The bytes of digits to the base 32 of the alphabet that begins with `0`. Options and errors are those of
    /// `decode32!/2`.
    ///
    /// ```elixir
    /// iex> Base.hex_decode32!("d1KG====", case: :mixed)
    /// "hi"
    /// ```
    #[row(cost = inside, name = "hex_decode32!", default(opts = []))]
    pub fn hex_decode32_or_raise<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        decode_32(cx, string, opts, &decode::HEX32, "hex_decode32!")
    }

    /// The bytes of a binary as digits to the base 32 of the alphabet that begins with `0`, in which texts have the
    /// order of the bytes. Options are those of `encode32/2`.
    ///
    /// ```elixir
    /// iex> Base.hex_encode32("hi")
    /// "D1KG===="
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn hex_encode32<'a>(cx: &mut Context<'a>, data: Value<'a>, opts: Value<'a>) -> R<'a> {
        encode_32(cx, data, opts, [encode::UPPER_HEX32, encode::LOWER_HEX32], "hex_encode32")
    }

    /// Whether `hex_decode32/2` would give bytes.
    ///
    /// ```elixir
    /// iex> Base.hex_valid32?("D1KG====")
    /// true
    /// iex> Base.hex_valid32?("D1KZ====")
    /// false
    /// ```
    #[row(cost = inside, name = "hex_valid32?", default(opts = []))]
    pub fn is_hex_valid32<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        valid_32(cx, string, opts, &decode::HEX32, "hex_valid32?")
    }

    /// The bytes of digits to the base 64 of the alphabet for URLs and names of files, or `:error`. Options are those of
    /// `decode64!/2`.
    ///
    /// ```elixir
    /// iex> Base.url_decode64("Pz4_")
    /// {:ok, "?>?"}
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn url_decode64<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        binary(cx, string, "url_decode64")?;
        let result = url_decode64_or_raise(cx, string, opts);
        ok_or_error(cx, result)
    }

    /// The bytes of digits to the base 64 of the alphabet for URLs and names of files. Options and errors are those of
    /// `decode64!/2`.
    ///
    /// ```elixir
    /// iex> Base.url_decode64!("-_8", padding: false)
    /// <<251, 255>>
    /// ```
    #[row(cost = inside, name = "url_decode64!", default(opts = []))]
    pub fn url_decode64_or_raise<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        decode_64(cx, string, opts, &decode::URL64, "url_decode64!")
    }

    /// The bytes of a binary as digits to the base 64 that need no escapes in URLs and names of files: `-` and `_`
    /// stand for `+` and `/`. Options are those of `encode64/2`.
    ///
    /// ```elixir
    /// iex> Base.url_encode64(<<251, 255>>)
    /// "-_8="
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn url_encode64<'a>(cx: &mut Context<'a>, data: Value<'a>, opts: Value<'a>) -> R<'a> {
        encode_64(cx, data, opts, encode::URL_64, "url_encode64")
    }

    /// Whether `url_decode64/2` would give bytes.
    ///
    /// ```elixir
    /// iex> Base.url_valid64?("-_8=")
    /// true
    /// iex> Base.url_valid64?("+/8=")
    /// false
    /// ```
    #[row(cost = inside, name = "url_valid64?", default(opts = []))]
    pub fn is_url_valid64<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        valid_64(cx, string, opts, &decode::URL64, "url_valid64?")
    }

    /// Whether `decode16/2` would give bytes.
    ///
    /// ```elixir
    /// iex> Base.valid16?("CAFE")
    /// true
    /// iex> Base.valid16?("CAFFEE ")
    /// false
    /// ```
    #[row(cost = inside, name = "valid16?", default(opts = []))]
    pub fn is_valid16<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        let text = binary(cx, string, "valid16?")?;
        if !text.len().is_multiple_of(2) {
            return Ok(Value::FALSE);
        }
        let case = decoding_case(cx, opts)?;
        decode::is_valid(cx, &decode::HEX, case, text.bytes(), false)
    }

    /// Whether `decode32/2` would give bytes.
    ///
    /// ```elixir
    /// iex> Base.valid32?("NBUQ====")
    /// true
    /// iex> Base.valid32?("NBU1====")
    /// false
    /// ```
    #[row(cost = inside, name = "valid32?", default(opts = []))]
    pub fn is_valid32<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        valid_32(cx, string, opts, &decode::BASE32, "valid32?")
    }

    /// Whether `decode64/2` would give bytes.
    ///
    /// ```elixir
    /// iex> Base.valid64?("aGk=")
    /// true
    /// iex> Base.valid64?("aGk", padding: false)
    /// true
    /// ```
    #[row(cost = inside, name = "valid64?", default(opts = []))]
    pub fn is_valid64<'a>(cx: &mut Context<'a>, string: Value<'a>, opts: Value<'a>) -> R<'a> {
        valid_64(cx, string, opts, &decode::BASE64, "valid64?")
    }
}

// ----- arguments and options, looked at in Elixir's order -----

fn binary<'a>(cx: &mut Context<'a>, value: Value<'a>, function: &str) -> Result<Binary<'a>, Exc> {
    match value.term() {
        Term::Binary(binary) => Ok(binary),
        _ => Err(cx.function_clause(atoms::MODULE_BASE, function, 2)),
    }
}

fn option<'a>(cx: &mut Context<'a>, opts: Value<'a>, key: Value<'static>, default: Value<'static>) -> R<'a> {
    keyword::functions::get(cx, opts, key, default)
}

/// Which digits are taken.
#[derive(Clone, Copy)]
enum Case {
    Upper,
    Lower,
    Mixed,
}

fn decoding_case<'a>(cx: &mut Context<'a>, opts: Value<'a>) -> Result<Case, Exc> {
    let case = option(cx, opts, atoms::CASE, atoms::UPPER)?;
    if case.is(atoms::UPPER) {
        Ok(Case::Upper)
    } else if case.is(atoms::LOWER) {
        Ok(Case::Lower)
    } else if case.is(atoms::MIXED) {
        Ok(Case::Mixed)
    } else {
        Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, case))
    }
}

fn encodes_in_lower_case<'a>(cx: &mut Context<'a>, opts: Value<'a>) -> Result<bool, Exc> {
    let case = option(cx, opts, atoms::CASE, atoms::UPPER)?;
    if case.is(atoms::LOWER) {
        Ok(true)
    } else if case.is(atoms::UPPER) {
        Ok(false)
    } else {
        Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, case))
    }
}

/// A text without white space, where that is to be ignored.
fn without_ignored<'a>(cx: &mut Context<'a>, opts: Value<'a>, text: Binary<'a>) -> Result<&'a [u8], Exc> {
    let ignore = option(cx, opts, atoms::IGNORE, Value::NIL)?;
    if ignore.is_nil() {
        return Ok(text.bytes());
    }
    if !ignore.is(atoms::WHITESPACE) {
        return Err(cx.function_clause(atoms::MODULE_BASE, "remove_ignored", 2));
    }
    cx.charge(text.len() / BYTES_FOR_A_UNIT)?;
    let mut kept = cx.bump.writer();
    for byte in text.bytes() {
        if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            kept.push_byte(*byte)?;
        }
    }
    Ok(kept.finish())
}

/// What a function that raises `ArgumentError` gave, as `{:ok, value}` or `:error`.
fn ok_or_error<'a>(cx: &mut Context<'a>, result: R<'a>) -> R<'a> {
    match result {
        Ok(value) => cx.ok(value),
        Err(exc) => match cx.raised() {
            Raised::Error(error)
                if error
                    .as_map()
                    .and_then(|error| error.struct_name())
                    .is_some_and(|name| name.value().is(atoms::ARGUMENT_ERROR)) =>
            {
                cx.guard_failed(exc)?;
                Ok(atoms::ERROR)
            }
            _ => Err(exc),
        },
    }
}

// ----- what functions of a base share -----

type Alphabet = decode::Alphabet;

fn decode_32<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    opts: Value<'a>,
    alphabet: &'static Alphabet,
    function: &str,
) -> R<'a> {
    let text = binary(cx, string, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    let case = decoding_case(cx, opts)?;
    decode(cx, alphabet, case, text.bytes(), padding.is_false())
}

fn decode_64<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    opts: Value<'a>,
    alphabet: &'static Alphabet,
    function: &str,
) -> R<'a> {
    let text = binary(cx, string, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    let text = without_ignored(cx, opts, text)?;
    decode(cx, alphabet, Case::Upper, text, padding.is_false())
}

fn valid_32<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    opts: Value<'a>,
    alphabet: &'static Alphabet,
    function: &str,
) -> R<'a> {
    let text = binary(cx, string, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    let case = decoding_case(cx, opts)?;
    decode::is_valid(cx, alphabet, case, text.bytes(), padding.is_false())
}

fn valid_64<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    opts: Value<'a>,
    alphabet: &'static Alphabet,
    function: &str,
) -> R<'a> {
    let text = binary(cx, string, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    let text = without_ignored(cx, opts, text)?;
    decode::is_valid(cx, alphabet, Case::Upper, text, padding.is_false())
}

fn encode_32<'a>(
    cx: &mut Context<'a>,
    data: Value<'a>,
    opts: Value<'a>,
    [upper, lower]: [&'static [u8; 32]; 2],
    function: &str,
) -> R<'a> {
    let data = binary(cx, data, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    let digits = if encodes_in_lower_case(cx, opts)? { lower } else { upper };
    encode::<5, 5, 8>(cx, digits, data.bytes(), Some(padding))
}

fn encode_64<'a>(
    cx: &mut Context<'a>,
    data: Value<'a>,
    opts: Value<'a>,
    digits: &'static [u8; 64],
    function: &str,
) -> R<'a> {
    let data = binary(cx, data, function)?;
    let padding = option(cx, opts, atoms::PADDING, Value::TRUE)?;
    encode::<6, 3, 4>(cx, digits, data.bytes(), Some(padding))
}
