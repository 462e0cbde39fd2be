//! The code of a prompt, reduced to a hash: everything but comments, docstrings and annotations.

use crate::prompt::{Prompt, PromptKind};
use crate::segment::document::code_ranges;
use crate::segment::python;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use tree_sitter::Node;

/// What is compared of the code of a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Skeleton {
    hash: u64,
    /// The annotations of parameters, in order, as `name: type`.
    annotations: Vec<String>,
}

impl Skeleton {
    /// True when the other has the same code; annotations may be added, since they have no effect at run
    /// time, but not changed or dropped.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let mut later = other.annotations.iter();
        self.hash == other.hash && self.annotations.iter().all(|one| later.any(|two| one == two))
    }
}

/// Reads the code of a prompt.
///
/// The code of a document is hashed byte for byte. Python is hashed as its tokens and blocks, so layout and
/// comments may differ.
pub(super) fn skeleton(prompt: &Prompt) -> Skeleton {
    let mut hasher = FxHasher::default();
    let mut annotations = Vec::new();
    let text = prompt.text();
    if prompt.kind() == PromptKind::Signature {
        let text = text.trim_start_matches('\u{feff}');
        if let Some(tree) = python::parse(text) {
            hash_tree(text, tree.root_node(), &mut hasher, &mut annotations);
        }
    } else {
        for range in code_ranges(text) {
            text[range].trim_end().hash(&mut hasher);
        }
    }
    (prompt.kind() == PromptKind::Signature).hash(&mut hasher);
    Skeleton { hash: hasher.finish(), annotations }
}

/// Hashes the leaves of a tree, with a mark where a block opens or closes.
fn hash_tree(text: &str, root: Node<'_>, hasher: &mut FxHasher, annotations: &mut Vec<String>) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if let Some(annotation) = annotation(text, node) {
            annotations.push(annotation);
        }
        if !is_silent(node) {
            if node.kind() == "block" {
                0xfffe_u16.hash(hasher);
            }
            if cursor.goto_first_child() {
                continue;
            }
            text[node.byte_range()].hash(hasher);
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            if cursor.node().kind() == "block" {
                0xffff_u16.hash(hasher);
            }
        }
    }
}

fn annotation(text: &str, node: Node<'_>) -> Option<String> {
    let parent = node.parent().filter(|_| node.kind() == "type")?;
    is_typed(parent).then(|| text[parent.start_byte()..node.end_byte()].to_owned())
}

fn is_typed(node: Node<'_>) -> bool {
    matches!(node.kind(), "typed_parameter" | "typed_default_parameter")
}

/// Comments and docstrings, whose prose the other checks compare, and annotations.
fn is_silent(node: Node<'_>) -> bool {
    match node.kind() {
        "comment" => true,
        "string" => node.parent().is_some_and(|parent| parent.kind() == "expression_statement"),
        "type" | ":" => node.parent().is_some_and(is_typed),
        _ => false,
    }
}
