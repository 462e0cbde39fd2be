//! The program that a reply holds.

use super::clean::{clean, is_unfinished};
use super::respelt::{has_entities, respelt};
use super::search::Search;
use super::task::Task;
use super::{Asked, LONGEST, Reason};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A program, and how a reply held it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Python that defines the entry point, with all that it needs and nothing else.
    pub source: String,
    /// How the reply held it.
    pub form: Form,
    /// The imports that the reply forgot, and that were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<String>,
}

/// How a reply holds a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// In a fenced block.
    Fenced,
    /// Without a fence.
    Bare,
    /// As the rest of the prompt.
    Continuation,
    /// As a method of a class.
    Method,
    /// Inside another function.
    Nested,
    /// Under a name that is slightly different.
    Renamed,
}

impl Form {
    /// Gives the name that stands in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fenced => "fenced",
            Self::Bare => "bare",
            Self::Continuation => "continuation",
            Self::Method => "method",
            Self::Nested => "nested",
            Self::Renamed => "renamed",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Gives the program that a reply holds: the definition of the entry point and what it reaches, after the imports and
/// helpers of the prompt. Of several definitions the last with a body counts. Examples, checks and prints at the top
/// level are left out. Imports of well-known names that nothing binds are added. The program of a program is the program.
///
/// ```
/// use mutagree::extract::{Asked, Form, program};
/// let asked = Asked { prompt: "Write `double`.", entry_point: "double" };
/// let reply = "Sure:\n```python\ndef double(x):\n    return 2 * x\n\nprint(double(2))\n```\nDone.";
/// let program = program(reply, &asked).unwrap();
/// assert_eq!(program.source, "def double(x):\n    return 2 * x\n");
/// assert_eq!(program.form, Form::Fenced);
/// ```
///
/// # Errors
/// Where the reply holds none, with the reason.
pub fn program(reply: &str, asked: &Asked<'_>) -> Result<Program, Reason> {
    if is_unfinished(reply) {
        return Err(Reason::Unfinished);
    }
    let text = clean(reply);
    if text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if text.len() > LONGEST {
        return Err(Reason::TooLong);
    }
    let find = |text: &str| {
        let search = Search::new(text, Task::new(asked));
        search.find().ok_or_else(|| search.reason())
    };
    let written = find(&text);
    if written.as_ref().is_ok_and(|it| !has_entities(&it.source)) {
        return written;
    }
    let mut meant = respelt(&text).filter_map(|text| find(&text).ok());
    meant.next().map_or(written, Ok)
}
