//! Which names code defines, and which it calls.

use super::syntax::{all, children, field, parse, undecorated};

/// The functions and classes that code defines at its top, in the order of the source.
#[must_use]
pub fn definitions(code: &str) -> Vec<String> {
    let Some(tree) = parse(code) else {
        return Vec::new();
    };
    let statements = children(tree.root_node()).into_iter().map(undecorated);
    let defined = statements.filter(|it| it.kind().ends_with("_definition"));
    defined
        .map(|it| field(it, "name", code).to_owned())
        .collect()
}

/// The names that code calls, in the order of the source: what stands around a call comes before it.
#[must_use]
pub fn called_by(code: &str) -> Vec<String> {
    let Some(tree) = parse(code) else {
        return Vec::new();
    };
    let nodes = all(tree.root_node()).into_iter();
    let calls = nodes.filter(|node| node.kind() == "call");
    calls
        .map(|call| field(call, "function", code).to_owned())
        .collect()
}
