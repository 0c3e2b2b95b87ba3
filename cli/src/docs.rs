//! `philtre docs`: the language and the library, offline.
//!
//! What it knows of the library is the function table; of the language, the sections of `docs/guide.md`; of errors, the
//! resolver's list of codes.

mod markdown;

use crate::failure::Failure;
use crate::style::{self, Style};
use clap::Args;
use philtre_runtime::library::MODULES;
use philtre_runtime::row::{Default, Purity, Row};
use philtre_transpile::resolve::codes::CODES;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

const GUIDE: &str = include_str!("../../docs/guide.md");

/// Read about the language and the library, offline
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A module, a function, a part of the language or the code of an error; none gives an overview.
    topic: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  philtre docs                 what there is
  philtre docs Enum            the functions of a module
  philtre docs Enum.group_by   a function; with /2 of one arity alone
  philtre docs with            a part of the language
  philtre docs guide           all of the language
  philtre docs E0201           what an error means";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let style = style::for_stdout();
    let text = match arguments.topic.as_deref() {
        None => Some(overview(style)),
        Some(topic) => page(topic.trim(), style),
    };
    if let Some(text) = text {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let topic = arguments.topic.as_deref().unwrap_or_default();
    let mut message = format!("there is nothing about `{topic}`");
    let similar = similar(topic);
    if !similar.is_empty() {
        let _ = write!(message, "; did you mean {}?", similar.join(", "));
    }
    Err(Failure::Failed(message))
}

/// The page of a topic.
fn page(topic: &str, style: Style) -> Option<String> {
    if topic == "guide" {
        return Some(markdown::render(GUIDE, style));
    }
    let code = CODES.iter().find(|code| code.code.eq_ignore_ascii_case(topic));
    if let Some(code) = code {
        let head = style.bold(&format!("{}  {}", code.code, code.title));
        return Some(format!("{head}\n\n{}", markdown::render(code.explanation, style)));
    }
    if let Some(rows) = library().get(topic) {
        return Some(module_page(topic, rows, style));
    }
    if let Some(rows) = rows_of(topic) {
        return Some(rows.iter().map(|row| row_page(row, style)).collect::<Vec<_>>().join("\n"));
    }
    let sections: Vec<&str> =
        sections().filter(|section| section.is_about(topic)).map(|section| section.text).collect();
    (!sections.is_empty()).then(|| markdown::render(&sections.concat(), style))
}

// ----- the library -----

/// The rows of each module, by name and arity.
fn library() -> BTreeMap<&'static str, Vec<&'static Row>> {
    let mut modules: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in MODULES.iter().flat_map(|module| module.rows) {
        modules.entry(row.module).or_default().push(row);
    }
    for rows in modules.values_mut() {
        rows.sort_by_key(|row| (row.name, row.params.len()));
    }
    modules
}

/// `Enum.map`, `Enum.map/2`, `length`, `length/1`
fn rows_of(topic: &str) -> Option<Vec<&'static Row>> {
    let (path, arity) = match topic.rsplit_once('/') {
        Some((path, digits)) if !path.is_empty() && digits.parse::<usize>().is_ok() => (path, digits.parse().ok()),
        _ => (topic, None),
    };
    let (module, name) = match path.rsplit_once('.') {
        Some((module, name)) if !module.is_empty() && !name.is_empty() => (module, name),
        _ => ("Kernel", path),
    };
    let rows: Vec<&Row> = library()
        .remove(module)?
        .into_iter()
        .filter(|row| row.name == name && arity.is_none_or(|arity| row.arities().contains(&arity)))
        .collect();
    (!rows.is_empty()).then_some(rows)
}

fn row_page(row: &Row, style: Style) -> String {
    let mut text = style.bold(&signature(row));
    text.push('\n');
    match row.purity {
        Purity::Pure => {}
        Purity::Clock => text.push_str(&format!("{}\n", style.dim("needs --allow clock"))),
        Purity::Random => text.push_str(&format!("{}\n", style.dim("needs --allow random"))),
    }
    if row.guard {
        text.push_str(&format!("{}\n", style.dim("may be used in guards")));
    }
    text.push('\n');
    text.push_str(&markdown::render(row.doc, style));
    text
}

/// `Enum.join(enumerable, joiner \\ "")`
fn signature(row: &Row) -> String {
    let parameters: Vec<String> = row
        .params
        .iter()
        .map(|param| match param.default {
            None => param.name.to_owned(),
            Some(default) => format!("{} \\\\ {}", param.name, literal(default)),
        })
        .collect();
    format!("{}.{}({})", row.module, row.name, parameters.join(", "))
}

fn literal(default: Default) -> String {
    match default {
        Default::Nil => "nil".to_owned(),
        Default::Bool(b) => b.to_string(),
        Default::EmptyList => "[]".to_owned(),
        Default::EmptyMap => "%{}".to_owned(),
        Default::Int(i) => i.to_string(),
        Default::Atom(name) => format!(":{name}"),
        Default::Text(text) => format!("{text:?}"),
        Default::NoMicrosecond => "{0, 0}".to_owned(),
    }
}

fn module_page(name: &str, rows: &[&Row], style: Style) -> String {
    let mut text = format!("{}\n\n", style.bold(name));
    let docs: Vec<&str> = MODULES.iter().filter(|module| module.name == name).map(|module| module.doc.trim()).collect();
    for doc in docs.iter().filter(|doc| !doc.is_empty()) {
        text.push_str(&markdown::render(doc, style));
    }
    text.push('\n');
    let width = rows.iter().map(|row| heading(row).len()).max().unwrap_or(0);
    for row in rows {
        let heading = heading(row);
        let pad = " ".repeat(width - heading.len());
        let _ = writeln!(text, "  {}{pad}  {}", style.code(&heading), markdown::inline(summary(row.doc), style));
    }
    text
}

