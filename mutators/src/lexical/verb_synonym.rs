//! Replaces a verb by one that means the same in an instruction.
//!
//! `computes the sum` becomes `calculates the sum`, in the same person and tense. Each pair of the table says which objects
//! show its sense, and which patterns it holds for (`checks if`). In a sentence that was not read only the pairs that need no
//! object are used. It refuses a word that may not be a verb and terms of deep learning such as `train` or `pad`.

use super::replace::proposal;
use crate::edit::{Proposal, Site};
use crate::grammar::{Clause, ItemKind, Kind, Parse, Person, speaks_of_code};
use crate::lexicon::{Form, Nouns, Verbs, lemma_form, lookup};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};
use crate::tables::{RewriteTable, SenseTable, table};
use std::sync::LazyLock;

operator! {
    VerbSynonym, "lexical/verb-synonym", Lexical, Guarded, version 2,
    "computes the sum" => "calculates the sum",
    guard "DL homographs: loss, kernel, pad, train, float, batch", source "verb_synonym.rs"
}

static SENSES: LazyLock<SenseTable> =
    LazyLock::new(|| SenseTable::parse(table!("lexicon/verb_synonyms")));

/// For sentences that were not read: pairs by the words beside them.
static TABLE: LazyLock<RewriteTable> =
    LazyLock::new(|| RewriteTable::parse(table!("verb_synonyms")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for (view, parse) in View::all(prompt).zip(prompt.parses()) {
        match parse {
            Some(parse) => {
                let named = |index: &usize| !parse.names(*index, prompt);
                found.extend(
                    (0..parse.clauses.len())
                        .filter(named)
                        .filter_map(|index| in_clause(&view, parse, &parse.clauses[index])),
                );
            }
            None => found.extend((view.first..view.end).filter_map(|at| site(&view, at))),
        }
    }
    found
}

fn in_clause(view: &View<'_>, parse: &Parse, clause: &Clause) -> Option<Site> {
    let verb = clause.verb.as_ref().filter(|verb| !verb.copula)?;
    let at = verb.main;
    let (row, _) = view.token(at).entry?.verb?;
    let carries = clause
        .items
        .first()
        .is_some_and(|item| item.kind == ItemKind::Particle);
    if !view.token(at).is_word() || carries {
        return None;
    }
    let form = match verb.person {
        _ if verb.passive => Form::PARTICIPLE,
        Person::Base | Person::Plural => Form::BASE,
        Person::Third => Form::THIRD,
        Person::Past => Form::PAST,
        Person::Gerund => Form::GERUND,
        Person::Participle => Form::PARTICIPLE,
    };
    let form = if verb.modal.is_some() && !verb.passive {
        Form::BASE
    } else {
        form
    };
    let object = if verb.passive {
        patient(view, parse, clause)
    } else {
        clause.object().map(|noun| noun.head)
    };
    let head = object.map(|at| singular(view.lower(at)));
    let pattern = pattern(view, parse, clause);
    let told = clause.agent.is_none() || speaks_of_code(view.prompt, clause);
    let fits = |word: &str| match word.strip_prefix('+') {
        Some(preposition) => clause
            .items
            .iter()
            .any(|item| view.lower(item.range.start) == preposition),
        None => head == Some(word),
    };
    let proposals: Vec<Proposal> = SENSES
        .of(Verbs::lemma(row))
        .iter()
        .filter(|sense| {
            sense.pattern == pattern.as_deref() && (sense.pattern.is_some() || head.is_some())
        })
        .filter(|sense| sense.pattern != Some("if") || told)
        .filter(|sense| {
            !verb.passive || !sense.to.contains(' ') && !matches!(sense.to, "get" | "have")
        })
        // What was found, seen or met may be located, read or touched.
        .filter(|_| !verb.passive || !matches!(Verbs::lemma(row), "find" | "see" | "meet"))
        .filter(|sense| sense.fits(fits))
        .filter_map(|sense| lemma_form(sense.to, form))
        .filter_map(|after| proposal(view, at..at + 1, &after))
        .collect();
    Site::of(proposals)
}

fn singular(word: &str) -> &str {
    lookup(word)
        .and_then(|entry| entry.noun)
        .map_or(word, |(noun, _)| Nouns::singular(noun))
}

/// What a passive verb or a participle is done to.
fn patient(view: &View<'_>, parse: &Parse, clause: &Clause) -> Option<usize> {
    match (&clause.agent, clause.kind) {
        (Some(agent), _) => Some(agent.head),
        (None, Kind::Participle | Kind::Relative) => {
            let before = clause.range.start.checked_sub(1)?;
            let holder = &parse.clauses[clause.parent?];
            let nouns = holder.nouns.iter().chain(&holder.agent);
            nouns
                .map(|noun| noun.head)
                .find(|head| *head == before && *head >= view.first)
        }
        _ => None,
    }
}

/// How a verb is used where it has no direct object: the kind of clause, or the preposition, that follows it.
fn pattern<'a>(
    view: &View<'a>,
    parse: &Parse,
    clause: &Clause,
) -> Option<std::borrow::Cow<'a, str>> {
    let item = clause
        .items
        .iter()
        .find(|item| item.kind != ItemKind::Adverb)?;
    let word = view.lower(item.range.start);
    match item.kind {
        ItemKind::Clause(at) => match (parse.clauses[at].kind, word) {
            (Kind::Content, "if" | "whether") => Some("if".into()),
            (Kind::Content, "that") => Some("that".into()),
            (Kind::Infinitive, _) => Some("inf".into()),
            (Kind::Gerund, _) => Some("ing".into()),
            _ => Some(word.into()),
        },
        ItemKind::Phrase | ItemKind::Particle => Some(word.into()),
        ItemKind::Adjective => Some("adj".into()),
        _ => None,
    }
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
