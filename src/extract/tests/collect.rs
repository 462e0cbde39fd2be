//! The statements of a reply, read in order, and its functions and classes after them.

use super::calls::{Calls, is_test};
use super::class::{Class, bases, cases};
use super::example::sessions;
use super::function::Function;
use super::imports::{Imports, apart};
use super::mend::mended;
use super::pytest;
use super::shape::{block, sound, without_messages};
use super::{Test, TestForm, Tests};
use crate::extract::Reason;
use crate::extract::definition::has_method;
use crate::extract::names::Set;
use crate::extract::reach::Sequence;
use crate::extract::statement::{Part, Statement, parts};
use crate::extract::syntax::Edits;
use crate::extract::unused::Unused;
use std::collections::{BTreeMap, BTreeSet};

/// Gathers the tests of one reply.
pub(super) struct Collector<'a> {
    pub(super) entry_point: &'a str,
    pub(super) setup: Sequence,
    pub(super) fixtures: BTreeMap<String, Function>,
    /// Classes that `unittest` runs.
    pub(super) cases: Set,
    /// Functions whose checks are tests already.
    pub(super) taken: Set,
    /// The place in the reply of what is read, so that all comes out in the order of the reply.
    pub(super) order: usize,
    pub(super) depth: usize,
    pub(super) form: Option<TestForm>,
    pub(super) tests: Vec<(usize, Test)>,
    /// The checks in the setup, by their places in it, with the tests that were made of them.
    pub(super) standing: BTreeMap<usize, Option<usize>>,
    /// Tests that are a part of later ones.
    pub(super) contained: BTreeSet<usize>,
    pub(super) unused: Vec<(usize, Unused)>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(entry_point: &'a str) -> Self {
        Self {
            entry_point,
            setup: Sequence::default(),
            fixtures: BTreeMap::new(),
            cases: Set::new(),
            taken: Set::new(),
            order: 0,
            depth: 0,
            form: None,
            tests: Vec::new(),
            standing: BTreeMap::new(),
            contained: BTreeSet::new(),
            unused: Vec::new(),
        }
    }

    /// Gathers the tests of blocks that run one after the other.
    pub(super) fn collect(mut self, blocks: &[String]) -> Tests {
        let statements = self.statements_of(blocks);
        self.all(&statements);
        let mut place = 0..;
        self.tests
            .retain(|_| place.next().is_some_and(|it| !self.contained.contains(&it)));
        self.tests.sort_by_key(|it| it.0);
        self.unused.sort_by_key(|it| it.0);
        Tests {
            tests: self.tests.into_iter().map(|it| it.1).collect(),
            unused: self.unused.into_iter().map(|it| it.1).collect(),
            called: None,
        }
    }

    /// The statements of blocks that run one after the other, without what is no part of a test.
    pub(super) fn statements_of(&mut self, blocks: &[String]) -> Vec<Statement> {
        let mut statements = Vec::new();
        for block in blocks {
            let (text, unused) = sessions(block, self.entry_point);
            self.order = statements.len();
            self.unused
                .extend(unused.into_iter().map(|it| (statements.len(), it)));
            self.read(&text, &mut statements);
        }
        self.rewritten(statements)
    }

    /// Reads the statements of a text, those of the main block among them.
    fn read(&mut self, text: &str, statements: &mut Vec<Statement>) {
        for part in parts(text, self.entry_point) {
            self.order = statements.len();
            match part {
                Part::Sound(statement) if statement.is_main_guard() => {
                    let inner = block(&statement).unwrap_or_default();
                    self.read(&inner, statements);
                }
                Part::Sound(statement) => statements.push(statement),
                Part::Broken(text) => match mended(text) {
                    Some((mended, broken)) => {
                        for part in &broken {
                            self.unused(Reason::Broken, part);
                        }
                        statements.extend(sound(&mended, self.entry_point));
                    }
                    None if text.split('#').next().map(str::trim) == Some("assert") => {
                        self.unused(Reason::Empty, text);
                    }
                    None if self.looks_like_a_test(text) => self.unused(Reason::Broken, text),
                    None => {}
                },
            }
        }
    }

    fn looks_like_a_test(&self, text: &str) -> bool {
        let begins = ["assert", "def test", "class Test", "self.assert", "@pytest"];
        let is_named =
            !self.entry_point.is_empty() && text.contains(&format!("{}(", self.entry_point));
        begins.iter().any(|it| text.starts_with(it))
            || is_named && text.contains("assert")
            || is_named && text.contains("==")
    }

    /// The statements without copies of the solution and ways to name it, and without pytest.
    fn rewritten(&self, statements: Vec<Statement>) -> Vec<Statement> {
        let name = self.entry_point;
        let statements = statements.into_iter().flat_map(|it| apart(it, name));
        let statements: Vec<Statement> = statements.collect();
        let imports = Imports::read(statements.iter(), name);
        let cases = cases(&statements);
        let is_copy = |it: &Statement| {
            !name.is_empty()
                && (it.makes(name) || has_method(it, name) && Class::read(it, &cases).is_none())
        };
        let kept = statements
            .into_iter()
            .filter(|it| !is_copy(it) && !imports.is_of_solution(it, name));
        let rewrite = |statement: Statement| {
            let mut edits = Edits::default();
            imports.edit(statement.text(), name, &mut edits);
            let plain = pytest::plain(&edits.apply(statement.text()));
            let code = if name.is_empty() {
                plain
            } else {
                without_messages(&plain)
            };
            if code == statement.text() {
                return vec![statement];
            }
            sound(&code, name)
        };
        kept.flat_map(rewrite).collect()
    }

    /// Takes all statements of a reply: what stands for itself first, then functions and classes, which see everything.
    fn all(&mut self, statements: &[Statement]) {
        let (mut late, mut helpers) = (Vec::new(), Vec::new());
        let calls = Calls::read(statements, self.entry_point);
        self.cases = cases(statements);
        let parents = statements.iter().flat_map(|it| bases(it).1).map(Some);
        let parents: BTreeSet<_> = parents.collect();
        for (order, statement) in statements.iter().enumerate() {
            self.order = order;
            let function =
                (statement.kind == "function_definition").then(|| Function::read(statement.code()));
            match function.flatten() {
                Some(function) if function.is_fixture() => {
                    self.fixtures.insert(function.name.clone(), function);
                }
                Some(function) if is_test(&function, statement, &calls) => {
                    self.taken.insert(function.name.clone());
                    late.push((order, Some(function)));
                }
                None if Class::read(statement, &self.cases).is_some() => {
                    late.push((order, None));
                    if parents.contains(&statement.name) {
                        self.setup.push(statement.clone());
                    }
                }
                Some(function) => {
                    helpers.extend(statement.checks.then_some((order, function.name)));
                    self.setup.push(statement.clone());
                }
                None => self.visit_in_turn(statement),
            }
        }
        for (order, function) in late {
            self.order = order;
            match function {
                Some(function) => self.function(&function, None),
                None => self.class(&statements[order]),
            }
        }
        for (order, name) in helpers {
            let is_about = statements[order].names.uses(self.entry_point);
            if !calls.used.contains(&name) && is_about {
                self.order = order;
                self.unused(Reason::NeedsArgument, statements[order].code());
            }
        }
    }

    pub(super) fn unused(&mut self, reason: Reason, text: &str) {
        self.unused.push((self.order, Unused::new(reason, text)));
    }
}
