//! What a word may be, as the grammar asks.

use crate::lexicon::{Classes, Entry, Form, Verbs, lookup};
use crate::segment::token::{Token, TokenKind};
use crate::span::SpanKind;
use std::ops::Range;

/// Words that open a condition, or a clause that is kept as one.
pub(super) const CONDITIONS: &[&str] = &[
    "if", "when", "unless", "while", "until", "once", "because", "since", "although", "though",
    "whereas", "whenever", "provided",
];

/// The tokens of one sentence.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) lower: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) first: usize,
    /// One past the last token before the mark that ends the sentence.
    pub(super) end: usize,
    /// It ends with a colon: what its last words want follows in a list.
    pub(super) colon: bool,
}

impl<'a> Sight<'a> {
    pub(super) fn get(&self, at: usize) -> Option<&'a Token> {
        (at >= self.first && at < self.end).then(|| &self.tokens[at])
    }

    /// The lower-case text of a token, empty beyond the ends.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.get(at).map_or("", |token| &self.lower[token.range()])
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        // Words of other lengths or with other first letters need no look at the rest.
        let same = |it: &&str| {
            it.len() == word.len()
                && it.as_bytes().first() == word.as_bytes().first()
                && *it == word
        };
        !word.is_empty() && words.iter().any(same)
    }

    /// What the lexicon says, also of a term that no operator may touch.
    pub(super) fn entry(&self, at: usize) -> Option<&'static Entry> {
        let token = self.get(at)?;
        match token.kind {
            TokenKind::Word => token.entry,
            TokenKind::Span(SpanKind::Term) => lookup(self.word(at)),
            _ => None,
        }
    }

    pub(super) fn class(&self, at: usize, classes: Classes) -> bool {
        self.entry(at)
            .is_some_and(|entry| entry.classes.meets(classes))
    }

    pub(super) fn punct(&self, at: usize, mark: u8) -> bool {
        self.get(at).is_some_and(|token| token.is_punct(mark))
    }

    /// A name, number, quotation, shape or formula: it stands where a noun can.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.get(at).is_some_and(|token| {
            matches!(token.kind, TokenKind::Span(kind) if !matches!(kind, SpanKind::Example | SpanKind::Doctest | SpanKind::Term))
        })
    }

    pub(super) fn is_formula(&self, at: usize) -> bool {
        self.get(at)
            .is_some_and(|token| token.kind == TokenKind::Span(SpanKind::Formula))
    }

    /// Joins of two or more tokens that touch: `x-axis`.
    pub(super) fn is_glue(&self, at: usize) -> bool {
        self.punct(at, b'-')
            && self.get(at).is_some_and(|token| !token.space_before)
            && self.get(at + 1).is_some_and(|token| !token.space_before)
    }

    /// The forms in which a word may be a verb.
    pub(super) fn forms(&self, at: usize) -> Option<Form> {
        self.entry(at)?.verb.map(|(_, forms)| forms)
    }

    pub(super) fn is_form(&self, at: usize, form: Form) -> bool {
        self.forms(at).is_some_and(|forms| forms.has(form))
    }

    pub(super) fn lemma(&self, at: usize) -> &'static str {
        self.entry(at)
            .and_then(|entry| entry.verb)
            .map_or("", |(verb, _)| Verbs::lemma(verb))
    }

    pub(super) fn takes(&self, at: usize, pattern: &str) -> bool {
        self.entry(at)
            .and_then(|entry| entry.verb)
            .is_some_and(|(verb, _)| Verbs::takes(verb, pattern))
    }

    pub(super) fn is_noun(&self, at: usize) -> bool {
        self.entry(at).is_some_and(|entry| entry.noun.is_some())
            || self
                .get(at)
                .is_some_and(|token| token.kind == TokenKind::Span(SpanKind::Term))
                && self.entry(at).is_none_or(|entry| {
                    entry.verb.is_none() && !entry.adjective && entry.noun.is_none()
                })
    }

    /// A word that is in no table: a noun or an adjective, as far as one can tell.
    pub(super) fn is_unknown(&self, at: usize) -> bool {
        self.get(at).is_some_and(|token| {
            let word = self.word(at);
            token.is_word()
                && token.entry.is_none()
                && word.len() > 1
                && !word.ends_with("ly")
                && !word.contains('\'')
        })
    }

    /// `image's`, `lists'`
    pub(super) fn is_genitive(&self, at: usize) -> bool {
        self.get(at).is_some_and(Token::is_word)
            && (self.word(at).ends_with("'s") || self.word(at).ends_with("s'"))
            && !self.is(at, &["it's", "let's", "that's", "there's"])
    }

    pub(super) fn is_adjective(&self, at: usize) -> bool {
        self.entry(at).is_some_and(|entry| entry.adjective)
    }

    pub(super) fn is_adverb(&self, at: usize) -> bool {
        self.entry(at).is_some_and(|entry| {
            (entry.adverb || entry.classes.meets(Classes::ADVERB))
                && !entry.classes.meets(Classes::SUBORDINATOR)
                && !entry.classes.meets(Classes::PREPOSITION)
        }) || self
            .get(at)
            .is_some_and(|token| token.is_word() && token.entry.is_none())
            && self.word(at).ends_with("ly")
    }

    pub(super) fn is_determiner(&self, at: usize) -> bool {
        self.class(at, Classes::DETERMINER)
            && !self.is(at, &["such", "which", "whose", "that", "given"])
            || self.is(at, &["that", "such"]) && self.opens_after_that(at + 1)
    }

    /// `that` before a singular noun that a verb follows at once is a determiner: `in that case`.
    fn opens_after_that(&self, at: usize) -> bool {
        self.is(at, &["case", "order", "situation", "a", "an"])
    }

    /// True where nothing but the beginning of a noun phrase, or of a clause in its place, can stand.
    pub(super) fn surely_object(&self, at: usize) -> bool {
        self.class(at, Classes::DETERMINER.or(Classes::PRONOUN))
            && !self.is(at, &["which", "whose"])
            || self.is_name(at) && !self.is_formula(at)
            || self.is(
                at,
                &["whether", "if", "only", "how", "two", "three", "exactly"],
            )
    }

    /// True where a noun phrase may begin.
    pub(super) fn may_open_noun(&self, at: usize) -> bool {
        self.surely_object(at)
            || self.is_noun(at)
            || self.is_adjective(at)
            || self.is_unknown(at)
            || self.is_name(at)
            || self.is_form(at, Form::PARTICIPLE)
    }

    pub(super) fn is_preposition(&self, at: usize) -> bool {
        self.class(at, Classes::PREPOSITION) && !self.is(at, &["than", "except"])
            || self.is(at, &["than", "except", "including", "like"])
    }

    /// The place behind a bracket that opens here.
    pub(super) fn past_bracket(&self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        for next in at..self.end {
            if self.punct(next, b'(') {
                depth += 1;
            } else if self.punct(next, b')') {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(next + 1);
                }
            }
        }
        None
    }

    /// Says whether these words stand here, one after the other.
    pub(super) fn phrase(&self, at: usize, words: &[&str]) -> Option<Range<usize>> {
        let holds = words
            .iter()
            .enumerate()
            .all(|(index, word)| self.word(at + index) == *word && self.get(at + index).is_some());
        holds.then(|| at..at + words.len())
    }
}
