//! A choice among the entries of a flat map.

use std::ops::Range;

/// Which entries are to be kept: a bit for each index.
#[derive(Clone, Copy)]
pub struct Kept {
    words: [u64; 2],
    len: usize,
}

impl Kept {
    /// No index is as large.
    pub const MAX: usize = 128;

    /// All indexes below `n`, which is [`Kept::MAX`] at most.
    pub fn all(n: usize) -> Self {
        let below = |n: usize| if n < 64 { (1 << n) - 1 } else { u64::MAX };
        Kept { words: [below(n), below(n.saturating_sub(64))], len: n }
    }

    /// Not that one.
    #[inline]
    pub fn remove(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 64) {
            let bit = 1 << (index % 64);
            self.len -= usize::from(*word & bit != 0);
            *word &= !bit;
        }
    }

    /// How many there were before the first was taken.
    pub(super) fn len(self) -> usize {
        self.len
    }
}

/// Indexes that follow each other, in order; those of the two words apart.
impl Iterator for Kept {
    type Item = Range<usize>;

    #[inline(always)]
    fn next(&mut self) -> Option<Range<usize>> {
        let [low, high] = &mut self.words;
        let (word, from) = if *low != 0 { (low, 0) } else { (high, 64) };
        if *word == 0 {
            return None;
        }
        let start = word.trailing_zeros();
        let end = start + (*word >> start).trailing_ones();
        *word &= u64::MAX.checked_shl(end).unwrap_or(0);
        Some(from + start as usize..from + end as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_what_is_kept() {
        for n in [0, 1, 2, 63, 64, 65, 127, 128] {
            for step in 1..9 {
                let mut kept = Kept::all(n);
                (0..n).step_by(step).chain((0..n).step_by(step)).for_each(|index| kept.remove(index));
                let expected: Vec<usize> = (0..n).filter(|index| index % step != 0).collect();
                assert_eq!(kept.len(), expected.len());
                assert_eq!(kept.flatten().collect::<Vec<_>>(), expected, "{n} by {step}");
            }
            assert!(Kept::all(n).flatten().eq(0..n));
        }
    }
}
