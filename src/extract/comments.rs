//! Long stretches of comments, which the parser reads again for each of their lines.

use super::lines::{At, lines};
use std::borrow::Cow;

/// The lines of a stretch that the parser may read.
const SHORT: usize = 64;

/// The code with spaces in place of the comments of long stretches, so that all else stands where it stood.
pub(super) fn without_long_comments(code: &str) -> Cow<'_, str> {
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    if code.lines().filter(|line| is_comment(line)).count() <= SHORT {
        return code.into();
    }
    let lines = lines(code);
    let is_code =
        |text: &str, at: At| at != At::Fresh || !text.trim().is_empty() && !is_comment(text);
    let mut plain = String::with_capacity(code.len());
    for stretch in
        lines.chunk_by(|one, other| is_code(one.text, one.at) == is_code(other.text, other.at))
    {
        let comments = stretch.iter().filter(|line| is_comment(line.text)).count();
        let is_long = comments > SHORT && !is_code(stretch[0].text, stretch[0].at);
        for line in stretch {
            if is_long {
                plain.extend(line.text.bytes().map(blank));
            } else {
                plain += line.text;
            }
        }
    }
    plain.into()
}

fn blank(byte: u8) -> char {
    match byte {
        b'\n' => '\n',
        _ => ' ',
    }
}
