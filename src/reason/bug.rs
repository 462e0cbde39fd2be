//! The taxonomy of bugs in model-written deep-learning code, as DL-Bench numbers it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A class of bugs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bug {
    /// The model did something else than it was asked for.
    Misinterpretation,
    /// It is no Python.
    SyntaxError,
    /// A redundant condition, a redundant cast or the like.
    SillyMistake,
    /// The prompt's words or examples led the model astray.
    PromptBiased,
    /// An input that is valid but special is not handled.
    MissingCornerCase,
    /// Something gets a value of another type or shape than it takes.
    WrongInputType,
    /// It uses a module or an object that is not there.
    HallucinatedObject,
    /// It uses a library's interface in a way that it does not have.
    WrongAttribute,
    /// It breaks a demand that the prompt does not state.
    NonPromptedConsideration,
    /// It calculates something wrong.
    CalculationError,
    /// It takes too long or too much memory.
    Performance,
    /// The prompt does not say what it would need to.
    PromptMissingInformation,
    /// It uses a name that nothing binds.
    UndefinedReference,
    /// A constant has a wrong value.
    ConstantValue,
    /// It imports a name from a place that does not have it.
    WrongImport,
    /// No rule decides.
    #[serde(skip_deserializing)]
    Unclear,
}

impl Bug {
    /// All classes, without [`Bug::Unclear`].
    pub const ALL: [Self; 15] = [
        Self::Misinterpretation,
        Self::SyntaxError,
        Self::SillyMistake,
        Self::PromptBiased,
        Self::MissingCornerCase,
        Self::WrongInputType,
        Self::HallucinatedObject,
        Self::WrongAttribute,
        Self::NonPromptedConsideration,
        Self::CalculationError,
        Self::UndefinedReference,
        Self::ConstantValue,
        Self::Performance,
        Self::PromptMissingInformation,
        Self::WrongImport,
    ];

    /// The number of the class in DL-Bench's data, 1 to 15; none of [`Bug::Unclear`].
    #[must_use]
    pub fn number(self) -> Option<usize> {
        let place = Self::ALL.iter().position(|bug| *bug == self)?;
        Some(place + 1)
    }

    /// The class that has a number in DL-Bench's data.
    #[must_use]
    pub fn numbered(number: usize) -> Option<Self> {
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Misinterpretation => "misinterpretation",
            Self::SyntaxError => "syntax error",
            Self::SillyMistake => "silly mistake",
            Self::PromptBiased => "prompt-biased code",
            Self::MissingCornerCase => "missing corner case",
            Self::WrongInputType => "wrong input type",
            Self::HallucinatedObject => "hallucinated object",
            Self::WrongAttribute => "wrong attribute",
            Self::NonPromptedConsideration => "non-prompted consideration",
            Self::CalculationError => "operation or calculation error",
            Self::Performance => "performance issue",
            Self::PromptMissingInformation => "prompt missing information",
            Self::UndefinedReference => "incorrect or undefined reference",
            Self::ConstantValue => "constant value error",
            Self::WrongImport => "wrong import",
            Self::Unclear => "unclear",
        }
    }
}

/// How often each class is among the 165 failures of one model's deep-learning code that DL-Bench's authors labelled by hand and
/// that rules were written on, by its number from 1.
const LABELLED: [u16; 15] = [54, 0, 2, 3, 9, 26, 14, 17, 6, 25, 2, 3, 1, 2, 1];

impl Bug {
    /// The share of published failures that people gave this class; nothing of [`Bug::Unclear`].
    #[must_use]
    pub fn published(self) -> Option<f64> {
        let all: u16 = LABELLED.iter().sum();
        let count = *LABELLED.get(self.number()?.checked_sub(1)?)?;
        Some(f64::from(count) / f64::from(all))
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Bug;

    #[test]
    fn a_number_leads_to_the_bug_that_has_it() {
        for bug in Bug::ALL {
            assert_eq!(bug.number().and_then(Bug::numbered), Some(bug));
        }
    }

    #[test]
    fn numbers_are_those_of_the_data() {
        assert_eq!(Bug::numbered(11), Some(Bug::UndefinedReference));
        assert_eq!(Bug::numbered(13), Some(Bug::Performance));
        assert_eq!(Bug::numbered(0), None);
        assert_eq!(Bug::numbered(16), None);
        assert_eq!(Bug::Unclear.number(), None);
    }
}
