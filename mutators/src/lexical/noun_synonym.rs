//! Replaces a noun by one that means the same in an instruction.
//!
//! `the elements of the list` becomes `the items of the list`, in the same number, with `a` and `an` kept right. Each pair of
//! the table says which words of the phrase show its sense. It refuses sentences that were not read, the first part of a
//! compound, a pair of which the text uses both words, and terms of the field.

use super::replace::proposal;
use super::sense::{Beside, nouns_of};
use crate::edit::Site;
use crate::grammar::Parse;
use crate::lexicon::{Nouns, noun_form};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{SenseTable, table};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

operator! {
    NounSynonym, "lexical/noun-synonym", Lexical, Guarded, version 2,
    "all elements" => "all items",
    guard "DL homographs, compounds", source "noun_synonym.rs"
}

static SENSES: LazyLock<SenseTable> =
    LazyLock::new(|| SenseTable::parse(table!("lexicon/noun_synonyms")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let nouns: FxHashSet<&str> = prompt
        .tokens()
        .iter()
        .filter_map(|token| token.entry?.noun)
        .map(|(noun, _)| Nouns::singular(noun))
        .collect();
    let mut found = Vec::new();
    for (view, parse) in View::all(prompt).zip(prompt.parses()) {
        if let Some(parse) = parse {
            found.extend((view.first..parse.end).filter_map(|at| site(&view, parse, at, &nouns)));
        }
    }
    found
}

fn site(view: &View<'_>, parse: &Parse, at: usize, nouns: &FxHashSet<&str>) -> Option<Site> {
    let (noun, plural) = view.token(at).entry?.noun?;
    let lemma = Nouns::singular(noun);
    let senses = SENSES.of(lemma);
    if senses.is_empty() || !view.token(at).is_word() || !nouns_of(view, parse, at) {
        return None;
    }
    let beside = Beside::of(view, at, parse.end);
    let proposals = senses
        .iter()
        .filter(|sense| !nouns.contains(sense.to) && sense.fits(|word| beside.has(word)))
        .filter_map(|sense| numbered(sense.to, plural))
        .filter_map(|after| proposal(view, at..at + 1, &after))
        .collect();
    Site::of(proposals)
}

/// A noun of one or more words in the singular or the plural of its last.
fn numbered(words: &str, plural: bool) -> Option<String> {
    match words.rsplit_once(' ') {
        Some((head, last)) => Some(format!("{head} {}", noun_form(last, plural)?)),
        None => noun_form(words, plural).map(str::to_owned),
    }
}
