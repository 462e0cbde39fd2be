//! What a check leaves behind for those after it: values that it may have changed.

use super::collect::Collector;
use crate::extract::names::{HARMLESS, Set};
use crate::extract::statement::Statement;
use crate::extract::syntax::{all, children, expression, field, parse, text};
use tree_sitter::{Node, Tree};

/// Functions and methods that give values which nothing can change.
const FIXED: [&str; 18] = [
    "abs",
    "bool",
    "bytes",
    "compile",
    "float",
    "format",
    "frozenset",
    "int",
    "join",
    "len",
    "max",
    "min",
    "range",
    "repr",
    "round",
    "str",
    "sum",
    "tuple",
];

/// The number of checks that may come before a later one.
const CHAIN: usize = 100;

impl Collector<'_> {
    /// Takes a statement; what it checks comes before later checks of the values that it may have changed, and the test
    /// that was made of it is then a part of theirs.
    pub(super) fn visit_in_turn(&mut self, statement: &Statement) {
        let before = self.tests.len();
        self.visit(statement);
        let changed = if statement.checks {
            self.changed_by(statement)
        } else {
            Set::new()
        };
        if changed.is_empty() || self.standing.len() >= CHAIN {
            return;
        }
        let test = (self.tests.len() == before + 1).then_some(before);
        self.standing.insert(self.setup.len(), test);
        let mut left = statement.clone();
        left.names.made.clear();
        left.names.changed = changed;
        self.setup.push(left);
    }

    /// Forgets what was prepared from a place on.
    pub(super) fn forget(&mut self, length: usize) {
        self.setup.truncate(length);
        self.standing.split_off(&length);
    }

    /// The names whose values a check may have changed.
    fn changed_by(&self, check: &Statement) -> Set {
        let code = check.code();
        let tree = parse(code);
        let nodes = tree.as_ref().map(|tree| all(tree.root_node()));
        let calls = nodes.into_iter().flatten().filter(|it| it.kind() == "call");
        calls
            .flat_map(|call| self.touched(call, code))
            .filter(|name| !check.names.made.contains(*name))
            .map(str::to_owned)
            .collect()
    }

    /// The names whose values a call may change: arguments of the entry point, an object of a class, a function with a state.
    fn touched<'a>(&self, call: Node<'_>, code: &'a str) -> Vec<&'a str> {
        let Some(function) = call.child_by_field_name("function") else {
            return Vec::new();
        };
        let name = text(function, code);
        if function.kind() == "attribute" {
            let object = field(function, "object", code);
            let method = field(function, "attribute", code);
            let is_changing = !HARMLESS.contains(&method) && self.is_object(object);
            return is_changing.then_some(object).into_iter().collect();
        }
        if name == self.entry_point || name == "next" {
            let names = names_in(call, code).into_iter();
            return names.filter(|it| self.is_changeable(it)).collect();
        }
        let is_made = self.value(name, |value, _| value.kind() == "call");
        is_made.then_some(name).into_iter().collect()
    }

    /// Says whether a name stands for a value that can be changed.
    fn is_changeable(&self, name: &str) -> bool {
        self.value(name, |value, code| match value.kind() {
            "call" => {
                let function = field(value, "function", code).rsplit('.').next();
                !function.is_some_and(|it| FIXED.contains(&it))
            }
            "list" | "dictionary" | "set" => true,
            "binary_operator" => field(value, "left", code).starts_with('['),
            kind => kind.ends_with("_comprehension") || kind == "generator_expression",
        })
    }

    /// Says whether a name stands for a value that can be changed, and that is no result of a function that is tested.
    fn is_object(&self, name: &str) -> bool {
        let is_class = self.entry_point.starts_with(char::is_uppercase);
        let is_result = |value: Node<'_>, code: &str| {
            value.kind() == "call" && field(value, "function", code) == self.entry_point
        };
        self.is_changeable(name) && (is_class || !self.value(name, is_result))
    }

    /// Says whether something holds for the value that is assigned to a name.
    fn value(&self, name: &str, holds: impl Fn(Node<'_>, &str) -> bool) -> bool {
        let Some(maker) = self.setup.maker(name) else {
            return false;
        };
        let code = maker.code();
        let tree = parse(code);
        let assignment = tree.as_ref().and_then(|tree: &Tree| expression(tree));
        let value = assignment
            .filter(|it| it.kind() == "assignment")
            .and_then(|it| it.child_by_field_name("right"));
        value.is_some_and(|value| holds(value, code))
    }
}

/// The names among the arguments of a call.
fn names_in<'a>(call: Node<'_>, code: &'a str) -> Vec<&'a str> {
    let arguments = call.child_by_field_name("arguments").map(children);
    let value = |node: Node<'_>| text(node.child_by_field_name("value").unwrap_or(node), code);
    arguments.into_iter().flatten().map(value).collect()
}
