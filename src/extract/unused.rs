//! Why a reply, or a part of it, is of no use.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why nothing was taken from a reply, or from a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// There is nothing.
    Empty,
    /// There is text, but no code.
    Prose,
    /// The code defines no entry point.
    NoEntryPoint,
    /// The entry point is defined, but has no body.
    Stub,
    /// The code does not parse, also after a torn tail is cut off.
    Broken,
    /// A test that never calls the entry point.
    NoCall,
    /// A test that calls the entry point, but checks nothing.
    NoCheck,
    /// A test with parameters that nothing gives.
    NeedsArgument,
    /// A test that uses a part of pytest which has no plain form.
    NeedsPytest,
    /// A test that its author marked to be skipped or to fail.
    Skipped,
    /// An example whose result is no literal.
    NotLiteral,
    /// Cases beyond the number that one test may have, or statements beyond those that it may need.
    TooMany,
    /// The reply ends before the model was done with thinking.
    Unfinished,
    /// The reply is longer than any that is read.
    TooLong,
    /// An example whose arguments do not fit the function.
    Unfit,
    /// An example with the name of a file that only stands for one.
    Placeholder,
    /// An example that needs what an earlier one left behind.
    SideEffects,
    /// An example that another one contradicts.
    Contradiction,
    /// A suite that never calls the entry point, but several names that nothing defines.
    OtherNames,
    /// A suite that never calls the entry point, but another name with arguments that the entry point does not take.
    OtherArguments,
}

impl Reason {
    /// Gives the name that stands in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Prose => "prose",
            Self::NoEntryPoint => "no-entry-point",
            Self::Stub => "stub",
            Self::Broken => "broken",
            Self::NoCall => "no-call",
            Self::NoCheck => "no-check",
            Self::NeedsArgument => "needs-argument",
            Self::NeedsPytest => "needs-pytest",
            Self::Skipped => "skipped",
            Self::NotLiteral => "not-literal",
            Self::TooMany => "too-many",
            Self::Unfinished => "unfinished-thought",
            Self::TooLong => "too-long",
            Self::Unfit => "unfit",
            Self::Placeholder => "placeholder",
            Self::SideEffects => "side-effects",
            Self::Contradiction => "contradiction",
            Self::OtherNames => "other-names",
            Self::OtherArguments => "other-arguments",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How much of an unused part is kept, in characters.
const SNIPPET: usize = 120;

/// A part of a reply that is no test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    /// Why it is none.
    pub reason: Reason,
    /// How it begins.
    pub snippet: String,
}

impl Unused {
    /// Makes a record of the beginning of a text.
    pub(super) fn new(reason: Reason, text: &str) -> Self {
        let snippet = text.trim().chars().take(SNIPPET).collect();
        Self { reason, snippet }
    }
}
