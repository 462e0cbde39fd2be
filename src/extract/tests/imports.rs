//! The names under which tests import the entry point.

use super::shape::sound;
use crate::extract::names::Set;
use crate::extract::statement::Statement;
use crate::extract::syntax::{Edits, all, children, field, parse, text};

/// Names that stand for the module or the object that holds the entry point.
#[derive(Default)]
pub(super) struct Imports {
    /// Names whose attribute is the entry point.
    holders: Set,
    /// Other names of the entry point.
    aliases: Set,
}

/// Classes in which models put the function that they were asked for.
const CLASSES: [&str; 2] = ["Solution", "Solver"];

impl Imports {
    /// Reads the imports of the entry point, and the objects that are made of its class.
    pub(super) fn read<'a>(
        statements: impl Iterator<Item = &'a Statement>,
        entry_point: &str,
    ) -> Self {
        let mut imports = Self::default();
        for statement in statements.filter(|_| !entry_point.is_empty()) {
            let code = statement.code();
            if statement.kind == "import_statement" {
                imports.holders.extend(statement.names.made.iter().cloned());
            } else if statement.kind == "import_from_statement" && statement.code().contains(" as ")
            {
                let alias = code.split(&format!(" {entry_point} as ")).nth(1);
                let end = |rest: &str| {
                    rest.split(|it: char| !it.is_alphanumeric() && it != '_')
                        .next()
                        .map(str::to_owned)
                };
                imports.aliases.extend(alias.and_then(end));
            } else if let Some((name, value)) = code.split_once('=') {
                let value = value.trim();
                if CLASSES.iter().any(|class| value == format!("{class}()")) {
                    imports.holders.insert(name.trim().to_owned());
                }
            }
        }
        imports
    }

    /// Says whether a statement brings the entry point from the module that is tested.
    pub(super) fn is_of_solution(&self, statement: &Statement, entry_point: &str) -> bool {
        let code = statement.code();
        let is_placeholder = |module: &str| {
            let module = module.trim_start_matches('.');
            module.is_empty()
                || module.starts_with("your_")
                || module.starts_with("my_")
                || MODULES.contains(&module)
                || module == entry_point
        };
        match statement.kind.as_str() {
            "import_from_statement" => {
                let module = code.split_whitespace().nth(1).unwrap_or_default();
                let brings = statement.makes(entry_point)
                    || self.aliases.iter().any(|it| statement.makes(it));
                brings || is_placeholder(module)
            }
            "import_statement" => {
                let module = code.split_whitespace().nth(1).unwrap_or_default();
                is_placeholder(module)
            }
            _ => {
                statement.names.made.len() == 1
                    && CLASSES.iter().any(|class| {
                        code.split_once('=')
                            .is_some_and(|(_, value)| value.trim() == format!("{class}()"))
                    })
            }
        }
    }

    /// Calls the entry point by its own name.
    pub(super) fn edit(&self, code: &str, entry_point: &str, edits: &mut Edits) {
        let is_named = code.contains(&format!(".{entry_point}"))
            || self.aliases.iter().any(|it| code.contains(it));
        let Some(tree) = parse(code).filter(|_| is_named && !entry_point.is_empty()) else {
            return;
        };
        let of_class = |object: &str| {
            CLASSES
                .iter()
                .any(|class| object == format!("{class}()") || object == *class)
        };
        for node in all(tree.root_node()) {
            let object = field(node, "object", code);
            let is_held = node.kind() == "attribute"
                && field(node, "attribute", code) == entry_point
                && (self.holders.contains(object) || of_class(object) || is_solution(object));
            let is_alias = node.kind() == "identifier" && self.aliases.contains(text(node, code));
            if is_held || is_alias {
                edits.replace(node.byte_range(), entry_point);
            }
        }
        for node in all(tree.root_node())
            .into_iter()
            .filter(|it| it.kind() == "expression_statement")
        {
            if makes_solution(text(node, code)) && children(node).len() == 1 {
                edits.replace(node.byte_range(), "pass");
            }
        }
    }
}

/// An import of several modules as one of each.
pub(super) fn apart(statement: Statement, entry_point: &str) -> Vec<Statement> {
    let modules = statement.code().strip_prefix("import ");
    let Some(modules) = modules.filter(|it| it.contains(',') && !it.contains(['\\', ';'])) else {
        return vec![statement];
    };
    let line = |module: &str| format!("import {}\n", module.trim());
    let lines: String = modules.split(',').map(line).collect();
    sound(&lines, entry_point)
}

/// Says whether a statement of a test class keeps an object of the class that is tested.
fn makes_solution(statement: &str) -> bool {
    let parts = statement.split_once('=');
    parts.is_some_and(|(object, value)| {
        is_solution(object.trim())
            && CLASSES
                .iter()
                .any(|class| value.trim() == format!("{class}()"))
    })
}

fn is_solution(object: &str) -> bool {
    let name = object
        .strip_prefix("self.")
        .or_else(|| object.strip_prefix("cls."))
        .unwrap_or_default();
    matches!(
        name,
        "solution" | "sol" | "solver" | "s" | "obj" | "instance"
    )
}

/// Names that models give to the module of the solution.
const MODULES: [&str; 12] = [
    "solution",
    "solutions",
    "main",
    "module",
    "code",
    "answer",
    "implementation",
    "task",
    "function",
    "functions",
    "candidate",
    "__main__",
];
