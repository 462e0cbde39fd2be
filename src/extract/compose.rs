//! Statements written one below the other.

use super::statement::Statement;

/// Writes statements as one program, imports from the future first, with blank lines where PEP 8 has them.
pub(super) fn compose<'a>(statements: impl Iterator<Item = &'a Statement>) -> String {
    let (future, rest): (Vec<_>, Vec<_>) =
        statements.partition(|it| it.kind == "future_import_statement");
    let mut whole = String::new();
    let mut last: Option<&Statement> = None;
    for statement in future.into_iter().chain(rest) {
        if let Some(last) = last {
            let gap = gap(last, statement);
            whole.extend(std::iter::repeat_n('\n', gap));
        }
        whole += statement.text();
        whole.push('\n');
        last = Some(statement);
    }
    whole
}

/// The blank lines between two statements.
fn gap(one: &Statement, other: &Statement) -> usize {
    if one.is_definition() || other.is_definition() {
        2
    } else {
        usize::from(one.is_import() != other.is_import())
    }
}
