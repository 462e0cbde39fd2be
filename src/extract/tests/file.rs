//! A Python file of tests, which is no reply: all of it is code.

use super::Tests;
use super::collect::Collector;
use crate::extract::syntax::{all, parse};
use std::ops::Range;

/// Gives the single tests of a Python file, about whatever it tests: its assertions, its functions `test_…` and its
/// test classes. Functions stay whole, and come after all other statements of the file; an assertion that stands alone
/// comes after those before it. A function without an assertion is a test too: it must not raise.
///
/// ```
/// let file = "def test_it():\n    assert f(1) == 2\n\nassert f(2) == 4, 'four'\n";
/// assert_eq!(mutagree::extract::tests_of_file(file).tests.len(), 2);
/// ```
#[must_use]
pub fn tests_of_file(text: &str) -> Tests {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Collector::new("").collect(&[without_form_feeds(&text)])
}

/// Leaves out form feeds before code, and the spaces before them: after one, CPython counts the indentation anew.
fn without_form_feeds(text: &str) -> String {
    if !text.contains('\u{c}') {
        return text.to_owned();
    }
    let tree = parse(text);
    let nodes = tree.iter().flat_map(|tree| all(tree.root_node()));
    let strings: Vec<Range<usize>> = nodes
        .filter(|node| node.kind() == "string")
        .map(|node| node.byte_range())
        .collect();
    let mut kept = String::with_capacity(text.len());
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches([' ', '\t', '\u{c}']);
        let last = line[..line.len() - body.len()].rfind('\u{c}');
        let is_code = |at: &usize| !strings.iter().any(|it| it.contains(&(place + at)));
        let start = last.filter(is_code).map_or(0, |at| at + 1);
        kept.push_str(&line[start..]);
        place += line.len();
    }
    kept
}
