//! A candidate that failed, as its run told it.

use serde::{Deserialize, Serialize};

/// How the run of a candidate ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It could not be loaded.
    Unviable,
    /// An assertion of the test did not hold.
    Failed,
    /// An exception ended it.
    Raised,
    /// It exceeded its time.
    Time,
    /// It exceeded its memory.
    Memory,
    /// It wrote more than it may.
    Output,
    /// Its process died.
    Crashed,
}

/// What is known of a candidate that failed.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// The candidate.
    pub code: &'a str,
    /// What the model was asked for; empty where that is not known.
    pub prompt: &'a str,
    /// How the run ended.
    pub outcome: Outcome,
    /// The class of the exception, with or without its module.
    pub exception: Option<&'a str>,
    /// What the exception says.
    pub message: Option<&'a str>,
    /// Whether the last frame of the traceback stands in the candidate.
    pub in_candidate: Option<bool>,
}

impl<'a> Failure<'a> {
    /// The class of the exception without its module.
    #[must_use]
    pub fn exception_class(&self) -> Option<&'a str> {
        self.exception
            .map(|name| name.rsplit('.').next().unwrap_or(name))
    }

    /// What the message says: all of it of a check that did not hold, and else its first line, as libraries go on with
    /// sources and signatures.
    #[must_use]
    pub fn said(&self) -> &'a str {
        let message = self.message.unwrap_or_default().trim();
        match self.outcome {
            Outcome::Failed => message,
            _ => message.lines().next().unwrap_or_default(),
        }
    }
}
