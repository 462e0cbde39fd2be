//! Whether a test of a module can leave something there for the next.

use crate::extract::syntax::{children, field, text, undecorated};
use tree_sitter::Node;

/// Functions that run once for several tests, and prepare what these share.
const FOR_SEVERAL: [&str; 4] = [
    "setUpClass",
    "tearDownClass",
    "setUpModule",
    "tearDownModule",
];

/// Says whether a module, a class, or a function that prepares several tests holds anything but imports, functions and
/// constants.
pub(super) fn keeps_something(body: Node<'_>, module: &str) -> bool {
    children(body)
        .into_iter()
        .map(undecorated)
        .any(|statement| match statement.kind() {
            "import_statement"
            | "import_from_statement"
            | "future_import_statement"
            | "pass_statement"
            | "comment" => false,
            "function_definition" => FOR_SEVERAL.contains(&field(statement, "name", module)),
            "class_definition" => statement
                .child_by_field_name("body")
                .is_some_and(|body| keeps_something(body, module)),
            "if_statement" => !field(statement, "condition", module).contains("__name__"),
            "expression_statement" => children(statement)
                .into_iter()
                .any(|it| keeps_value(it, module)),
            _ => true,
        })
}

/// False for a text, a constant, and a name that stands for one.
fn keeps_value(expression: Node<'_>, module: &str) -> bool {
    match expression.kind() {
        "assignment" => expression
            .child_by_field_name("right")
            .is_some_and(|right| keeps_value(right, module)),
        "string" => text(expression, module).starts_with(['f', 'F']),
        "concatenated_string" | "tuple" | "unary_operator" | "parenthesized_expression" => {
            children(expression)
                .into_iter()
                .any(|it| keeps_value(it, module))
        }
        "integer" | "float" | "true" | "false" | "none" | "comment" => false,
        _ => true,
    }
}
