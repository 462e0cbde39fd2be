//! Why a reply holds no program.

use super::Reason;
use super::continuation::is_idle;
use super::definition::mentions;
use super::search::{Search, starts_with_body};
use super::statement::Statement;
use super::syntax::{children, expression, field, parse, text};

impl Search {
    pub(super) fn reason(&self) -> Reason {
        let name = &self.task.entry_point;
        let statements = || self.units.iter().flat_map(|unit| &unit.statements);
        let mut broken = self.units.iter().flat_map(|unit| &unit.broken);
        let first = &self.units[0].text;
        let is_body = starts_with_body(first, name) && self.task.head.is_some();
        if statements().any(|it| it.makes(name) && !it.is_import())
            || is_body && is_idle(&self.task, first)
        {
            Reason::Stub
        } else if broken.any(|text| mentions(text, name)) || is_body {
            Reason::Broken
        } else if statements().any(is_code) {
            Reason::NoEntryPoint
        } else {
            self.reason_without_code()
        }
    }

    fn reason_without_code(&self) -> Reason {
        let mut fenced = self.units.iter().skip(1);
        let mut lines = self.units[0].text.lines();
        let is_check = |line: &str| line.starts_with("print(") || line.starts_with("assert ");
        if self.units.len() == 1 && !lines.any(is_check) {
            Reason::Prose
        } else if fenced.any(|unit| !unit.broken.is_empty()) {
            Reason::Broken
        } else {
            Reason::NoEntryPoint
        }
    }
}

/// Says whether a statement is code, and no words that happen to parse.
fn is_code(statement: &Statement) -> bool {
    match statement.kind.as_str() {
        "expression_statement" => statement.names.now.len() > 1 || does(statement.code()),
        "pass_statement" | "type_alias_statement" => false,
        _ => true,
    }
}

/// Says whether an expression assigns or calls.
fn does(code: &str) -> bool {
    let tree = parse(code);
    let node = tree.as_ref().and_then(expression);
    node.is_some_and(|node| match node.kind() {
        "assignment" => node.child_by_field_name("right").is_some(),
        "augmented_assignment" => true,
        "call" => {
            let function = field(node, "function", code);
            let arguments = children(node).pop().map_or("", |it| text(it, code));
            code.starts_with(&format!("{function}{arguments}"))
        }
        _ => false,
    })
}
