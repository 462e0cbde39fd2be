//! The words that show in which sense a noun or an adjective is meant.

use crate::grammar::Parse;
use crate::lexicon::{Classes, Nouns, lookup};
use crate::syntax::View;

/// The words of a noun phrase around one of them, and the head of the `of` behind it.
pub(super) struct Beside<'a> {
    words: Vec<&'a str>,
}

impl<'a> Beside<'a> {
    pub(super) fn of(view: &View<'a>, at: usize, end: usize) -> Self {
        let mut words = Vec::new();
        let closed = |at: usize| {
            view.class(
                at,
                Classes::PREPOSITION
                    .or(Classes::CONJUNCTION)
                    .or(Classes::SUBORDINATOR)
                    .or(Classes::BE)
                    .or(Classes::MODAL),
            ) || !view.token(at).is_word() && !view.token(at).is_span()
        };
        let mut before = at;
        while before > view.first && at - before < 3 && !closed(before - 1) {
            before -= 1;
            words.push(view.lower(before));
        }
        let mut behind = at + 1;
        while behind < end && behind - at < 4 && !closed(behind) {
            words.push(view.lower(behind));
            behind += 1;
        }
        if behind < end && view.lower(behind) == "of" {
            words.extend(
                (behind + 1..end.min(behind + 5))
                    .take_while(|at| !closed(*at))
                    .map(|at| view.lower(at)),
            );
        }
        Self { words }
    }

    /// Says whether a lemma is one of them.
    pub(super) fn has(&self, lemma: &str) -> bool {
        self.words.iter().any(|word| {
            *word == lemma
                || lookup(word)
                    .and_then(|entry| entry.noun)
                    .is_some_and(|(noun, _)| Nouns::singular(noun) == lemma)
        })
    }
}

/// Says whether a word is read as a noun, and not as the first part of a compound.
pub(super) fn nouns_of(view: &View<'_>, parse: &Parse, at: usize) -> bool {
    let verb = parse
        .clauses
        .iter()
        .filter_map(|clause| clause.verb.as_ref())
        .any(|verb| verb.main == at);
    let next = at + 1;
    let inside = next < parse.end;
    let compound = inside
        && (view.token(next).is_punct(b'-')
            || view.token(next).is_span()
            || view.token(next).is_word()
                && !parse
                    .clauses
                    .iter()
                    .filter_map(|clause| clause.verb.as_ref())
                    .any(|verb| verb.range.contains(&next))
                && view.token(next).entry.is_none_or(|entry| {
                    entry.noun.is_some() && !entry.classes.meets(Classes::PREPOSITION)
                }));
    let behind_hyphen = at > view.first && view.token(at - 1).is_punct(b'-');
    let quoted = at > view.first
        && view.token(at - 1).kind
            == crate::segment::token::TokenKind::Span(crate::span::SpanKind::Quoted);
    !verb && !compound && !behind_hyphen && !quoted
}
