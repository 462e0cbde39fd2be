//! The order in which a sentence is said: what opens it, what is asked for or what is done, and what follows.

use super::Atom;
use super::writer::{Writer, plain};
use crate::grammar::{Clause, Kind, OpenerKind, Shape, Verb, is_as_input};
use std::ops::Range;

impl Writer<'_> {
    pub(super) fn write(&mut self) {
        let mains: Vec<usize> = (0..self.parse.clauses.len())
            .filter(|at| {
                self.parse.clauses[*at].kind == Kind::Main
                    && self.parse.clauses[*at].parent.is_none()
            })
            .collect();
        let whole = mains.len() == 1 && self.parse.chain(mains[0]).len() == 1;
        let mut behind = Vec::new();
        for opener in &self.parse.openers {
            match opener.kind {
                OpenerKind::Phrase
                    if is_as_input(self.prompt, opener.range.clone())
                        || self.is_language(opener.range.clone()) => {}
                OpenerKind::Purpose | OpenerKind::Phrase if whole => {
                    behind.push(opener.range.clone());
                }
                OpenerKind::Purpose | OpenerKind::Phrase => {
                    self.out.push(Atom::Mark("front"));
                    self.tokens(opener.range.clone());
                }
                OpenerKind::Adverb if self.lower(opener.range.start) == "then" => {}
                OpenerKind::Adverb | OpenerKind::Condition | OpenerKind::Given => {
                    self.tokens(opener.range.clone());
                }
            }
        }
        for index in mains {
            self.write_main(index);
        }
        for range in behind {
            self.tokens(range);
        }
    }

    /// `in Python`
    fn is_language(&self, range: Range<usize>) -> bool {
        let words: Vec<&str> = range.map(|at| self.lower(at)).collect();
        words == ["in", "python"]
    }

    /// Writes what is asked for, with its language first wherever that stands.
    fn write_request(&mut self, index: usize, ranges: [Range<usize>; 2]) {
        let clause = &self.parse.clauses[index];
        self.out.push(Atom::Mark("make"));
        self.write_manner(clause);
        let noun = if clause.verb.as_ref().is_some_and(|verb| verb.passive) {
            clause.agent.as_ref()
        } else {
            clause.object()
        };
        let before = noun.and_then(|noun| {
            noun.range
                .clone()
                .find(|at| *at != noun.head && self.lower(*at) == "python")
        });
        let phrase = clause
            .items
            .iter()
            .map(|item| item.range.clone())
            .find(|range| self.is_language(range.clone()));
        let opened = self
            .parse
            .openers
            .iter()
            .any(|opener| self.is_language(opener.range.clone()));
        if before.is_some() || phrase.is_some() || opened {
            self.out.push(Atom::Word("python".into()));
        }
        self.skip(before.map_or(self.first..self.first, |at| at..at + 1));
        self.skip(phrase.unwrap_or(self.first..self.first));
        for range in ranges {
            self.tokens(range);
        }
    }

    /// The words between who does it and what is done: `the function never returns`.
    fn write_between(&mut self, clause: &Clause) {
        let Some(agent) = &clause.agent else { return };
        for at in agent.range.end..clause.subject.end {
            if self.prompt.tokens()[at].is_word() {
                plain(self.prompt, at, &mut self.out);
            }
        }
    }

    /// How the reader is to do what is asked for, where that is more than an order: `you could write`, `never write`.
    fn write_manner(&mut self, clause: &Clause) {
        const SAID: &[&str] = &[
            "should", "must", "need", "needs", "have", "has", "will", "shall", "to", "be", "you",
            "please",
        ];
        let Some(verb) = &clause.verb else { return };
        let asks = self.parse.shape == Shape::Question;
        for at in verb.range.clone().filter(|at| *at != verb.main) {
            let word = self.lower(at);
            let asked = asks && matches!(word, "can" | "could" | "would");
            if !SAID.contains(&word) && !asked {
                plain(self.prompt, at, &mut self.out);
            }
        }
    }

    fn write_main(&mut self, index: usize) {
        let clause = &self.parse.clauses[index];
        for at in clause.marker.clone() {
            if !matches!(
                self.lower(at),
                "and" | "can" | "could" | "would" | "will" | "you" | "please"
            ) {
                plain(self.prompt, at, &mut self.out);
            }
        }
        let Some(verb) = &clause.verb else {
            self.out.push(Atom::Mark("noun"));
            self.tokens(clause.range.start.max(clause.marker.end)..clause.range.end);
            return;
        };
        if let Some(task) = self.parse.task(index, self.prompt) {
            let inner = &self.parse.clauses[task];
            let behind = inner
                .verb
                .as_ref()
                .map_or(inner.range.start, |verb| verb.range.end);
            if self.parse.is_request(task, self.prompt) {
                self.write_request(
                    task,
                    [behind..inner.range.end, inner.range.end..clause.range.end],
                );
            } else {
                self.out.push(Atom::Mark("does"));
                self.tokens(inner.marker.end..clause.range.end);
            }
            return;
        }
        let rest = verb.range.end..clause.range.end;
        let condition = self.parse.trailing_condition(index, self.prompt);
        let (body, after) = match condition {
            Some(at) => {
                let range = self.parse.clauses[at].range.clone();
                self.tokens(range.clone());
                (rest.start..range.start, range.end..rest.end)
            }
            None => (rest.clone(), rest.end..rest.end),
        };
        if self.parse.is_request(index, self.prompt) {
            let first = if verb.passive {
                clause.subject.clone()
            } else {
                body.clone()
            };
            let second = if verb.passive { body } else { after };
            self.write_request(index, [first, second]);
            return;
        }
        if let Some(act) = self.crosses(clause, verb) {
            let act = [Atom::Mark("does"), Atom::Word(act.into())];
            self.out.extend(act);
            self.tokens(body);
            self.tokens(after);
            return;
        }
        let told = self.is_act(index);
        let patient = clause
            .agent
            .as_ref()
            .is_some_and(|noun| matches!(self.lower(noun.head), "you" | "we" | "i"));
        if told || verb.passive && !patient {
            self.out.push(Atom::Mark("does"));
            if told {
                self.write_between(clause);
            }
            self.tokens(verb.range.clone());
            if !told {
                self.tokens(clause.subject.clone());
            }
        } else {
            self.out.push(Atom::Mark("fact"));
            self.tokens(clause.subject.clone());
            self.tokens(verb.range.clone());
        }
        let agent = self.parse.agent_phrase(index, self.prompt);
        if let Some(range) = agent {
            self.skip(range);
        }
        self.tokens(body);
        self.tokens(after);
    }

    /// `You are given x.` and `The input is x.` say what the code takes, `The output should be x.` what it returns.
    fn crosses(&self, clause: &Clause, verb: &Verb) -> Option<&'static str> {
        clause.object().filter(|_| !verb.negated)?;
        let words: Vec<&str> = clause.subject.clone().map(|at| self.lower(at)).collect();
        let modal = verb.modal.map(|modal| self.lower(modal));
        match (&words[..], modal) {
            (["you"], None | Some("will"))
                if verb.passive && self.lemma(verb.main) == "give" && verb.range.len() <= 3 =>
            {
                Some("take")
            }
            (["the", "input"], None) if verb.copula => Some("take"),
            (["the", "output"], None | Some("should" | "must")) if verb.copula => Some("return"),
            _ => None,
        }
    }
}
