//! How the functions of a reply are called, and which of them are tests.

use super::function::Function;
use crate::extract::names::Set;
use crate::extract::statement::Statement;

/// Parameters that stand for the entry point.
const CANDIDATES: [&str; 9] = [
    "candidate",
    "func",
    "fn",
    "f",
    "function",
    "solution",
    "solve",
    "impl",
    "method",
];

/// How the functions of a reply are called.
#[derive(Default)]
pub(super) struct Calls {
    /// Functions that a statement calls by itself.
    pub(super) called: Set,
    /// Functions that get the entry point.
    pub(super) given: Set,
    /// Names that are used outside of their own definition.
    pub(super) used: Set,
    /// Whether an entry point is named that a parameter can stand for.
    is_named: bool,
}

impl Calls {
    pub(super) fn read(statements: &[Statement], entry_point: &str) -> Self {
        let mut calls = Self {
            is_named: !entry_point.is_empty(),
            ..Self::default()
        };
        let call = format!("({entry_point})");
        let is_letter = |it: char| it.is_alphanumeric() || it == '_';
        for statement in statements {
            let names = &statement.names;
            if statement.kind == "expression_statement" {
                calls.called.extend(names.called.iter().cloned());
            }
            let uses = names.now.iter().chain(&names.later);
            calls.used.extend(
                uses.filter(|it| statement.name.as_ref() != Some(*it))
                    .cloned(),
            );
            let places = statement.code().match_indices(&call);
            for (place, _) in places.filter(|_| calls.is_named) {
                let before = &statement.code()[..place];
                let function = before.rsplit(|it| !is_letter(it)).next();
                calls.given.extend(function.map(str::to_owned));
            }
        }
        calls
    }
}

/// Says whether a function is a test by itself.
pub(super) fn is_test(function: &Function, statement: &Statement, calls: &Calls) -> bool {
    let name = &function.name;
    let is_parametrised = !function.decorators.is_empty();
    match &function.parameters[..] {
        [] => name.starts_with("test") || statement.checks,
        [only] if stands_for_entry_point(only, name, calls) => statement.checks,
        _ => name.starts_with("test") && (is_parametrised || !calls.called.contains(name)),
    }
}

pub(super) fn stands_for_entry_point(parameter: &str, function: &str, calls: &Calls) -> bool {
    let is_usual = function == "check" && CANDIDATES.contains(&parameter);
    calls.is_named && (parameter == "candidate" || is_usual || calls.given.contains(function))
}
