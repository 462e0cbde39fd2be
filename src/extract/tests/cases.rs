//! Test functions and test classes: a case after the other.

use super::TestForm;
use super::bind::{Binding, bound};
use super::class::Class;
use super::collect::Collector;
use super::function::{Function, Row, Rows};
use super::shape::sound;
use super::unroll::ROUNDS;
use crate::extract::Reason;
use crate::extract::statement::Statement;
use crate::extract::unused::Unused;

/// Calls that set a state.
const SETTINGS: [&str; 3] = ["seed(", "setstate(", "setlocale("];

impl Collector<'_> {
    pub(super) fn class(&mut self, statement: &Statement) {
        let Some(class) = Class::read(statement, &self.cases) else {
            return;
        };
        for method in class.methods() {
            if class.is_skipped() || method.function.is_skipped() {
                self.unused(Reason::Skipped, &method.function.bare);
                continue;
            }
            match method.plain {
                Some(function) => self.function(&function, Some(TestForm::Method)),
                None if method.function.parameters.is_empty() || method.function.is_patched() => {
                    self.test(&method.whole, TestForm::Class);
                }
                None if self.is_about(&statement.names) => {
                    self.unused(Reason::NeedsArgument, &method.function.bare);
                }
                None => self.unused(Reason::NoCall, &method.function.bare),
            }
        }
    }

    pub(super) fn function(&mut self, function: &Function, form: Option<TestForm>) {
        if function.is_skipped() {
            return self.unused(Reason::Skipped, &function.bare);
        }
        let cases = match function.cases(&self.setup) {
            Ok(cases) => self.with_choices(function, cases),
            Err(reason) => return self.unbound(function, reason),
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
                Err(reason) => self.unbound(function, reason),
            }
            self.forget(length);
        }
    }

    /// Tells of a function whose parameters have no values, which only matters where it is about the entry point.
    fn unbound(&mut self, function: &Function, reason: Reason) {
        let own = sound(&function.bare, self.entry_point);
        let is_about = own.iter().any(|it| self.is_about(&it.names));
        let is_lost = reason == Reason::NeedsArgument && !is_about;
        let reason = if is_lost { Reason::NoCall } else { reason };
        self.unused(reason, &function.bare);
    }

    /// Makes a case of each value that a fixture with parameters has.
    fn with_choices(&self, function: &Function, mut cases: Rows) -> Rows {
        for parameter in &function.parameters {
            let fixture = self.fixtures.get(parameter);
            let Some(values) = fixture.and_then(|it| it.choices(&self.setup)) else {
                continue;
            };
            let with = |case: &Row, value: &String| {
                let mut case = case.clone()?;
                case.push((parameter.clone(), value.clone()));
                Ok(case)
            };
            if cases.len() * values.len() <= ROUNDS {
                let rows = cases.iter();
                cases = rows
                    .flat_map(|case| values.iter().map(move |value| with(case, value)))
                    .collect();
            }
        }
        cases
    }

    /// Gives each parameter its value: that of the case, that of a fixture, or the entry point.
    pub(super) fn bindings(
        &mut self,
        function: &Function,
        case: Vec<Binding>,
    ) -> Result<Vec<Binding>, Reason> {
        let mut bindings = case;
        let given = if function.is_patched() {
            &[][..]
        } else {
            &function.parameters
        };
        for parameter in given {
            if bindings.iter().any(|it| it.0 == *parameter) {
                continue;
            }
            let value = match self.fixtures.get(parameter).cloned() {
                Some(fixture) => self.fixture(&fixture)?,
                None if self.entry_point.is_empty() => return Err(Reason::NeedsArgument),
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
    pub(super) fn fixture(&mut self, fixture: &Function) -> Result<String, Reason> {
        if fixture.parameters.iter().any(|it| it == "request") {
            return Err(Reason::NeedsPytest);
        }
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
        let plain = fixture.returning().ok_or(Reason::NeedsArgument)?;
        if !fixture.parameters.is_empty() || fixture.is_async {
            return Err(Reason::NeedsArgument);
        }
        for statement in sound(&plain, self.entry_point) {
            self.setup.push(statement);
        }
        Ok(format!("{}()", fixture.name))
    }

    pub(super) fn case(
        &mut self,
        function: &Function,
        bindings: &[Binding],
        form: Option<TestForm>,
    ) {
        let before = (self.tests.len(), self.unused.len());
        let is_free = |it: &&Binding| bindings.iter().all(|bound| bound.0 != it.0);
        let defaults = function.defaults.iter().filter(is_free);
        let all: Vec<Binding> = bindings.iter().chain(defaults).cloned().collect();
        let body = bound(&function.body, &all);
        let is_plain = !function.is_async && function.wrappers().next().is_none();
        let is_whole_file = self.entry_point.is_empty();
        if is_plain && !is_whole_file && self.is_straight(&body) && !self.sets_state(&body) {
            self.straight(&body, form.unwrap_or(TestForm::Assertion));
            let is_lost = |it: &Unused| {
                matches!(it.reason, Reason::NoCall | Reason::NoCheck) && it.snippet != "assert True"
            };
            let lost = self.unused[before.1..].iter().any(|it| is_lost(&it.1));
            if lost && self.acts(&body) {
                self.tests.truncate(before.0);
                self.contained.split_off(&before.0);
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

    /// Says whether a body sets a state on which results of the entry point may depend, as a seed.
    fn sets_state(&self, body: &str) -> bool {
        let sets = |it: &Statement| {
            let is_call = it.kind == "expression_statement" && it.names.made.is_empty();
            is_call && SETTINGS.iter().any(|call| it.code().contains(call))
        };
        let has_setting = SETTINGS.iter().any(|call| body.contains(call));
        has_setting && sound(body, self.entry_point).iter().any(sets)
    }

    /// Says whether a body calls the entry point before a check that may look at what the call left behind.
    pub(super) fn acts(&self, body: &str) -> bool {
        let is_about = |it: &Statement| it.names.now.contains(self.entry_point);
        let statements = sound(body, self.entry_point);
        let calls =
            |it: &Statement| it.kind == "expression_statement" && is_about(it) && !it.checks;
        let hands = |it: &Statement| it.checks && !it.names.handed.is_empty();
        let place = statements.iter().position(hands);
        let mut later = statements[place.unwrap_or(statements.len())..].iter();
        later.any(|it| it.checks && !is_about(it))
            || statements.iter().any(calls) && statements.iter().any(|it| it.checks)
    }

    /// Keeps a function whole, with a call.
    pub(super) fn whole(
        &mut self,
        function: &Function,
        bindings: &[Binding],
        form: Option<TestForm>,
    ) {
        let wrappers: String = function.wrappers().flat_map(|it| ["@", it, "\n"]).collect();
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
            &format!("{wrappers}{}\n{call}", function.bare),
            form.unwrap_or(TestForm::Function),
        );
    }
}
