//! Code that costs the parser more than its length: what a person would never write, and CPython would not compile.

use super::LONGEST;
use super::lines::{At, deepest, lines};
use std::borrow::Cow;
use tree_sitter::Tree;

/// The lines of a stretch without code that the parser may read: it reads all of them again for each.
const SHORT: usize = 64;

/// The brackets that may be open at once, as in CPython's tokenizer.
const BRACKETS: usize = 200;

/// How deep a tree may be: CPython gives up on deeper ones.
const DEPTH: usize = 1000;

/// Code in whose tree nodes can stand so deep has at least so many bytes.
const LONG: usize = 2 * DEPTH;

/// The code with spaces in place of long stretches of comments and of lone backslashes, so that all else stands where it
/// stood. Nothing where it is too long, or too many brackets are open at once.
pub(super) fn cheap(code: &str) -> Option<Cow<'_, str>> {
    let is_idle = |line: &str| {
        let line = line.trim();
        line.starts_with('#') || line == "\\"
    };
    let is_long = code.lines().filter(|line| is_idle(line)).count() > SHORT;
    if code.len() > LONGEST || code.len() > BRACKETS && deepest(code) > BRACKETS {
        return None;
    }
    if !is_long {
        return Some(code.into());
    }
    let lines = lines(code);
    let is_empty = |text: &str, at: At| {
        at != At::InString && (is_idle(text) || text.trim().is_empty() && at == At::Fresh)
    };
    let mut plain = String::with_capacity(code.len());
    for stretch in
        lines.chunk_by(|one, other| is_empty(one.text, one.at) == is_empty(other.text, other.at))
    {
        let is_empty = is_empty(stretch[0].text, stretch[0].at);
        let idle = stretch.iter().filter(|line| is_idle(line.text)).count();
        for line in stretch {
            if is_empty && idle > SHORT {
                plain.extend(line.text.bytes().map(blank));
            } else {
                plain += line.text;
            }
        }
    }
    Some(plain.into())
}

/// Says whether a tree is no deeper than those that CPython makes.
pub(super) fn is_shallow(tree: &Tree, code: &str) -> bool {
    if code.len() < LONG {
        return true;
    }
    let mut cursor = tree.walk();
    loop {
        if cursor.depth() as usize > DEPTH {
            return false;
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return true;
            }
        }
    }
}

fn blank(byte: u8) -> char {
    match byte {
        b'\n' => '\n',
        _ => ' ',
    }
}
