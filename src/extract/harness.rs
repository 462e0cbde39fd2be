//! What is wrong with a test that was written for a harness, where no program can pass it.

use super::names::names;
use super::syntax::{all, children, parse, text};
use std::fmt;
use tree_sitter::Node;

/// Why no program can pass a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// There is nothing in it.
    Empty,
    /// It is no Python from this line on.
    Broken(usize),
    /// It defines nothing of the name that the harness calls.
    Undefined(&'static str),
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("is empty"),
            Self::Broken(line) => write!(formatter, "is no Python: its line {line} does not parse"),
            Self::Undefined(name) => {
                write!(
                    formatter,
                    "defines no `{name}`, which is called to judge a program"
                )
            }
        }
    }
}

/// Says why no program can pass a test of which the harness calls a name, or which stands for itself.
#[must_use]
pub fn unfit(test: &str, called: Option<&'static str>) -> Option<Unfit> {
    if test.trim().is_empty() {
        return Some(Unfit::Empty);
    }
    let tree = parse(test)?;
    let root = tree.root_node();
    if root.has_error() {
        let broken = |node: &Node<'_>| node.is_error() || node.is_missing();
        let first = all(root).into_iter().find(broken).unwrap_or(root);
        return Some(Unfit::Broken(first.start_position().row + 1));
    }
    let name = called?;
    let binds = |statement: Node<'_>| {
        let is_import = statement.kind().starts_with("import_");
        let names = names(statement, test, "");
        let is_named = names.made.contains(name) || names.changed.contains(name);
        is_named || is_import && text(statement, test).contains('*')
    };
    let is_bound = children(root).into_iter().any(binds);
    (!is_bound).then_some(Unfit::Undefined(name))
}
