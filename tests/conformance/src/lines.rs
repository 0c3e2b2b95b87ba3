//! Files of JSON lines.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The lines of a file that are not blank, with their numbers from 1.
///
/// # Errors
/// The file cannot be read, or is no UTF-8.
pub fn read(path: &Path) -> io::Result<Vec<(usize, String)>> {
    let text = fs::read_to_string(path).map_err(|error| with_path(path, &error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    Ok(lines.map(|(i, line)| (i + 1, line.to_owned())).collect())
}

/// The same error, naming the file.
pub fn with_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Writes a line.
///
/// # Errors
/// Those of the output.
pub fn write(out: &mut impl Write, row: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}
