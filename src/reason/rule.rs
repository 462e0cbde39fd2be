//! One rule: what a failure must be like, and what it then is.

use crate::reason::bug::Bug;
use crate::reason::facts::{Fact, Facts};
use crate::reason::failure::{Failure, Outcome};
use crate::reason::kind::Kind;
use crate::reason::pattern::occurs;
use crate::reason::subtype::Subtype;
use serde::Deserialize;

/// A rule of the table. Each condition that it states must hold; one that it leaves out does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, unique in its file.
    pub name: String,
    /// Its place: rules of lower order come first, and those of one order as they stand in the file.
    pub order: u32,
    /// The kind of failure, where it decides that.
    pub kind: Option<Kind>,
    /// The class of bugs, where it decides that.
    pub bug: Option<Bug>,
    /// The form of the bug, where it is a failure of deep-learning code.
    pub subtype: Option<Subtype>,
    /// Endings, one of which the run must have.
    pub outcome: Option<Vec<Outcome>>,
    /// Classes of exceptions, one of which must have ended the run.
    pub exception: Option<Vec<String>>,
    /// Patterns, one of which must be in the message.
    pub message: Option<Vec<String>>,
    /// Facts, all of which must be true.
    #[serde(default)]
    pub fact: Vec<Fact>,
    /// Facts, all of which must be false.
    #[serde(default)]
    pub not_fact: Vec<Fact>,
    /// A failure that it is meant for, in words.
    pub example: String,
}

impl Rule {
    /// Says whether a failure is like this.
    #[must_use]
    pub fn matches(&self, failure: &Failure<'_>, facts: &Facts) -> bool {
        let one = |list: &Option<Vec<String>>, holds: &dyn Fn(&str) -> bool| {
            list.as_ref()
                .is_none_or(|list| list.iter().any(|item| holds(item)))
        };
        let raised = failure.exception_class();
        let ended = |list: &Vec<Outcome>| list.contains(&failure.outcome);
        self.outcome.as_ref().is_none_or(ended)
            && one(&self.exception, &|class| raised == Some(class))
            && one(&self.message, &|pattern| occurs(pattern, failure.said()))
            && self.fact.iter().all(|fact| facts.has(*fact))
            && !self.not_fact.iter().any(|fact| facts.has(*fact))
    }

    pub(crate) fn has_conditions(&self) -> bool {
        self.outcome.is_some()
            || self.exception.is_some()
            || self.message.is_some()
            || !self.fact.is_empty()
            || !self.not_fact.is_empty()
    }
}
