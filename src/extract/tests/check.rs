//! A check and what it reaches, as one test.

use super::collect::Collector;
use super::fold::folded;
use super::pytest::CLOSE;
use super::shape::sound;
use super::{Test, TestForm};
use crate::extract::Reason;
use crate::extract::forgotten::forgotten;
use crate::extract::names::{Names, Set};
use crate::extract::statement::Statement;
use std::collections::BTreeSet;

/// The number of tests that one reply may have.
pub(super) const TESTS: usize = 10_000;

/// The number of statements that one test may need; each test has its own copy of them.
const SETUP: usize = 200;

impl Collector<'_> {
    /// Makes a test of a check, after the statements that it reaches.
    pub(super) fn test(&mut self, code: &str, form: TestForm) {
        self.check(code, &sound(code, self.entry_point), form);
    }

    /// Makes a test of a check whose statements are known.
    pub(super) fn check(&mut self, code: &str, own: &[Statement], form: TestForm) {
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
        let mut places = self.setup.reach(&needs, &[], false);
        if !is_about(&self.statements(&places)) {
            places = self.setup.reach(&needs, &[], true);
        }
        if self.entry_point.is_empty() {
            let setup = self.setup.statements.iter().enumerate();
            let others =
                setup.filter(|(place, it)| !self.standing.contains_key(place) && !is_of_pytest(it));
            places.extend(others.map(|(place, _)| place));
        }
        let is_whole_file = self.entry_point.is_empty();
        if places.len() > SETUP && !is_whole_file {
            return self.unused(Reason::TooMany, code);
        }
        let kept = self.statements(&places);
        if !is_about(&kept) {
            return self.unused(Reason::NoCall, code);
        }
        let checks = |it: &Statement| it.checks;
        if !is_whole_file && !own.iter().chain(kept.iter().copied()).any(checks) {
            return self.unused(Reason::NoCheck, code);
        }
        if needs.contains("pytest") || kept.iter().any(|it| is_of_pytest(it)) {
            return self.unused(Reason::NeedsPytest, code);
        }
        let all: Vec<&Statement> = kept.iter().copied().chain(own).collect();
        let imports = forgotten(&all, self.entry_point);
        let setup = imports.iter().chain(kept.iter().copied());
        let setup: Vec<&str> = setup.map(Statement::code).collect();
        let lines = if is_whole_file {
            [&setup[..], &[code]].concat().join("\n")
        } else {
            folded(&setup, code)
        };
        let uses_close =
            needs.contains("is_close") || kept.iter().any(|it| it.names.uses("is_close"));
        let close = if uses_close && self.setup.maker("is_close").is_none() {
            CLOSE
        } else {
            ""
        };
        let source = format!("{close}{}", lines.trim_end());
        let form = self.form.unwrap_or(form);
        let parts = places
            .iter()
            .filter_map(|place| self.standing.get(place).copied()?);
        self.contained.extend(parts);
        let written = None;
        let test = Test {
            source,
            form,
            written,
        };
        self.tests.push((self.order, test));
    }

    /// Says whether something uses the entry point, itself or by what it reaches.
    pub(super) fn is_about(&self, names: &Names) -> bool {
        let own = &names.now | &names.later;
        let places = || self.setup.reach(&own, &[], false);
        let uses = |it: &&Statement| it.names.uses(self.entry_point);
        self.entry_point.is_empty()
            || names.uses(self.entry_point)
            || self.statements(&places()).iter().any(uses)
    }

    /// The statements that stand at places.
    fn statements(&self, places: &BTreeSet<usize>) -> Vec<&Statement> {
        let statement = |place: &usize| &self.setup.statements[*place];
        places.iter().map(statement).collect()
    }
}

fn is_of_pytest(statement: &Statement) -> bool {
    statement.names.uses("pytest") || statement.makes("pytest")
}
