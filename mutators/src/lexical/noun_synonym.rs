//! Replaces a noun by one that means the same in an instruction.
//!
//! `the elements of the list` becomes `the items of the list`, in the same number, with `a` and `an`
//! kept right. The pairs come from a table with the words that must or must not stand beside them.
//! It refuses a word that may not be a noun, the first part of a compound, and terms of the field.

use super::replace::proposal;
use crate::edit::Site;
use crate::lexicon::{Nouns, noun_form};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;
use crate::syntax::{Tag, View};
use crate::tables::{RewriteTable, table};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

operator! {
    NounSynonym, "lexical/noun-synonym", Lexical, Guarded, version 1,
    "all elements" => "all items",
    guard "DL homographs, compounds", source "noun_synonym.rs"
}

static TABLE: LazyLock<RewriteTable> =
    LazyLock::new(|| RewriteTable::parse(table!("noun_synonyms")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let nouns: FxHashSet<&str> = prompt
        .tokens()
        .iter()
        .filter_map(|token| token.entry?.noun)
        .map(|(noun, _)| Nouns::singular(noun))
        .collect();
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at, &nouns)));
    }
    found
}

fn site(view: &View<'_>, at: usize, nouns: &FxHashSet<&str>) -> Option<Site> {
    let Tag::Noun(plural) = view.tag(at) else {
        return None;
    };
    let compound = (at + 1 < view.end) && matches!(view.tag(at + 1), Tag::Noun(_));
    let (noun, _) = view.token(at).entry?.noun?;
    let quoted = at > view.first && view.token(at - 1).kind == TokenKind::Span(SpanKind::Quoted);
    if compound || quoted || is_ambiguous(Nouns::singular(noun), nouns) {
        return None;
    }
    let proposals = TABLE
        .starting_with(Nouns::singular(noun))
        .iter()
        .filter(|rewrite| rewrite.fits(view.prev(at), view.next(at)))
        .filter_map(|rewrite| noun_form(rewrite.to, plural))
        .filter_map(|after| proposal(view, at..at + 1, after))
        .collect();
    Site::of(proposals)
}

/// The text already uses both words, so they may differ in it.
fn is_ambiguous(noun: &str, nouns: &FxHashSet<&str>) -> bool {
    TABLE
        .starting_with(noun)
        .iter()
        .any(|rewrite| nouns.contains(rewrite.to))
}
