//! What models cost.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// For what the model reads.
    pub input: f64,
    /// For what it writes.
    pub output: f64,
}

/// Prices by the names of models.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Prices(BTreeMap<String, Price>);

/// The tokens that a price is for.
const MILLION: f64 = 1e6;

impl Price {
    /// What some tokens cost.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn usd(self, prompt_tokens: u64, completion_tokens: u64) -> f64 {
        (prompt_tokens as f64 * self.input + completion_tokens as f64 * self.output) / MILLION
    }
}

impl Prices {
    /// The list prices that come with mutagree; a test shows that they can be read.
    #[must_use]
    pub fn shipped() -> Self {
        Self::read(include_str!("prices.toml")).unwrap_or_default()
    }

    /// Reads prices: a table for each model, with `input` and `output`.
    ///
    /// # Errors
    /// Where the text is no such TOML.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Puts other prices before these.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The price of a model, whose name may carry a vendor before it and a date after it.
    #[must_use]
    pub fn of(&self, model: &str) -> Option<Price> {
        let bare = model.rsplit_once('/').map_or(model, |(_, name)| name);
        [model, bare, undated(bare)]
            .iter()
            .find_map(|name| self.0.get(*name))
            .copied()
    }
}

/// A name without the date at its end: `-2024-08-06`, `-20240806` or `-0806`.
fn undated(name: &str) -> &str {
    let is_date = |date: &str| {
        let digits: Vec<usize> = date.split('-').map(str::len).collect();
        let plain = date
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
        plain && matches!(digits[..], [4, 2, 2] | [8 | 4])
    };
    let ends = name
        .match_indices('-')
        .map(|(place, _)| name.split_at(place));
    let dated = ends
        .filter(|(_, date)| is_date(&date[1..]))
        .map(|(name, _)| name);
    dated.min_by_key(|name| name.len()).unwrap_or(name)
}
