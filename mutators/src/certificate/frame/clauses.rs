//! What stands in the place of the words of form of each clause: its mark, and its verb by the lemma.

use super::Atom;
use super::writer::{Writer, plain};
use crate::certificate::words::expand;
use crate::grammar::{Clause, ItemKind, Kind, Person, Verb, is_as_input};
use crate::lexicon::{Classes, is, lookup};

impl Writer<'_> {
    /// Puts the marks and lemmas of every clause in the place of its words of form.
    pub(super) fn mark_clauses(&mut self) {
        for index in 0..self.parse.clauses.len() {
            self.mark_clause(index);
        }
    }

    fn mark_clause(&mut self, index: usize) {
        let clause = &self.parse.clauses[index];
        let does = self.is_act(index);
        if let Some(verb) = &clause.verb {
            let atoms = self.verb_atoms(index, verb, does);
            self.skip(verb.range.clone());
            self.replace(verb.range.start, atoms);
        }
        self.mark_opening(index, does);
        self.mark_items(clause);
    }

    /// A verb with its modal and adverbs, where these say more than that the code does it.
    fn verb_atoms(&self, index: usize, verb: &Verb, does: bool) -> Vec<Atom> {
        let clause = &self.parse.clauses[index];
        let top = clause.parent.is_none() && clause.kind == Kind::Main;
        let mut atoms = Vec::new();
        let modal = verb.modal.map(|at| expand(self.lower(at)));
        if let Some(word) = modal.and_then(|words| words.split(' ').next()) {
            let silent = match word {
                "do" | "does" | "did" | "will" | "shall" => true,
                "should" | "must" | "need" | "needs" | "has" | "have" => does || top,
                _ => false,
            };
            if !silent {
                atoms.push(Atom::Word(word.into()));
            }
        }
        for at in verb.range.clone().filter(|at| self.is_adverb(*at, verb)) {
            plain(self.prompt, at, &mut atoms);
        }
        let silent = verb.copula && clause.kind == Kind::Relative && clause.subject.is_empty();
        let lemma = if silent {
            None
        } else if verb.copula {
            Some("be")
        } else if self.parse.names(index, self.prompt) {
            Some("call")
        } else {
            Some(self.lemma(verb.main))
        };
        let lemma = lemma.map(|lemma| Atom::Word(lemma.into()));
        let not = verb.negated.then(|| Atom::Word("not".into()));
        atoms.extend(
            if verb.copula {
                [lemma, not]
            } else {
                [not, lemma]
            }
            .into_iter()
            .flatten(),
        );
        if verb.passive && !top {
            atoms.push(Atom::Mark("passive"));
        }
        if verb.person == Person::Past {
            atoms.push(Atom::Mark("past"));
        }
        atoms
    }

    /// Says whether a word in the range of a verb is neither the verb nor one of its words of form.
    fn is_adverb(&self, at: usize, verb: &Verb) -> bool {
        const OF_FORM: &[&str] = &[
            "to", "have", "has", "had", "need", "needs", "going", "able", "you",
        ];
        let word = self.lower(at);
        if at == verb.main || Some(at) == verb.modal || word == "not" {
            return false;
        }
        let of_form = || is(word, Classes::BE.or(Classes::MODAL)) || OF_FORM.contains(&word);
        is(word, Classes::ADVERB) || self.is_manner(at) || !of_form()
    }

    /// Leaves out where the code takes its input from or puts its output, and marks adjectives behind what they say more of.
    fn mark_items(&mut self, clause: &Clause) {
        let lemma = clause.verb.as_ref().map(|verb| self.lemma(verb.main));
        let takes = matches!(lemma, Some("take" | "accept" | "receive" | "return"));
        let returns = lemma == Some("return");
        for (at, item) in clause.items.iter().enumerate() {
            let particle = item.kind == ItemKind::Particle && self.lower(item.range.start) == "in";
            let port = || {
                item.kind == ItemKind::Phrase
                    && is_as_input(self.prompt, item.range.clone())
                    && (self.lower(item.range.end - 1) == "output") == returns
            };
            if takes && (particle || port()) {
                self.skip(item.range.clone());
            }
            let follows = at.checked_sub(1).map(|before| &clause.items[before].kind);
            let nominal = clause.verb.is_none()
                || matches!(
                    follows,
                    Some(ItemKind::Noun(_) | ItemKind::Phrase | ItemKind::Join)
                );
            if item.kind == ItemKind::Adjective && nominal {
                self.before[item.range.start - self.first] = Some(Atom::Mark("rel"));
            }
        }
    }

    fn is_manner(&self, at: usize) -> bool {
        lookup(self.lower(at)).map_or_else(|| self.lower(at).ends_with("ly"), |entry| entry.adverb)
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
}
