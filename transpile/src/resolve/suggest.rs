//! "Did you mean": names at a small edit distance.

use super::Resolver;
use philtre_runtime::library;
use philtre_runtime::row::Row;

/// Suggestions cost time; a source with more unknown names than this gets none for the rest.
const MAX_SUGGESTIONS: u32 = 24;
/// Names longer than this are not compared.
const MAX_LENGTH: usize = 48;

impl Resolver<'_> {
    /// Whether there is time for one more.
    pub(super) fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    /// The nearest of some names.
    pub(super) fn nearest<'n>(&mut self, name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        if !self.may_suggest() {
            return None;
        }
        nearest(name, names)
    }
}

/// The nearest of some names, if it is near enough.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    let allowed = match name.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    names
        .filter(|other| *other != name && other.len() <= MAX_LENGTH)
        .filter_map(|other| {
            let distance = distance(name, other);
            // Another word of the same few letters is no typing error.
            (distance <= allowed && distance * 2 <= name.chars().count().max(2)).then_some((distance, other))
        })
        .min()
        .map(|(_, other)| other)
}

/// A function of another module with that very name.
pub(super) fn elsewhere(name: &str, arity: usize) -> Option<&'static str> {
    library::MODULES.iter().map(|module| module.name).find(|module| library::find(module, name, arity).is_some())
}

/// The functions of a module, in whatever files they are written.
pub(super) fn rows_of(module: &str) -> impl Iterator<Item = &'static Row> {
    library::MODULES.iter().filter(move |known| known.name == module).flat_map(|known| known.rows)
}

/// The names of all modules, each once.
pub(super) fn module_names() -> impl Iterator<Item = &'static str> {
    library::MODULES.iter().enumerate().filter_map(|(i, module)| {
        let again = library::MODULES.iter().take(i).any(|before| before.name == module.name);
        (!again).then_some(module.name)
    })
}

/// Edits (insert, delete, replace, swap of neighbours) between two words; case counts half.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = at(&above, j) + usize::from(!x.eq_ignore_ascii_case(y));
            let mut best = replaced.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && b.get(j - 1) == Some(x) && a.get(i - 1) == Some(y);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    at(&above, b.len())
}

fn at(row: &[usize], index: usize) -> usize {
    row.get(index).copied().unwrap_or(usize::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_near_names() {
        let names = ["upcase", "downcase", "capitalize"];
        assert_eq!(nearest("upcaes", names.into_iter()), Some("upcase"));
        assert_eq!(nearest("upCase", names.into_iter()), Some("upcase"));
        assert_eq!(nearest("xyz", names.into_iter()), None);
    }
}
