//! The rules of judging, carried out by instances.

mod candidates;
mod judges;
mod runner;

pub(super) use judges::Judges;
