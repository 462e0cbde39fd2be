//! The container backend, on zygotes that bubblewrap carries; without bubblewrap, or a user other than root to run it as,
//! the tests say that they are skipped.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod bounds;
mod environment;
mod frameworks;
mod hostile;
#[path = "../hostile_programs/mod.rs"]
mod hostile_programs;
mod programs;
mod verdicts;
