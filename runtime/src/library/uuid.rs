//! `UUID`: universally unique identifiers as texts and as 16 bytes, as the library elixir-uuid has them.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atom_constant as atom};
use crate::text::{self, case};
use md5::{Digest, Md5};
use philtre_library::library;
use sha1::Sha1;

const URN: &str = "urn:uuid:";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appendix C of RFC 4122.
const NAMESPACE_DNS: u128 = 0x6ba7b810_9dad_11d1_80b4_00c04fd430c8;
const NAMESPACE_URL: u128 = 0x6ba7b811_9dad_11d1_80b4_00c04fd430c8;
const NAMESPACE_OID: u128 = 0x6ba7b812_9dad_11d1_80b4_00c04fd430c8;
const NAMESPACE_X500: u128 = 0x6ba7b814_9dad_11d1_80b4_00c04fd430c8;

/// Bytes of a name that are hashed for one unit of fuel.
const HASHED_FOR_A_UNIT: usize = 8;

/// Universally unique identifiers: from names, as texts, as bytes.
#[library("UUID", units = 60)]
pub mod functions {
    use super::*;

    /// Writes 16 bytes as a UUID. The format is `:default`, `:hex`, `:urn`, `:slug` or `:raw`.
    ///
    /// Raises `ArgumentError` for other formats, and for what is not 16 bytes.
    ///
    /// ```elixir
    /// iex> UUID.binary_to_string!(<<1::128>>)
    /// "00000000-0000-0000-0000-000000000001"
    /// iex> UUID.binary_to_string!(<<1::128>>, :slug)
    /// "AAAAAAAAAAAAAAAAAAAAAQ"
    /// ```
    #[row(cost = unit, name = "binary_to_string!", default(format = atom("default")))]
    pub fn binary_to_string<'a>(cx: &mut Context<'a>, uuid: Value<'a>, format: Value<'a>) -> R<'a> {
        let Term::Binary(binary) = uuid.term() else {
            return Err(cx.argument_error("Invalid argument; Expected: <<uuid::128>>"));
        };
        write(cx, binary.bytes().try_into().ok(), format)
    }

    /// What a text says as a UUID, or what is wrong with it.
    ///
    /// ```elixir
    /// iex> {:ok, info} = UUID.info("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
    /// iex> info[:version]
    /// 1
    /// iex> UUID.info("f81d4fae")
    /// {:error, "Invalid argument; Not a valid UUID: f81d4fae"}
    /// ```
    #[row(cost = bytes(uuid))]
    pub fn info<'a>(cx: &mut Context<'a>, uuid: Value<'a>) -> R<'a> {
        match parse(cx, uuid)? {
            Ok(parsed) => {
                let info = parsed.info(cx, uuid)?;
                cx.ok(info)
            }
            Err(message) => cx.error(message),
        }
    }

    /// What a text says as a UUID: the text, its bytes, its type (`:default`, `:hex` or `:urn`), version and variant.
    ///
    /// Raises `ArgumentError` where it is none.
    ///
    /// ```elixir
    /// iex> UUID.info!("f81d4fae7dec11d0a76500a0c91e6bf6")[:type]
    /// :hex
    /// iex> UUID.info!("f81d4fae7dec11d0a76500a0c91e6bf6")[:variant]
    /// :rfc4122
    /// ```
    #[row(cost = bytes(uuid), name = "info!")]
    pub fn info_or_raise<'a>(cx: &mut Context<'a>, uuid: Value<'a>) -> R<'a> {
        parse_or_raise(cx, uuid)?.info(cx, uuid)
    }

    /// The 16 bytes of a UUID.
    ///
    /// Raises `ArgumentError` where the text is none.
    ///
    /// ```elixir
    /// iex> UUID.string_to_binary!("00000000-0000-0000-0000-000000000001") == <<1::128>>
    /// true
    /// ```
    #[row(cost = bytes(uuid), name = "string_to_binary!")]
    pub fn string_to_binary<'a>(cx: &mut Context<'a>, uuid: Value<'a>) -> R<'a> {
        let parsed = parse_or_raise(cx, uuid)?;
        cx.binary(&parsed.bytes)
    }

    /// The UUID of version 3 (MD5) of a name in a namespace, which is a UUID or `:dns`, `:url`, `:oid`, `:x500` or `nil`.
    ///
    /// Formats are those of `binary_to_string!/2`.
    ///
    /// ```elixir
    /// iex> UUID.uuid3(:dns, "example.com")
    /// "9073926b-929f-31c2-abc9-fad77ae3e8eb"
    /// ```
    #[row(cost = inside, default(format = atom("default")))]
    pub fn uuid3<'a>(cx: &mut Context<'a>, namespace: Value<'a>, name: Value<'a>, format: Value<'a>) -> R<'a> {
        let (namespace, name) = named(cx, namespace, name)?;
        let hash = Md5::new().chain_update(namespace).chain_update(name).finalize();
        write(cx, compose(&hash, 3), format)
    }

    /// A UUID of version 4, made of random bits. Needs randomness, which the host grants.
    ///
    /// Formats are those of `binary_to_string!/2`; `:strong` and `:weak` are taken as `:default`.
    ///
    /// ```elixir
    /// iex> UUID.info!(UUID.uuid4())[:version]
    /// 4
    /// ```
    #[row(cost = unit, impure = random, default(format = atom("default")))]
    pub fn uuid4<'a>(cx: &mut Context<'a>, format: Value<'a>) -> R<'a> {
        let bits = u128::from(cx.random()?) << 64 | u128::from(cx.random()?);
        let is_source = matches!(format.term(), Term::Atom(atom) if matches!(atom.name(), "strong" | "weak"));
        write(cx, compose(&bits.to_be_bytes(), 4), if is_source { atom("default") } else { format })
    }

    /// The UUID of version 5 (SHA-1) of a name in a namespace, which is a UUID or `:dns`, `:url`, `:oid`, `:x500` or `nil`.
    ///
    /// Formats are those of `binary_to_string!/2`.
    ///
    /// ```elixir
    /// iex> UUID.uuid5(:dns, "example.com")
    /// "cfbff0d1-9375-5685-968c-48ce8b15ae17"
    /// iex> UUID.uuid5("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "example.com", :urn)
    /// "urn:uuid:264e64d4-ab61-534e-8fff-dcd5a2531ff8"
    /// ```
    #[row(cost = inside, default(format = atom("default")))]
    pub fn uuid5<'a>(cx: &mut Context<'a>, namespace: Value<'a>, name: Value<'a>, format: Value<'a>) -> R<'a> {
        let (namespace, name) = named(cx, namespace, name)?;
        let hash = Sha1::new().chain_update(namespace).chain_update(name).finalize();
        write(cx, compose(&hash, 5), format)
    }
}

