//! Regexes that runs compile, kept for the thread in a bounded number.

use super::{CompiledRegex, Options, Parsed, RegexError, cost_of};
use std::cell::{Cell, OnceCell};

/// How many regexes a message may use that it compiles.
const MOST: usize = 1 << 9;
/// How many bytes they may have in all.
const MOST_BYTES: usize = 8 << 20;
/// Above so many bytes, a store forgets all before the next message.
const KEPT_BYTES: usize = 4 << 20;
/// Bytes of an entry without its regex, and of a source that is none.
const ENTRY: usize = 1 << 10;

/// Append-only while it is lent, so that what it holds stays where it is.
///
/// What a message may use does not depend on what messages before it left here.
#[derive(Default)]
pub struct Regexes {
    first: OnceCell<Box<Entry>>,
    /// The number of the message.
    message: u64,
    /// What this message uses.
    used: Cell<Sum>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    count: usize,
    bytes: usize,
}

struct Entry {
    source: Vec<u8>,
    options: Options,
    regex: Result<CompiledRegex, RegexError>,
    cost: usize,
    /// What it takes.
    bytes: usize,
    /// The message that used it last.
    message: Cell<u64>,
    next: OnceCell<Box<Entry>>,
}

impl Regexes {
    /// The regex of a source and options, from the store or compiled now; nothing where the message uses too many.
    /// `charge` is called with the cost of compiling it, in either case.
    ///
    /// # Errors
    /// What `charge` says.
    pub fn get<E>(
        &self,
        source: &[u8],
        options: &Options,
        charge: impl FnOnce(usize) -> Result<(), E>,
    ) -> Result<Option<&Result<CompiledRegex, RegexError>>, E> {
        let mut place = &self.first;
        while let Some(entry) = place.get() {
            if entry.source == source && entry.options == *options {
                charge(entry.cost)?;
                return Ok(self.used(entry));
            }
            place = &entry.next;
        }
        if self.used.get().count >= MOST {
            return Ok(None);
        }
        let parsed = Parsed::new(source, options.clone());
        let cost = parsed.as_ref().map_or_else(|_| cost_of(source), Parsed::cost);
        charge(cost)?;
        let regex = parsed.and_then(Parsed::compile);
        // The syntax tree takes more room than its source.
        let bytes = ENTRY + source.len() * 32 + regex.as_ref().map_or(0, CompiledRegex::memory);
        let entry = Entry {
            source: source.to_vec(),
            options: options.clone(),
            regex,
            cost,
            bytes,
            message: Cell::new(self.message.wrapping_sub(1)),
            next: OnceCell::new(),
        };
        Ok(self.used(place.get_or_init(|| Box::new(entry))))
    }

    fn used<'e>(&'e self, entry: &'e Entry) -> Option<&'e Result<CompiledRegex, RegexError>> {
        if entry.message.replace(self.message) != self.message {
            let Sum { count, bytes } = self.used.get();
            self.used.set(Sum { count: count + 1, bytes: bytes.saturating_add(entry.bytes) });
        }
        let Sum { count, bytes } = self.used.get();
        (count <= MOST && bytes <= MOST_BYTES).then_some(&entry.regex)
    }

    /// Forgets all where there is much. To be called between messages.
    #[inline]
    pub fn trim(&mut self) {
        if self.first.get().is_some() {
            self.trim_entries();
        }
    }

    fn trim_entries(&mut self) {
        self.message = self.message.wrapping_add(1);
        self.used.take();
        let (mut bytes, mut count, mut place) = (0usize, 0, &self.first);
        while let Some(entry) = place.get() {
            bytes = bytes.saturating_add(entry.bytes);
            count += 1;
            place = &entry.next;
        }
        if bytes > KEPT_BYTES || count > MOST / 2 {
            self.clear();
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        // One by one: a chain of boxes would be dropped by recursion.
        let mut next = self.first.take();
        while let Some(mut entry) = next {
            next = entry.next.take();
        }
    }
}

impl Drop for Regexes {
    fn drop(&mut self) {
        self.clear();
    }
}
