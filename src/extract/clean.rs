//! The text of a reply without what only looks like code: thoughts, marks of byte order, strange spaces and line ends.

/// Tags between which a model thinks.
const THOUGHTS: [(&str, &str); 3] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
];

/// Gives the answer in a reply, with lines that end as Python wants them.
pub(super) fn clean(reply: &str) -> String {
    let text = reply.replace("\r\n", "\n").replace('\r', "\n");
    answer(text.trim_start_matches('\u{feff}'))
        .split_inclusive('\n')
        .map(plain_spaces)
        .collect()
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
