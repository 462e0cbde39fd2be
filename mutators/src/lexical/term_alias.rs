//! Writes the full name of a deep-learning term beside its short form.
//!
//! `a ReLU activation` becomes `a rectified linear unit (ReLU) activation`. Only terms with one full
//! name are in the table. It refuses a term that touches other names, since it may be part of an
//! API, and one whose full name the prompt already has.

use super::insertion;
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    TermAlias, "lexical/term-alias", Lexical, Guarded, version 1,
    "a ReLU activation" => "a rectified linear unit (ReLU) activation",
    guard "aliases that are not one to one", source "term_alias.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    insertion::sites(prompt, &insertion::TERMS)
}
