//! What a model is asked after a vote: the value of a call, without any code, and a correction of a program.

use super::method::{Api, Prompted, Task, fenced, places};
use super::template::{Template, fence};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

const ANSWER: Template = Template {
    name: "value.v1",
    source: include_str!("templates/answer/value.v1.jinja"),
};

const REPAIR: Template = Template {
    name: "repair.v1",
    source: include_str!("templates/repair/repair.v1.jinja"),
};

/// The name and version of the template that asks for the value of a call.
pub const ANSWER_TEMPLATE: &str = ANSWER.name;

/// The name and version of the template that asks for a correction.
pub const REPAIR_TEMPLATE: &str = REPAIR.name;

/// A test that a program fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its source.
    pub test: String,
    /// What came of it, as a sentence.
    pub gave: String,
}

/// Asks which value a call must give, in the names of the task.
#[must_use]
pub fn ask_for_answer(api: Api, task: &Task<'_>, call: &str) -> Prompted {
    let call_fence = fence(call);
    fenced(ANSWER, api, &context! { call, call_fence, ..places(task) })
}

/// Asks for a correction of a program, given tests that it fails.
#[must_use]
pub fn ask_for_repair(api: Api, task: &Task<'_>, program: &str, failures: &[Failure]) -> Prompted {
    let failure = |it: &Failure| -> Value {
        context! { test => &it.test, gave => &it.gave, fence => fence(&it.test) }
    };
    let places = context! {
        program => program.trim_end(),
        program_fence => fence(program),
        failures => failures.iter().map(failure).collect::<Vec<_>>(),
        ..places(task)
    };
    fenced(REPAIR, api, &places)
}
