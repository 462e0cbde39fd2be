//! Python source as a tree: parsing, walking without recursion, and replacing spans.

use super::costly::{cheap, is_shallow};
use std::cell::RefCell;
use std::ops::Range;
use tree_sitter::{Node, Parser, Tree};

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser());
}

fn parser() -> Option<Parser> {
    let mut parser = Parser::new();
    let language = tree_sitter_python::LANGUAGE.into();
    parser.set_language(&language).ok().map(|()| parser)
}

/// Parses code, also where it is broken; nothing comes of what no person writes and CPython does not compile.
pub(crate) fn parse(code: &str) -> Option<Tree> {
    let cheap = cheap(code)?;
    let parsed = |parser: &mut Option<Parser>| parser.as_mut()?.parse(cheap.as_ref(), None);
    PARSER
        .with_borrow_mut(parsed)
        .filter(|tree| is_shallow(tree, code))
}

/// A side of a node on the way through a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Enter,
    Leave,
}

/// Walks through a node and all in it, in the order of the source. The third argument of the visit is the field
/// of its parent in which the node stands.
pub(crate) fn walk<'t>(root: Node<'t>, mut visit: impl FnMut(Step, Node<'t>, Option<&'t str>)) {
    let mut cursor = root.walk();
    loop {
        visit(Step::Enter, cursor.node(), cursor.field_name());
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            visit(Step::Leave, cursor.node(), cursor.field_name());
            if cursor.node() == root {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            cursor.goto_parent();
        }
    }
}

/// A node and all in it, in the order of the source.
pub(super) fn all(root: Node<'_>) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    walk(root, |step, node, _| {
        if step == Step::Enter {
            nodes.push(node);
        }
    });
    nodes
}

/// The named children of a node but for comments.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| child.kind() != "comment" && child.kind() != "line_continuation")
        .collect()
}

/// The source of a node.
pub(super) fn text<'a>(node: Node<'_>, code: &'a str) -> &'a str {
    code.get(node.byte_range()).unwrap_or_default()
}

/// The source of a node's field.
pub(super) fn field<'a>(node: Node<'_>, name: &str, code: &'a str) -> &'a str {
    node.child_by_field_name(name)
        .map_or("", |child| text(child, code))
}

/// The function or class below its decorators.
pub(super) fn undecorated(node: Node<'_>) -> Node<'_> {
    match node.kind() {
        "decorated_definition" => node.child_by_field_name("definition").unwrap_or(node),
        _ => node,
    }
}

/// The name at the left end of attributes and subscripts, as `a` in `a.b[0].c`.
pub(super) fn root_name<'a>(node: Node<'_>, code: &'a str) -> Option<&'a str> {
    let mut node = node;
    loop {
        node = match node.kind() {
            "identifier" => return Some(text(node, code)),
            "attribute" => node.child_by_field_name("object")?,
            "subscript" => node.child_by_field_name("value")?,
            _ => return None,
        };
    }
}

/// Says whether a node is a value that is written out, and calls nothing.
pub(super) fn is_literal(node: Node<'_>) -> bool {
    let is_part = |node: &Node<'_>| {
        !node.is_named()
            || matches!(
                node.kind(),
                "string"
                    | "string_start"
                    | "string_content"
                    | "string_end"
                    | "escape_sequence"
                    | "concatenated_string"
                    | "integer"
                    | "float"
                    | "true"
                    | "false"
                    | "none"
                    | "list"
                    | "tuple"
                    | "dictionary"
                    | "set"
                    | "pair"
                    | "unary_operator"
                    | "parenthesized_expression"
                    | "comment"
                    | "escape_interpolation"
            )
            || is_complex(*node)
    };
    all(node).iter().all(is_part)
}

/// Says whether a node is a sum of numbers, as complex numbers are written.
fn is_complex(node: Node<'_>) -> bool {
    let is_number =
        |child: &Node<'_>| matches!(child.kind(), "integer" | "float" | "unary_operator");
    node.kind() == "binary_operator" && children(node).iter().all(is_number)
}

/// The only statement of a text, where it is an expression.
pub(super) fn expression(tree: &Tree) -> Option<Node<'_>> {
    let root = tree.root_node();
    let statements = children(root);
    let [statement] = statements[..] else {
        return None;
    };
    let is_sound = !root.has_error() && statement.kind() == "expression_statement";
    let parts = children(statement);
    match parts[..] {
        [part] if is_sound => Some(part),
        _ => None,
    }
}

/// Replaced spans of a text.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives the text with all replacements; of two that overlap, the one that begins first counts.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0
            .sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let (mut whole, mut place) = (String::new(), 0);
        for (range, replacement) in self.0 {
            if range.start >= place {
                whole += text.get(place..range.start).unwrap_or_default();
                whole += &replacement;
                place = range.end;
            }
        }
        whole + text.get(place..).unwrap_or_default()
    }
}
