//! The rules of judging, carried out by instances.

mod backend;
mod candidates;
mod judges;

pub(super) use judges::Judges;
