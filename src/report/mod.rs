//! Reports of a run: one page for a reader, tables for a paper, and JSON for viewers of mutation tests.
//!
//! A report is read off the files of a run that was ranked; nothing is executed.

mod data;
mod detail;
mod failures;
mod figures;
mod gather;
mod html;
mod kinds;
mod known;
mod stryker;
mod tables;

pub use data::{
    Breakdown, BreakdownRow, Bug, Comparison, Cost, Count, Difference, Failures, Figure, Headline,
    KindEffect, KindRobustness, ProblemRow, Ranked, Reliability, Report, Tenth, Votes,
};
pub use gather::{Wanted, gather};
pub use html::html;
pub use stryker::stryker;
pub use tables::{Form, tables};
