//! Transforms that users of change streams ask for: compiled into the crate, and as sources. Behind the feature `transforms`.
//!
//! Each is a file of Elixir in the folder `transforms/`. A host runs the [`program`](Builtin::program), or takes the
//! [`source`](Builtin::source) as the start of a user's own: what may be changed is named by attributes at its top.
//!
//! ```
//! use philtre::{Runner, transforms};
//!
//! let mask = transforms::find("mask_email").unwrap();
//! assert_eq!(mask.doc(), "E-mail addresses made unreadable, wherever they stand in the record.");
//!
//! let message = br#"{"action": "insert", "record": {"email": "paul@example.com"}}"#;
//! let mut runner = Runner::new();
//! let mut out = Vec::new();
//! runner.run_json(mask.program(), message, &mut out).unwrap();
//! assert_eq!(out, br#"{"email":"p***@example.com"}"#);
//!
//! // The same, changed and loaded.
//! let changed = philtre::load(&mask.source().replace("***", "?")).unwrap();
//! out.clear();
//! runner.run_json(&changed, message, &mut out).unwrap();
//! assert_eq!(out, br#"{"email":"p?@example.com"}"#);
//! ```

use crate::{Native, compile_transform};

/// A transform of the bundled library.
#[derive(Debug)]
pub struct Builtin {
    name: &'static str,
    source: &'static str,
    entry: &'static str,
    program: &'static Native,
}

impl Builtin {
    /// Its name, such as `"mask_email"`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it does, in a line.
    pub fn doc(&self) -> &'static str {
        comment_text(self.source.lines().next().unwrap_or_default())
    }

    /// What it does, what it expects, what it returns and what can be changed: the comment at its top.
    pub fn description(&self) -> String {
        let comment = self.source.lines().take_while(|line| line.starts_with('#'));
        comment.map(comment_text).collect::<Vec<_>>().join("\n")
    }

    /// Its source, to be read, changed and loaded.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// What runs it: native code, with the default limits.
    pub fn program(&self) -> &'static Native {
        self.program
    }

    /// What it defines: `"transform"`, `"route"` or `"filter"`.
    pub fn entry(&self) -> &'static str {
        self.entry
    }
}

fn comment_text(line: &str) -> &str {
    let text = line.trim_start_matches('#');
    text.strip_prefix(' ').unwrap_or(text)
}

/// All transforms, by name.
pub fn all() -> &'static [Builtin] {
    BUILTINS
}

/// The transform of that name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    let at = BUILTINS.binary_search_by(|builtin| builtin.name.cmp(name)).ok()?;
    BUILTINS.get(at)
}

macro_rules! builtins {
    ($($name:ident $path:literal $entry:ident)*) => {
        static BUILTINS: &[Builtin] = &[
            $(Builtin {
                name: stringify!($name),
                source: include_str!(concat!("../", $path)),
                entry: stringify!($entry),
                program: {
                    compile_transform! { static PROGRAM = $path; }
                    &PROGRAM
                },
            }),*
        ];
    };
}

builtins! {
    audit_diff "transforms/audit_diff.ex" transform
    cache_entry "transforms/cache_entry.ex" transform
    changed_columns_filter "transforms/changed_columns_filter.ex" filter
    debezium_envelope "transforms/debezium_envelope.ex" transform
    drop_fields "transforms/drop_fields.ex" transform
    flatten "transforms/flatten.ex" transform
    mask_card "transforms/mask_card.ex" transform
    mask_email "transforms/mask_email.ex" transform
    mask_phone "transforms/mask_phone.ex" transform
    pick_fields "transforms/pick_fields.ex" transform
    pseudonymous_id "transforms/pseudonymous_id.ex" transform
    rename_fields "transforms/rename_fields.ex" transform
    rest_route "transforms/rest_route.ex" route
    search_document "transforms/search_document.ex" transform
    soft_delete_filter "transforms/soft_delete_filter.ex" filter
    topic_per_table_route "transforms/topic_per_table_route.ex" route
    unix_timestamps "transforms/unix_timestamps.ex" transform
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(all().is_sorted_by_key(Builtin::name));
        for builtin in all() {
            assert_eq!(find(builtin.name()).map(Builtin::name), Some(builtin.name()));
            let description = builtin.description();
            assert!(description.starts_with(builtin.doc()), "{builtin:?}");
            assert!(description.contains("\nExpects: ") && description.contains("\nReturns: "), "{builtin:?}");
        }
        assert!(find("mask").is_none());
    }
}
