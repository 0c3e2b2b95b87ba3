//! Cuts a JSON array into its elements, without decoding them: what an element holds is for the runner to judge.

use std::ops::Range;

/// Reads through a window of bytes and collects elements.
pub(super) struct ArrayScanner {
    /// What was read and not looked at.
    window: Vec<u8>,
    /// The most bytes of an element.
    longest: usize,
    place: Place,
    /// Brackets and braces that are open within the element.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Something other than space was seen of the current element, or a comma in front of it.
    begun: bool,
    /// The text of elements; of the current one from `from`.
    bytes: Vec<u8>,
    from: usize,
    too_long: bool,
    elements: Vec<Option<Range<usize>>>,
    failed: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

impl ArrayScanner {
    /// With what was read of the input so far.
    pub(super) fn new(window: Vec<u8>, longest: usize) -> Self {
        ArrayScanner {
            window,
            longest,
            place: Place::Before,
            depth: 0,
            in_string: false,
            escaped: false,
            begun: false,
            bytes: Vec::new(),
            from: 0,
            too_long: false,
            elements: Vec::new(),
            failed: None,
        }
    }

    /// Bytes that the whole elements take that were collected.
    pub(super) fn size(&self) -> usize {
        self.from + self.elements.len() * size_of::<Option<Range<usize>>>()
    }

    /// Where to add what is read next.
    pub(super) fn window(&mut self) -> &mut Vec<u8> {
        &mut self.window
    }

    /// The elements that were collected.
    pub(super) fn take(&mut self) -> (Vec<u8>, Vec<Option<Range<usize>>>) {
        let rest = self.bytes.split_off(self.from);
        self.from = 0;
        (std::mem::replace(&mut self.bytes, rest), std::mem::take(&mut self.elements))
    }

    /// Remembers an error, to be given by the next scan.
    pub(super) fn fail(&mut self, why: String) {
        self.failed = Some(why);
    }

    /// Uses up the window.
    pub(super) fn scan(&mut self) -> Result<(), String> {
        if let Some(why) = self.failed.take() {
            return Err(why);
        }
        let window = std::mem::take(&mut self.window);
        let mut rest = window.as_slice();
        while let Some((&byte, after)) = rest.split_first() {
            if self.in_string {
                rest = self.string(rest);
                continue;
            }
            rest = after;
            match (self.place, byte) {
                (Place::Before, b'[') => self.place = Place::Inside,
                (Place::Before | Place::After, b' ' | b'\t' | b'\n' | b'\r') => {}
                (Place::Before | Place::After, _) => return Err("something follows the array".to_owned()),
                (Place::Inside, b'\n' | b'\r') => {}
                (Place::Inside, b' ' | b'\t') if self.bytes.len() == self.from => {}
                (Place::Inside, b',') if self.depth == 0 => {
                    self.finish();
                    self.begun = true;
                }
                (Place::Inside, b']') if self.depth == 0 => {
                    if self.begun {
                        self.finish();
                    }
                    self.place = Place::After;
                }
                (Place::Inside, byte) => {
                    self.begun = true;
                    match byte {
                        b'"' => self.in_string = true,
                        b'[' | b'{' => self.depth += 1,
                        b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    self.push(&[byte]);
                }
            }
        }
        self.window = window;
        self.window.clear();
        Ok(())
    }

    /// The part of a string up to its end or an escape.
    fn string<'w>(&mut self, rest: &'w [u8]) -> &'w [u8] {
        let (part, rest) = if self.escaped {
            self.escaped = false;
            rest.split_at(1)
        } else {
            let at = memchr::memchr2(b'"', b'\\', rest);
            let (part, rest) = rest.split_at(at.map_or(rest.len(), |at| at + 1));
            match part.last() {
                Some(b'"') if at.is_some() => self.in_string = false,
                Some(b'\\') if at.is_some() => self.escaped = true,
                _ => {}
            }
            (part, rest)
        };
        self.push(part);
        rest
    }

    fn push(&mut self, part: &[u8]) {
        if self.too_long || self.bytes.len() - self.from + part.len() > self.longest {
            self.too_long = true;
            self.bytes.truncate(self.from);
        } else {
            self.bytes.extend_from_slice(part);
        }
    }

    fn finish(&mut self) {
        let element = self.bytes.get(self.from..).unwrap_or_default();
        let end = self.from + element.trim_ascii_end().len();
        self.elements.push((!self.too_long).then_some(self.from..end));
        self.bytes.truncate(end);
        self.from = end;
        self.too_long = false;
        self.begun = false;
    }

    /// The input has ended.
    pub(super) fn end(&mut self) -> Result<(), String> {
        if self.place == Place::After {
            return Ok(());
        }
        if self.bytes.len() > self.from || self.too_long {
            self.finish();
        }
        Err("the array has no end".to_owned())
    }
}
