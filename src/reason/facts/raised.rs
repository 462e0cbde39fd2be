//! Whether an exception comes from a `raise` of the candidate.

use super::syntax::{children, text};
use crate::extract::syntax::{Step, walk};
use crate::reason::failure::Failure;
use crate::reason::pattern::in_turn;
use tree_sitter::Node;

/// Says whether a `raise` of the code has the class of the exception and says what it says. Where it says nothing that can
/// be read, it counts if the exception comes from the candidate.
pub(super) fn is_own(nodes: &[Node<'_>], failure: &Failure<'_>) -> bool {
    let Some(class) = failure.exception_class() else {
        return false;
    };
    nodes
        .iter()
        .filter(|node| node.kind() == "raise_statement")
        .filter_map(|node| children(*node).into_iter().next())
        .any(|raised| {
            let called = raised.child_by_field_name("function").unwrap_or(raised);
            let name = text(called, failure.code).rsplit('.').next();
            if name != Some(class) {
                return false;
            }
            match pieces(raised, failure.code).as_slice() {
                [] => failure.in_candidate == Some(true),
                pieces => in_turn(pieces.iter().copied(), failure.said()),
            }
        })
}

/// What the texts in a raise say for certain. A text in what an f-string puts in is no part of what it says.
fn pieces<'c>(raised: Node<'_>, code: &'c str) -> Vec<&'c str> {
    let mut said = Vec::new();
    let mut put_in = 0;
    walk(raised, |step, node, _| match (step, node.kind()) {
        (Step::Enter, "interpolation") => put_in += 1,
        (Step::Leave, "interpolation") => put_in -= 1,
        (Step::Enter, "string_content") if put_in == 0 => said.push(text(node, code)),
        _ => {}
    });
    let pieces = said
        .into_iter()
        .flat_map(|said| said.split(['\\', '\n', '{', '}']));
    pieces.filter(|piece| piece.trim().len() > 3).collect()
}

#[cfg(test)]
mod tests {
    use super::is_own;
    use crate::reason::facts::syntax::{all, parse};
    use crate::reason::failure::{Failure, Outcome};

    const CODE: &str = "\
def f(x, kind):
    if x < 0:
        raise ValueError(f\"no root of {x}, as {', '.join(kind)} has none\")
    if not kind:
        raise errors.Wrong
";

    fn own(exception: &str, message: &str, in_candidate: bool) -> bool {
        let tree = parse(CODE).expect("a tree");
        let failure = Failure {
            code: CODE,
            prompt: "",
            outcome: Outcome::Raised,
            exception: Some(exception),
            message: Some(message),
            in_candidate: Some(in_candidate),
        };
        is_own(&all(tree.root_node()), &failure)
    }

    #[test]
    fn an_error_that_says_what_the_code_says_is_its_own() {
        assert!(own("ValueError", "no root of -1, as it has none", false));
        assert!(!own("ValueError", "negative", true));
        assert!(!own("TypeError", "no root of -1, as it has none", true));
    }

    #[test]
    fn an_error_that_says_nothing_is_its_own_where_it_comes_from_the_code() {
        assert!(own("pkg.errors.Wrong", "", true));
        assert!(!own("pkg.errors.Wrong", "", false));
    }
}
