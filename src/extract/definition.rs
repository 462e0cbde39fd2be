//! How a statement defines the entry point.

use super::lines::dedent;
use super::statement::Statement;
use super::syntax::{all, children, field, parse, text, undecorated};
use tree_sitter::Node;

/// Says whether a statement defines a name with a body.
pub(super) fn defines(statement: &Statement, name: &str) -> bool {
    if statement.is_import() || statement.is_main_guard() {
        return false;
    }
    let is_branch = matches!(
        statement.kind.as_str(),
        "if_statement" | "try_statement" | "with_statement"
    );
    let is_made = statement.makes(name)
        || is_branch && statement.names.changed.contains(name) && mentions(statement.code(), name);
    is_made && !is_stub(statement.code())
}

/// Says whether a text has the head of a function of a name.
pub(super) fn mentions(code: &str, name: &str) -> bool {
    let after = code
        .match_indices("def ")
        .map(|(place, word)| code[place + word.len()..].trim_start());
    let mut heads = after.filter_map(|rest| rest.strip_prefix(name));
    heads.any(|rest| rest.trim_start().starts_with(['(', '[']))
}

/// Says whether code is one function that does nothing yet.
pub(super) fn is_stub(code: &str) -> bool {
    has_only(code, does_nothing)
}

/// Says whether code is one function that a reply may go on with: it does nothing yet, but may import.
pub(super) fn waits(code: &str) -> bool {
    has_only(code, |node, code| {
        does_nothing(node, code) || node.kind().starts_with("import_")
    })
}

/// Says whether code is one function whose statements are all alike.
fn has_only(code: &str, is_it: impl Fn(Node<'_>, &str) -> bool) -> bool {
    let Some(tree) = parse(code) else {
        return false;
    };
    let statements = children(tree.root_node());
    let [function] = statements[..] else {
        return false;
    };
    let function = undecorated(function);
    let body = function
        .child_by_field_name("body")
        .filter(|_| function.kind() == "function_definition");
    body.is_some_and(|body| children(body).into_iter().all(|node| is_it(node, code)))
}

fn does_nothing(statement: Node<'_>, code: &str) -> bool {
    match statement.kind() {
        "pass_statement" => true,
        "raise_statement" => text(statement, code).contains("NotImplemented"),
        "expression_statement" => {
            let is_idle = |node: &Node<'_>| {
                matches!(node.kind(), "string" | "ellipsis" | "concatenated_string")
            };
            children(statement).iter().all(is_idle)
        }
        _ => false,
    }
}

/// Says whether a class has a method of a name.
pub(super) fn has_method(class: &Statement, name: &str) -> bool {
    let is_class = class.kind == "class_definition";
    let tree = parse(class.code()).filter(|_| is_class);
    let root = tree
        .as_ref()
        .and_then(|tree| tree.root_node().named_child(0));
    let body = root.and_then(|node| undecorated(node).child_by_field_name("body"));
    let is_it = |node: Node<'_>| {
        let function = undecorated(node);
        function.kind() == "function_definition" && field(function, "name", class.code()) == name
    };
    body.is_some_and(|body| children(body).into_iter().any(is_it))
}

/// The source of a function that another function holds.
pub(super) fn nested(outer: &Statement, name: &str) -> Option<String> {
    let code = Some(outer.code())
        .filter(|code| outer.kind == "function_definition" && mentions(code, name))?;
    let tree = parse(code)?;
    let is_it = |node: &Node<'_>| {
        node.kind() == "function_definition" && field(*node, "name", code) == name
    };
    let function = all(tree.root_node()).into_iter().find(is_it)?;
    let line = code[..function.start_byte()]
        .rfind('\n')
        .map_or(0, |place| place + 1);
    Some(dedent(&code[line..function.end_byte()]))
}

/// Says whether two names differ only in how their words are joined, or one says more than the other.
pub(super) fn are_similar(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let (one, other) = (plain(one), plain(other));
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short == long || short.len() >= 4 && long.contains(&short)
}
