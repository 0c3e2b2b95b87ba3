//! Functions from files, and those that come with the program.

use crate::failure::Failure;
use crate::style;
use philtre::transforms::{self, Builtin};
use philtre::{Limits, Loader, Program};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a source that are read whatever the limit, so that the loader can say how large it is.
const MOST: usize = 64 << 20;

/// What stands before the name of a bundled transform, where a file is expected.
const BUILTIN: &str = "builtin:";

/// The bundled transform that a path names, if it names one.
///
/// # Errors
/// There is none of that name.
pub(crate) fn builtin(path: &Path) -> Result<Option<&'static Builtin>, Failure> {
    path.to_str().and_then(|path| path.strip_prefix(BUILTIN)).map(builtin_named).transpose()
}

/// The bundled transform of that name.
///
/// # Errors
/// There is none.
pub(crate) fn builtin_named(name: &str) -> Result<&'static Builtin, Failure> {
    transforms::find(name).ok_or_else(|| {
        let likeness = |builtin: &&Builtin| strsim::jaro_winkler(builtin.name(), name);
        let near = transforms::all().iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let near = near.filter(|near| likeness(near) > 0.8);
        let near = near.map_or(String::from(";"), |near| format!(", did you mean {}?", near.name()));
        Failure::Usage(format!("no bundled transform {name}{near} `philtre builtins` lists them"))
    })
}

/// Reads a source; `-` is standard input. Of what is far too large, such as `/dev/zero`, not all is read: the loader refuses
/// what is larger than `limit`.
///
/// # Errors
/// It cannot be read.
pub(crate) fn read_source(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    if let Some(builtin) = builtin(path)? {
        return Ok(builtin.source().as_bytes().to_vec());
    }
    let mut bytes = Vec::new();
    let most = (limit.max(MOST) as u64).saturating_add(1);
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io(path.display(), &error))?;
    // Editors on Windows put a byte order mark in front; it says nothing in UTF-8.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(bytes)
}

/// A function to run: a file is loaded, a bundled transform is there as native code.
///
/// # Errors
/// All errors of the source, rendered for standard error.
pub(crate) fn load(path: &Path, loader: &Loader, limits: &Limits) -> Result<Box<dyn Program>, Failure> {
    if let Some(builtin) = builtin(path)? {
        return Ok(Box::new(builtin.program().clone().with_limits(limits.clone())));
    }
    let source = read_source(path, limits.source)?;
    match loader.load(source) {
        Ok(program) => Ok(Box::new(program)),
        Err(error) => Err(Failure::Source(error.render(&path.display().to_string(), style::for_stderr().color))),
    }
}
