//! Verbs with their auxiliaries.

use super::sentence::Parser;
use super::tree::{Person, Verb};
use crate::lexicon::{Classes, Form};

impl Parser<'_> {
    fn past_adverbs(&self, mut at: usize) -> usize {
        while self.sight.is_adverb(at)
            && !self.sight.is(at, &["not"])
            && !self.sight.class(at, Classes::PREPOSITION)
        {
            at += 1;
        }
        at
    }

    /// Reads a finite verb: `returns`, `should not be sorted`, `is`.
    pub(super) fn finite(&mut self) -> Option<Verb> {
        let sight = self.sight;
        let begun = self.at;
        let start = self.past_adverbs(begun);
        if sight.class(start, Classes::MODAL) {
            let negated = is_negated(sight.word(start));
            let mut verb = self.base_from(start + 1)?;
            verb.range.start = begun;
            verb.modal = Some(start);
            verb.negated |= negated;
            return Some(verb);
        }
        if sight.is(
            start,
            &[
                "is", "are", "was", "were", "isn't", "aren't", "wasn't", "weren't",
            ],
        ) {
            let person = match sight.word(start) {
                "is" | "isn't" => Person::Third,
                "are" | "aren't" => Person::Plural,
                _ => Person::Past,
            };
            return self.with_be(start, person, is_negated(sight.word(start)));
        }
        let owes =
            sight.is(start, &["need", "needs", "has", "have"]) && sight.is(start + 1, &["to"]);
        if owes && let Some(mut verb) = self.base_from(start + 2) {
            verb.range.start = begun;
            verb.modal = Some(start);
            return Some(verb);
        }
        if sight.is(start, &["has", "have", "had"]) && self.is_perfect(start + 1) {
            let person = match sight.word(start) {
                "has" => Person::Third,
                "have" => Person::Plural,
                _ => Person::Past,
            };
            return self.perfect(start, person);
        }
        let forms = sight.forms(start)?;
        let person = if forms.has(Form::THIRD) {
            Person::Third
        } else if forms.has(Form::BASE) {
            Person::Plural
        } else if forms.has(Form::PAST) {
            Person::Past
        } else {
            return None;
        };
        Some(self.simple(start, person))
    }

    /// Reads a verb in its base form: `return`, `not be sorted`.
    pub(super) fn base(&mut self) -> Option<Verb> {
        let at = self.at;
        let mut verb = self.base_from(at)?;
        verb.range.start = at;
        Some(verb)
    }

    fn base_from(&mut self, at: usize) -> Option<Verb> {
        let sight = self.sight;
        let mut at = self.past_adverbs(at);
        let negated = sight.is(at, &["not"]);
        at = self.past_adverbs(at + usize::from(negated));
        if sight.is(at, &["be"]) {
            return self.with_be(at, Person::Base, negated);
        }
        if sight.is(at, &["have"]) && self.is_perfect(at + 1) {
            let mut verb = self.perfect(at, Person::Base)?;
            verb.negated |= negated;
            return Some(verb);
        }
        if !sight.is_form(at, Form::BASE) || sight.class(at, Classes::BE) {
            return None;
        }
        let mut verb = self.simple(at, Person::Base);
        verb.negated = negated;
        Some(verb)
    }

    /// Reads a gerund or a participle that opens a clause.
    pub(super) fn verbal(&mut self, form: Form) -> Option<Verb> {
        let sight = self.sight;
        let mut at = self.past_adverbs(self.at);
        let negated = sight.is(at, &["not"]);
        at = self.past_adverbs(at + usize::from(negated));
        if !sight.is_form(at, form) {
            return None;
        }
        let gerund = form.has(Form::GERUND);
        let start = self.at;
        let mut verb = self.simple(
            at,
            if gerund {
                Person::Gerund
            } else {
                Person::Participle
            },
        );
        verb.range.start = start;
        verb.negated = negated;
        verb.passive = !gerund;
        Some(verb)
    }

    fn simple(&mut self, at: usize, person: Person) -> Verb {
        let start = self.at.min(at);
        self.at = at + 1;
        Verb {
            range: start..at + 1,
            main: at,
            person,
            modal: None,
            negated: false,
            passive: false,
            copula: false,
        }
    }

    fn with_be(&mut self, be: usize, person: Person, negated: bool) -> Option<Verb> {
        let sight = self.sight;
        let start = self.at.min(be);
        let not = sight.is(be + 1, &["not"]);
        let after = be + 1 + usize::from(not);
        let main = self.past_adverbs(after);
        let passive = sight.is_form(main, Form::PARTICIPLE)
            && !(sight.is_noun(main) && sight.is_adjective(main));
        let end = if passive { main + 1 } else { after };
        self.at = end;
        if !passive
            && sight.is_form(main, Form::GERUND)
            && !sight.is_noun(main)
            && !sight.is_adjective(main)
        {
            return None;
        }
        Some(Verb {
            range: start..end,
            main: if passive { main } else { be },
            person,
            modal: None,
            negated: negated || not,
            passive,
            copula: !passive,
        })
    }

    /// `been`, or a participle that no noun follows.
    fn is_perfect(&self, at: usize) -> bool {
        let sight = self.sight;
        let at = self.past_adverbs(at + usize::from(sight.is(at, &["not"])));
        sight.is(at, &["been"])
    }

    fn perfect(&mut self, have: usize, person: Person) -> Option<Verb> {
        let sight = self.sight;
        let not = sight.is(have + 1, &["not"]);
        let been = self.past_adverbs(have + 1 + usize::from(not));
        let start = self.at.min(have);
        let mut verb = self.with_be(been, person, not)?;
        verb.range.start = start;
        Some(verb)
    }
}

fn is_negated(word: &str) -> bool {
    word.ends_with("n't") || word == "cannot"
}
