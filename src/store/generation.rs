//! How a run's candidates and tests were asked for.

use crate::prompting::{Api, Method, TestForm};
use crate::sampling::Shares;
use mutagree_mutators::Strength;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::num::NonZeroUsize;

/// What decides which requests a run makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// The model.
    pub model: String,
    /// The server; none where a recording answers.
    pub base_url: Option<String>,
    /// The protocol.
    pub api: Api,
    /// How programs are asked for.
    pub method: Method,
    /// The name and version of the template for programs.
    pub solution_template: String,
    /// The form in which tests are asked for.
    pub test_form: TestForm,
    /// The name and version of the template for tests.
    pub test_template: String,
    /// The strategies and operators that variants are made with.
    pub strategies: Vec<String>,
    /// The most variants of each problem, besides the original.
    pub variants: usize,
    /// How much of a prompt a variant changes.
    #[serde(default)]
    pub strength: Strength,
    /// The candidates of each problem.
    pub candidates: usize,
    /// How the candidates are shared out among variants.
    #[serde(default = "Shares::even")]
    pub shares: Shares,
    /// The candidates that each variant is asked for, where that was said instead.
    pub samples_per_variant: Option<NonZeroUsize>,
    /// The tests of each problem that are asked for.
    pub tests: usize,
    /// The tests that one reply is asked for.
    pub tests_per_reply: NonZeroUsize,
    /// The weights of strategies in the share-out of replies with tests; 1 where nothing is said.
    pub test_shares: Vec<(String, f64)>,
    /// The most inputs of a problem whose outputs are asked for where the best candidates disagree after a vote.
    #[serde(default)]
    pub distinguish: usize,
    /// The name and version of the template for these, where they are asked for.
    #[serde(default)]
    pub answer_template: Option<String>,
    /// The most corrections of a problem that are asked for where the best candidate fails agreed tests.
    #[serde(default)]
    pub repair: usize,
    /// The name and version of the template for these, where they are asked for.
    #[serde(default)]
    pub repair_template: Option<String>,
    /// The sampling temperature.
    pub temperature: Option<f64>,
    /// The mass of the nucleus.
    pub top_p: Option<f64>,
    /// The most tokens of a reply.
    pub max_tokens: u32,
    /// Further fields of each request.
    pub extra: Map<String, Value>,
    /// The seed of the variants and of the examples.
    pub seed: u64,
}

impl Generation {
    /// The first setting that differs from another's, by its name in `run.json`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let fields = |it: &Self| match serde_json::to_value(it) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let others = fields(other);
        let mut own = fields(self).into_iter();
        own.find(|(name, value)| others.get(name) != Some(value))
            .map(|(name, _)| name)
    }
}
