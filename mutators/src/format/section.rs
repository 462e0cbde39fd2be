//! Sections of a docstring in the style of Google: a header, then `name (type): text`.

use crate::prompt::{Prompt, PromptKind};
use crate::segment::token::Place;
use std::ops::Range;

/// What a section describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Parameters,
    Returns,
    Raises,
}

/// One entry: its label, without the colon and the space behind it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// From the indentation to the first byte of the text.
    pub(crate) prefix: Range<usize>,
    pub(crate) indent: usize,
    /// `numbers` in `numbers (list):`, or the type in `dict:`.
    pub(crate) name: String,
    /// `list` in `numbers (list):`.
    pub(crate) kind: Option<String>,
}

/// A section whose every entry was understood.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) topic: Topic,
    /// The header line, without indentation and line break.
    pub(crate) header: Range<usize>,
    pub(crate) entries: Vec<Entry>,
}

/// The sections of the docstring, or nothing where one is not understood.
pub(crate) fn sections(prompt: &Prompt) -> Option<Vec<Section>> {
    let triple = prompt
        .blocks()
        .iter()
        .any(|block| matches!(block.place, Place::Docstring { triple: true, .. }));
    if prompt.kind() != PromptKind::Signature || !triple {
        return None;
    }
    let mut found = Vec::new();
    let lines = lines(prompt.text());
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let text = &prompt.text()[line.clone()];
        at += 1;
        if let Some(topic) = topic(text.trim()) {
            let start = line.start + text.len() - text.trim_start().len();
            let (entries, next) = entries(prompt.text(), &lines, at, start - line.start)?;
            found.push(Section {
                topic,
                header: start..line.start + text.trim_end().len(),
                entries,
            });
            at = next;
        }
    }
    (!found.is_empty()).then_some(found)
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let range = start..start + line.len();
            start += line.len() + 1;
            range
        })
        .collect()
}

fn topic(line: &str) -> Option<Topic> {
    match line {
        "Parameters:" | "Args:" | "Arguments:" => Some(Topic::Parameters),
        "Returns:" | "Return:" => Some(Topic::Returns),
        "Raises:" | "Raise:" => Some(Topic::Raises),
        _ => None,
    }
}

/// The entries below a header up to a blank line, and the line after them.
fn entries(
    text: &str,
    lines: &[Range<usize>],
    first: usize,
    header: usize,
) -> Option<(Vec<Entry>, usize)> {
    let mut found: Vec<Entry> = Vec::new();
    let mut at = first;
    while at < lines.len() {
        let line = &text[lines[at].clone()];
        let body = line.trim();
        if body.is_empty() || body.starts_with("\"\"\"") || body.starts_with("'''") {
            break;
        }
        let indent = line.len() - line.trim_start().len();
        let continues = found.last().is_some_and(|entry| indent > entry.indent);
        if !continues {
            if indent < header {
                return None;
            }
            found.push(entry(line, lines[at].start, indent)?);
        }
        at += 1;
    }
    (!found.is_empty()).then_some((found, at))
}

fn entry(line: &str, start: usize, indent: usize) -> Option<Entry> {
    let body = &line[indent..];
    let bullet = body.strip_prefix("- ").map_or(0, |_| 2);
    let colon = body.find(": ")?;
    let label = body[bullet..colon].trim_end();
    let (name, kind) = match label.split_once(" (") {
        Some((name, kind)) => (name, Some(kind.strip_suffix(')')?.to_owned())),
        None => (label, None),
    };
    let simple = !name.is_empty()
        && name
            .chars()
            .all(|mark| mark.is_alphanumeric() || matches!(mark, '_' | '.' | '*' | '[' | ']'));
    let text = colon + 2;
    let padded = body[text..].starts_with(' ');
    let nested = kind.as_ref().is_some_and(|kind| kind.contains(['(', ')']));
    (simple && !padded && !nested).then(|| Entry {
        prefix: start + indent..start + indent + text,
        indent,
        name: name.to_owned(),
        kind,
    })
}
