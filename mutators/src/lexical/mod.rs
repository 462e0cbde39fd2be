//! Lexical operators: other words for the same thing, from curated tables.

pub(crate) mod abbreviation;
pub(crate) mod adjective_synonym;
pub(crate) mod comparator;
pub(crate) mod contraction;
pub(crate) mod discourse;
mod insertion;
pub(crate) mod noun_synonym;
pub(crate) mod number_word;
pub(crate) mod phrase;
pub(crate) mod politeness;
pub(crate) mod quantifier;
mod replace;
mod sense;
pub(crate) mod spelling;
pub(crate) mod term_alias;
pub(crate) mod type_alias;
pub(crate) mod uppercase;
pub(crate) mod verb_synonym;

pub(crate) use insertion::long_form;
pub(crate) use replace::{lowered, match_case, raised};
