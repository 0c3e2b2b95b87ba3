//! The reference transforms and their messages.

use philtre::{Loaded, Loader};
use std::fs;
use std::path::Path;

/// A reference transform.
pub(crate) struct Transform {
    /// `order_totals`
    pub(crate) name: String,
    /// Its source.
    pub(crate) source: String,
    /// It, loaded.
    pub(crate) program: Loaded,
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/transforms")
}

/// All eight, by name.
pub(crate) fn transforms() -> Vec<Transform> {
    let mut paths: Vec<_> = fs::read_dir(folder())
        .expect("examples/transforms is there")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ex"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(&path).expect("transforms can be read");
            let program = Loader::new().load(&source).unwrap_or_else(|error| panic!("{}:\n{error}", path.display()));
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Transform { name, source, program }
        })
        .collect()
}

/// The three messages: an insert, an update, a delete.
pub(crate) fn messages() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(folder().join("messages.jsonl")).expect("messages can be read");
    text.lines().map(|line| line.as_bytes().to_vec()).collect()
}

/// Many messages: the three in turn, each with ids of its own, so that no two are equal.
pub(crate) fn varied(count: usize) -> Vec<Vec<u8>> {
    let three = messages();
    let replace = |message: &Vec<u8>, i: usize| {
        let text = String::from_utf8_lossy(message);
        text.replacen("\"id\":12", &format!("\"id\":{}12", i + 1), 1).into_bytes()
    };
    (0..count).zip(three.iter().cycle()).map(|(i, message)| replace(message, i)).collect()
}
