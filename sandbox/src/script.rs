//! A program as users of an interpreter run it: a file with others beside it, an input, and an exit code in the end.

use crate::Outcome;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A program that runs as `python3 main.py` does, with what it finds there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The bytes of `main.py`.
    pub source: Vec<u8>,
    /// What it reads on standard input.
    pub input: Vec<u8>,
    /// Files by their paths, which begin in the working folder where they are not absolute. They count among the bytes and
    /// files that its limits allow.
    pub files: Vec<(String, Vec<u8>)>,
    /// The paths of files that are given back.
    pub wanted: Vec<String>,
}

/// How a script ended, and what it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its exit code; or the limit that stopped it, or how it crashed.
    pub exit: Result<u8, Outcome>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// The files that were wanted and are there.
    pub files: Vec<(String, Vec<u8>)>,
    /// The time that its instructions take on the core that limits are meant for, and what it slept: the same for the
    /// same script on every machine.
    pub took: Duration,
}
