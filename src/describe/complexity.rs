//! How complex code is to test and to read.

use crate::extract::syntax::{Step, parse, walk};
use serde::Serialize;
use tree_sitter::Node;

/// How complex a program is; of several functions the sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Complexity {
    /// Independent paths (`McCabe` 1976, IEEE Transactions on Software Engineering 2): 1, and 1 for each condition, loop, handler, case,
    /// condition of a comprehension and Boolean operator.
    pub cyclomatic: usize,
    /// Breaks in the flow of reading (Campbell 2018, "Cognitive complexity"): 1 for each condition, loop, handler and row of one Boolean
    /// operator, and 1 more for each of the first three that it is nested in.
    pub cognitive: usize,
}

impl Complexity {
    /// Of Python source; nothing where it does not parse.
    ///
    /// ```
    /// use mutagree::describe::Complexity;
    /// let code = "def f(xs):\n    for x in xs:\n        if x > 0 and x < 9:\n            return x\n    return 0\n";
    /// assert_eq!(Complexity::of(code), Some(Complexity { cyclomatic: 4, cognitive: 4 }));
    /// ```
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let tree = parse(code).filter(|tree| !tree.root_node().has_error())?;
        let mut found = Self {
            cyclomatic: 1,
            cognitive: 0,
        };
        let mut depth = 0;
        walk(tree.root_node(), |step, node, _| {
            let nests = nests(node);
            if step == Step::Leave {
                depth -= usize::from(nests);
                return;
            }
            found.cyclomatic += usize::from(decides(node));
            found.cognitive += match node.kind() {
                "elif_clause" | "else_clause" => 1,
                "boolean_operator" => usize::from(opens_row(node)),
                _ if breaks(node) => 1 + depth,
                _ => 0,
            };
            depth += usize::from(nests);
        });
        Some(found)
    }
}

fn decides(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "if_statement"
            | "elif_clause"
            | "for_statement"
            | "while_statement"
            | "except_clause"
            | "case_clause"
            | "conditional_expression"
            | "if_clause"
            | "for_in_clause"
            | "boolean_operator"
    )
}

fn breaks(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "if_statement"
            | "for_statement"
            | "while_statement"
            | "except_clause"
            | "match_statement"
            | "conditional_expression"
    )
}

/// What stands inside reads one level deeper; a function inside another does too.
fn nests(node: Node<'_>) -> bool {
    let inner = || {
        let mut above = std::iter::successors(node.parent(), Node::parent);
        above.any(|it| it.kind() == "function_definition")
    };
    breaks(node) || node.kind() == "lambda" || node.kind() == "function_definition" && inner()
}

/// Says whether an operator is not the same as the one around it, whose row it would go on.
fn opens_row(node: Node<'_>) -> bool {
    let operator = |node: Node<'_>| node.child_by_field_name("operator").map(|it| it.kind_id());
    let around = node.parent().filter(|it| it.kind() == "boolean_operator");
    around.is_none_or(|around| operator(around) != operator(node))
}
