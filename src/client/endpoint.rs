//! A server, and how it is asked.

use super::{Budget, Price, Secret};
use std::time::Duration;

/// A server, and how to reach it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The address under which `chat/completions` is.
    pub base_url: String,
    /// The key, where the server wants one.
    pub key: Option<Secret>,
    /// Further headers of each request.
    pub headers: Vec<(String, Secret)>,
    /// The longest time of one request.
    pub timeout: Duration,
    /// The most choices that one request may ask for.
    pub choices: usize,
    /// Whether the model takes `max_completion_tokens` and no temperature, as far as is known.
    pub reasoning: bool,
}

/// How a server is asked.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// The most requests at once.
    pub at_once: usize,
    /// How often a request is sent again.
    pub retries: usize,
    /// The wait before the first retry, which doubles with each.
    pub wait: Duration,
    /// How long requests are sent, from the first on.
    pub time_limit: Option<Duration>,
    /// Whether requests that are under way then are given up too.
    pub cuts: bool,
    /// What the whole run may spend.
    pub budget: Budget,
    /// What the model costs.
    pub price: Option<Price>,
}
