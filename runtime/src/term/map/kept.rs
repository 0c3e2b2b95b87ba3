//! A choice among the entries of a flat map.

/// Which entries are to be kept: a bit for each index.
pub struct Kept {
    pub(super) words: [u64; Kept::MAX / 64],
}

impl Kept {
    /// No index is as large.
    pub const MAX: usize = 128;

    /// All indexes below `n`, which is [`Kept::MAX`] at most.
    pub fn all(n: usize) -> Self {
        let mut words = [u64::MAX; Kept::MAX / 64];
        for (i, word) in words.iter_mut().enumerate() {
            let bits = n.saturating_sub(64 * i);
            if bits < 64 {
                *word = (1 << bits) - 1;
            }
        }
        Kept { words }
    }

    /// Not that one.
    #[inline]
    pub fn remove(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 64) {
            *word &= !(1 << (index % 64));
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }
}