/// `join/1,2`
fn heading(row: &Row) -> String {
    let arities: Vec<String> = row.arities().map(|arity| arity.to_string()).collect();
    format!("{}/{}", row.name, arities.join(","))
}

/// The first sentence, or line.
fn summary(doc: &str) -> &str {
    let line = doc.trim().lines().next().unwrap_or_default();
    line.split_once(". ").map_or(line, |(sentence, _)| sentence).trim_end_matches('.')
}

// ----- the language -----

/// A part of the guide.
struct Section {
    /// `Deciding: `if`, `unless``
    title: &'static str,
    /// All of it, with its heading.
    text: &'static str,
}

fn sections() -> impl Iterator<Item = Section> {
    let starts = GUIDE.match_indices("\n## ").map(|(at, _)| at + 1);
    let ends = starts.clone().skip(1).chain([GUIDE.len()]);
    starts.zip(ends).map(|(start, end)| {
        let text = &GUIDE[start..end];
        let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
        Section { title, text }
    })
}

impl Section {
    /// The forms that it is about.
    fn forms(&self) -> impl Iterator<Item = &'static str> {
        self.title.split('`').skip(1).step_by(2)
    }

    /// `patterns`, `a-first-function`
    fn slug(&self) -> String {
        let title = self.title.split(':').next().unwrap_or_default().to_lowercase();
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-")
    }

    fn is_about(&self, topic: &str) -> bool {
        self.slug() == topic.to_lowercase() || self.forms().any(|form| form == topic)
    }
}

// ----- finding the way -----

fn overview(style: Style) -> String {
    let mut text = format!("{}\n\n", style.bold("The language"));
    let sections: Vec<Section> = sections().collect();
    let width = sections.iter().map(|section| section.slug().len()).max().unwrap_or(0);
    for section in &sections {
        let slug = section.slug();
        let pad = " ".repeat(width - slug.len());
        let forms: Vec<&str> = section.forms().collect();
        let _ = writeln!(text, "  {}{pad}  {}", style.code(&slug), forms.join(" "));
    }
    let _ = write!(text, "\n{}\n\n", style.bold("The library"));
    let modules = library();
    let width = modules.keys().map(|name| name.len()).max().unwrap_or(0);
    for (name, rows) in &modules {
        let pad = " ".repeat(width - name.len());
        let doc = match *name {
            // Its parts speak for themselves alone.
            "Kernel" => "Functions and operators that are called by their name alone",
            name => MODULES.iter().find(|module| module.name == name).map_or("", |module| summary(module.doc)),
        };
        let mut names: Vec<&str> = rows.iter().map(|row| row.name).collect();
        names.dedup();
        let _ = writeln!(text, "  {}{pad}  {:>3}  {}", style.code(name), names.len(), markdown::inline(doc, style));
    }
    text.push_str(
        "\nMore: philtre docs guide, philtre docs Enum, philtre docs Enum.map, philtre docs case, philtre docs E0201\n",
    );
    text
}

/// Topics that look like what was asked for, best first.
fn similar(topic: &str) -> Vec<String> {
    let wanted = topic.to_lowercase();
    let modules = library();
    let mut names: Vec<String> = modules.keys().map(|name| (*name).to_owned()).collect();
    for section in sections() {
        names.push(section.slug());
        names.extend(section.forms().map(str::to_owned));
    }
    for (module, rows) in &modules {
        for row in rows {
            names.push(if *module == "Kernel" { row.name.to_owned() } else { format!("{module}.{}", row.name) });
        }
    }
    names.sort();
    names.dedup();
    let mut scored: Vec<(f64, String)> = names
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            // Whoever writes `map` or `Strin.map` may mean any function of that name.
            let alone = lower.rsplit('.').next().unwrap_or(&lower);
            let wanted_alone = wanted.rsplit('.').next().unwrap_or(&wanted);
            let bonus = if alone == wanted_alone { 0.1 } else { 0.0 };
            let alone_score = if wanted.contains('.') { 0.0 } else { strsim::jaro_winkler(alone, &wanted) };
            (strsim::jaro_winkler(&lower, &wanted).max(alone_score) + bonus, name)
        })
        .filter(|(score, _)| *score > 0.85)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    scored.into_iter().take(5).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { color: false };

    #[test]
    fn topics() {
        assert!(page("Enum", PLAIN).unwrap().contains("map/2"));
        assert!(page("Enum.map/2", PLAIN).unwrap().starts_with("Enum.map(enumerable, fun)"));
        assert!(page("Enum.map/7", PLAIN).is_none());
        assert!(page("with", PLAIN).unwrap().starts_with("Deciding"));
        assert!(page("what-comes-in", PLAIN).is_some());
        assert!(page("e0201", PLAIN).unwrap().contains("undefined variable"));
        for odd in ["", ".", "/", "/1", "Enum.", ".map", "Enum./2", "é.ü"] {
            let _ = (page(odd, PLAIN), similar(odd));
        }
    }

    #[test]
    fn typos() {
        assert!(similar("Enun.map").contains(&"Enum.map".to_owned()));
        assert!(similar("Strng").contains(&"String".to_owned()));
    }
}
