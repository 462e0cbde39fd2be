//! What happened when one test ran against one candidate.

use serde::{Deserialize, Serialize};

/// How one test ended. A candidate's misbehaviour is an outcome, never an error of the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The test ran to its end.
    Passed,
    /// An assertion did not hold.
    Failed(Fault),
    /// The candidate or the test raised another exception.
    Raised(Fault),
    /// The candidate or the test does not load.
    Unviable(Fault),
    /// A limit of the job was reached.
    LimitReached(Limit),
    /// The interpreter itself came down, for example when C code ran out of stack.
    Crashed(String),
}

impl Outcome {
    /// Says whether the test ran to its end.
    #[must_use]
    pub fn passed(&self) -> bool {
        matches!(self, Self::Passed)
    }

    /// Says whether the test has failed, and not only turned out to need the candidate's interpreter.
    pub(crate) fn is_failure(&self) -> bool {
        let is_uncrossed = matches!(self, Self::Raised(fault) if fault.kind == Fault::UNCROSSABLE);
        !self.passed() && !is_uncrossed
    }

    /// The letter that stands for this outcome in an execution matrix.
    ///
    /// ```
    /// use mutagree_sandbox::{Limit, Outcome};
    /// assert_eq!(Outcome::Passed.letter(), 'P');
    /// assert_eq!(Outcome::LimitReached(Limit::Time).letter(), 'T');
    /// ```
    #[must_use]
    pub const fn letter(&self) -> char {
        match self {
            Self::Passed => 'P',
            Self::Failed(_) => 'F',
            Self::Raised(_) => 'R',
            Self::Unviable(_) => 'U',
            Self::LimitReached(Limit::Time) => 'T',
            Self::LimitReached(Limit::Memory) => 'M',
            Self::LimitReached(Limit::Output) => 'O',
            Self::Crashed(_) => 'C',
        }
    }
}

/// A Python exception: the name of its type, and its text cut to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fault {
    /// The name of the exception's type, such as `ValueError`.
    pub kind: String,
    /// The exception's text.
    pub message: String,
}

impl Fault {
    /// The kind of a fault of a test that saw a value which did not cross.
    pub(crate) const UNCROSSABLE: &str = "Uncrossable";
}

/// A limit that a job can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// Instructions, sleep, or the wall-clock backstop.
    Time,
    /// Bytes of memory.
    Memory,
    /// Bytes of output.
    Output,
}
