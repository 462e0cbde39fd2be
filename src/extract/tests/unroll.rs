//! Loops over values that are written out, and the cases of parametrised tests.

use super::bind::{Binding, destructured};
use crate::extract::reach::Sequence;
use crate::extract::syntax::{all, children, expression, field, parse, text};
use tree_sitter::Node;

/// The number of rounds that one loop may have, or cases that one test may have.
pub(super) const ROUNDS: usize = 1000;

/// A loop: what each round binds, and the body.
pub(super) struct Loop {
    pub(super) rounds: Vec<Vec<Binding>>,
    pub(super) body: String,
}

/// Reads a loop over values that are written out, or over a name that stands for such. A loop whose rounds
/// depend on each other has none.
pub(super) fn unrolled(code: &str, setup: &Sequence) -> Option<Loop> {
    let tree = parse(code)?;
    let node = tree
        .root_node()
        .named_child(0)
        .filter(|it| it.kind() == "for_statement")?;
    let block = node.child_by_field_name("body")?;
    let is_jump = |node: &Node<'_>| {
        matches!(
            node.kind(),
            "break_statement"
                | "continue_statement"
                | "return_statement"
                | "yield"
                | "augmented_assignment"
        )
    };
    let has_else = node.child_by_field_name("alternative").is_some();
    if has_else || all(block).iter().any(is_jump) {
        return None;
    }
    let values = values(text(node.child_by_field_name("right")?, code), setup)?;
    let target = node.child_by_field_name("left")?;
    let rounds: Option<Vec<_>> = values
        .iter()
        .map(|value| destructured(target, code, value))
        .collect();
    let body = body(block, code);
    rounds
        .filter(|rounds| rounds.len() <= ROUNDS)
        .map(|rounds| Loop { rounds, body })
}

/// The statements of a block, at the left margin.
pub(super) fn body(block: Node<'_>, code: &str) -> String {
    let start = block.start_byte();
    let line = code[..start].rfind('\n').map_or(0, |place| place + 1);
    let is_apart = code[line..start].trim().is_empty();
    let end = code[block.end_byte()..]
        .find('\n')
        .map_or(code.len(), |place| block.end_byte() + place);
    crate::extract::lines::dedent(&code[if is_apart { line } else { start }..end])
}

/// The values that an expression gives one after the other.
pub(super) fn values(code: &str, setup: &Sequence) -> Option<Vec<String>> {
    let tree = parse(code)?;
    let node = expression(&tree)?;
    match node.kind() {
        "list" | "tuple" | "expression_list" => super::bind::items(code),
        "dictionary" => pairs(node, code).map(|pairs| pairs.into_iter().map(|it| it.0).collect()),
        "identifier" => values(&assigned(code, setup)?, &Sequence::default()),
        "call" => call(node, code, setup),
        _ => None,
    }
}

/// The value of a name that is assigned once.
fn assigned(name: &str, setup: &Sequence) -> Option<String> {
    let statement = setup.maker(name).filter(|_| setup.count(name) == 1)?;
    let tree = parse(statement.code())?;
    let assignment = expression(&tree).filter(|it| it.kind() == "assignment")?;
    let is_plain = assignment.child_by_field_name("left")?.kind() == "identifier";
    let value = assignment
        .child_by_field_name("right")
        .filter(|_| is_plain)?;
    Some(text(value, statement.code()).to_owned())
}

fn call(node: Node<'_>, code: &str, setup: &Sequence) -> Option<Vec<String>> {
    let arguments = node.child_by_field_name("arguments").map(children)?;
    let sources: Vec<&str> = arguments.iter().map(|it| text(*it, code)).collect();
    match field(node, "function", code) {
        "zip" => {
            let columns: Option<Vec<_>> = sources.iter().map(|it| values(it, setup)).collect();
            let columns = columns?;
            let count = columns.iter().map(Vec::len).min()?;
            let row = |place: usize| {
                let row: Vec<&str> = columns.iter().map(|it| it[place].as_str()).collect();
                format!("({},)", row.join(", "))
            };
            Some((0..count).map(row).collect())
        }
        "enumerate" => {
            let start = sources
                .get(1)
                .map(|it| it.trim_start_matches("start=").trim());
            let start: usize = start.map_or(Some(0), |it| it.parse().ok())?;
            let values = values(sources.first()?, setup)?;
            Some(
                (start..)
                    .zip(values)
                    .map(|(number, value)| format!("({number}, {value})"))
                    .collect(),
            )
        }
        "range" => {
            let numbers: Option<Vec<usize>> = sources.iter().map(|it| it.parse().ok()).collect();
            let range = match numbers?[..] {
                [end] => 0..end,
                [start, end] => start..end,
                _ => return None,
            };
            (range.len() <= 100).then(|| range.map(|it| it.to_string()).collect())
        }
        name => {
            let object = name.strip_suffix(".items").filter(|_| sources.is_empty())?;
            let dictionary = if object.starts_with('{') {
                object.to_owned()
            } else {
                assigned(object, setup)?
            };
            let tree = parse(&dictionary)?;
            let pairs = pairs(expression(&tree)?, &dictionary)?;
            Some(
                pairs
                    .into_iter()
                    .map(|(key, value)| format!("({key}, {value})"))
                    .collect(),
            )
        }
    }
}

fn pairs(node: Node<'_>, code: &str) -> Option<Vec<Binding>> {
    let pair = |pair: Node<'_>| {
        let is_pair = pair.kind() == "pair";
        is_pair.then(|| {
            (
                field(pair, "key", code).to_owned(),
                field(pair, "value", code).to_owned(),
            )
        })
    };
    children(node)
        .into_iter()
        .filter(|_| node.kind() == "dictionary")
        .map(pair)
        .collect()
}
