//! Assertions in a prompt: `assert f(1) == 2`.

use super::value::{BUILTINS, joined, names};
use super::{Answer, Search};
use crate::extract::Reason;
use crate::extract::syntax::{children, parse, text};

/// The most lines of an assertion.
const LINES: usize = 12;

impl Search<'_> {
    /// Takes the assertions that are about the function and values alone.
    pub(super) fn assertions(&mut self) {
        let mut from = 0;
        while let Some(found) = self.text[from..].find("assert ") {
            let start = from + found;
            from = start + 1;
            let line = self.text[..start].rsplit('\n').next().unwrap_or_default();
            let is_first = line.chars().all(|it| " \t#*->`".contains(it));
            let Some((end, condition)) = assertion(&self.text[start..]).filter(|_| is_first) else {
                continue;
            };
            let names = names(&condition);
            if !names.contains(self.entry_point) {
                continue;
            }
            let is_math = |name: &String| matches!(name.as_str(), "math" | "isclose");
            let is_known =
                |name: &String| name == self.entry_point || BUILTINS.contains(&name.as_str());
            if names.iter().all(|it| is_known(it) || is_math(it)) {
                let setup = if names.contains("math") {
                    "import math\n"
                } else {
                    ""
                };
                self.take_after(
                    start..start + end,
                    setup.to_owned(),
                    &condition,
                    Answer::Holds,
                );
            } else {
                self.refuse(start, Reason::NotLiteral, &condition);
            }
            from = start + end;
        }
    }
}

/// Where an assertion at the beginning of a text ends, and its condition.
fn assertion(source: &str) -> Option<(usize, String)> {
    let mut end = 0;
    for line in source.split_inclusive('\n').take(LINES) {
        end += line.len();
        let code = source[..end].trim_end_matches(['\n', '\r', ' ', '`', '"']);
        let code = if parses(code) {
            code
        } else {
            source[..end].trim_end()
        };
        if parses(code) {
            let tree = parse(code)?;
            let statement = *children(tree.root_node()).first()?;
            let condition = *children(statement).first()?;
            return Some((code.len(), joined(text(condition, code))));
        }
    }
    None
}

fn parses(code: &str) -> bool {
    parse(code).is_some_and(|tree| {
        let root = tree.root_node();
        let statements = children(root);
        !root.has_error() && statements.len() == 1 && statements[0].kind() == "assert_statement"
    })
}