/// A text that is a UUID.
struct Parsed {
    bytes: [u8; 16],
    kind: &'static str,
}

impl Parsed {
    fn info<'a>(&self, cx: &mut Context<'a>, text: Value<'a>) -> R<'a> {
        let binary = cx.binary(&self.bytes)?;
        let variant = match self.bytes[8] >> 5 {
            0b111 => "reserved_future",
            0b110 => "reserved_microsoft",
            0b100 | 0b101 => "rfc4122",
            _ => "reserved_ncs",
        };
        let pairs = [
            cx.tuple(&[atom("uuid"), text])?,
            cx.tuple(&[atom("binary"), binary])?,
            cx.tuple(&[atom("type"), atom(self.kind)])?,
            cx.tuple(&[atom("version"), Value::int(i64::from(self.bytes[6] >> 4))])?,
            cx.tuple(&[atom("variant"), atom(variant)])?,
        ];
        cx.list(&pairs)
    }
}

/// Reads a UUID, or makes the message that says why it is none.
fn parse<'a>(cx: &mut Context<'a>, text: Value<'a>) -> Result<Result<Parsed, Value<'a>>, Exc> {
    let Term::Binary(text) = text.term() else {
        return Ok(Err(cx.string("Invalid argument; Expected: String")?));
    };
    if let Some(parsed) = read(text.bytes()) {
        return Ok(Ok(parsed));
    }
    let mut message = cx.bump.writer();
    message.push(b"Invalid argument; Not a valid UUID: ")?;
    case::write_lower(&mut message, text.bytes(), case::Mode::Default, false)?;
    let message = message.finish();
    Ok(Err(Value::bytes(message)))
}

fn parse_or_raise<'a>(cx: &mut Context<'a>, text: Value<'a>) -> Result<Parsed, Exc> {
    match parse(cx, text)? {
        Ok(parsed) => Ok(parsed),
        Err(message) => Err(cx.argument_error_with(message)),
    }
}

