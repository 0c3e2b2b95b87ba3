//! A term in two words.
//!
//! The first word holds the kind in its low byte, flags above it, and a length or an atom's number in its high half; the
//! second a number or a pointer into the arena or a program's constants. A scalar pair comes back from a call in two
//! registers, also inside `Result<Value, Exc>`, where an enum of the same size would come back through memory
//! (measured: 556 against 381 ns on `order_totals`). [`Value::term`] gives the enum, for matching.

use super::{Atom, Big, Binary, Bits, Fun, Guess, List, Map, Reference, atoms};
use std::marker::PhantomData;
use std::num::NonZeroU64;
use std::ptr::NonNull;

/// Any term: 16 bytes, `Copy`, valid as long as the message's arena and the program are borrowed.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    meta: NonZeroU64,
    data: *const (),
    _arena: PhantomData<&'a ()>,
}

// SAFETY: plain data behind shared pointers that nobody writes to while it is borrowed.
unsafe impl Send for Value<'_> {}
// SAFETY: as above.
unsafe impl Sync for Value<'_> {}

/// What a [`Value`] is, to be matched on. Made and taken apart in registers.
#[derive(Clone, Copy)]
pub enum Term<'a> {
    /// An atom, `nil`, `true` and `false` among them.
    Atom(Atom<'a>),
    /// An integer of 64 bits.
    Int(i64),
    /// A larger integer: never one that fits 64 bits.
    Big(Big<'a>),
    /// A float: never infinite, never NaN.
    Float(f64),
    /// A binary: whole bytes.
    Binary(Binary<'a>),
    /// A bitstring whose length is not a multiple of eight.
    Bits(&'a Bits<'a>),
    /// `[]`
    EmptyList,
    /// A list with at least one element.
    List(List<'a>),
    /// A tuple's elements.
    Tuple(&'a [Value<'a>]),
    /// A map, structs among them.
    Map(&'a Map<'a>),
    /// A function.
    Fun(&'a Fun<'a>),
    /// An opaque term, such as a compiled regex.
    Reference(Reference<'a>),
}

mod tag {
    pub(super) const ATOM: u64 = 1;
    pub(super) const INT: u64 = 2;
    pub(super) const FLOAT: u64 = 3;
    pub(super) const BINARY: u64 = 4;
    pub(super) const EMPTY_LIST: u64 = 5;
    pub(super) const LIST: u64 = 6;
    pub(super) const TUPLE: u64 = 7;
    pub(super) const MAP: u64 = 8;
    pub(super) const FUN: u64 = 9;
    pub(super) const BIG: u64 = 10;
    pub(super) const ATOM_TEXT: u64 = 11;
    pub(super) const BITS: u64 = 12;
    pub(super) const REFERENCE: u64 = 13;

    /// Kinds that hold no pointer: an atom by number, a number, `[]`.
    pub(super) const IMMEDIATE: u32 = 1 << ATOM | 1 << INT | 1 << FLOAT | 1 << EMPTY_LIST;
}

/// The binary is known to be UTF-8; the big integer is negative.
const FLAG: u64 = 1 << 8;

/// The binary is a literal that lies behind a [`Guess`] of its own: see [`KeyText`].
const REMEMBERS: u64 = 1 << 9;

/// What does not count when terms are compared, but for big integers.
const MARKS: u64 = FLAG | REMEMBERS;

impl<'a> Value<'a> {
    /// `nil`
    pub const NIL: Value<'static> = atoms::NIL;
    /// `true`
    pub const TRUE: Value<'static> = atoms::TRUE;
    /// `false`
    pub const FALSE: Value<'static> = atoms::FALSE;
    /// `[]`
    pub const EMPTY_LIST: Value<'static> = Value::<'static>::number(tag::EMPTY_LIST, 0, 0);
    /// `""`
    pub const EMPTY_STRING: Value<'static> = Value::str("");
    /// `{}`
    pub const EMPTY_TUPLE: Value<'static> = Value::tuple(&[]);

    #[inline(always)]
    const fn pack(low: u64, high: u32, data: *const ()) -> Value<'a> {
        // SAFETY: every tag is at least 1.
        let meta = unsafe { NonZeroU64::new_unchecked(low | (high as u64) << 32) };
        Value { meta, data, _arena: PhantomData }
    }

    #[inline(always)]
    const fn number(low: u64, high: u32, bits: u64) -> Value<'a> {
        Self::pack(low, high, std::ptr::without_provenance(bits as usize))
    }

    /// An integer.
    #[inline(always)]
    pub const fn int(i: i64) -> Self {
        Self::number(tag::INT, 0, i as u64)
    }

    /// A float, which must be finite: arithmetic raises before it gets here.
    #[inline(always)]
    pub const fn float(f: f64) -> Self {
        Self::number(tag::FLOAT, 0, f.to_bits())
    }

    /// A boolean.
    #[inline(always)]
    pub const fn bool(b: bool) -> Self {
        if b { Self::TRUE } else { Self::FALSE }
    }

    /// A known atom by its number in the table.
    #[inline(always)]
    pub(super) const fn known_atom(number: u32) -> Self {
        Self::number(tag::ATOM, number, 0)
    }

    /// An atom whose name is not in the table of known ones.
    #[inline(always)]
    pub(super) const fn atom_text(name: &'a str) -> Self {
        Self::pack(tag::ATOM_TEXT, name.len() as u32, name.as_ptr().cast())
    }

    /// Text. Longer texts than 4 GiB cannot be made: the cap of an arena is below it.
    #[inline(always)]
    pub const fn str(text: &'a str) -> Self {
        debug_assert!(text.len() <= u32::MAX as usize);
        Self::pack(tag::BINARY | FLAG, text.len() as u32, text.as_ptr().cast())
    }

    /// Bytes that may be anything.
    #[inline(always)]
    pub const fn bytes(bytes: &'a [u8]) -> Self {
        debug_assert!(bytes.len() <= u32::MAX as usize);
        Self::pack(tag::BINARY, bytes.len() as u32, bytes.as_ptr().cast())
    }

    /// A bitstring; whole bytes must be a binary instead: see [`Bits::value`].
    #[inline(always)]
    pub(super) const fn bits(bits: &'a Bits<'a>) -> Self {
        Self::pack(tag::BITS, 0, (bits as *const Bits<'a>).cast())
    }

    /// A list of the elements in a block, the last of which is its tail; the block holds at least one element and it.
    #[inline(always)]
    pub(crate) const fn list_block(block: &'a [Value<'a>]) -> Self {
        debug_assert!(block.len() >= 2);
        Self::pack(tag::LIST, block.len() as u32 - 1, block.as_ptr().cast())
    }

    /// A list of the elements in a block whose last place is the tail; a block of one is the tail itself.
    ///
    /// For constants: `Value::block(&[a, b, Value::EMPTY_LIST])` is `[a, b]`.
    pub const fn block(block: &'a [Value<'a>]) -> Self {
        match block {
            [] => Value::EMPTY_LIST,
            [tail] => *tail,
            block => Self::list_block(block),
        }
    }

    /// A tuple.
    #[inline(always)]
    pub const fn tuple(elements: &'a [Value<'a>]) -> Self {
        Self::pack(tag::TUPLE, elements.len() as u32, elements.as_ptr().cast())
    }

    /// A map.
    #[inline(always)]
    pub const fn map(map: &'a Map<'a>) -> Self {
        Self::pack(tag::MAP, 0, (map as *const Map<'a>).cast())
    }

    /// A function.
    #[inline(always)]
    pub const fn fun(fun: &'a Fun<'a>) -> Self {
        Self::pack(tag::FUN, 0, (fun as *const Fun<'a>).cast())
    }

    /// A big integer from its magnitude's 64-bit digits, lowest first; it must not fit 64 bits: see [`Big::value`].
    #[inline(always)]
    pub(super) const fn big(negative: bool, digits: &'a [u64]) -> Self {
        Self::pack(tag::BIG | if negative { FLAG } else { 0 }, digits.len() as u32, digits.as_ptr().cast())
    }

    /// An opaque term.
    #[inline(always)]
    pub const fn reference(reference: Reference<'a>) -> Self {
        Self::pack(tag::REFERENCE, reference.id, (reference.regex as *const crate::regex::CompiledRegex).cast())
    }

    /// What it is.
    #[inline(always)]
    pub fn term(self) -> Term<'a> {
        let high = (self.meta.get() >> 32) as u32;
        let pointer = self.data;
        // SAFETY: only the constructors above make values, so kind, length and pointer belong together for 'a.
        unsafe {
            match self.meta.get() as u8 as u64 {
                tag::ATOM | tag::ATOM_TEXT => Term::Atom(Atom(self)),
                tag::INT => Term::Int(pointer.addr() as i64),
                tag::FLOAT => Term::Float(f64::from_bits(pointer.addr() as u64)),
                tag::BINARY => Term::Binary(Binary(self)),
                tag::EMPTY_LIST => Term::EmptyList,
                tag::LIST => Term::List(List::from_raw(high, NonNull::new_unchecked(pointer.cast_mut().cast()))),
                tag::TUPLE => Term::Tuple(std::slice::from_raw_parts(pointer.cast(), high as usize)),
                tag::MAP => Term::Map(&*pointer.cast::<Map<'a>>()),
                tag::FUN => Term::Fun(&*pointer.cast::<Fun<'a>>()),
                tag::BIG => Term::Big(Big::from_raw(
                    self.meta.get() & FLAG != 0,
                    std::slice::from_raw_parts(pointer.cast(), high as usize),
                )),
                tag::BITS => Term::Bits(&*pointer.cast::<Bits<'a>>()),
                tag::REFERENCE => {
                    Term::Reference(Reference { id: high, regex: &*pointer.cast::<crate::regex::CompiledRegex>() })
                }
                _ => std::hint::unreachable_unchecked(),
            }
        }
    }

    /// A copy that is read word by word, for a value that was written a moment ago and is only moved on.
    ///
    /// Compilers move it with one load of both words. Where they were written by a store each, a processor cannot forward
    /// these to that load, which waits until they have left its pipeline: some ten cycles (measured: a ninth of
    /// `order_totals`).
    #[inline(always)]
    pub fn by_words(&self) -> Self {
        // SAFETY: both are fields of a value that may be read; volatile reads only keep the two apart.
        unsafe {
            Value {
                meta: std::ptr::read_volatile(&raw const self.meta),
                data: std::ptr::read_volatile(&raw const self.data),
                _arena: PhantomData,
            }
        }
    }

    /// The integer that it is, where it fits 64 bits.
    #[inline(always)]
    pub fn as_int(self) -> Option<i64> {
        (self.meta.get() == tag::INT).then(|| self.data.addr() as i64)
    }

    /// The float that it is.
    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        (self.meta.get() == tag::FLOAT).then(|| f64::from_bits(self.data.addr() as u64))
    }

    /// The map that it is.
    #[inline(always)]
    pub fn as_map(self) -> Option<&'a Map<'a>> {
        if self.meta.get() != tag::MAP {
            return None;
        }
        // SAFETY: as in `term`.
        Some(unsafe { &*self.data.cast::<Map<'a>>() })
    }

    /// The binary that it is.
    #[inline(always)]
    pub fn as_binary(self) -> Option<Binary<'a>> {
        self.is_binary().then_some(Binary(self))
    }

    /// Whether it is a binary.
    #[inline(always)]
    pub const fn is_binary(self) -> bool {
        self.meta.get() as u8 as u64 == tag::BINARY
    }

    /// The bytes behind a binary or an atom's text.
    ///
    /// # Safety
    /// The kind is BINARY or ATOM_TEXT.
    #[inline(always)]
    unsafe fn raw_bytes(self) -> &'a [u8] {
        // SAFETY: for these kinds, pointer and length describe bytes that live for 'a.
        unsafe { std::slice::from_raw_parts(self.data.cast(), (self.meta.get() >> 32) as usize) }
    }

    /// Whether both words are the same: the same number, known atom, `[]` or the very same piece of memory.
    #[inline(always)]
    pub fn same(self, other: Value<'_>) -> bool {
        self.meta == other.meta && self.data == other.data
    }

    /// Neither `nil` nor `false`.
    #[inline(always)]
    pub fn truthy(self) -> bool {
        let meta = self.meta.get();
        meta != Value::NIL.meta.get() && meta != Value::FALSE.meta.get()
    }

    /// Whether it is `nil`.
    #[inline(always)]
    pub fn is_nil(self) -> bool {
        self.meta == Value::NIL.meta
    }

    /// Whether it is `true`.
    #[inline(always)]
    pub fn is_true(self) -> bool {
        self.meta == Value::TRUE.meta
    }

    /// Whether it is `false`.
    #[inline(always)]
    pub fn is_false(self) -> bool {
        self.meta == Value::FALSE.meta
    }

    /// Whether it is that atom of the table.
    #[inline(always)]
    pub fn is(self, atom: Value<'static>) -> bool {
        self.meta == atom.meta
    }

    /// Whether it is `[]`.
    #[inline(always)]
    pub fn is_empty_list(self) -> bool {
        self.meta == Value::EMPTY_LIST.meta
    }

    /// Whether it holds no pointer into an arena.
    #[inline(always)]
    pub fn is_immediate(self) -> bool {
        (1u32 << (self.meta.get() as u8 & 31)) & tag::IMMEDIATE != 0
    }

    /// Not a list, tuple, map, function or bitstring: compared without descending.
    #[inline(always)]
    pub fn is_flat(self) -> bool {
        const NESTED: u32 = 1 << tag::LIST | 1 << tag::TUPLE | 1 << tag::MAP | 1 << tag::FUN | 1 << tag::BITS;
        (1u32 << (self.meta.get() as u8 & 31)) & NESTED == 0
    }

    /// Where a literal was found last as a key of a map, if it remembers that.
    #[inline(always)]
    pub(super) fn guess(self) -> Option<&'a Guess> {
        if self.meta.get() & REMEMBERS == 0 {
            return None;
        }
        // SAFETY: only texts behind a guess are marked so, by the constructor below.
        Some(unsafe { &*self.data.cast::<Guess>().sub(1) })
    }

    /// A text that lies behind a guess.
    ///
    /// # Safety
    /// `length` bytes of UTF-8 follow the guess at once, and both may be read for 'a through this pointer.
    #[inline(always)]
    pub(crate) const unsafe fn key_text(guess: *const Guess, length: usize) -> Value<'a> {
        // SAFETY: the text lies behind the guess.
        let text = unsafe { guess.add(1) };
        Self::pack(tag::BINARY | FLAG | REMEMBERS, length as u32, text.cast())
    }

    /// Whether [`Value::is_same_flat`] is worth asking: of the same kind and, where they are text, of the same length; of the
    /// same name, where they are atoms.
    #[inline(always)]
    pub(super) fn may_be_same_flat(self, other: Value<'_>) -> bool {
        (self.meta.get() | MARKS) == (other.meta.get() | MARKS)
    }

    /// `===` where `self` is flat: quick where the two differ, as they mostly do in a search.
    #[inline(always)]
    pub fn is_same_flat(self, other: Value<'_>) -> bool {
        let (a, b) = (self.meta.get(), other.meta.get());
        // The kinds and, of text, the lengths; the marks left aside, which no other flat kind but a big integer has.
        if (a ^ b) & !MARKS != 0 {
            return false;
        }
        if (1u32 << (a as u8 & 31)) & (1 << tag::BINARY | 1 << tag::ATOM_TEXT) != 0 {
            // SAFETY: both are text or binaries of that length.
            return unsafe { same_bytes_at(self.data.cast(), other.data.cast(), (a >> 32) as usize) };
        }
        if self.data == other.data && a == b {
            return true;
        }
        a as u8 as u64 == tag::BIG && self.identical_flat(other) == Some(true)
    }

    /// `===` of terms of which one at least is flat (not a list, tuple, map or function): `None` when neither is.
    #[inline(always)]
    pub(crate) fn identical_flat(self, other: Value<'_>) -> Option<bool> {
        let (a, b) = (self.meta.get(), other.meta.get());
        match a as u8 as u64 {
            tag::ATOM | tag::EMPTY_LIST => Some(a == b),
            tag::INT | tag::FLOAT => Some(a == b && self.data == other.data),
            // SAFETY: both are of the same kind where lengths are equal, the marks left aside.
            tag::BINARY => Some((a ^ b) & !MARKS == 0 && unsafe { same_bytes(self.raw_bytes(), other.raw_bytes()) }),
            // SAFETY: as above.
            tag::ATOM_TEXT => Some(a == b && unsafe { same_bytes(self.raw_bytes(), other.raw_bytes()) }),
            tag::BIG => Some(
                a == b && {
                    let digits = (a >> 32) as usize;
                    // SAFETY: both hold that many digits.
                    unsafe {
                        std::slice::from_raw_parts(self.data.cast::<u64>(), digits)
                            == std::slice::from_raw_parts(other.data.cast::<u64>(), digits)
                    }
                },
            ),
            tag::REFERENCE => Some(a == b),
            _ => match b as u8 as u64 {
                tag::LIST | tag::TUPLE | tag::MAP | tag::FUN | tag::BITS => None,
                _ => Some(false),
            },
        }
    }
}

/// A literal text that is meant as a key: it remembers where it was found last, as [`super::Key`] does, wherever it is passed.
#[repr(C)]
pub struct KeyText<const N: usize> {
    guess: Guess,
    text: [u8; N],
}

impl<const N: usize> KeyText<N> {
    /// Of a text of that many bytes.
    pub const fn new(text: &str) -> Self {
        let mut bytes = [0; N];
        bytes.copy_from_slice(text.as_bytes());
        KeyText { guess: Guess::new(), text: bytes }
    }

    /// As a value.
    pub const fn value(&'static self) -> Value<'static> {
        // SAFETY: the fields follow each other at once, the text needing no alignment; it is UTF-8; the pointer is one to
        // the whole.
        unsafe { Value::key_text((self as *const Self).cast(), self.text.len()) }
    }
}

impl<'a> Atom<'a> {
    #[inline(always)]
    pub(super) fn number(self) -> Option<u32> {
        let meta = self.0.meta.get();
        (meta as u8 as u64 == tag::ATOM).then_some((meta >> 32) as u32)
    }

    #[inline(always)]
    pub(super) fn unknown_text(self) -> &'a str {
        debug_assert!(self.number().is_none());
        // SAFETY: an atom without a number is made by `atom_text`, from a text.
        unsafe { std::str::from_utf8_unchecked(self.0.raw_bytes()) }
    }
}

impl<'a> Binary<'a> {
    /// Its bytes.
    #[inline(always)]
    pub fn bytes(self) -> &'a [u8] {
        // SAFETY: a `Binary` is made from a value of that kind alone.
        unsafe { self.0.raw_bytes() }
    }

    /// Its text, without a look at it, where it is known to be UTF-8.
    #[inline(always)]
    pub fn known_text(self) -> Option<&'a str> {
        if self.0.meta.get() & FLAG == 0 {
            return None;
        }
        // SAFETY: the flag is set for text alone.
        Some(unsafe { std::str::from_utf8_unchecked(self.bytes()) })
    }
}

/// Equality of short byte strings of any kind, without a call to the C library's memcmp below 33 bytes.
#[inline(always)]
pub fn same_bytes(x: &[u8], y: &[u8]) -> bool {
    // SAFETY: both are that long.
    x.len() == y.len() && unsafe { same_bytes_at(x.as_ptr(), y.as_ptr(), x.len()) }
}

/// Equality of `n` bytes.
///
/// # Safety
/// `n` bytes can be read at both places.
#[inline(always)]
unsafe fn same_bytes_at(p: *const u8, q: *const u8, n: usize) -> bool {
    // SAFETY: every read lies within the n bytes of each.
    unsafe {
        let word = |o: usize| p.add(o).cast::<u64>().read_unaligned() ^ q.add(o).cast::<u64>().read_unaligned();
        let half = |o: usize| p.add(o).cast::<u32>().read_unaligned() ^ q.add(o).cast::<u32>().read_unaligned();
        let pair = |o: usize| p.add(o).cast::<u16>().read_unaligned() ^ q.add(o).cast::<u16>().read_unaligned();
        if n >= 8 {
            if n <= 16 {
                return word(0) | word(n - 8) == 0;
            }
            return long_bytes(p, q, n);
        }
        if n >= 4 {
            return half(0) | half(n - 4) == 0;
        }
        if n >= 2 {
            return pair(0) | pair(n - 2) == 0;
        }
        n == 0 || *p == *q
    }
}

/// Equality of more than 16 bytes.
///
/// # Safety
/// As [`same_bytes_at`].
#[inline(never)]
unsafe fn long_bytes(p: *const u8, q: *const u8, n: usize) -> bool {
    // SAFETY: every read lies within the n bytes of each.
    unsafe {
        let word = |o: usize| p.add(o).cast::<u64>().read_unaligned() ^ q.add(o).cast::<u64>().read_unaligned();
        if p == q {
            return true;
        }
        if n <= 32 {
            return word(0) | word(8) | word(n - 16) | word(n - 8) == 0;
        }
        std::slice::from_raw_parts(p, n) == std::slice::from_raw_parts(q, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_by_words_is_the_same_value() {
        let text = String::from("a text that lies elsewhere");
        let values = [Value::NIL, Value::int(-1), Value::float(0.5), Value::str(&text)];
        for value in &values {
            assert!(value.by_words().same(*value));
        }
        assert!(values[3].by_words().as_binary().is_some_and(|copy| copy.bytes() == text.as_bytes()));
    }
}
