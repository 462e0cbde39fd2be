//! The examples of the problems' prompts, as tests of a run.

use crate::event::{Event, Listener};
use crate::extract::{self, Examples, Unused};
use crate::origin::{DISTINGUISH, PROMPT};
use crate::problem::Problem;
use crate::store::Compat;
use crate::test_case::TestSample;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the prompt of a problem shows, as `examples.jsonl` holds it.
#[derive(Serialize)]
pub(super) struct ExamplesRow<'a> {
    task_id: &'a str,
    /// The number of examples that became tests.
    tests: usize,
    /// Those that could not be used.
    unused: Vec<Unused>,
}

/// The examples of a problem. `CodeT` knows none, and in a repository or in a text the entry point is nothing that an
/// example could call.
pub(super) fn examples(problem: &Problem, compat: Compat) -> Examples {
    let method = problem
        .repository
        .as_ref()
        .is_some_and(|it| it.class.is_some());
    if compat == Compat::Codet || problem.snippet || method {
        return Examples::default();
    }
    extract::examples(&problem.prompt, &problem.entry_point)
}

/// The tests of a problem with its examples after them, so that the others are the same without. Only what was asked after
/// a vote comes later: no test that was executed by then may change its place.
pub(super) fn with_examples(tests: &[TestSample], examples: &Examples) -> Vec<TestSample> {
    let mut tests = tests.to_vec();
    let asked = tests.iter().position(|it| it.origin == DISTINGUISH);
    let examples = TestSample {
        sources: examples.tests.clone(),
        origin: PROMPT.to_owned(),
        ..TestSample::default()
    };
    tests.insert(asked.unwrap_or(tests.len()), examples);
    tests
}

impl<'a> ExamplesRow<'a> {
    pub(super) fn new(problem: &'a Problem, examples: Examples) -> Self {
        Self {
            task_id: &problem.task_id,
            tests: examples.tests.len(),
            unused: examples.unused,
        }
    }
}

/// Says how many examples the prompts have, and how many cannot be used.
pub(super) fn tell_examples(listener: &Listener<'_>, problems: &[Problem], compat: Compat) {
    let (mut found, mut with) = (0, 0);
    let mut unused: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in problems {
        let examples = examples(problem, compat);
        found += examples.tests.len();
        with += usize::from(!examples.tests.is_empty());
        for it in examples.unused {
            *unused.entry(it.reason.name()).or_default() += 1;
        }
    }
    if found > 0 {
        let all = problems.len();
        let note = format!("{found} examples in the prompts of {with} of {all} problems");
        listener(Event::Note(note));
    }
    for (reason, count) in unused {
        let note = format!("not used: {count} × example: {reason}");
        listener(Event::Note(note));
    }
}