/// A UUID of digits in any case: with dashes, without, or with dashes and the prefix of URNs.
fn read(text: &[u8]) -> Option<Parsed> {
    let (kind, text) = match text.len() {
        36 => ("default", text),
        32 => ("hex", text),
        45 => {
            let (prefix, rest) = text.split_at(URN.len());
            ("urn", prefix.eq_ignore_ascii_case(URN.as_bytes()).then_some(rest)?)
        }
        _ => return None,
    };
    let mut digits = text.iter().copied().enumerate();
    let mut next = || match digits.next()? {
        (8 | 13 | 18 | 23, b'-') if kind != "hex" => digits.next(),
        (8 | 13 | 18 | 23, _) if kind != "hex" => None,
        digit => Some(digit),
    };
    let mut digit = || char::from(next()?.1).to_digit(16);
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        *byte = (digit()? << 4 | digit()?) as u8;
    }
    Some(Parsed { bytes, kind })
}

/// The bytes of a namespace, and of a name in it.
fn named<'a>(cx: &mut Context<'a>, namespace: Value<'a>, name: Value<'a>) -> Result<([u8; 16], &'a [u8]), Exc> {
    let (namespace, name) = match (namespace.term(), name.term()) {
        (Term::Atom(known), Term::Binary(name)) => {
            let namespace = match known.name() {
                "dns" => NAMESPACE_DNS,
                "url" => NAMESPACE_URL,
                "oid" => NAMESPACE_OID,
                "x500" => NAMESPACE_X500,
                "nil" => 0,
                _ => return Err(bad_name(cx)),
            };
            (namespace.to_be_bytes(), name)
        }
        (Term::Binary(text), Term::Binary(name)) => {
            cx.charge_bytes(text.len())?;
            (parse_or_raise(cx, namespace)?.bytes, name)
        }
        _ => return Err(bad_name(cx)),
    };
    cx.charge(name.len() / HASHED_FOR_A_UNIT)?;
    Ok((namespace, name.bytes()))
}

#[cold]
fn bad_name(cx: &mut Context<'_>) -> Exc {
    cx.argument_error("Invalid argument; Expected: :dns|:url|:oid|:x500|:nil OR String, String")
}

/// The first 16 bytes, with a version and the variant of RFC 4122 in their places.
fn compose(bytes: &[u8], version: u8) -> Option<[u8; 16]> {
    let mut uuid: [u8; 16] = *bytes.first_chunk()?;
    uuid[6] = uuid[6] & 0x0f | version << 4;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    Some(uuid)
}

/// A UUID in a format; none is data that is no UUID.
fn write<'a>(cx: &mut Context<'a>, uuid: Option<[u8; 16]>, format: Value<'a>) -> R<'a> {
    let name = if let Term::Atom(atom) = format.term() { atom.name() } else { "" };
    match (name, uuid) {
        ("default", Some(uuid)) => cx.string(&dashed(&uuid)),
        ("hex", Some(uuid)) => cx.string(&hex(&uuid)),
        ("urn", Some(uuid)) => cx.string(&format!("{URN}{}", dashed(&uuid))),
        ("slug", Some(uuid)) => cx.string(&slug(&uuid)),
        ("raw", Some(uuid)) => cx.binary(&uuid),
        ("default" | "hex" | "urn" | "slug", None) => {
            Err(cx.argument_error("Invalid binary data; Expected: <<uuid::128>>"))
        }
        _ => {
            let shown = text::interpolate(cx, &[format])?;
            let message = [cx.string("Invalid format ")?, shown, cx.string("; Expected: :default|:hex|:urn|:slug")?];
            let message = text::interpolate(cx, &message)?;
            Err(cx.argument_error_with(message))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(HEX[usize::from(digit)])).collect()
}

fn dashed(uuid: &[u8; 16]) -> String {
    [&uuid[..4], &uuid[4..6], &uuid[6..8], &uuid[8..10], &uuid[10..]].map(hex).join("-")
}

/// Base 64 with the alphabet of URLs, without padding.
fn slug(uuid: &[u8; 16]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 22 digits of six bits hold 132: the last digit is filled up with four zeros.
    let number = u128::from_be_bytes(*uuid);
    (0..22)
        .map(|at| match 122_u32.checked_sub(at * 6) {
            Some(shift) => number >> shift,
            None => number << 4,
        })
        .map(|digit| char::from(DIGITS[(digit & 63) as usize]))
        .collect()
}
