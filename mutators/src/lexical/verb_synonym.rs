//! Replaces a verb by one that means the same in an instruction.
//!
//! `computes the sum` becomes `calculates the sum`, in the same person and tense. The pairs come from
//! a table, each with the words that must or must not stand beside it. It refuses a word that may
//! not be a verb, the verbs `return` and `raise`, and terms of deep learning such as `train` or `pad`.

use super::replace::proposal;
use crate::edit::Site;
use crate::lexicon::{Verbs, lemma_form};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};
use crate::tables::{RewriteTable, table};
use std::sync::LazyLock;

operator! {
    VerbSynonym, "lexical/verb-synonym", Lexical, Guarded, version 1,
    "computes the sum" => "calculates the sum",
    guard "DL homographs: loss, kernel, pad, train, float, batch", source "verb_synonym.rs"
}

static TABLE: LazyLock<RewriteTable> =
    LazyLock::new(|| RewriteTable::parse(table!("verb_synonyms")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let Tag::Verb(form) = view.tag(at) else {
        return None;
    };
    let (verb, _) = view.token(at).entry?.verb?;
    let proposals = TABLE
        .starting_with(Verbs::lemma(verb))
        .iter()
        .filter(|rewrite| rewrite.from.len() == 1 && rewrite.fits(view.prev(at), view.next(at)))
        .filter_map(|rewrite| lemma_form(rewrite.to, form))
        .filter(|after| view.prev(at) != Some(after))
        .filter_map(|after| proposal(view, at..at + 1, &after))
        .collect();
    Site::of(proposals)
}
