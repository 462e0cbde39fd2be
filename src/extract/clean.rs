//! The text of a reply without what only looks like code: thoughts, wrappings, marks of ends and of byte order, strange
//! spaces and line ends.

use super::ends::between_marks;
use super::wrapped::unwrapped;

/// Tags between which a model thinks.
const THOUGHTS: [(&str, &str); 3] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
];

/// Gives the code in a reply, without what it is wrapped in.
pub(super) fn clean(reply: &str) -> String {
    unwrapped(&plain(reply)).into_owned()
}

/// Gives the answer in a reply, with lines that end as Python wants them.
pub(super) fn plain(reply: &str) -> String {
    let text = reply.replace("\r\n", "\n").replace('\r', "\n");
    let is_nothing = |it: char| matches!(it, '\u{feff}' | '\u{c}' | '\u{200b}' | '\u{2060}');
    between_marks(answer(text.trim_start_matches(is_nothing)))
        .split_inclusive('\n')
        .map(plain_spaces)
        .collect()
}

/// Says whether a reply ends in the middle of a thought: what it holds is a draft, and no answer.
pub(super) fn is_unfinished(reply: &str) -> bool {
    let text = reply.trim_start();
    let is_open = |(open, close): &(&str, &str)| {
        let begins = text.starts_with(open);
        begins && !text.contains(close)
    };
    THOUGHTS.iter().any(is_open)
}

/// The text after the thoughts at its beginning.
fn answer(text: &str) -> &str {
    for (open, close) in THOUGHTS {
        let is_open = text.trim_start().starts_with(open);
        let line_end = |place: &usize| {
            text[place + close.len()..]
                .trim_start_matches(' ')
                .starts_with('\n')
        };
        let end = text
            .find(close)
            .filter(|end| is_open || line_end(end) && !text[..*end].contains(open));
        if let Some(end) = end {
            return text[end + close.len()..].trim_start_matches('\n');
        }
    }
    text
}

/// Replaces spaces that CPython refuses; a line with strings keeps those after its indentation.
fn plain_spaces(line: &str) -> String {
    let is_strange = |it: char| matches!(it, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}');
    let is_nothing = |it: char| matches!(it, '\u{feff}' | '\u{200b}' | '\u{2060}');
    if !line.contains(|it| is_strange(it) || is_nothing(it)) {
        return line.to_owned();
    }
    let body = line
        .trim_start_matches(|it: char| it == ' ' || it == '\t' || is_strange(it) || is_nothing(it));
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|it| !is_nothing(*it));
        kept.map(|it| if is_strange(it) { ' ' } else { it })
            .collect()
    };
    let head = plain(&line[..line.len() - body.len()]);
    let rest = if body.contains(['"', '\'']) {
        body.to_owned()
    } else {
        plain(body)
    };
    head + &rest
}
