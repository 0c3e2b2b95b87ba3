//! Markdown for terminals: as much of it as our own docs use.

use crate::style::Style;

/// Columns of text.
const WIDTH: usize = 92;

/// A text with headings, paragraphs, lists, tables and blocks of code.
pub(super) fn render(markdown: &str, style: Style) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut out, &mut paragraph, style);
            in_code = !in_code;
        } else if in_code {
            code_line(&mut out, line, style);
        } else if let Some(code) = line.strip_prefix("    ") {
            flush(&mut out, &mut paragraph, style);
            code_line(&mut out, code, style);
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(&mut out, &mut paragraph, style);
            out.push_str(&format!("{}\n", style.bold(&heading.trim_start_matches('#').trim().replace('`', ""))));
        } else if line.starts_with('|') {
            flush(&mut out, &mut paragraph, style);
            table_row(&mut out, line, style);
        } else if line.trim().is_empty() {
            flush(&mut out, &mut paragraph, style);
            out.push('\n');
        } else {
            if line.starts_with("- ") {
                flush(&mut out, &mut paragraph, style);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(&mut out, &mut paragraph, style);
    out.trim_end().to_owned() + "\n"
}

/// Code in a text is coloured, or stays between backticks.
pub(super) fn inline(text: &str, style: Style) -> String {
    if !style.color {
        return text.to_owned();
    }
    let parts = text.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { style.code(part) } else { part.to_owned() }).collect()
}

fn code_line(out: &mut String, line: &str, style: Style) {
    match line.strip_prefix("iex> ") {
        Some(code) => out.push_str(&format!("    {} {}\n", style.dim("iex>"), style.code(code))),
        None => out.push_str(format!("    {line}").trim_end()),
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn table_row(out: &mut String, line: &str, style: Style) {
    let line = line.replace("\\|", "\u{1}");
    let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
    if cells.iter().all(|cell| cell.is_empty() || cell.starts_with("---")) {
        return;
    }
    let first = cells.first().map_or("", String::as_str);
    let pad = " ".repeat(26usize.saturating_sub(first.chars().count()));
    out.push_str(&format!(
        "  {}{pad}{}\n",
        inline(first, style),
        inline(&cells.get(1..).unwrap_or_default().join("  "), style)
    ));
}

/// Writes a paragraph or an item of a list, broken into lines.
fn flush(out: &mut String, paragraph: &mut String, style: Style) {
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    let mut line = String::new();
    let mut width = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            line.push('\n');
            line.push_str(indent);
            width = indent.len();
        } else if width > 0 {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
    }
    if !line.is_empty() {
        out.push_str(&inline(&line, style));
        out.push('\n');
    }
    paragraph.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain() {
        let text = render(
            "# Head\n\nSome `code`\nhere.\n\n- one\n  more\n- two\n\n```elixir\niex> 1\n1\n```\n",
            Style { color: false },
        );
        assert_eq!(text, "Head\n\nSome `code` here.\n\n- one more\n- two\n\n    iex> 1\n    1\n");
    }
}
