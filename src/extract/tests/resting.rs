//! Whether a source of tests does nothing until something runs it.

use crate::extract::syntax::{children, field, parse, undecorated};
use tree_sitter::Node;

/// Says whether a source only defines tests, for pytest or `unittest` to run: by itself it would pass whatever the candidate does.
///
/// ```
/// use mutagree::extract::is_resting;
/// assert!(is_resting("import math\n\ndef test_it():\n    assert f(1) == 2\n"));
/// assert!(!is_resting("def test_it():\n    assert f(1) == 2\n\ntest_it()\n"));
/// ```
#[must_use]
pub fn is_resting(source: &str) -> bool {
    let Some(tree) = parse(source).filter(|tree| !tree.root_node().has_error()) else {
        return false;
    };
    let statements = children(tree.root_node());
    let rests = |it: &Node<'_>| does_nothing(*it, source);
    statements.iter().all(rests) && statements.iter().any(|it| defines_tests(*it, source))
}

fn does_nothing(statement: Node<'_>, source: &str) -> bool {
    match undecorated(statement).kind() {
        "if_statement" => field(statement, "condition", source).contains("__name__"),
        "expression_statement" => {
            let is_idle = |it: Node<'_>| matches!(it.kind(), "string" | "assignment");
            children(statement).into_iter().all(is_idle)
        }
        kind => kind.ends_with("_definition") || kind.contains("import"),
    }
}

/// Says whether a statement is a test function, or a class that has some.
fn defines_tests(statement: Node<'_>, source: &str) -> bool {
    let inner = undecorated(statement);
    let body = inner.child_by_field_name("body").map(children);
    match inner.kind() {
        "function_definition" => field(inner, "name", source).starts_with("test"),
        "class_definition" => {
            let mut methods = body.into_iter().flatten();
            methods.any(|it| defines_tests(it, source))
        }
        _ => false,
    }
}
