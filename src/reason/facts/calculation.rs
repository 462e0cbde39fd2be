//! What the code calculates with: operators, numbers, shapes, conditions and loops.

use super::syntax::{children, text};
use std::collections::BTreeSet;
use tree_sitter::Node;

/// So many operators are a calculation.
const MANY_OPERATORS: usize = 6;

/// So many numbers that are not whole are constants of a formula.
const SEVERAL_FLOATS: usize = 3;

/// Casts that change nothing where one has just been made.
const CASTS: [&str; 8] = [
    "int", "float", "str", "bool", "list", "tuple", "set", "dict",
];

fn of_kind<'t, 'n>(nodes: &'n [Node<'t>], kind: &'n str) -> impl Iterator<Item = Node<'t>> + 'n {
    nodes
        .iter()
        .copied()
        .filter(move |node| node.kind() == kind)
}

/// Says whether the code calculates much with operators.
pub(super) fn is_arithmetic(nodes: &[Node<'_>]) -> bool {
    of_kind(nodes, "binary_operator").count() >= MANY_OPERATORS
}

/// Says whether the code compares a shape or a number of dimensions with a number.
pub(super) fn fixes_shape(nodes: &[Node<'_>], code: &str) -> bool {
    of_kind(nodes, "comparison_operator").any(|node| {
        let sides = children(node);
        let is_shape = |side: &Node<'_>| {
            let side = text(*side, code);
            let marks = [".shape", ".ndim", ".dim()", ".size("];
            marks.iter().any(|mark| side.contains(mark))
        };
        let is_number = |side: &Node<'_>| matches!(side.kind(), "integer" | "tuple");
        sides.iter().any(is_shape) && sides.iter().any(is_number)
    })
}

/// Says whether the code has several numbers that are not whole.
pub(super) fn has_floats(nodes: &[Node<'_>]) -> bool {
    of_kind(nodes, "float").count() >= SEVERAL_FLOATS
}

/// Says whether a condition stands twice in one chain, two branches are alike, or a cast is cast to what it is.
pub(super) fn repeats(nodes: &[Node<'_>], code: &str) -> bool {
    let repeats_condition = of_kind(nodes, "if_statement").any(|node| {
        let branches = branches(node);
        let mut seen = BTreeSet::new();
        let mut conditions = branches
            .iter()
            .filter_map(|branch| branch.child_by_field_name("condition"));
        conditions.any(|condition| !seen.insert(text(condition, code)))
    });
    let repeats_cast = of_kind(nodes, "call").any(|node| {
        let name = |node: Node<'_>| {
            let called = node.child_by_field_name("function");
            called.map(|called| text(called, code).to_owned())
        };
        let arguments = node.child_by_field_name("arguments").map(children);
        let only = arguments.filter(|held| held.len() == 1);
        let inner = only.and_then(|held| held.into_iter().next());
        let inner = inner.filter(|inner| inner.kind() == "call").and_then(name);
        inner.is_some_and(|inner| CASTS.contains(&inner.as_str()) && Some(inner) == name(node))
    });
    repeats_condition || repeats_cast
}

fn branches(statement: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = statement.walk();
    let others = statement.children_by_field_name("alternative", &mut cursor);
    std::iter::once(statement).chain(others).collect()
}

/// Says whether a loop stands in a loop.
pub(super) fn nests_loops(nodes: &[Node<'_>]) -> bool {
    let is_loop = |node: &Node<'_>| matches!(node.kind(), "for_statement" | "while_statement");
    let loops: Vec<Node<'_>> = nodes.iter().copied().filter(is_loop).collect();
    // In the order of the source a loop that holds another comes right before what it holds.
    loops
        .windows(2)
        .any(|pair| pair[0].end_byte() >= pair[1].end_byte())
}

#[cfg(test)]
mod tests {
    use super::{fixes_shape, has_floats, is_arithmetic, nests_loops, repeats};
    use crate::reason::facts::syntax::{all, parse};
    use tree_sitter::Node;

    fn holds(code: &str, what: impl Fn(&[Node<'_>], &str) -> bool) -> bool {
        let tree = parse(code).expect("a tree");
        what(&all(tree.root_node()), code)
    }

    #[test]
    fn a_formula_is_arithmetic() {
        let many = |nodes: &[Node<'_>], _: &str| is_arithmetic(nodes);
        assert!(holds("a = b * c + d / e - f ** 2 % g + 1\n", many));
        assert!(!holds("a = b + 1\n", many));
    }

    #[test]
    fn a_demand_on_a_shape_is_found() {
        assert!(holds("if x.shape[-3] != 3: pass\n", fixes_shape));
        assert!(holds("if x.shape[1:] != (3, 3): pass\n", fixes_shape));
        assert!(!holds("if x.shape != y.shape: pass\n", fixes_shape));
    }

    #[test]
    fn weights_are_float_constants() {
        let floats = |nodes: &[Node<'_>], _: &str| has_floats(nodes);
        assert!(holds("w = [0.2, 0.7, 0.1]\n", floats));
        assert!(!holds("w = [1, 2, 3.5]\n", floats));
    }

    #[test]
    fn a_condition_or_cast_that_stands_twice_is_found() {
        assert!(holds("if a: b\nelif a: c\n", repeats));
        assert!(holds("x = int(int(y))\n", repeats));
        assert!(!holds("if a: b\nelif c: d\nx = int(float(y))\n", repeats));
    }

    #[test]
    fn loops_one_after_the_other_are_not_nested() {
        let nested = |nodes: &[Node<'_>], _: &str| nests_loops(nodes);
        assert!(holds("for a in b:\n    while c: d\n", nested));
        assert!(!holds("for a in b: c\nfor d in e: f\n", nested));
    }
}
