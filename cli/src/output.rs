//! Where results go: standard output or a file, compressed if its name says so.

use crate::failure::Failure;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Results.
pub(crate) struct Output {
    name: String,
    sink: Sink,
}

enum Sink {
    Plain(Box<dyn Write>),
    Gzip(flate2::write::GzEncoder<File>),
    Zstd(zstd::stream::write::Encoder<'static, File>),
}

impl Output {
    /// Opens the file, or standard output where there is none.
    ///
    /// # Errors
    /// It cannot be written; it is one of the inputs, which would be lost.
    pub(crate) fn open(path: Option<&Path>, inputs: &[PathBuf]) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Output { name: "stdout".to_owned(), sink: Sink::Plain(Box::new(io::stdout().lock())) });
        };
        let name = path.display().to_string();
        if let Ok(target) = path.canonicalize()
            && inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == target))
        {
            return Err(Failure::Usage(format!("{name} is an input: it cannot be the output too")));
        }
        let failed = |error: io::Error| Failure::io(path.display(), &error);
        let file = File::create(path).map_err(failed)?;
        let sink = match path.extension().and_then(OsStr::to_str) {
            Some("gz") => Sink::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::default())),
            Some("zst") => Sink::Zstd(zstd::stream::write::Encoder::new(file, 0).map_err(failed)?),
            _ => Sink::Plain(Box::new(file)),
        };
        Ok(Output { name, sink })
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Those of the file; a broken pipe.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let sink: &mut dyn Write = match &mut self.sink {
            Sink::Plain(sink) => sink,
            Sink::Gzip(sink) => sink,
            Sink::Zstd(sink) => sink,
        };
        sink.write_all(bytes).map_err(|error| Failure::io(&self.name, &error))
    }

    /// Ends it.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let result = match self.sink {
            Sink::Plain(mut sink) => sink.flush(),
            Sink::Gzip(sink) => sink.finish().and_then(|mut file| file.flush()),
            Sink::Zstd(sink) => sink.finish().and_then(|mut file| file.flush()),
        };
        result.map_err(|error| Failure::io(&self.name, &error))
    }
}
