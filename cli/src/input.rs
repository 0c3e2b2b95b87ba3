//! Messages from files, compressed files and standard input, in chunks.
//!
//! An input is lines of JSON, or one JSON array, told apart by the first byte. Neither is ever held as a whole: lines are
//! cut at the last line end of a block, and the array is cut into its elements without being decoded.

mod array;

use crate::failure::{Failure, describe};
use array::ArrayScanner;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of messages that make up a chunk: enough to make the hand-over cheap, few enough to keep all in the cache.
const CHUNK: usize = 256 << 10;

/// Messages that are given to a worker together.
pub(crate) struct Chunk {
    /// The input's name.
    pub(crate) input: Arc<str>,
    /// The number of the first message: its line, or its place in the array, both from 1.
    pub(crate) first: u64,
    pub(crate) content: Content,
}

/// What a chunk holds.
pub(crate) enum Content {
    /// Whole lines.
    Lines(Vec<u8>),
    /// Elements of an array; those that are too long are missing.
    Elements(Vec<u8>, Vec<Option<Range<usize>>>),
    /// A line that is longer than a message may be.
    TooLong,
    /// The input cannot be read any further.
    Broken(String),
}

/// A message of a chunk.
pub(crate) enum Message<'c> {
    /// Its text.
    Text(&'c [u8]),
    /// It is longer than a message may be.
    TooLong,
    /// It cannot be read, nor what follows in its file.
    Broken(&'c str),
}

impl Chunk {
    /// Calls `work` for each message with its number, until it says that this is enough.
    pub(crate) fn each(&self, mut work: impl FnMut(u64, Message<'_>) -> bool) {
        match &self.content {
            Content::Lines(bytes) => {
                let mut from = 0;
                let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
                for (number, end) in (self.first..).zip(ends) {
                    let line = bytes.get(from..end).unwrap_or_default();
                    from = end + 1;
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    if !line.trim_ascii_start().is_empty() && !work(number, Message::Text(line)) {
                        return;
                    }
                }
            }
            Content::Elements(bytes, elements) => {
                for (number, element) in (self.first..).zip(elements) {
                    let message = match element {
                        Some(range) => Message::Text(bytes.get(range.clone()).unwrap_or_default()),
                        None => Message::TooLong,
                    };
                    if !work(number, message) {
                        return;
                    }
                }
            }
            Content::TooLong => {
                work(self.first, Message::TooLong);
            }
            Content::Broken(why) => {
                work(self.first, Message::Broken(why));
            }
        }
    }
}

/// All inputs, one after the other.
pub(crate) struct Inputs {
    paths: std::vec::IntoIter<PathBuf>,
    current: Option<Input>,
    longest: usize,
    read: Arc<AtomicU64>,
}

impl Inputs {
    /// Of these files, where `-` is standard input; of standard input alone where there are none. `longest` is the most
    /// bytes of a message.
    ///
    /// # Errors
    /// A file that is not there, which is better known before anything is written.
    pub(crate) fn new(paths: &[PathBuf], longest: usize) -> Result<Self, Failure> {
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            let metadata = path.metadata().map_err(|error| Failure::io(path.display(), &error))?;
            if metadata.is_dir() {
                return Err(Failure::Failed(format!("{}: it is a directory", path.display())));
            }
        }
        let paths = if paths.is_empty() { vec![PathBuf::from("-")] } else { paths.to_vec() };
        Ok(Inputs { paths: paths.into_iter(), current: None, longest, read: Arc::default() })
    }

    /// Counts the bytes that are read, as they are in the files.
    pub(crate) fn bytes_read(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }
}

impl Iterator for Inputs {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        loop {
            if let Some(input) = &mut self.current {
                if let Some(chunk) = input.next() {
                    return Some(chunk);
                }
                self.current = None;
            }
            let path = self.paths.next()?;
            match Input::open(&path, self.longest, &self.read) {
                Ok(input) => self.current = Some(input),
                Err(error) => {
                    let content = Content::Broken(describe(&error));
                    return Some(Chunk { input: path.display().to_string().into(), first: 1, content });
                }
            }
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

type Source = Box<dyn Read + Send>;

/// One input.
struct Input {
    name: Arc<str>,
    source: Source,
    /// Whether what is there is passed on without waiting for more.
    live: bool,
    longest: usize,
    /// The number of the next message.
    number: u64,
    state: State,
}

enum State {
    /// Nothing was read.
    Start,
    /// Lines; what was read beyond the last whole one.
    Lines(Vec<u8>),
    /// Within a line that is too long.
    Skipping,
    /// An array.
    Array(Box<ArrayScanner>),
    /// All was read.
    End,
}

impl Input {
    fn open(path: &Path, longest: usize, counter: &Arc<AtomicU64>) -> io::Result<Self> {
        let live = is_stdin(path);
        let raw: Source = if live { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
        let name = if live { "stdin".to_owned() } else { path.display().to_string() };
        let source = decompressed(Box::new(Counting { source: raw, counter: counter.clone() }))?;
        Ok(Input { name: name.into(), source, live, longest, number: 1, state: State::Start })
    }

    fn chunk(&self, first: u64, content: Content) -> Chunk {
        Chunk { input: self.name.clone(), first, content }
    }

    fn broken(&mut self, why: String) -> Chunk {
        self.state = State::End;
        self.chunk(self.number, Content::Broken(why))
    }

    fn next(&mut self) -> Option<Chunk> {
        loop {
            match std::mem::replace(&mut self.state, State::End) {
                State::End => return None,
                State::Start => {
                    if let Err(error) = self.start() {
                        return Some(self.broken(describe(&error)));
                    }
                }
                State::Lines(rest) => match self.lines(rest) {
                    Ok(chunk) => return chunk,
                    Err(error) => return Some(self.broken(describe(&error))),
                },
                State::Skipping => {
                    if let Err(error) = self.skip_line() {
                        return Some(self.broken(describe(&error)));
                    }
                }
                State::Array(scanner) => return self.elements(scanner),
            }
        }
    }

    /// Finds out whether it is an array or lines.
    fn start(&mut self) -> io::Result<()> {
        const BOM: &[u8] = b"\xef\xbb\xbf";
        let mut head = Vec::new();
        loop {
            let ended = read_more(&mut self.source, &mut head, CHUNK)? == 0;
            if head.starts_with(BOM) {
                head.drain(..BOM.len());
            } else if BOM.starts_with(&head) && !ended {
                continue;
            }
            match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'[') => {
                    self.state = State::Array(Box::new(ArrayScanner::new(head, self.longest)));
                    return Ok(());
                }
                None if !ended && head.len() < CHUNK => {}
                _ => {
                    self.state = State::Lines(head);
                    return Ok(());
                }
            }
        }
    }

    /// The next whole lines, after `rest`, which was read before.
    fn lines(&mut self, mut rest: Vec<u8>) -> io::Result<Option<Chunk>> {
        let mut searched = 0;
        let mut ended = false;
        loop {
            let enough = if self.live { 0 } else { CHUNK };
            if rest.len() >= enough || ended {
                if let Some(at) = rest.get(searched..).and_then(|new| memchr::memrchr(b'\n', new)) {
                    let next = rest.split_off(searched + at + 1);
                    return Ok(Some(self.lines_chunk(rest, State::Lines(next))));
                }
                searched = rest.len();
                if rest.len() > self.longest.saturating_add(1) {
                    let first = self.number;
                    self.number += 1;
                    self.state = State::Skipping;
                    return Ok(Some(self.chunk(first, Content::TooLong)));
                }
            }
            if ended {
                return Ok((!rest.is_empty()).then(|| self.lines_chunk(rest, State::End)));
            }
            // Little by little at first: a short line that comes alone needs no large buffer.
            let most = CHUNK.max(rest.len()).min(4 << 20);
            ended = read_more(&mut self.source, &mut rest, most)? == 0;
        }
    }

    fn lines_chunk(&mut self, lines: Vec<u8>, next: State) -> Chunk {
        let first = self.number;
        self.number += memchr::memchr_iter(b'\n', &lines).count() as u64;
        self.state = next;
        self.chunk(first, Content::Lines(lines))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut block = Vec::new();
        loop {
            block.clear();
            if read_more(&mut self.source, &mut block, CHUNK)? == 0 {
                return Ok(());
            }
            if let Some(at) = memchr::memchr(b'\n', &block) {
                self.state = State::Lines(block.split_off(at + 1));
                return Ok(());
            }
        }
    }

    fn elements(&mut self, mut scanner: Box<ArrayScanner>) -> Option<Chunk> {
        let first = self.number;
        let error = loop {
            if scanner.size() >= CHUNK || (self.live && scanner.size() > 0) {
                break None;
            }
            if let Err(why) = scanner.scan() {
                break Some(Some(why));
            }
            if self.live && scanner.size() > 0 {
                break None;
            }
            match read_more(&mut self.source, scanner.window(), CHUNK) {
                Ok(0) => break Some(scanner.end().err()),
                Ok(_) => {}
                Err(error) => break Some(Some(describe(&error))),
            }
        };
        let (bytes, elements) = scanner.take();
        self.number += elements.len() as u64;
        let empty = elements.is_empty();
        let chunk = self.chunk(first, Content::Elements(bytes, elements));
        match error {
            None => {
                self.state = State::Array(scanner);
                Some(chunk)
            }
            Some(None) => (!empty).then_some(chunk),
            Some(Some(why)) if empty => Some(self.broken(why)),
            Some(Some(why)) => {
                // First what came before; the scanner says the same again.
                scanner.fail(why);
                self.state = State::Array(scanner);
                Some(chunk)
            }
        }
    }
}

/// Reads once, at most so many bytes, behind what is there.
fn read_more(source: &mut Source, bytes: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    let before = bytes.len();
    bytes.resize(before + most, 0);
    let result = loop {
        match source.read(bytes.get_mut(before..).unwrap_or_default()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => break result,
        }
    };
    bytes.truncate(before + result.as_ref().map_or(0, |n| *n));
    result
}

/// The same uncompressed, if it is compressed: files say so by their first bytes, whatever their names.
fn decompressed(mut source: Source) -> io::Result<Source> {
    let mut head = Vec::new();
    while head.len() < 4 {
        let missing = 4 - head.len();
        if read_more(&mut source, &mut head, missing)? == 0 {
            break;
        }
    }
    let is_gzip = head.starts_with(&[0x1f, 0x8b]);
    let is_zstd = head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let whole = Cursor::new(head).chain(source);
    if is_gzip {
        return Ok(Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(64 << 10, whole))));
    }
    if is_zstd {
        return Ok(Box::new(zstd::stream::read::Decoder::new(whole)?));
    }
    Ok(Box::new(whole))
}

