//! Where candidates and tests come from: the variants whose replies held them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The variant of a prompt that a sample answers.
pub type Origin = String;

/// The name of the variant that is the prompt itself.
pub const ORIGINAL: &str = "original";

/// The origin of tests that no model wrote: the examples of the prompt.
pub const PROMPT: &str = "prompt";

/// The origin of tests that a model was asked for after a vote, where the best candidates disagree.
pub const DISTINGUISH: &str = "distinguish";

/// The origin of candidates that a model wrote in the place of one that fails tests.
pub const REPAIR: &str = "repair";

/// Says whether a strategy or an operator took part in a variant, by the variant's name: that of its operators, and a
/// number where several have the same.
///
/// ```
/// use mutagree::origin::is_of;
/// assert!(is_of("lexical/synonym+format/bullets#2", "format"));
/// assert!(is_of("lexical/synonym+format/bullets#2", "lexical/synonym"));
/// assert!(!is_of("original", "lexical"));
/// ```
#[must_use]
pub fn is_of(origin: &str, name: &str) -> bool {
    let mut names = operators(origin).flat_map(|it| [it, strategy(it)]);
    origin == name || names.any(|it| it == name)
}

/// The operators that took part in a variant, by the variant's name.
pub fn operators(origin: &str) -> impl Iterator<Item = &str> {
    origin.split('#').next().unwrap_or_default().split('+')
}

/// The strategy of an operator, or the name itself where it has none.
#[must_use]
pub fn strategy(operator: &str) -> &str {
    operator.split('/').next().unwrap_or(operator)
}

/// How many samples came from each variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origins(BTreeMap<Origin, usize>);

impl Origins {
    /// Counts one more sample from a variant.
    pub fn add(&mut self, origin: &str) {
        *self.0.entry(origin.to_owned()).or_default() += 1;
    }

    /// Adds all that another count holds.
    pub fn merge(&mut self, other: &Self) {
        for (origin, count) in &other.0 {
            *self.0.entry(origin.clone()).or_default() += count;
        }
    }

    /// The number of samples from one variant.
    #[must_use]
    pub fn of(&self, origin: &str) -> usize {
        self.0.get(origin).copied().unwrap_or_default()
    }

    /// Says whether any sample came from a variant.
    #[must_use]
    pub fn contains(&self, origin: &str) -> bool {
        self.0.contains_key(origin)
    }

    /// The number of distinct variants.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.0.len()
    }

    /// The number of samples from each variant, in the order of their names.
    pub fn counts(&self) -> impl Iterator<Item = usize> {
        self.0.values().copied()
    }

    /// The variants and the number of samples from each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(name, count)| (name.as_str(), *count))
    }
}
