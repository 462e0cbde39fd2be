//! What is spent, and what may be.

use super::Price;
use serde::Serialize;
use std::fmt;

/// What a whole run may spend; without end where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// US dollars.
    pub usd: Option<f64>,
    /// Tokens, read and written.
    pub tokens: Option<u64>,
}

/// What was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spent {
    /// Requests that were answered to this process.
    pub requests: u64,
    /// Requests that this process sent again, since they were not answered.
    pub retries: u64,
    /// Tokens that the model read.
    pub prompt_tokens: u64,
    /// Tokens that it wrote.
    pub completion_tokens: u64,
    /// US dollars; nothing where the price is not known.
    pub usd: Option<f64>,
}

impl fmt::Display for Spent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prompt, completion) = (self.prompt_tokens, self.completion_tokens);
        write!(
            formatter,
            "{} requests, {prompt} tokens read, {completion} written",
            self.requests
        )?;
        match self.usd {
            Some(usd) => write!(formatter, ", ${usd:.4}"),
            None => formatter.write_str(", price unknown"),
        }
    }
}

/// Keeps within a budget: each request reserves the most that it can cost before it is sent.
pub(super) struct Account {
    budget: Budget,
    price: Option<Price>,
    spent: Spent,
    reserved: u64,
    reserved_usd: f64,
}

/// The most that a request can cost.
#[derive(Clone, Copy)]
pub(super) struct Reserve {
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
}

impl Account {
    /// An account from which a part was spent before.
    pub(super) fn new(budget: Budget, price: Option<Price>, before: Spent) -> Self {
        let mut account = Self {
            budget,
            price,
            spent: before,
            reserved: 0,
            reserved_usd: 0.0,
        };
        account.spent.usd =
            price.map(|price| price.usd(before.prompt_tokens, before.completion_tokens));
        account
    }

    /// Says whether the costs of requests matter at all.
    pub(super) fn is_limited(&self) -> bool {
        self.budget.usd.is_some() || self.budget.tokens.is_some()
    }

    /// Sets aside what a request can cost; nothing is set aside where that is too much.
    pub(super) fn reserve(&mut self, reserve: Reserve) -> bool {
        let (tokens, usd) = (reserve.tokens(), self.usd(reserve));
        let taken = self.spent.prompt_tokens + self.spent.completion_tokens + self.reserved;
        let taken_usd = self.spent.usd.unwrap_or(0.0) + self.reserved_usd;
        let covered = self.budget.tokens.is_none_or(|most| taken + tokens <= most)
            && self.budget.usd.is_none_or(|most| taken_usd + usd <= most);
        if covered {
            self.reserved += tokens;
            self.reserved_usd += usd;
        }
        covered
    }

    /// Takes back what was set aside.
    pub(super) fn release(&mut self, reserve: Reserve) {
        self.reserved -= reserve.tokens();
        self.reserved_usd -= self.usd(reserve);
    }

    pub(super) fn pay(&mut self, prompt_tokens: u64, completion_tokens: u64) {
        self.spent.requests += 1;
        self.spent.prompt_tokens += prompt_tokens;
        self.spent.completion_tokens += completion_tokens;
        let (prompt, completion) = (self.spent.prompt_tokens, self.spent.completion_tokens);
        self.spent.usd = self.price.map(|price| price.usd(prompt, completion));
    }

    pub(super) fn retried(&mut self) {
        self.spent.retries += 1;
    }

    pub(super) fn spent(&self) -> Spent {
        self.spent
    }

    fn usd(&self, reserve: Reserve) -> f64 {
        self.price.map_or(0.0, |price| {
            price.usd(reserve.prompt_tokens, reserve.completion_tokens)
        })
    }
}

impl Reserve {
    fn tokens(self) -> u64 {
        self.prompt_tokens + self.completion_tokens
    }
}
