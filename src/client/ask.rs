//! What is wanted of a model, and what it gives.

use super::{Completion, Request};

/// One request, and the samples of its replies that are wanted.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What it is about.
    pub about: About,
    /// The request.
    pub request: Request,
    /// The numbers of the samples, from 0.
    pub samples: Vec<usize>,
}

/// What a request is about, for messages and statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The problem.
    pub task_id: String,
    /// The variant of its prompt.
    pub variant: String,
    /// What is asked for, and how: replies to the same purpose are of similar length.
    pub purpose: String,
}

/// One reply, already kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The place of the request among all.
    pub ask: usize,
    /// The number of the sample.
    pub sample: usize,
    /// What the model wrote.
    pub completion: Completion,
    /// Whether the server was asked just now.
    pub fresh: bool,
}
