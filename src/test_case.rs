//! A check that a model wrote, and how often it wrote it.

use crate::origin::{DISTINGUISH, Origin, Origins};
use crate::sampling::ANSWERS;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One distinct test of a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCase {
    /// The problem that it checks.
    pub task_id: String,
    /// Its column in the execution matrix, from 0.
    pub test_id: usize,
    /// Python source that raises where the candidate is wrong; of a program, an input and an output, as
    /// [`exchange`](crate::exchange) writes them.
    pub source: String,
    /// The number of times that it was written.
    pub multiplicity: usize,
    /// The variants that it came from.
    pub origins: Origins,
    /// How it was written where it called another name in the place of the entry point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<String>,
}

/// The tests of one reply, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestSample {
    /// Sources, as [`TestCase`] has them.
    pub sources: Vec<String>,
    /// The variant that the reply answers.
    pub origin: Origin,
    /// Whether the sources were cut out of raw text, so that some may not compile.
    pub raw: bool,
    /// The name that they called in the place of the entry point, where they did.
    pub called: Option<String>,
    /// How each was written, where it called another name.
    pub written: Vec<Option<String>>,
    /// Why other parts of the reply are no tests.
    pub unused: Vec<String>,
}

/// Counts identical tests of one problem together, in the order of their first appearance.
#[must_use]
pub fn distinct(task_id: &str, samples: &[TestSample]) -> Vec<TestCase> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut tests: Vec<TestCase> = Vec::new();
    let written = samples.iter().flat_map(|sample| {
        let sources = sample.sources.iter().enumerate();
        sources.map(move |(place, source)| {
            (
                source,
                sample.written.get(place).cloned().flatten(),
                &sample.origin,
            )
        })
    });
    for (source, text, origin) in written {
        let place = *places.entry(source).or_insert(tests.len());
        if place == tests.len() {
            tests.push(TestCase {
                task_id: task_id.to_owned(),
                test_id: place,
                source: source.clone(),
                multiplicity: 0,
                origins: Origins::default(),
                written: Vec::new(),
            });
        }
        tests[place].multiplicity += 1;
        tests[place].origins.add(origin);
        if let Some(text) = text.filter(|text| !tests[place].written.contains(text)) {
            tests[place].written.push(text);
        }
    }
    tests
}

/// The weight of each test in a vote: how often it was written, but for what a model said in answer to a question
/// ([`DISTINGUISH`]). Answers are few, and were asked for where all other tests leave the best candidates alike. So those
/// of a problem weigh together at most as much as all its other tests, shared out evenly, each by the probability that one
/// more sample says the same: (said + 1) / (asked + 2), by Laplace's rule of succession. Where other tests are fewer than
/// that, an answer weighs as often as it was said.
///
/// ```
/// use mutagree::test_case::{TestSample, distinct, weights};
/// let sample = |source: &str, origin: &str| TestSample {
///     sources: vec![source.to_owned()],
///     origin: origin.to_owned(),
///     ..TestSample::default()
/// };
/// let mut samples = vec![sample("assert f(1) == 1", "original"); 70];
/// samples.extend(vec![sample("assert f(2) == 4", "distinguish"); 4]);
/// assert_eq!(weights(&distinct("T/0", &samples)), [70, 50]);
/// ```
#[must_use]
pub fn weights(tests: &[TestCase]) -> Vec<usize> {
    let said = |test: &TestCase| test.origins.of(DISTINGUISH).min(test.multiplicity);
    let others: usize = tests.iter().map(|it| it.multiplicity - said(it)).sum();
    let answers = tests.iter().filter(|it| said(it) > 0).count();
    let weight = |test: &TestCase| match said(test) {
        0 => test.multiplicity,
        said => {
            let weight = others * (said + 1) / ((ANSWERS + 2) * answers);
            test.multiplicity - said + weight.max(said)
        }
    };
    tests.iter().map(weight).collect()
}
