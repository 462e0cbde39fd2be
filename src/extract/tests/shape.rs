//! The shape of statements: their blocks, and whether parts of them can stand alone.

use super::unroll::{Loop, body};
use crate::extract::names::Set;
use crate::extract::statement::{Part, Statement, made as made_by, parts};
use crate::extract::syntax::{Edits, all, children, parse, text};

/// The sound statements of a text.
pub(super) fn sound(code: &str, entry_point: &str) -> Vec<Statement> {
    let statement = |part| match part {
        Part::Sound(statement) => Some(statement),
        Part::Broken(_) => None,
    };
    parts(code, entry_point)
        .into_iter()
        .filter_map(statement)
        .collect()
}

/// The first block of a statement, at the left margin.
pub(super) fn block(statement: &Statement) -> Option<String> {
    let tree = parse(statement.code())?;
    let node = tree.root_node().named_child(0)?;
    let block = node
        .child_by_field_name("consequence")
        .or_else(|| node.child_by_field_name("body"))?;
    Some(body(block, statement.code()))
}

/// Says whether no round of a loop changes what was made before it, so that rounds do not depend on each other.
pub(super) fn is_closed(found: &Loop, entry_point: &str) -> bool {
    let targets = found.rounds.first().into_iter().flatten();
    let mut made: Set = targets.map(|it| it.0.clone()).collect();
    let statements = sound(&found.body, entry_point);
    let all_made = made_by(&statements);
    statements.iter().all(|statement| {
        let mut uses = statement.names.now.intersection(&all_made);
        let is_carried = uses.any(|it| !made.contains(it));
        made.extend(statement.names.made.iter().cloned());
        !is_carried
            && (statement.kind != "expression_statement"
                || statement.names.changed.iter().all(|it| made.contains(it)))
    })
}

/// Says whether a `try` takes the failure of an assertion for something else.
pub(super) fn swallows(code: &str) -> bool {
    let Some(tree) = parse(code) else {
        return false;
    };
    let node = tree.root_node().named_child(0);
    let clauses = node.map(children).unwrap_or_default();
    let Some(block) = node.and_then(|node| node.child_by_field_name("body")) else {
        return false;
    };
    let last = children(block).pop().map_or("", |it| text(it, code));
    let is_doomed = last.starts_with("assert False") || last.starts_with("raise");
    let checks = |kind: &str| matches!(kind, "assert_statement" | "raise_statement");
    let has_else = clauses.iter().any(|it| it.kind() == "else_clause");
    let handlers: Vec<_> = clauses
        .into_iter()
        .filter(|it| it.kind() == "except_clause")
        .collect();
    let is_wide = |source: &str| {
        let head = source.split(':').next().unwrap_or_default();
        head.trim() == "except" || head.contains("AssertionError") || head.contains("Exception")
    };
    let has_wide = handlers.iter().any(|it| is_wide(text(*it, code)));
    let fails = handlers
        .iter()
        .any(|it| all(*it).iter().any(|node| checks(node.kind())));
    has_wide && !fails && !is_doomed && !has_else
}

/// The code without the messages of its assertions, which decide nothing.
pub(super) fn without_messages(code: &str) -> String {
    let mut edits = Edits::default();
    let tree = parse(code).filter(|_| code.contains("assert"));
    for node in tree.iter().flat_map(|tree| all(tree.root_node())) {
        if let (true, [condition, message]) =
            (node.kind() == "assert_statement", &children(node)[..])
        {
            edits.replace(condition.end_byte()..message.end_byte(), "");
        }
    }
    edits.apply(code)
}