/// Counts what is read.
struct Counting {
    source: Source,
    counter: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as slow pipes do.
    struct Slow(Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = buffer.len().min(1);
            self.0.read(&mut buffer[..n])
        }
    }

    fn read_all(bytes: &[u8], longest: usize, live: bool) -> Vec<(u64, String)> {
        let fast = Box::new(Cursor::new(bytes.to_vec()));
        let slow = Box::new(Slow(Cursor::new(bytes.to_vec())));
        let all = |source: Source| {
            let source = decompressed(source).unwrap();
            let mut input = Input { name: "test".into(), source, live, longest, number: 1, state: State::Start };
            let mut messages = Vec::new();
            while let Some(chunk) = input.next() {
                chunk.each(|number, message| {
                    let text = match message {
                        Message::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        Message::TooLong => "too long".to_owned(),
                        Message::Broken(why) => format!("broken: {why}"),
                    };
                    messages.push((number, text));
                    true
                });
            }
            messages
        };
        let messages = all(fast);
        assert_eq!(messages, all(slow));
        messages
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[(u64, &str)]) {
        for live in [false, true] {
            let messages = read_all(bytes, 20, live);
            let messages: Vec<(u64, &str)> = messages.iter().map(|(number, text)| (*number, text.as_str())).collect();
            assert_eq!(messages, expected, "live: {live}");
        }
    }

    #[test]
    fn lines() {
        check(b"", &[]);
        check(b"\n\n", &[]);
        check(b"{}", &[(1, "{}")]);
        check(b"{}\n{\"a\":1}\n", &[(1, "{}"), (2, "{\"a\":1}")]);
        check(b"\n{}\r\n  \r\nx\n", &[(2, "{}"), (4, "x")]);
        check(b"\xef\xbb\xbf{}\n{}", &[(1, "{}"), (2, "{}")]);
    }

    #[test]
    fn long_lines() {
        let long = "x".repeat(3 * CHUNK);
        let messages = read_all(format!("{{}}\n{long}\n[]\n{long}").as_bytes(), CHUNK, false);
        let messages: Vec<(u64, &str)> = messages.iter().map(|(number, text)| (*number, text.as_str())).collect();
        assert_eq!(messages, [(1, "{}"), (2, "too long"), (3, "[]"), (4, "too long")]);
    }

    #[test]
    fn arrays() {
        check(b"[]", &[]);
        check(b" [ ] \n", &[]);
        check(b"[{}]", &[(1, "{}")]);
        check(b"\n[{\"a\": \"]}\\\"\"},\n {\n\"b\":[1,2]\n} ]\n", &[(1, "{\"a\": \"]}\\\"\"}"), (2, "{\"b\":[1,2]}")]);
        check(b"[1, \"012345678901234567890\", 2]", &[(1, "1"), (2, "too long"), (3, "2")]);
        check(b"[1,]", &[(1, "1"), (2, "")]);
        check(b"[1", &[(1, "1"), (2, "broken: the array has no end")]);
        check(b"[1,", &[(1, "1"), (2, "broken: the array has no end")]);
        check(b"[1] 2", &[(1, "1"), (2, "broken: something follows the array")]);
    }

    #[test]
    fn compressed() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gz, b"{}\n{\"a\":1}").unwrap();
        let gz = gz.finish().unwrap();
        check(&gz, &[(1, "{}"), (2, "{\"a\":1}")]);
        check(&zstd::encode_all(&b"[{},1]"[..], 1).unwrap(), &[(1, "{}"), (2, "1")]);
        let cut = read_all(&gz[..gz.len() - 9], 20, false);
        assert!(cut.last().unwrap().1.starts_with("broken: "), "{cut:?}");
    }
}
