//! What a run has cost, and what of it this process.

use crate::client::{Price, Spent};
use serde::Serialize;
use std::fmt;

/// What was spent: by this process, and by all that worked on the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spending {
    /// What this process spent.
    pub this_call: Spent,
    /// What the whole run cost; how often others asked is not known.
    pub run: RunSpent,
}

/// What a whole run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RunSpent {
    /// The replies that it has.
    pub replies: usize,
    /// Tokens that the model read.
    pub prompt_tokens: u64,
    /// Tokens that it wrote.
    pub completion_tokens: u64,
    /// US dollars; nothing where the price is not known.
    pub usd: Option<f64>,
}

impl Spending {
    /// From what a run had cost before, what it has cost now, and what a model costs.
    pub(super) fn new(before: Spent, now: Spent, replies: usize, price: Option<Price>) -> Self {
        let prompt_tokens = now.prompt_tokens - before.prompt_tokens;
        let completion_tokens = now.completion_tokens - before.completion_tokens;
        let usd = |read, written| price.map(|price| price.usd(read, written));
        Self {
            this_call: Spent {
                prompt_tokens,
                completion_tokens,
                usd: usd(prompt_tokens, completion_tokens),
                ..now
            },
            run: RunSpent {
                replies,
                prompt_tokens: now.prompt_tokens,
                completion_tokens: now.completion_tokens,
                usd: usd(now.prompt_tokens, now.completion_tokens),
            },
        }
    }
}

impl fmt::Display for Spending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { this_call, run } = self;
        let (read, written) = (run.prompt_tokens, run.completion_tokens);
        write!(formatter, "by this call {this_call}")?;
        if (read, written) == (this_call.prompt_tokens, this_call.completion_tokens) {
            return Ok(());
        }
        write!(
            formatter,
            "; by the whole run {read} tokens read, {written} written"
        )?;
        match run.usd {
            Some(usd) => write!(formatter, ", ${usd:.4}"),
            None => Ok(()),
        }
    }
}
