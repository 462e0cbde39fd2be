//! Python source as a tree.

pub(super) use crate::extract::syntax::parse;

use tree_sitter::Node;

/// A node and all in it, in the order of the source. It does not recurse, as a candidate may be nested deeply.
pub(super) fn all(root: Node<'_>) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    let mut cursor = root.walk();
    loop {
        nodes.push(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() || cursor.node() == root {
                return nodes;
            }
        }
    }
}

pub(super) fn text<'c>(node: Node<'_>, code: &'c str) -> &'c str {
    code.get(node.byte_range()).unwrap_or_default()
}

/// The named children of a node.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.named_children(&mut node.walk()).collect()
}

/// Says whether a node is what its parent has under a field.
pub(super) fn is_field(node: Node<'_>, field: &str) -> bool {
    node.parent()
        .is_some_and(|parent| parent.child_by_field_name(field) == Some(node))
}

#[cfg(test)]
mod tests {
    use super::{all, parse, text};

    #[test]
    fn every_node_is_visited_in_the_order_of_the_source() {
        let code = "a = b + c\nd = e\n";
        let tree = parse(code).expect("a tree");
        let names: Vec<&str> = all(tree.root_node())
            .into_iter()
            .filter(|node| node.kind() == "identifier")
            .map(|node| text(node, code))
            .collect();
        assert_eq!(names, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn code_nested_deeply_is_no_trouble() {
        let code = format!("x = {}1{}\n", "(".repeat(150), ")".repeat(150));
        assert!(parse(&code).is_some_and(|tree| all(tree.root_node()).len() > 300));
    }
}
