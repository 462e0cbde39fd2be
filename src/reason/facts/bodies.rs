//! Bodies of functions that do not do what a body is for.

use super::syntax::{children, text};
use crate::reason::failure::Failure;
use tree_sitter::Node;

/// What models write, in small letters, where they leave something to write.
const SAID: [&str; 12] = [
    "placeholder",
    "your code",
    "your implementation",
    "actual implementation",
    "to be implemented",
    "not implemented",
    "implement this",
    "replace this",
    "dummy",
    "for demonstration",
    "simplified version",
    "mock implementation",
];

/// Says whether a function has nothing in its body that does anything.
pub(super) fn has_empty(nodes: &[Node<'_>], code: &str) -> bool {
    nodes
        .iter()
        .filter(|node| node.kind() == "function_definition")
        .filter_map(|node| node.child_by_field_name("body"))
        .any(|body| children(body).into_iter().all(|node| is_idle(node, code)))
}

fn is_idle(statement: Node<'_>, code: &str) -> bool {
    match statement.kind() {
        "pass_statement" | "comment" => true,
        "expression_statement" => {
            let held = children(statement);
            held.iter()
                .all(|node| matches!(node.kind(), "string" | "ellipsis"))
        }
        "raise_statement" => text(statement, code).contains("NotImplementedError"),
        _ => false,
    }
}

/// Says whether a comment or a text says that something stands for what would have to be written.
pub(super) fn has_placeholder(nodes: &[Node<'_>], code: &str) -> bool {
    nodes
        .iter()
        .filter(|node| matches!(node.kind(), "comment" | "string"))
        .map(|node| text(*node, code).to_lowercase())
        .any(|said| SAID.iter().any(|word| said.contains(word)))
}

/// Says whether a value is asked for and no function gives one.
pub(super) fn gives_nothing(nodes: &[Node<'_>], failure: &Failure<'_>) -> bool {
    let functions = nodes
        .iter()
        .filter(|node| node.kind() == "function_definition");
    let mut returning = functions.filter_map(|node| node.child_by_field_name("return_type"));
    let is_some = |node: Node<'_>| text(node, failure.code) != "None";
    let prompt = failure.prompt.to_lowercase();
    let is_asked = returning.any(is_some) || prompt.contains("return") || prompt.contains("->");
    let gives = |node: &Node<'_>| match node.kind() {
        "return_statement" => node.named_child_count() > 0,
        "yield" => true,
        _ => false,
    };
    is_asked && !nodes.iter().any(gives)
}

#[cfg(test)]
mod tests {
    use super::{gives_nothing, has_empty, has_placeholder};
    use crate::reason::facts::syntax::{all, parse};
    use crate::reason::failure::{Failure, Outcome};

    fn empty(code: &str) -> bool {
        let tree = parse(code).expect("a tree");
        has_empty(&all(tree.root_node()), code)
    }

    #[test]
    fn a_body_with_nothing_but_words_is_empty() {
        assert!(empty("def f():\n    \"Words.\"\n    # More.\n    pass\n"));
        assert!(empty("def f(): ...\n"));
        assert!(empty("def f():\n    raise NotImplementedError('later')\n"));
        assert!(!empty("def f():\n    \"Words.\"\n    return 1\n"));
    }

    #[test]
    fn a_comment_can_say_that_code_stands_for_other_code() {
        let says = |code: &str| {
            let tree = parse(code).expect("a tree");
            has_placeholder(&all(tree.root_node()), code)
        };
        assert!(says("x = 1  # Placeholder for the model\n"));
        assert!(!says("placeholder = 1  # a name\n"));
    }

    #[test]
    fn a_function_that_should_return_and_does_not_gives_nothing() {
        let gives = |code: &str, prompt: &str| {
            let tree = parse(code).expect("a tree");
            let failure = Failure {
                code,
                prompt,
                outcome: Outcome::Failed,
                exception: None,
                message: None,
                in_candidate: None,
            };
            gives_nothing(&all(tree.root_node()), &failure)
        };
        assert!(gives("def f() -> int:\n    x = 1\n", ""));
        assert!(gives("def f():\n    return\n", "Return one."));
        assert!(!gives("def f() -> None:\n    x = 1\n", ""));
        assert!(!gives("def f() -> int:\n    yield 1\n", ""));
    }
}
