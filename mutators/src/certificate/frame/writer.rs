//! Writes a sentence token by token, with what stands in the place of some of them or before them.

use super::Atom;
use crate::certificate::words::{american, bare, written_out};
use crate::grammar::{Clause, Kind, Parse, Shape, speaks_of_code};
use crate::lexicon::{Verbs, lookup};
use crate::prompt::Prompt;
use crate::segment::token::{Sentence, TokenKind};
use std::ops::Range;

/// A token as it stands.
pub(super) fn plain(prompt: &Prompt, at: usize, out: &mut Vec<Atom>) {
    let token = &prompt.tokens()[at];
    match token.kind {
        TokenKind::Span(_) => out.push(Atom::Name(bare(prompt.word(token)).into())),
        TokenKind::Punct(b'(') => out.push(Atom::Mark("(")),
        TokenKind::Punct(b')') => out.push(Atom::Mark(")")),
        TokenKind::Punct(_) => {}
        TokenKind::Word => {
            for word in written_out(prompt.lower(token)).filter(|word| *word != "please") {
                let word = if word == "an" { "a" } else { american(word) };
                out.push(Atom::Word(word.into()));
            }
        }
    }
}

/// Writes the atoms of one sentence.
pub(super) struct Writer<'a> {
    pub(super) prompt: &'a Prompt,
    pub(super) parse: &'a Parse,
    pub(super) first: usize,
    /// What is written instead of a token.
    pub(super) instead: Vec<Option<Vec<Atom>>>,
    /// What is written before a token.
    pub(super) before: Vec<Option<Atom>>,
    pub(super) out: Vec<Atom>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(prompt: &'a Prompt, parse: &'a Parse, sentence: &Sentence) -> Self {
        let length = sentence.end - sentence.first;
        Self {
            prompt,
            parse,
            first: sentence.first,
            instead: vec![None; length],
            before: vec![None; length],
            out: Vec::with_capacity(length + 8),
        }
    }

    pub(super) fn lower(&self, at: usize) -> &'a str {
        self.prompt.lower(&self.prompt.tokens()[at])
    }

    pub(super) fn skip(&mut self, range: Range<usize>) {
        for at in range {
            self.instead[at - self.first] = Some(Vec::new());
        }
    }

    pub(super) fn replace(&mut self, at: usize, atoms: Vec<Atom>) {
        self.instead[at - self.first] = Some(atoms);
    }

    pub(super) fn tokens(&mut self, range: Range<usize>) {
        for at in range {
            let slot = at - self.first;
            if let Some(mark) = &self.before[slot] {
                self.out.push(mark.clone());
            }
            match &self.instead[slot] {
                Some(atoms) => self.out.extend(atoms.iter().cloned()),
                None => plain(self.prompt, at, &mut self.out),
            }
        }
    }

    pub(super) fn lemma(&self, at: usize) -> &'a str {
        let word = self.lower(at);
        lookup(word)
            .and_then(|entry| entry.verb)
            .map_or(word, |(verb, _)| Verbs::lemma(verb))
    }

    /// Says whether a clause tells what the code does.
    pub(super) fn is_act(&self, index: usize) -> bool {
        let clause = &self.parse.clauses[index];
        match clause.kind {
            Kind::Joined(with) => self.is_act(with),
            Kind::Main => clause.parent.is_none() && self.speaks_of_code(clause),
            Kind::Relative | Kind::Infinitive | Kind::Gerund => {
                self.parse.is_told_of_request(index, self.prompt)
            }
            _ => false,
        }
    }

    fn speaks_of_code(&self, clause: &Clause) -> bool {
        match self.parse.shape {
            Shape::Imperative | Shape::Third | Shape::Question if clause.agent.is_none() => true,
            _ => speaks_of_code(self.prompt, clause),
        }
    }
}
