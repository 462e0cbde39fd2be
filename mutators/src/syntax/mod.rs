//! A cautious reading of sentences: which words are verbs and nouns, where clauses start.

mod clause;
mod tag;

pub(crate) use clause::View;
pub(crate) use tag::{Tag, tag_sentence};
