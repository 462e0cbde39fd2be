//! What a sentence says, whatever way it says it: the same for texts that differ in mood, voice, order or words of form only.
//!
//! A frame is a list of atoms. Verbs stand by their lemmas behind a mark that says what they are: what the code does, a fact,
//! a relative, a purpose, a condition. `Return x.`, `It should return x.`, `x should be returned.` and `Can you return x?`
//! have one frame; so have `a list that contains x` and `a list containing x`, and a sentence and the two that it is split
//! into. Phrases keep their places, so nothing moves unseen. A sentence that was not read wholly is a list of its words.

use super::words::{american, expand, written_out};
use crate::grammar::{
    Clause, ItemKind, Kind, OpenerKind, Parse, Person, Shape, Verb, is_as_input, speaks_of_code,
};
use crate::lexicon::{Classes, Verbs, is, lookup};
use crate::prompt::Prompt;
use crate::segment::token::{Sentence, TokenKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

/// One word, name or mark of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// What follows is one of these: `does`, `fact`, `rel`, `to`, `make`, `name`.
    Mark(&'static str),
    /// A word in lower case and American spelling; a verb by its lemma.
    Word(Box<str>),
    /// A protected atom as it stands.
    Name(Box<str>),
}

/// The frames of a prompt, sentence by sentence, each with the key of what it was read from.
pub(super) struct Frames {
    pub(super) atoms: Vec<Rc<[Atom]>>,
    /// By their keys; what variants say is kept as well, for those that come after.
    known: RefCell<FxHashMap<u64, Rc<[Atom]>>>,
}

/// Reads the frames of a prompt.
pub(super) fn frames(prompt: &Prompt) -> Frames {
    let mut known = FxHashMap::default();
    let sentences = prompt.sentences().iter().zip(prompt.parses());
    let atoms = sentences.map(|(sentence, parse)| {
        let atoms: Rc<[Atom]> = frame(prompt, sentence, parse.as_ref()).into();
        known.insert(key(prompt, sentence), Rc::clone(&atoms));
        atoms
    });
    Frames {
        atoms: atoms.collect(),
        known: RefCell::new(known),
    }
}

/// The frames of a variant: only sentences that neither the original nor a variant before it has are read.
pub(super) fn frames_of_variant(prompt: &Prompt, original: &Frames) -> Vec<Rc<[Atom]>> {
    let mut known = original.known.borrow_mut();
    let read = |sentence: &Sentence| {
        let read = || frame(prompt, sentence, prompt.parse_sentence(sentence).as_ref()).into();
        Rc::clone(known.entry(key(prompt, sentence)).or_insert_with(read))
    };
    prompt.sentences().iter().map(read).collect()
}

/// What a frame depends on: the text of a sentence, how it is cut into words, and what each was taken for.
fn key(prompt: &Prompt, sentence: &Sentence) -> u64 {
    let mut hasher = FxHasher::default();
    let tokens = &prompt.tokens()[sentence.first..sentence.end];
    let start = tokens[0].start;
    prompt.text()[start..tokens[tokens.len() - 1].end].hash(&mut hasher);
    for token in tokens {
        let kind = match token.kind {
            TokenKind::Word => 0,
            TokenKind::Punct(_) => 1,
            TokenKind::Span(_) => 2,
        };
        // The white space before a token is part of the text, but for the first one.
        hasher.write_usize((token.start - start) << 2 | kind);
    }
    tokens[0].space_before.hash(&mut hasher);
    hasher.finish()
}

fn frame(prompt: &Prompt, sentence: &Sentence, parse: Option<&Parse>) -> Vec<Atom> {
    let Some(parse) = parse else {
        let mut out = vec![Atom::Mark("raw")];
        for at in sentence.first..sentence.end {
            plain(prompt, at, &mut out);
        }
        return out;
    };
    let length = sentence.end - sentence.first;
    let mut writer = Writer {
        prompt,
        parse,
        first: sentence.first,
        instead: vec![None; length],
        before: vec![None; length],
        out: Vec::with_capacity(length + 8),
    };
    writer.mark_clauses();
    writer.write();
    writer.out
}

/// A token as it stands.
fn plain(prompt: &Prompt, at: usize, out: &mut Vec<Atom>) {
    let token = &prompt.tokens()[at];
    match token.kind {
        TokenKind::Span(_) => out.push(Atom::Name(super::facts::bare(prompt.word(token)).into())),
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

struct Writer<'a> {
    prompt: &'a Prompt,
    parse: &'a Parse,
    first: usize,
    /// What is written instead of a token.
    instead: Vec<Option<Vec<Atom>>>,
    /// What is written before a token.
    before: Vec<Option<Atom>>,
    out: Vec<Atom>,
}

impl<'a> Writer<'a> {
    fn lower(&self, at: usize) -> &'a str {
        self.prompt.lower(&self.prompt.tokens()[at])
    }

    fn skip(&mut self, range: Range<usize>) {
        for at in range {
            self.instead[at - self.first] = Some(Vec::new());
        }
    }

    fn replace(&mut self, at: usize, atoms: Vec<Atom>) {
        self.instead[at - self.first] = Some(atoms);
    }

    fn tokens(&mut self, range: Range<usize>) {
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

    /// Puts the marks and lemmas of every clause in the place of its words of form.
    fn mark_clauses(&mut self) {
        for index in 0..self.parse.clauses.len() {
            self.mark_clause(index);
        }
    }

    fn mark_clause(&mut self, index: usize) {
        let clause = &self.parse.clauses[index];
        let does = self.is_act(index);
        let top = clause.parent.is_none() && matches!(clause.kind, Kind::Main);
        if let Some(verb) = &clause.verb {
            let mut atoms = Vec::new();
            if let Some(modal) = verb.modal {
                let word = expand(self.lower(modal))
                    .split(' ')
                    .next()
                    .unwrap_or_default();
                let silent = matches!(word, "do" | "does" | "did" | "will" | "shall")
                    || matches!(word, "should" | "must" | "need" | "needs" | "has" | "have")
                        && (does || top);
                if !silent {
                    atoms.push(Atom::Word(word.into()));
                }
            }
            let adverbs: Vec<usize> = verb
                .range
                .clone()
                .filter(|at| {
                    *at != verb.main && Some(*at) != verb.modal && self.lower(*at) != "not"
                })
                .filter(|at| {
                    is(self.lower(*at), Classes::ADVERB)
                        || self.is_manner(*at)
                        || !is(self.lower(*at), Classes::BE.or(Classes::MODAL))
                            && !matches!(
                                self.lower(*at),
                                "to" | "have"
                                    | "has"
                                    | "had"
                                    | "need"
                                    | "needs"
                                    | "going"
                                    | "able"
                                    | "you"
                            )
                })
                .collect();
            for at in adverbs {
                plain(self.prompt, at, &mut atoms);
            }
            let lemma = if self.parse.names(index, self.prompt) {
                "call"
            } else {
                self.lemma(verb.main)
            };
            let silent = verb.copula && clause.kind == Kind::Relative && clause.subject.is_empty();
            if verb.negated && !verb.copula {
                atoms.push(Atom::Word("not".into()));
            }
            if !silent {
                atoms.push(Atom::Word(if verb.copula { "be" } else { lemma }.into()));
            }
            if verb.negated && verb.copula {
                atoms.push(Atom::Word("not".into()));
            }
            if verb.passive && !top {
                atoms.push(Atom::Mark("passive"));
            }
            if verb.person == Person::Past {
                atoms.push(Atom::Mark("past"));
            }
            self.skip(verb.range.clone());
            self.replace(verb.range.start, atoms);
        }
        self.mark_opening(index, does);
        let takes = clause.verb.as_ref().is_some_and(|verb| {
            matches!(
                self.lemma(verb.main),
                "take" | "accept" | "receive" | "return"
            )
        });
        let returns = clause
            .verb
            .as_ref()
            .is_some_and(|verb| self.lemma(verb.main) == "return");
        for (at, item) in clause.items.iter().enumerate() {
            let particle = item.kind == ItemKind::Particle && self.lower(item.range.start) == "in";
            let port = item.kind == ItemKind::Phrase
                && is_as_input(self.prompt, item.range.clone())
                && (self.lower(item.range.end - 1) == "output") == returns;
            let silent = particle || port;
            if takes && silent {
                self.skip(item.range.clone());
            }
            let nominal = clause.verb.is_none()
                || at > 0
                    && matches!(
                        clause.items[at - 1].kind,
                        ItemKind::Noun(_) | ItemKind::Phrase | ItemKind::Join
                    );
            if item.kind == ItemKind::Adjective && nominal {
                self.before[item.range.start - self.first] = Some(Atom::Mark("rel"));
            }
        }
    }

    fn is_manner(&self, at: usize) -> bool {
        lookup(self.lower(at)).map_or_else(|| self.lower(at).ends_with("ly"), |entry| entry.adverb)
    }

    fn lemma(&self, at: usize) -> &'a str {
        let word = self.lower(at);
        lookup(word)
            .and_then(|entry| entry.verb)
            .map_or(word, |(verb, _)| Verbs::lemma(verb))
    }

    /// Writes what a clause is in the place of the words that open it.
    fn mark_opening(&mut self, index: usize, does: bool) {
        let clause = &self.parse.clauses[index];
        let marker = clause.marker.clone();
        let words = |writer: &Self, out: &mut Vec<Atom>, without: &[&str]| {
            for at in marker.clone() {
                if !without.contains(&writer.lower(at)) {
                    plain(writer.prompt, at, out);
                }
            }
        };
        let mut atoms = Vec::new();
        match clause.kind {
            Kind::Main => return,
            Kind::Relative if clause.subject.is_empty() => {
                atoms.push(Atom::Mark(if does { "does" } else { "rel" }));
                words(self, &mut atoms, &["that", "which", "who"]);
            }
            Kind::Relative | Kind::Content => {
                words(self, &mut atoms, &[]);
                if self.is_given(index) {
                    atoms = vec![Atom::Mark("does"), Atom::Word("take".into())];
                    let given = clause.range.start;
                    let at = if marker.is_empty() {
                        given.checked_sub(2).filter(|at| self.lower(*at) == "given")
                    } else {
                        None
                    };
                    if let Some(at) = at {
                        self.replace(at, atoms);
                        return;
                    }
                }
            }
            Kind::Infinitive => atoms.push(Atom::Mark(if does { "does" } else { "to" })),
            Kind::Gerund | Kind::Participle if marker.is_empty() => {
                let mark = Atom::Mark(if does { "does" } else { "rel" });
                if let Some(verb) = &clause.verb {
                    self.before[verb.range.start - self.first] = Some(mark);
                }
                return;
            }
            Kind::Participle => atoms.push(Atom::Mark("rel")),
            Kind::Gerund if self.lower(marker.start) == "," => atoms.push(Atom::Mark("while")),
            Kind::Joined(_) => {
                if does {
                    atoms.push(Atom::Mark("does"));
                }
                words(
                    self,
                    &mut atoms,
                    if does {
                        &["and", "to", "then"]
                    } else {
                        &["to"]
                    },
                );
            }
            Kind::Condition if self.parse.supposes(index, self.prompt) => {
                atoms.push(Atom::Mark("if"));
            }
            Kind::Gerund | Kind::Condition => words(self, &mut atoms, &[]),
        }
        if marker.is_empty() {
            return;
        }
        self.skip(marker.clone());
        self.replace(marker.start, atoms);
    }

    /// `given x` at the front of a sentence or behind `that`.
    fn is_given(&self, index: usize) -> bool {
        let clause = &self.parse.clauses[index];
        clause.verb.is_none()
            && clause.kind == Kind::Content
            && (clause.marker.clone().any(|at| self.lower(at) == "given")
                || clause.marker.is_empty()
                    && clause.range.start >= self.first + 2
                    && self.lower(clause.range.start - 2) == "given")
    }

    /// Says whether a clause tells what the code does.
    fn is_act(&self, index: usize) -> bool {
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

    fn write(&mut self) {
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
}

impl Writer<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_that_are_kept_from_the_original_are_those_that_would_be_read() {
        let original = Prompt::new(
            "Write a function named `scale` that takes a list and returns it. If x is empty, return None. Sort it.",
            None,
        );
        let known = frames(&original);
        for text in [
            "Write a function named `scale` that takes a list and returns it. Return None if x is empty. Sort it.",
            "Sort it. Write a function named `scale` to take a list and return it. If x is empty, return None.",
            "Write a method named `grow` that takes a list and returns it. If `x` is empty, return None. Sort it.",
            "Sort it. Sort it; sort it! If x is empty, return None",
        ] {
            let variant = Prompt::new(text, None);
            assert_eq!(
                frames_of_variant(&variant, &known),
                frames(&variant).atoms,
                "{text}"
            );
        }
    }
}
