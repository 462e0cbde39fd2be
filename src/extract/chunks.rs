//! Code that need not be whole, cut where statements begin.

use super::lines::{At, Line, lines};

/// The lines of one statement, with the comments right before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    pub(super) text: &'a str,
}

/// Cuts a text where a line begins a statement at the left margin.
pub(super) fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let lines = lines(text);
    let mut starts: Vec<usize> = Vec::new();
    let mut comments: Option<usize> = None;
    let mut decorated = false;
    for line in &lines {
        if line.at == At::Fresh && line.is_blank() {
            comments = None;
            continue;
        }
        if line.at == At::Fresh && line.text.starts_with('#') {
            comments.get_or_insert(line.start);
            continue;
        }
        let begins = line.at == At::Fresh && !decorated && begins(line, starts.is_empty());
        if begins {
            starts.push(comments.unwrap_or(line.start));
        }
        if line.at == At::Fresh {
            let is_decorator = line.text.starts_with('@');
            decorated = is_decorator || decorated && line.text.starts_with([' ', '\t']);
        }
        comments = None;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let chunk = |(&start, end): (&usize, usize)| Chunk {
        text: text[start..end].trim_end(),
    };
    starts.iter().zip(ends).map(chunk).collect()
}

/// Says whether a line begins a statement, and does not go on with the one before.
fn begins(line: &Line<'_>, is_first: bool) -> bool {
    if is_first || line.text.trim_start().starts_with(">>>") {
        return true;
    }
    let word: &str = line
        .text
        .split(|it: char| !it.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let goes_on = matches!(word, "else" | "elif" | "except" | "finally");
    !goes_on && !line.text.starts_with([' ', '\t', ')', ']', '}'])
}
