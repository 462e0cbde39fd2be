//! Replaces an adjective or an adverb by one that means the same.
//!
//! `the entire list` becomes `the whole list`, with `a` and `an` kept right. Each pair of the table says before which nouns
//! it holds. It refuses sentences that were not read, participles that are verbs there, and terms of the field.

use super::replace::proposal;
use super::sense::Beside;
use crate::edit::Site;
use crate::grammar::Parse;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{SenseTable, table};
use std::sync::LazyLock;

operator! {
    AdjectiveSynonym, "lexical/adjective-synonym", Lexical, Guarded, version 1,
    "the entire list" => "the whole list",
    guard "participles, terms of the field", source "adjective_synonym.rs"
}

static SENSES: LazyLock<SenseTable> =
    LazyLock::new(|| SenseTable::parse(table!("lexicon/adjective_synonyms")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for (view, parse) in View::all(prompt).zip(prompt.parses()) {
        if let Some(parse) = parse {
            found.extend((view.first..parse.end).filter_map(|at| site(&view, parse, at)));
        }
    }
    found
}

fn site(view: &View<'_>, parse: &Parse, at: usize) -> Option<Site> {
    let token = view.token(at);
    let senses = SENSES.of(view.lower(at));
    let entry = token
        .entry
        .filter(|entry| entry.adjective || entry.adverb)?;
    let verb = parse
        .clauses
        .iter()
        .filter_map(|clause| clause.verb.as_ref())
        .any(|verb| verb.main == at);
    let opens = at == view.first && entry.verb.is_some();
    let glued = at + 1 < view.end
        && (view.token(at + 1).is_punct(b'-') || view.token(at + 1).is_span() && !entry.adverb);
    // A word that is a noun or a participle too, is an adjective only before a noun.
    let also = entry.adjective && (entry.noun.is_some() || entry.verb.is_some());
    let alone = also && !goes_before_noun(view, at + 1);
    if senses.is_empty() || alone || !token.is_word() || verb || opens || glued {
        return None;
    }
    let beside = Beside::of(view, at, parse.end);
    let proposals = senses
        .iter()
        .filter(|sense| sense.fits(|word| beside.has(word)))
        .filter_map(|sense| proposal(view, at..at + 1, sense.to))
        .collect();
    Site::of(proposals)
}

fn goes_before_noun(view: &View<'_>, at: usize) -> bool {
    at < view.end
        && (view.token(at).is_span()
            || view
                .token(at)
                .entry
                .is_none_or(|entry| entry.noun.is_some() || entry.adjective)
                && view.token(at).is_word())
}
