//! The rounds in which a run asks a model, in whose order it keeps its replies.

use crate::input::Purpose;

/// A run keeps its replies in the order in which it asked: all rewrites, all judgements, then programs and tests, problem after
/// problem, and last what was asked after a vote.
pub(super) const PHASES: u8 = 5;

/// The round of a reply.
pub(super) fn phase(purpose: Option<Purpose>) -> u8 {
    match purpose {
        Some(Purpose::Variant) => 0,
        Some(Purpose::Judgement) => 1,
        Some(Purpose::Solution | Purpose::Tests) | None => 2,
        Some(Purpose::Answer) => 3,
        Some(Purpose::Repair) => 4,
    }
}

/// The round of programs and tests; what comes before makes variants.
pub(super) fn phase_of_solutions() -> u8 {
    phase(Some(Purpose::Solution))
}
