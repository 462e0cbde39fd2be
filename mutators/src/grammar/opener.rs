//! What stands before the main clause of a sentence: conditions, what is given, purposes, phrases and adverbs.

use super::sentence::Parser;
use super::tree::{Kind, Opener, OpenerKind, Person};
use crate::lexicon::Form;

impl Parser<'_> {
    /// Whatever stands before the main clause.
    pub(super) fn open_sentence(&mut self) -> Option<()> {
        for _ in 0..4 {
            let mark = self.mark();
            self.front = true;
            let found = self.opener();
            self.front = false;
            let Some(opener) = found else {
                self.back(&mark);
                break;
            };
            self.openers.push(opener);
            self.open.clear();
        }
        self.spend()
    }

    pub(super) fn opener(&mut self) -> Option<Opener> {
        let (sight, start) = (self.sight, self.at);
        let adverb = self.adverb_opener(start);
        if let Some(end) = adverb {
            self.at = end + usize::from(sight.punct(end, b','));
            return Some(Opener {
                kind: OpenerKind::Adverb,
                range: start..end,
                clause: None,
            });
        }
        if sight.is(start, &["given"]) && !sight.punct(start + 1, b',') {
            self.at += 1;
            let index = self.region(Kind::Content, start..start + 1)?;
            return self.closed(OpenerKind::Given, start, Some(index));
        }
        if sight.is(
            start,
            &[
                "if", "when", "unless", "while", "once", "whenever", "until", "since", "because",
                "although",
            ],
        ) {
            self.at += 1;
            let marker = start..self.at;
            let bare = sight.is_form(self.at, Form::GERUND) && !sight.is_noun(self.at);
            if let Some(end) = self.short_condition(self.at) {
                self.at = end;
                let mut blank = self.blank(Kind::Condition, None, marker);
                blank.range.end = self.at;
                let index = self.push(blank);
                return self.closed(OpenerKind::Condition, start, Some(index));
            }
            let index = if bare {
                let index = self.push(self.blank(Kind::Condition, None, marker));
                let verb = self.verbal(Form::GERUND)?;
                let person = verb.person;
                self.clauses[index].verb = Some(verb);
                self.run(index, person)?;
                index
            } else {
                self.with_subject(Kind::Condition, marker, None)?
            };
            return self.closed(OpenerKind::Condition, start, Some(index));
        }
        if sight.is(start, &["to"]) && sight.is_form(start + 1, Form::BASE)
            || sight.phrase(start, &["in", "order", "to"]).is_some()
        {
            self.at += if sight.is(start, &["to"]) { 1 } else { 3 };
            let index = self.push(self.blank(Kind::Infinitive, None, start..self.at));
            let verb = self.base()?;
            self.clauses[index].verb = Some(verb);
            self.run(index, Person::Base)?;
            return self.closed(OpenerKind::Purpose, start, Some(index));
        }
        if sight.is_preposition(start) {
            let index = self.push(self.blank(Kind::Content, None, start..start));
            self.clauses[index].agent = None;
            self.tail(index)?;
            return self.closed(OpenerKind::Phrase, start, Some(index));
        }
        None
    }

    /// The end of `Then`, `In addition`, `Otherwise` or the like at the start of a sentence.
    fn adverb_opener(&self, at: usize) -> Option<usize> {
        const LONG: &[&[&str]] = &[
            &["in", "addition"],
            &["in", "particular"],
            &["in", "other", "words"],
            &["after", "that"],
            &["as", "well"],
            &["at", "the", "end"],
            &["in", "the", "end"],
        ];
        if let Some(range) = LONG.iter().find_map(|words| self.sight.phrase(at, words)) {
            return self.sight.punct(range.end, b',').then_some(range.end);
        }
        let listed = self.sight.is(
            at,
            &[
                "then",
                "first",
                "next",
                "finally",
                "additionally",
                "also",
                "otherwise",
                "however",
                "therefore",
                "instead",
                "furthermore",
                "moreover",
                "lastly",
                "similarly",
                "specifically",
                "second",
                "secondly",
                "firstly",
                "afterwards",
                "subsequently",
                "please",
                "optionally",
                "else",
                "thus",
                "hence",
                "importantly",
                "typically",
                "usually",
                "currently",
                "internally",
            ],
        );
        (listed
            && (self.sight.punct(at + 1, b',')
                || self.sight.is(
                    at,
                    &[
                        "then",
                        "finally",
                        "also",
                        "otherwise",
                        "please",
                        "first",
                        "next",
                    ],
                ))
            && !self
                .sight
                .is_noun(at + 1)
                .then_some(())
                .is_some_and(|()| self.sight.is(at, &["first", "next", "second"])))
        .then_some(at + 1)
    }

    /// An opener ends with a comma.
    fn closed(&mut self, kind: OpenerKind, start: usize, clause: Option<usize>) -> Option<Opener> {
        let end = self.at;
        if !self.sight.punct(end, b',') || self.unsure {
            return None;
        }
        self.at += 1;
        if self.sight.is(self.at, &["then"]) {
            self.at += 1;
        }
        Some(Opener {
            kind,
            range: start..end,
            clause,
        })
    }
}
