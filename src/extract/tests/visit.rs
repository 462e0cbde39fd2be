//! One statement after the other: what checks becomes a test, what prepares is kept for the tests that reach it.

use super::TestForm;
use super::bind::bound;
use super::check::TESTS;
use super::collect::Collector;
use super::example::{MARK, result};
use super::shape::{block, is_closed, sound, swallows};
use super::unittest::operand;
use super::unroll::unrolled;
use crate::extract::Reason;
use crate::extract::statement::{Part, Statement, parts};
use crate::extract::syntax::{children, expression, field, parse, text};

/// How deep blocks are taken apart.
const DEPTH: usize = 6;

/// Calls that only run what is there.
const RUNNERS: [&str; 5] = [
    "unittest.main",
    "pytest.main",
    "doctest.testmod",
    "testmod",
    "run_tests",
];

impl Collector<'_> {
    /// Takes one statement.
    pub(super) fn visit(&mut self, statement: &Statement) {
        match statement.kind.as_str() {
            "assert_statement" => self.assertion(statement),
            "expression_statement" => self.expression(statement),
            "for_statement" if statement.checks => self.rounds(statement),
            "with_statement" if statement.checks => self.with(statement),
            "try_statement" if statement.checks => self.attempt(statement),
            "if_statement" | "while_statement" | "match_statement" if statement.checks => {
                self.test(statement.code(), TestForm::Statement);
            }
            "for_statement"
                if statement.names.uses(self.entry_point)
                    && statement.code().contains("print(") =>
            {
                self.unused(Reason::NoCheck, statement.code());
            }
            _ => self.setup.push(statement.clone()),
        }
    }

    pub(super) fn assertion(&mut self, statement: &Statement) {
        let code = statement.code();
        let form = if statement.comment() == MARK {
            TestForm::Doctest
        } else {
            TestForm::Assertion
        };
        let rest = code.strip_prefix("assert").unwrap_or(code);
        let condition = rest.trim_start_matches([' ', '\t']);
        let is_spaced = condition.len() < rest.len();
        let plain = format!("assert {condition}");
        let code = if is_spaced { &plain } else { code };
        if self.only_names(condition) {
            return self.unused(Reason::NoCall, code);
        }
        self.check(code, std::slice::from_ref(statement), form);
    }

    /// Says whether a condition says nothing of the entry point but that it is there.
    fn only_names(&self, condition: &str) -> bool {
        let name = self.entry_point;
        let names = [
            name,
            &format!("callable({name})"),
            &format!("{name} is not None"),
        ];
        !name.is_empty() && names.contains(&condition)
    }

    pub(super) fn expression(&mut self, statement: &Statement) {
        let code = statement.code();
        let tree = parse(code);
        let Some(node) = tree.as_ref().and_then(expression) else {
            return self.setup.push(statement.clone());
        };
        match node.kind() {
            "comparison_operator" if self.reaches(statement) => {
                self.test(&format!("assert {code}"), TestForm::Comparison);
            }
            "call" => {
                let function = field(node, "function", code);
                let checks =
                    statement.checks || self.setup.maker(function).is_some_and(|it| it.checks);
                if RUNNERS.contains(&function) || self.taken.contains(function) {
                    return;
                }
                if function == "print" {
                    self.printed(statement, node);
                } else if checks {
                    self.test(code, TestForm::Call);
                } else {
                    self.called(statement, code);
                }
            }
            _ => self.setup.push(statement.clone()),
        }
    }

    /// Takes a printed comparison, or a printed call with its result in a comment.
    pub(super) fn printed(&mut self, statement: &Statement, call: tree_sitter::Node<'_>) {
        let arguments = call
            .child_by_field_name("arguments")
            .map(children)
            .unwrap_or_default();
        let [argument] = arguments[..] else {
            if statement.names.uses(self.entry_point) {
                self.unused(Reason::NoCheck, statement.code());
            }
            return;
        };
        let code = text(argument, statement.code());
        match argument.kind() {
            "comparison_operator" if self.reaches(statement) => {
                self.test(&format!("assert {code}"), TestForm::Comparison);
            }
            _ => self.called(statement, code),
        }
    }

    /// Says whether a statement looks at a result of the entry point.
    fn reaches(&self, statement: &Statement) -> bool {
        !self.entry_point.is_empty() && self.is_about(&statement.names)
    }

    /// Takes a call whose result may stand in a comment.
    pub(super) fn called(&mut self, statement: &Statement, code: &str) {
        let is_about = statement.names.now.contains(self.entry_point);
        match result(statement.comment()).filter(|_| is_about) {
            Some(result) => {
                let code = operand(code);
                self.test(&format!("assert {code} == {result}"), TestForm::Comment);
            }
            None if is_about && statement.names.handed.is_empty() => {
                self.unused(Reason::NoCheck, statement.code());
            }
            None if code == statement.code() => self.setup.push(statement.clone()),
            None => {}
        }
    }

    pub(super) fn rounds(&mut self, statement: &Statement) {
        let code = statement.code();
        let found = unrolled(code, &self.setup)
            .filter(|it| self.is_straight(&it.body) && is_closed(it, self.entry_point));
        match found.filter(|_| self.depth < DEPTH) {
            Some(found) => {
                for round in &found.rounds {
                    if self.tests.len() >= TESTS {
                        return self.unused(Reason::TooMany, code);
                    }
                    self.straight(&bound(&found.body, round), TestForm::Round);
                }
            }
            None => self.test(code, TestForm::Loop),
        }
    }

    pub(super) fn with(&mut self, statement: &Statement) {
        let code = statement.code();
        match block(statement).filter(|_| code.starts_with("with self.subTest(")) {
            Some(body) if self.is_straight(&body) => self.straight(&body, TestForm::Assertion),
            _ => self.test(code, TestForm::Statement),
        }
    }

    /// Takes a `try`. One that swallows the failures of its own assertions stands for those assertions.
    pub(super) fn attempt(&mut self, statement: &Statement) {
        let body = block(statement).unwrap_or_default();
        if swallows(statement.code()) && self.is_straight(&body) {
            self.straight(&body, TestForm::Assertion);
        } else {
            self.test(statement.code(), TestForm::Statement);
        }
    }

    /// Says whether the statements of a body can be taken one by one.
    pub(super) fn is_straight(&self, body: &str) -> bool {
        const KINDS: [&str; 11] = [
            "print_statement",
            "assert_statement",
            "expression_statement",
            "import_statement",
            "import_from_statement",
            "for_statement",
            "with_statement",
            "pass_statement",
            "function_definition",
            "class_definition",
            "try_statement",
        ];
        let is_plain = |part: &Part<'_>| match part {
            Part::Sound(it) => {
                KINDS.contains(&it.kind.as_str()) && (it.kind != "try_statement" || it.checks)
            }
            Part::Broken(_) => false,
        };
        self.depth < DEPTH && parts(body, self.entry_point).iter().all(is_plain)
    }

    /// Takes the statements of a body one by one; what they prepare is forgotten after it.
    pub(super) fn straight(&mut self, body: &str, form: TestForm) {
        let (length, outer) = (self.setup.len(), self.form);
        self.form = outer
            .filter(|it| *it != TestForm::Assertion)
            .or(Some(form))
            .filter(|it| *it != TestForm::Assertion);
        self.depth += 1;
        for statement in sound(body, self.entry_point) {
            self.visit_in_turn(&statement);
        }
        self.depth -= 1;
        self.form = outer;
        self.forget(length);
    }
}
