//! The code in a prompt: what stands before the entry point, and the open definition.

use super::Asked;
use super::chunks::{Chunk, chunks};
use super::clean::clean;
use super::definition::{has_method, mentions, waits};
use super::fences::blocks;
use super::lines::{At, is_closed, lines};
use super::sound::sound;
use super::statement::{Part, Statement, parts};

/// What a prompt gives to a program.
pub(super) struct Task {
    pub(super) entry_point: String,
    /// The statements before the entry point.
    pub(super) preamble: Vec<Statement>,
    /// The definition of the entry point that a reply may continue.
    pub(super) head: Option<String>,
    /// The same with all that follows it in the prompt, to the last space.
    pub(super) rest: String,
    /// Whether the docstring waits for its end.
    pub(super) is_in_docstring: bool,
    /// The indentation of the body.
    pub(super) margin: String,
    /// Whether the entry point is a method already.
    pub(super) is_method: bool,
}

impl Task {
    pub(super) fn new(asked: &Asked<'_>) -> Self {
        let entry_point = asked.entry_point.trim();
        let prompt = clean(asked.prompt);
        let (blocks, _) = blocks(&prompt);
        let block = blocks
            .into_iter()
            .rev()
            .find(|block| mentions(&block.text, entry_point));
        let code = block.map_or(prompt, |block| block.text);
        let chunks = chunks(&code);
        let is_head = |chunk: &Chunk<'_>| {
            !chunk.text.starts_with("class ")
                && mentions(without_strings(chunk.text).as_str(), entry_point)
        };
        let place = chunks.iter().rposition(is_head);
        let before: &str = place.map_or("", |place| {
            let start = chunks[place].text.as_ptr() as usize - code.as_ptr() as usize;
            &code[..start]
        });
        let sound = parts(before, entry_point)
            .into_iter()
            .filter_map(|part| match part {
                Part::Sound(statement) => Some(statement),
                Part::Broken(_) => None,
            });
        let whole = parts(&code, entry_point);
        let is_method = whole.iter().any(|part| match part {
            Part::Sound(statement) => has_method(statement, entry_point),
            Part::Broken(text) => text.starts_with("class ") && mentions(text, entry_point),
        });
        let rest = &code[before.len()..];
        let head = place.map(|place| chunks[place].text.to_owned());
        let is_in_docstring = head.is_some() && is_in_docstring(rest);
        let head = head.filter(|head| is_in_docstring || is_open(head));
        Self {
            entry_point: entry_point.to_owned(),
            margin: head
                .as_deref()
                .and_then(margin)
                .unwrap_or("    ")
                .to_owned(),
            preamble: sound.filter(|it| !it.makes(entry_point)).collect(),
            head,
            rest: rest.to_owned(),
            is_in_docstring,
            is_method,
        }
    }
}

/// The lines of a text that begin outside of strings.
fn without_strings(text: &str) -> String {
    let outside = lines(text)
        .into_iter()
        .filter(|line| line.at != At::InString);
    outside.map(|line| line.text).collect()
}

/// Says whether a definition waits for its body.
fn is_open(head: &str) -> bool {
    waits(head) || sound(head).is_none() && sound(&format!("{head}\n    pass\n")).is_some()
}

/// Says whether a prompt ends in the docstring of a definition.
fn is_in_docstring(rest: &str) -> bool {
    let ends = ["\"\"\"", "'''"].into_iter();
    !is_closed(rest)
        && ends
            .map(|quote| format!("{rest}{quote}\n    pass\n"))
            .any(|whole| waits(&whole) && sound(&whole).is_some())
}

/// The indentation of the first line of a body.
fn margin(head: &str) -> Option<&str> {
    let mut lines = lines(head)
        .into_iter()
        .filter(|line| line.at == At::Fresh && !line.is_blank());
    lines.find_map(|line| {
        let length = line.indent().len();
        (length > 0).then(|| &head[line.start..line.start + length])
    })
}
