//! The code of a prompt, reduced to a hash: everything but comments, docstrings and annotations.

use crate::prompt::{Prompt, PromptKind};
use crate::segment::document::code_ranges;
use crate::segment::python;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use tree_sitter::Node;

/// Hashes the code of a prompt.
///
/// The code of a document is hashed byte for byte. Python is hashed as its syntax tree, so layout
/// and comments may differ; annotations without effect at run time are left out.
pub(super) fn skeleton(prompt: &Prompt) -> u64 {
    let mut hasher = FxHasher::default();
    let text = prompt.text();
    if prompt.kind() == PromptKind::Signature {
        if let Some(tree) = python::parse(text.trim_start_matches('\u{feff}')) {
            hash_tree(text.trim_start_matches('\u{feff}'), tree.root_node(), &mut hasher);
        }
    } else {
        for range in code_ranges(text) {
            text[range].trim_end().hash(&mut hasher);
        }
    }
    (prompt.kind() == PromptKind::Signature).hash(&mut hasher);
    hasher.finish()
}

fn hash_tree(text: &str, root: Node<'_>, hasher: &mut FxHasher) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let skipped = is_silent(node);
        if !skipped {
            node.kind_id().hash(hasher);
            if node.child_count() == 0 {
                text[node.byte_range()].hash(hasher);
            }
            if cursor.goto_first_child() {
                continue;
            }
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            0xffff_u16.hash(hasher);
        }
    }
}

/// Comments and docstrings, whose prose the other checks compare.
fn is_silent(node: Node<'_>) -> bool {
    match node.kind() {
        "comment" => true,
        "string" => node.parent().is_some_and(|parent| parent.kind() == "expression_statement"),
        _ => false,
    }
}
