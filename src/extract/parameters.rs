//! The parameters of a function.

use super::syntax::{all, children, field, parse, text};
use serde::Serialize;
use tree_sitter::Node;

/// A parameter that a call must give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The source of its type annotation.
    pub annotation: Option<String>,
}

/// The parameters without defaults of a function in code that need not be whole.
#[must_use]
pub fn parameters(code: &str, function: &str) -> Vec<Parameter> {
    let Some(tree) = parse(code) else {
        return Vec::new();
    };
    let is_it = |node: &Node<'_>| {
        node.kind() == "function_definition" && field(*node, "name", code) == function
    };
    let found = all(tree.root_node()).into_iter().find(is_it);
    let list = found.and_then(|node| node.child_by_field_name("parameters"));
    list.map(required)
        .unwrap_or_default()
        .into_iter()
        .map(|node| parameter(node, code))
        .collect()
}

/// The parameters without defaults in a list.
pub(super) fn required(list: Node<'_>) -> Vec<Node<'_>> {
    let is_required = |node: &Node<'_>| match node.kind() {
        "identifier" => true,
        "typed_parameter" => node
            .named_child(0)
            .is_some_and(|it| it.kind() == "identifier"),
        _ => false,
    };
    children(list).into_iter().filter(is_required).collect()
}

pub(super) fn parameter(node: Node<'_>, code: &str) -> Parameter {
    let name = if node.kind() == "identifier" {
        Some(node)
    } else {
        node.named_child(0)
    };
    Parameter {
        name: name.map_or("", |it| text(it, code)).to_owned(),
        annotation: node
            .child_by_field_name("type")
            .map(|it| text(it, code).to_owned()),
    }
}
