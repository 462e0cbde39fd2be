//! The execution matrix: what every candidate did on every test.

mod bits;
mod outputs;

pub use bits::Bits;
pub use outputs::Outputs;

use crate::origin::Origins;
use serde::{Deserialize, Serialize};

/// The outcomes of one candidate, one letter for each test of its problem: `P` passed, `F` failed,
/// `R` raised, `U` unviable, `T` time, `M` memory, `O` output, `C` crashed, `-` not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// The problem.
    pub task_id: String,
    /// The candidate.
    pub candidate_id: usize,
    /// One letter for each test, in the order of the tests.
    pub outcomes: String,
    /// The candidate does not load: it is not Python, or raises at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unloadable: bool,
    /// The tests that were judged in the candidate's own interpreter though others were not, since their
    /// values cannot cross: a hostile candidate could have forged these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<u32>,
    /// What came of each call in `calls.jsonl`, where outputs are kept and the candidate loads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
    /// Where not every test ran: how many did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ran: Option<usize>,
    /// The candidate that did the same as far as both ran, and whose outcomes are taken for the other tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<usize>,
    /// Where tests that had used up their instructions ran again: how many each of them got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u64>,
}

/// The calls of a problem whose outputs are kept, as `calls.jsonl` holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsRow {
    /// The problem.
    pub task_id: String,
    /// Python source of each call: those of the tests, then the inputs that were added. Of a program, the beginning of
    /// each input.
    pub calls: Vec<String>,
    /// How many of them were added.
    pub added: usize,
}

impl MatrixRow {
    /// Says for each test whether the candidate passed it.
    #[must_use]
    pub fn passes(&self) -> Vec<bool> {
        self.outcomes.chars().map(|letter| letter == 'P').collect()
    }
}

/// The matrix of one problem, as passes and outputs, with multiplicities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutionMatrix {
    /// For each candidate, the tests that it passed.
    pub passes: Vec<Bits>,
    /// How often each candidate was written.
    pub candidates: Vec<usize>,
    /// What each test weighs: how often it was written, as a rule.
    pub tests: Vec<usize>,
    /// What each candidate gave for each call.
    pub outputs: Outputs,
    /// The variants that each candidate came from; empty where nothing is known.
    pub origins: Vec<Origins>,
    /// The tests that are examples of the prompt; each was written once more, if a model wrote it too.
    pub examples: Bits,
}

impl ExecutionMatrix {
    /// Makes a matrix of passes alone: a row for each candidate, and multiplicities.
    #[must_use]
    pub fn new(passes: &[Vec<bool>], candidates: Vec<usize>, tests: Vec<usize>) -> Self {
        Self {
            passes: passes.iter().map(|row| Bits::from_bools(row)).collect(),
            outputs: Outputs::absent(candidates.len()),
            candidates,
            tests,
            origins: Vec::new(),
            examples: Bits::default(),
        }
    }

    /// The same with tests that are examples of the prompt.
    #[must_use]
    pub fn with_examples(self, examples: Bits) -> Self {
        Self { examples, ..self }
    }

    /// The matrix of all candidates and the tests that models wrote, with the outputs of all calls.
    #[must_use]
    pub fn without_examples(&self) -> Self {
        let mut tests = self.tests.clone();
        for example in self.examples.ones() {
            tests[example] = tests[example].saturating_sub(1);
        }
        let kept: Vec<usize> = (0..tests.len()).filter(|&it| tests[it] > 0).collect();
        let row = |passes: &Bits| {
            let row: Vec<bool> = kept.iter().map(|&it| passes.has(it)).collect();
            Bits::from_bools(&row)
        };
        Self {
            passes: self.passes.iter().map(row).collect(),
            tests: kept.iter().map(|&it| tests[it]).collect(),
            examples: Bits::default(),
            ..self.clone()
        }
    }

    /// The same with outputs: a row for each candidate, which is empty where it does not load.
    #[must_use]
    pub fn with_outputs(self, rows: &[Vec<String>], added: usize) -> Self {
        Self {
            outputs: Outputs::new(rows, added),
            ..self
        }
    }

    /// The same with the variants that each candidate came from.
    #[must_use]
    pub fn with_origins(self, origins: Vec<Origins>) -> Self {
        Self { origins, ..self }
    }

    /// The sum of the multiplicities of the tests in a row.
    #[must_use]
    pub fn support(&self, row: &Bits) -> u64 {
        row.ones().map(|test| self.tests[test] as u64).sum()
    }
}
