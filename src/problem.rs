//! A programming task, in the one form that the engine works with.

use crate::repository::RepositoryTask;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How WebAssembly is called where an environment is named.
pub const WEB_ASSEMBLY: &str = "wasm";

/// What figures are broken down by: for each label its values, of which a problem may have several.
pub type Labels = BTreeMap<String, Vec<String>>;

/// One programming task. The reference tests serve evaluation only, never selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The task's name, unique in its file.
    pub task_id: String,
    /// What the model is asked to continue or to solve.
    pub prompt: String,
    /// The name of the function that tests call; empty where the task is a program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entry_point: String,
    /// Whether a candidate is a text that the tests themselves put in its place and run: they find it under `entry_point`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snippet: bool,
    /// Sources, as [`TestCase`](crate::test_case::TestCase) has them; a candidate is right if it passes all of them.
    #[serde(default)]
    pub reference_tests: Vec<String>,
    /// Statements that stand after each candidate which the reference tests judge, where both are one module: its imports.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference_imports: String,
    /// What says which answers are right instead, where there are no such sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Where its candidates and tests run: the name of an environment, its folder, or [`WEB_ASSEMBLY`]; nothing was said
    /// where this is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What of a repository candidates replace, and the tests that then say which are right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<Box<RepositoryTask>>,
    /// What it is about: its stage, library, difficulty, date and the like.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
}

impl Problem {
    /// Says whether there is anything that tells right candidates from wrong ones.
    #[must_use]
    pub fn has_reference(&self) -> bool {
        let tests = self.repository.as_ref().map(|task| &task.tests);
        !self.reference_tests.is_empty()
            || self.reference.is_some()
            || tests.is_some_and(|tests| !tests.is_empty())
    }
}

/// A reference solution with its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Python that defines `expected`: it gives for the place of an input its arguments, the answer, and the tolerance
    /// of floats in it or `None`.
    pub program: String,
    /// The number of inputs.
    pub inputs: usize,
}

impl Problem {
    /// Says whether the task is a program that reads standard input: its tests are inputs and outputs.
    #[must_use]
    pub fn is_program(&self) -> bool {
        self.entry_point.is_empty()
    }

    /// What is loaded for a candidate: itself, or a program that holds the text of a snippet.
    #[must_use]
    pub fn program<'s>(&self, solution: &'s str) -> Cow<'s, str> {
        if !self.snippet {
            return Cow::Borrowed(solution);
        }
        // A text of JSON is a literal of Python: no Rust text holds a lone surrogate.
        let literal = serde_json::Value::from(solution);
        Cow::Owned(format!("{} = {literal}\n", self.entry_point))
    }
}
