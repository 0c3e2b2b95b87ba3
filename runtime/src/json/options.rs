//! How JSON is read: what becomes of keys, how deep it may nest, what of it is wanted.

/// What becomes of the keys of objects: strings, or atoms where the host says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyStyle {
    /// Whether the keys of the object are atoms.
    atoms: bool,
    /// The style of the objects under some keys; that of all others, and of all in arrays, is [`KeyStyle::STRINGS`].
    within: Vec<(String, KeyStyle)>,
}

impl KeyStyle {
    /// Strings, at every depth.
    pub const STRINGS: KeyStyle = KeyStyle { atoms: false, within: Vec::new() };
    /// Atoms in the object itself, strings in all below.
    pub const ATOMS: KeyStyle = KeyStyle { atoms: true, within: Vec::new() };

    /// The same with another style for the object under `key`.
    #[must_use]
    pub fn within(mut self, key: impl Into<String>, style: KeyStyle) -> Self {
        self.within.push((key.into(), style));
        self
    }

    /// The style of change messages' metadata: atoms, also in `consumer` and `database`.
    #[must_use]
    pub fn metadata() -> Self {
        KeyStyle::ATOMS.within("consumer", KeyStyle::ATOMS).within("database", KeyStyle::ATOMS)
    }

    /// Whether the keys of the object itself are atoms.
    #[inline(always)]
    pub(super) fn has_atoms(&self) -> bool {
        self.atoms
    }

    /// The style of the object under a key.
    pub(super) fn of(&self, key: &str) -> &KeyStyle {
        if self.within.is_empty() {
            return &STRINGS;
        }
        self.within.iter().find(|(name, _)| name == key).map_or(&STRINGS, |(_, style)| style)
    }
}

pub(super) static STRINGS: KeyStyle = KeyStyle::STRINGS;

/// What of an object is wanted: these keys, and of each what is said; others are checked and left out.
/// Where there is no `Demand`, all is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// The keys, and what is wanted below each.
    pub keys: Vec<(String, Option<Demand>)>,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions<'o> {
    /// Levels of arrays and objects that may nest. The stack bounds them anyway.
    pub depth: usize,
    /// What becomes of keys.
    pub keys: &'o KeyStyle,
    /// What is wanted.
    pub demand: Option<&'o Demand>,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        ReadOptions { depth: usize::MAX, keys: &STRINGS, demand: None }
    }
}
