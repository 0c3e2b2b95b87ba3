//! Modifiers of `~r`, and the options of `:re.compile/2` that they stand for.

use crate::context::Context;
use crate::error::R;
use crate::term::{Term, Value, atoms};

/// What a regex is compiled with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// `u`: characters, not bytes; `\w`, `\d`, `\s` and classes by Unicode.
    pub unicode: bool,
    /// `:ucp` alone: classes by Unicode.
    pub properties: bool,
    /// `i`
    pub caseless: bool,
    /// `s`: the dot matches line ends, of which there are three.
    pub dotall: bool,
    /// `{:newline, :anycrlf}`, which `s` brings: CR, LF and CRLF end lines, not LF alone.
    pub any_newline: bool,
    /// `m`
    pub multiline: bool,
    /// `x`
    pub extended: bool,
    /// `f`: a match begins in the first line.
    pub firstline: bool,
    /// `U`
    pub ungreedy: bool,
    /// `:anchored`: a match begins where the search does.
    pub anchored: bool,
    /// `:dollar_endonly`: `$` is the very end.
    pub dollar_end_only: bool,
    /// `:no_auto_capture`: plain groups do not capture.
    pub no_auto_capture: bool,
    /// `:dupnames`: names may be used twice.
    pub duplicate_names: bool,
}

impl Options {
    /// From the letters behind a regex.
    ///
    /// # Errors
    /// The letters from the first on that is none.
    pub fn from_modifiers(modifiers: &str) -> Result<Self, &str> {
        let mut options = Options::default();
        for (at, letter) in modifiers.char_indices() {
            match letter {
                'u' => (options.unicode, options.properties) = (true, true),
                'i' => options.caseless = true,
                's' => (options.dotall, options.any_newline) = (true, true),
                'm' => options.multiline = true,
                'x' => options.extended = true,
                'f' => options.firstline = true,
                'U' | 'r' => options.ungreedy = true,
                'E' => {}
                _ => return Err(modifiers.get(at..).unwrap_or("")),
            }
        }
        Ok(options)
    }

    /// The list of options that Elixir makes of modifiers: the last comes first.
    ///
    /// # Errors
    /// Memory.
    pub fn list<'a>(cx: &mut Context<'a>, modifiers: &str) -> R<'a> {
        let mut list = Value::EMPTY_LIST;
        for letter in modifiers.chars() {
            list = match letter {
                's' => {
                    let newline = cx.tuple(&[atoms::NEWLINE, atoms::ANYCRLF])?;
                    let rest = cx.cons(newline, list)?;
                    cx.cons(atoms::DOTALL, rest)?
                }
                'u' => {
                    let rest = cx.cons(atoms::UCP, list)?;
                    cx.cons(atoms::UNICODE, rest)?
                }
                'i' => cx.cons(atoms::CASELESS, list)?,
                'm' => cx.cons(atoms::MULTILINE, list)?,
                'x' => cx.cons(atoms::EXTENDED, list)?,
                'f' => cx.cons(atoms::FIRSTLINE, list)?,
                'U' | 'r' => cx.cons(atoms::UNGREEDY, list)?,
                _ => list,
            };
        }
        Ok(list)
    }

    /// From a list of options; nothing where one is unknown.
    pub fn from_list(list: Value<'_>) -> Option<Self> {
        let mut options = Options::default();
        let mut list = list;
        loop {
            match list.term() {
                Term::EmptyList => return Some(options),
                Term::List(block) => {
                    for option in block.block() {
                        options.set(*option)?;
                    }
                    list = block.rest();
                }
                _ => return None,
            }
        }
    }

    fn set(&mut self, option: Value<'_>) -> Option<()> {
        match option.term() {
            Term::Tuple([name, value]) if name.is(atoms::NEWLINE) => {
                self.any_newline = if value.is(atoms::ANYCRLF) {
                    true
                } else if value.is(atoms::LF) {
                    false
                } else {
                    return None;
                };
            }
            _ if option.is(atoms::UNICODE) => self.unicode = true,
            _ if option.is(atoms::UCP) => self.properties = true,
            _ if option.is(atoms::CASELESS) => self.caseless = true,
            _ if option.is(atoms::DOTALL) => self.dotall = true,
            _ if option.is(atoms::MULTILINE) => self.multiline = true,
            _ if option.is(atoms::EXTENDED) => self.extended = true,
            _ if option.is(atoms::FIRSTLINE) => self.firstline = true,
            _ if option.is(atoms::UNGREEDY) => self.ungreedy = true,
            _ if option.is(atoms::ANCHORED) => self.anchored = true,
            _ if option.is(atoms::DOLLAR_ENDONLY) => self.dollar_end_only = true,
            _ if option.is(atoms::NO_AUTO_CAPTURE) => self.no_auto_capture = true,
            _ if option.is(atoms::DUPNAMES) => self.duplicate_names = true,
            // They change how fast or where it is kept, not what it matches.
            _ if option.is(atoms::EXPORT) || option.is(atoms::NO_START_OPTIMIZE) => {}
            _ => return None,
        }
        Some(())
    }
}
