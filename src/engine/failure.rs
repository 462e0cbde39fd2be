//! Why a candidate is wrong: what the first reference test that it does not pass came to.

use mutagree_sandbox::Outcome;
use serde::{Deserialize, Serialize};

/// What the first reference test that a candidate does not pass came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The letter of its outcome, as the matrix has it.
    pub outcome: char,
    /// The place of the test among the reference tests; of a candidate that does not load, the first.
    pub test: usize,
    /// The name of the exception's type, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// The exception's text, cut to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Failure {
    /// The failure among outcomes, where there is one.
    pub(super) fn among(outcomes: &[Outcome]) -> Option<Self> {
        let (test, outcome) = outcomes.iter().enumerate().find(|(_, it)| !it.passed())?;
        let fault = match outcome {
            Outcome::Failed(fault) | Outcome::Raised(fault) | Outcome::Unviable(fault) => {
                Some(fault)
            }
            _ => None,
        };
        Some(Self {
            outcome: outcome.letter(),
            test,
            exception: fault.map(|it| it.kind.clone()),
            message: fault
                .map(|it| it.message.clone())
                .filter(|it| !it.is_empty()),
        })
    }

    /// The failure of a candidate that does not load.
    pub(super) fn unviable() -> Self {
        Self {
            outcome: 'U',
            test: 0,
            exception: None,
            message: None,
        }
    }
}
