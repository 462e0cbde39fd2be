//! One statement of a reply after the other: what checks becomes a test, what prepares is kept for the tests that reach
//! it.

use super::bind::{Binding, bound};
use super::class::Class;
use super::example::{MARK, result, sessions};
use super::function::Function;
use super::imports::Imports;
use super::mend::mended;
use super::pytest::{self, CLOSE};
use super::unroll::{Loop, body, unrolled};
use super::{Test, TestForm, Tests};
use crate::extract::Reason;
use crate::extract::definition::has_method;
use crate::extract::names::Set;
use crate::extract::reach::Sequence;
use crate::extract::statement::{Part, Statement, parts};
use crate::extract::syntax::{Edits, all, children, expression, field, parse, text};
use crate::extract::unused::Unused;
use std::collections::BTreeMap;

/// How deep blocks are taken apart.
const DEPTH: usize = 6;

/// The number of tests that one reply may have.
const TESTS: usize = 10_000;

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

/// Calls that only run what is there.
const RUNNERS: [&str; 5] = [
    "unittest.main",
    "pytest.main",
    "doctest.testmod",
    "testmod",
    "run_tests",
];

/// Gathers the tests of one reply.
pub(super) struct Collector<'a> {
    entry_point: &'a str,
    setup: Sequence,
    fixtures: BTreeMap<String, Function>,
    /// Functions whose checks are tests already.
    taken: Set,
    /// The place in the reply of what is read, so that all comes out in the order of the reply.
    order: usize,
    depth: usize,
    form: Option<TestForm>,
    tests: Vec<(usize, Test)>,
    unused: Vec<(usize, Unused)>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(entry_point: &'a str) -> Self {
        Self {
            entry_point,
            setup: Sequence::default(),
            fixtures: BTreeMap::new(),
            taken: Set::new(),
            order: 0,
            depth: 0,
            form: None,
            tests: Vec::new(),
            unused: Vec::new(),
        }
    }

    /// Gathers the tests of blocks that run one after the other.
    pub(super) fn collect(mut self, blocks: &[String]) -> Tests {
        let mut statements = Vec::new();
        for block in blocks {
            let (text, unused) = sessions(block, self.entry_point);
            self.order = statements.len();
            self.unused
                .extend(unused.into_iter().map(|it| (statements.len(), it)));
            self.read(&text, &mut statements);
        }
        self.all(&self.rewritten(statements));
        self.tests.sort_by_key(|it| it.0);
        self.unused.sort_by_key(|it| it.0);
        Tests {
            tests: self.tests.into_iter().map(|it| it.1).collect(),
            unused: self.unused.into_iter().map(|it| it.1).collect(),
        }
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
                        broken.iter().for_each(|it| self.unused(Reason::Broken, it));
                        statements.extend(sound(&mended, self.entry_point));
                    }
                    None if text.split('#').next().map(str::trim) == Some("assert") => {
                        self.unused(Reason::Empty, text)
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
        let imports = Imports::read(statements.iter(), name);
        let is_copy = |it: &Statement| {
            !name.is_empty()
                && (it.makes(name) || has_method(it, name) && Class::read(it).is_none())
        };
        let kept = statements
            .into_iter()
            .filter(|it| !is_copy(it) && !imports.is_of_solution(it, name));
        let rewrite = |statement: Statement| {
            let mut edits = Edits::default();
            imports.edit(statement.text(), name, &mut edits);
            let code = without_messages(&pytest::plain(&edits.apply(statement.text())));
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
                None if Class::read(statement).is_some() => late.push((order, None)),
                Some(function) => {
                    helpers.extend(statement.checks.then_some((order, function.name)));
                    self.setup.push(statement.clone());
                }
                None => self.visit(statement),
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

    fn unused(&mut self, reason: Reason, text: &str) {
        self.unused.push((self.order, Unused::new(reason, text)));
    }

    /// Takes one statement.
    fn visit(&mut self, statement: &Statement) {
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

    fn assertion(&mut self, statement: &Statement) {
        let code = statement.code();
        let form = if statement.comment() == MARK {
            TestForm::Doctest
        } else {
            TestForm::Assertion
        };
        self.check(code, std::slice::from_ref(statement), form);
    }

    fn expression(&mut self, statement: &Statement) {
        let code = statement.code();
        let tree = parse(code);
        let Some(node) = tree.as_ref().and_then(expression) else {
            return self.setup.push(statement.clone());
        };
        let is_about = statement.names.uses(self.entry_point);
        match node.kind() {
            "comparison_operator" if is_about => {
                self.test(&format!("assert {code}"), TestForm::Comparison)
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
    fn printed(&mut self, statement: &Statement, call: tree_sitter::Node<'_>) {
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
            "comparison_operator" if statement.names.uses(self.entry_point) => {
                self.test(&format!("assert {code}"), TestForm::Comparison);
            }
            _ => self.called(statement, code),
        }
    }

    /// Takes a call whose result may stand in a comment.
    fn called(&mut self, statement: &Statement, code: &str) {
        let is_about = statement.names.now.contains(self.entry_point);
        match result(statement.comment()).filter(|_| is_about) {
            Some(result) => self.test(&format!("assert {code} == {result}"), TestForm::Comment),
            None if is_about && statement.names.handed.is_empty() => {
                self.unused(Reason::NoCheck, statement.code())
            }
            None if code == statement.code() => self.setup.push(statement.clone()),
            None => {}
        }
    }

    fn rounds(&mut self, statement: &Statement) {
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

    fn with(&mut self, statement: &Statement) {
        let code = statement.code();
        match block(statement).filter(|_| code.starts_with("with self.subTest(")) {
            Some(body) if self.is_straight(&body) => self.straight(&body, TestForm::Assertion),
            _ => self.test(code, TestForm::Statement),
        }
    }

    /// Takes a `try`. One that swallows the failures of its own assertions stands for those assertions.
    fn attempt(&mut self, statement: &Statement) {
        let body = block(statement).unwrap_or_default();
        match swallows(statement.code()) && self.is_straight(&body) {
            true => self.straight(&body, TestForm::Assertion),
            false => self.test(statement.code(), TestForm::Statement),
        }
    }

    /// Says whether the statements of a body can be taken one by one.
    fn is_straight(&self, body: &str) -> bool {
        const KINDS: [&str; 10] = [
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
    fn straight(&mut self, body: &str, form: TestForm) {
        let (length, outer) = (self.setup.len(), self.form);
        self.form = outer
            .filter(|it| *it != TestForm::Assertion)
            .or(Some(form))
            .filter(|it| *it != TestForm::Assertion);
        self.depth += 1;
        for statement in sound(body, self.entry_point) {
            self.visit(&statement);
        }
        self.depth -= 1;
        self.form = outer;
        self.setup.truncate(length);
    }

    fn class(&mut self, statement: &Statement) {
        let Some(class) = Class::read(statement) else {
            return;
        };
        for method in class.methods() {
            if class.is_skipped() || method.function.is_skipped() {
                self.unused(Reason::Skipped, &method.function.bare);
                continue;
            }
            match method.plain {
                Some(function) => self.function(&function, Some(TestForm::Method)),
                None if method.function.parameters.is_empty() => {
                    self.test(&method.whole, TestForm::Class)
                }
                None => self.unused(Reason::NeedsArgument, &method.function.bare),
            }
        }
    }

    fn function(&mut self, function: &Function, form: Option<TestForm>) {
        if function.is_skipped() {
            return self.unused(Reason::Skipped, &function.bare);
        }
        let cases = match function.cases(&self.setup) {
            Ok(cases) => cases,
            Err(reason) => return self.unused(reason, &function.bare),
        };
        let form = if cases.len() > 1 {
            Some(TestForm::Case)
        } else {
            form
        };
        for case in cases {
            let length = self.setup.len();
            match case.and_then(|case| self.bindings(function, case)) {
                Ok(bindings) => self.case(function, &bindings, form),
                Err(reason) => self.unused(reason, &function.bare),
            }
            self.setup.truncate(length);
        }
    }

    /// Gives each parameter its value: that of the case, that of a fixture, or the entry point.
    fn bindings(
        &mut self,
        function: &Function,
        case: Vec<Binding>,
    ) -> Result<Vec<Binding>, Reason> {
        let mut bindings = case;
        for parameter in &function.parameters {
            if bindings.iter().any(|it| it.0 == *parameter) {
                continue;
            }
            let value = match self.fixtures.get(parameter).cloned() {
                Some(fixture) => self.fixture(&fixture)?,
                None if function.parameters.len() == 1 && !function.name.starts_with("test") => {
                    self.entry_point.to_owned()
                }
                None if parameter == "candidate" => self.entry_point.to_owned(),
                None => return Err(Reason::NeedsArgument),
            };
            bindings.push((parameter.clone(), value));
        }
        Ok(bindings)
    }

    /// The value of a fixture that only returns one.
    fn fixture(&mut self, fixture: &Function) -> Result<String, Reason> {
        let statements = sound(&fixture.body, self.entry_point);
        let is_text = |it: &&Statement| !it.code().starts_with(['"', '\'']);
        let rest: Vec<&Statement> = statements.iter().filter(is_text).collect();
        let word = |code: &str| {
            code.strip_prefix("return ")
                .or_else(|| code.strip_prefix("yield "))
                .map(str::to_owned)
        };
        let body = fixture.body.trim();
        if rest.is_empty() && body.lines().count() == 1 {
            return word(body).ok_or(Reason::NeedsArgument);
        }
        let is_plain =
            fixture.parameters.is_empty() && !fixture.body.contains("yield") && !fixture.is_async;
        if !is_plain {
            return Err(Reason::NeedsArgument);
        }
        sound(&fixture.bare, self.entry_point)
            .into_iter()
            .for_each(|it| self.setup.push(it));
        Ok(format!("{}()", fixture.name))
    }

    fn case(&mut self, function: &Function, bindings: &[Binding], form: Option<TestForm>) {
        let before = (self.tests.len(), self.unused.len());
        let body = bound(&function.body, bindings);
        if self.is_straight(&body) && !function.is_async {
            self.straight(&body, form.unwrap_or(TestForm::Assertion));
            let lost = self.unused[before.1..]
                .iter()
                .any(|it| matches!(it.1.reason, Reason::NoCall | Reason::NoCheck));
            if lost && self.acts(&body) {
                self.tests.truncate(before.0);
                self.unused.truncate(before.1);
                return self.whole(function, bindings, form);
            }
            if before == (self.tests.len(), self.unused.len()) {
                let is_about = body.contains(self.entry_point);
                self.unused(
                    if is_about {
                        Reason::NoCheck
                    } else {
                        Reason::NoCall
                    },
                    &function.bare,
                );
            }
            return;
        }
        self.whole(function, bindings, form);
    }

    /// Says whether a body calls the entry point for what it does, and not for its result.
    fn acts(&self, body: &str) -> bool {
        let is_call = |it: &Statement| {
            it.kind == "expression_statement"
                && it.names.called.contains(self.entry_point)
                && it.names.made.is_empty()
        };
        let statements = sound(body, self.entry_point);
        statements.iter().any(|it| is_call(it) && !it.checks)
            && statements.iter().any(|it| it.checks)
    }

    /// Keeps a function whole, with a call.
    fn whole(&mut self, function: &Function, bindings: &[Binding], form: Option<TestForm>) {
        let arguments: Vec<String> = bindings
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let call = format!("{}({})", function.name, arguments.join(", "));
        let call = if function.is_async {
            format!("import asyncio\nasyncio.run({call})")
        } else {
            call
        };
        self.test(
            &format!("{}\n{call}", function.bare),
            form.unwrap_or(TestForm::Function),
        );
    }

    /// Makes a test of a check, after the statements that it reaches.
    fn test(&mut self, code: &str, form: TestForm) {
        self.check(code, &sound(code, self.entry_point), form);
    }

    /// Makes a test of a check whose statements are known.
    fn check(&mut self, code: &str, own: &[Statement], form: TestForm) {
        if self.tests.len() >= TESTS {
            return self.unused(Reason::TooMany, code);
        }
        let made: Set = own
            .iter()
            .flat_map(|it| it.names.made.iter().cloned())
            .collect();
        let needs = own
            .iter()
            .flat_map(|it| [&it.names.now, &it.names.later, &it.names.changed]);
        let needs: Set = needs
            .flatten()
            .filter(|it| !made.contains(*it))
            .cloned()
            .collect();
        let is_about = |kept: &[&Statement]| {
            self.entry_point.is_empty()
                || needs.contains(self.entry_point)
                || kept.iter().any(|it| it.names.uses(self.entry_point))
        };
        let mut kept = self.reached(&needs, false);
        if !is_about(&kept) {
            kept = self.reached(&needs, true);
        }
        if !is_about(&kept) {
            return self.unused(Reason::NoCall, code);
        }
        if !own.iter().chain(kept.iter().copied()).any(|it| it.checks) {
            return self.unused(Reason::NoCheck, code);
        }
        if needs.contains("pytest")
            || kept
                .iter()
                .any(|it| it.names.uses("pytest") || it.makes("pytest"))
        {
            return self.unused(Reason::NeedsPytest, code);
        }
        let setup: String = kept.iter().map(|it| format!("{}\n", it.code())).collect();
        let uses_close =
            needs.contains("is_close") || kept.iter().any(|it| it.names.uses("is_close"));
        let close = if uses_close && self.setup.maker("is_close").is_none() {
            CLOSE
        } else {
            ""
        };
        let source = format!("{close}{setup}{}", code.trim_end());
        let form = self.form.unwrap_or(form);
        self.tests.push((self.order, Test { source, form }));
    }

    /// The statements that names need, without settings that stand for themselves.
    fn reached(&self, names: &Set, handed: bool) -> Vec<&Statement> {
        let places = self.setup.reach(names, &[], handed);
        places
            .into_iter()
            .map(|place| &self.setup.statements[place])
            .collect()
    }
}

/// How the functions of a reply are called.
#[derive(Default)]
struct Calls {
    /// Functions that a statement calls by itself.
    called: Set,
    /// Functions that get the entry point.
    given: Set,
    /// Names that are used outside of their own definition.
    used: Set,
}

impl Calls {
    fn read(statements: &[Statement], entry_point: &str) -> Self {
        let mut calls = Self::default();
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
            for (place, _) in statement.code().match_indices(&call) {
                let before = &statement.code()[..place];
                let function = before.rsplit(|it| !is_letter(it)).next();
                calls.given.extend(function.map(str::to_owned));
            }
        }
        calls
    }
}

/// Says whether a function is a test by itself.
fn is_test(function: &Function, statement: &Statement, calls: &Calls) -> bool {
    let name = &function.name;
    let is_parametrised = !function.decorators.is_empty();
    match &function.parameters[..] {
        [] => name.starts_with("test") || statement.checks,
        [only] if stands_for_entry_point(only, name, calls) => statement.checks,
        _ => name.starts_with("test") && (is_parametrised || !calls.called.contains(name)),
    }
}

fn stands_for_entry_point(parameter: &str, function: &str, calls: &Calls) -> bool {
    let is_usual = function == "check" && CANDIDATES.contains(&parameter);
    parameter == "candidate" || is_usual || calls.given.contains(function)
}

/// The sound statements of a text.
fn sound(code: &str, entry_point: &str) -> Vec<Statement> {
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
fn block(statement: &Statement) -> Option<String> {
    let tree = parse(statement.code())?;
    let node = tree.root_node().named_child(0)?;
    let block = node
        .child_by_field_name("consequence")
        .or_else(|| node.child_by_field_name("body"))?;
    Some(body(block, statement.code()))
}

/// The code without the messages of its assertions, which decide nothing.
fn without_messages(code: &str) -> String {
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

/// Says whether no round of a loop changes what was made before it, so that rounds do not depend on each other.
fn is_closed(found: &Loop, entry_point: &str) -> bool {
    let targets = found.rounds.first().into_iter().flatten();
    let mut made: Set = targets.map(|it| it.0.clone()).collect();
    sound(&found.body, entry_point).iter().all(|statement| {
        made.extend(statement.names.made.iter().cloned());
        statement.kind != "expression_statement"
            || statement.names.changed.iter().all(|it| made.contains(it))
    })
}

/// Says whether a `try` takes the failure of an assertion for something else.
fn swallows(code: &str) -> bool {
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
