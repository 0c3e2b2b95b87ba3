//! Regexes that runs compile, kept for the thread in a bounded number.

use super::{CompiledRegex, Options, RegexError};
use std::cell::OnceCell;

/// How many regexes a store takes in all: a message that compiles more meets the memory limit.
const MOST: usize = 1 << 10;
/// How many bytes of source they may have in all.
const MOST_BYTES: usize = 1 << 20;
/// Above this many, a store forgets all before the next message.
const KEPT: usize = 1 << 8;

/// Append-only while it is lent, so that what it holds stays where it is.
#[derive(Default)]
pub struct Regexes {
    first: OnceCell<Box<Entry>>,
}

struct Entry {
    source: Vec<u8>,
    options: Options,
    regex: Result<CompiledRegex, RegexError>,
    next: OnceCell<Box<Entry>>,
}

impl Regexes {
    /// The regex of a source and options, from the store or compiled now; nothing where the store is full. `charge` is
    /// called before a regex is compiled.
    ///
    /// # Errors
    /// What `charge` says.
    pub fn get<E>(
        &self,
        source: &[u8],
        options: &Options,
        charge: impl FnOnce() -> Result<(), E>,
    ) -> Result<Option<&Result<CompiledRegex, RegexError>>, E> {
        let mut place = &self.first;
        let (mut count, mut bytes) = (0, 0);
        while let Some(entry) = place.get() {
            if entry.source == source && entry.options == *options {
                return Ok(Some(&entry.regex));
            }
            count += 1;
            bytes += entry.source.len();
            place = &entry.next;
        }
        if count >= MOST || bytes + source.len() > MOST_BYTES {
            return Ok(None);
        }
        charge()?;
        let regex = CompiledRegex::with_options(source, options.clone());
        let entry = Entry { source: source.to_vec(), options: options.clone(), regex, next: OnceCell::new() };
        Ok(Some(&place.get_or_init(|| Box::new(entry)).regex))
    }

    /// Forgets all where there are many. To be called between messages.
    pub fn trim(&mut self) {
        let (mut count, mut place) = (0, &self.first);
        while let Some(entry) = place.get() {
            count += 1;
            place = &entry.next;
        }
        if count > KEPT {
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
