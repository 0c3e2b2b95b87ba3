//! Folders of recorded cases, each with the answer of real Elixir: which do we answer otherwise?

use crate::answer::{self, Answer};
use crate::case::{Case, Expected};
use crate::lines;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Differences from Elixir that are meant, with their reasons.
///
/// A line of the file names a case by its file and id, and says why: `language/pipes.jsonl pipes-071 no macros`. Blank
/// lines and lines with `#` in front are comments.
#[derive(Debug, Default)]
pub struct Known {
    reasons: BTreeMap<(String, String), String>,
}

impl Known {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, or a line lacks a part.
    pub fn read(path: &Path) -> io::Result<Known> {
        let mut known = Known::default();
        for (number, line) in lines::read(path)? {
            if line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(3, ' ');
            let (Some(file), Some(id), Some(reason)) = (parts.next(), parts.next(), parts.next()) else {
                let text = format!("{}:{number}: expected a file, an id and a reason", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            };
            known.reasons.insert((file.to_owned(), id.to_owned()), reason.to_owned());
        }
        Ok(known)
    }

    fn has(&self, file: &str, id: &str) -> bool {
        self.reasons.contains_key(&(file.to_owned(), id.to_owned()))
    }
}

/// A case that we answer otherwise.
#[derive(Debug)]
pub struct Failure {
    /// `language/pipes.jsonl:12`
    pub place: String,
    /// The case's.
    pub id: String,
    /// Its code, with its bindings or message.
    pub code: String,
    /// What real Elixir answers.
    pub want: String,
    /// What we answer.
    pub got: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} {}", self.place, self.id)?;
        writeln!(f, "{}", indented("code ", &self.code))?;
        writeln!(f, "{}", indented("want ", &self.want))?;
        write!(f, "{}", indented("got  ", &self.got))
    }
}

fn indented(label: &str, text: &str) -> String {
    format!("    {label}{}", text.trim_end().replace('\n', "\n         "))
}

/// What came of a file.
#[derive(Debug, Default)]
pub struct FileReport {
    /// Its path below the folder that was asked for.
    pub name: String,
    /// Cases that were answered as recorded.
    pub passed: usize,
    /// Cases that are known to differ, and do.
    pub known: usize,
    /// Cases that were not.
    pub failures: Vec<Failure>,
}

/// What came of all files.
#[derive(Debug, Default)]
pub struct Report {
    /// A report for each file.
    pub files: Vec<FileReport>,
}

impl Report {
    /// All failures.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.files.iter().flat_map(|file| &file.failures)
    }

    /// A table with a line for each file, and one for all.
    pub fn table(&self) -> String {
        let mut table = String::new();
        let width = self.files.iter().map(|file| file.name.len()).max().unwrap_or(0).max(5);
        let mut row = |name: &str, passed: usize, known: usize, failed: usize| {
            let _ = writeln!(table, "{name:width$} {passed:>7} passed {known:>5} known {failed:>6} failed");
        };
        let mut total = (0, 0, 0);
        for file in &self.files {
            row(&file.name, file.passed, file.known, file.failures.len());
            total = (total.0 + file.passed, total.1 + file.known, total.2 + file.failures.len());
        }
        row("total", total.0, total.1, total.2);
        table
    }
}

/// Runs the cases of files, and of all `.jsonl` files in folders and the folders in them.
///
/// # Errors
/// A file cannot be read.
pub fn run(paths: &[PathBuf], known: &Known) -> io::Result<Report> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, path, &mut files)?;
    }
    files.sort();
    let reports: io::Result<Vec<FileReport>> = files.iter().map(|(name, path)| run_file(name, path, known)).collect();
    Ok(Report { files: reports? })
}

fn collect(root: &Path, path: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !path.is_dir() {
        let below = path.strip_prefix(root).unwrap_or(path);
        let name = if below.as_os_str().is_empty() { path } else { below };
        files.push((name.to_string_lossy().replace('\\', "/"), path.to_owned()));
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(|error| lines::with_path(path, &error))? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "jsonl") {
            collect(root, &path, files)?;
        }
    }
    Ok(())
}

fn run_file(name: &str, path: &Path, known: &Known) -> io::Result<FileReport> {
    let lines = lines::read(path)?;
    let outcomes: Vec<Outcome> = lines.par_iter().map(|(number, line)| run_line(name, *number, line, known)).collect();
    let mut report = FileReport { name: name.to_owned(), ..FileReport::default() };
    for outcome in outcomes {
        match outcome {
            Outcome::Passed => report.passed += 1,
            Outcome::Known => report.known += 1,
            Outcome::Failed(failure) => report.failures.push(failure),
        }
    }
    Ok(report)
}

enum Outcome {
    Passed,
    Known,
    Failed(Failure),
}

fn run_line(file: &str, number: usize, line: &str, known: &Known) -> Outcome {
    let place = format!("{file}:{number}");
    let broken = |why: String| {
        Outcome::Failed(Failure {
            place: place.clone(),
            id: String::new(),
            code: line.to_owned(),
            want: "a case with an answer".to_owned(),
            got: why,
        })
    };
    let case = match Case::parse(line) {
        Ok(case) => case,
        Err(error) => return broken(error.to_string()),
    };
    let Some(expected) = case.expected() else { return broken("no answer is recorded".to_owned()) };
    let answer = answer::of_case(&case);
    let is_known = known.has(file, &case.id);
    match (answer.is(&expected), is_known) {
        (true, false) => Outcome::Passed,
        (false, true) if !matches!(answer, Answer::Panic { .. }) => Outcome::Known,
        (true, true) => {
            Outcome::Failed(failure(place, &case, &expected, "that; it is no difference any more".to_owned()))
        }
        (false, _) => Outcome::Failed(failure(place, &case, &expected, answer.to_string())),
    }
}

fn failure(place: String, case: &Case, expected: &Expected, got: String) -> Failure {
    let mut code = case.code.clone();
    if let Some(input) = case.function_message().or(case.bindings.as_deref().map(|bindings| bindings.get())) {
        code = format!("{}\nwith {input}", code.trim_end());
    }
    Failure { place, id: case.id.clone(), code, want: expected.to_string(), got }
}
