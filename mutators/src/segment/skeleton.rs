//! The code of a prompt, reduced to a hash: everything but comments, docstrings and annotations.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use tree_sitter::{Node, Tree};

/// What is compared of the code of a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Skeleton {
    hash: u64,
    /// The annotations of parameters, in order, as `name: type`.
    annotations: Vec<String>,
}

impl Skeleton {
    /// True when the other has the same code; annotations may be added, since they have no effect at run
    /// time, but not changed or dropped.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let mut later = other.annotations.iter();
        self.hash == other.hash
            && self
                .annotations
                .iter()
                .all(|one| later.any(|two| one == two))
    }
}

/// Reads Python that was parsed: its tokens and blocks, so layout and comments may differ.
pub(super) fn of_python(text: &str, tree: &Tree) -> Skeleton {
    let mut hasher = FxHasher::default();
    let mut annotations = Vec::new();
    hash_tree(text, tree.root_node(), &mut hasher, &mut annotations);
    true.hash(&mut hasher);
    Skeleton {
        hash: hasher.finish(),
        annotations,
    }
}

/// Reads the code of a document byte for byte.
pub(super) fn of_document(text: &str, code: &[Range<usize>]) -> Skeleton {
    let mut hasher = FxHasher::default();
    for range in code {
        text[range.clone()].trim_end().hash(&mut hasher);
    }
    Skeleton {
        hash: hasher.finish(),
        annotations: Vec::new(),
    }
}

/// Hashes the leaves of a tree, with a mark where a block opens or closes.
fn hash_tree(text: &str, root: Node<'_>, hasher: &mut FxHasher, annotations: &mut Vec<String>) {
    let mut cursor = root.walk();
    let mut parents: Vec<Node<'_>> = Vec::new();
    loop {
        let node = cursor.node();
        let (kind, parent) = (node.kind(), parents.last().copied());
        annotations.extend(parent.and_then(|parent| annotation(text, kind, node, parent)));
        if !is_silent(kind, parent) {
            if kind == "block" {
                0xfffe_u16.hash(hasher);
            }
            if cursor.goto_first_child() {
                parents.push(node);
                continue;
            }
            text[node.byte_range()].hash(hasher);
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            if parents.pop().is_some_and(|node| node.kind() == "block") {
                0xffff_u16.hash(hasher);
            }
        }
    }
}

fn annotation(text: &str, kind: &str, node: Node<'_>, parent: Node<'_>) -> Option<String> {
    (kind == "type" && is_typed(parent))
        .then(|| text[parent.start_byte()..node.end_byte()].to_owned())
}

fn is_typed(node: Node<'_>) -> bool {
    matches!(node.kind(), "typed_parameter" | "typed_default_parameter")
}

/// Comments and docstrings, whose prose the other checks compare, and annotations.
fn is_silent(kind: &str, parent: Option<Node<'_>>) -> bool {
    match kind {
        "comment" => true,
        "string" => parent.is_some_and(|parent| parent.kind() == "expression_statement"),
        "type" | ":" => parent.is_some_and(is_typed),
        _ => false,
    }
}
