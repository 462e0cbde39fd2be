//! Whole sentences: what opens them, their main clauses, and what goes on behind those.

use super::sight::Sight;
use super::tree::{Clause, Kind, Noun, Opener, Parse, Person, Shape};
use crate::lexicon::{Classes, Form, is_particle};
use crate::segment::token::Token;
use std::ops::Range;

/// Reads the tokens of one sentence, without the mark that ends it. Nothing where it is not read wholly.
pub(crate) fn parse(lower: &str, tokens: &[Token], range: Range<usize>) -> Option<Parse> {
    let marks = b".?!:;";
    let marked = |at: usize| marks.iter().any(|mark| tokens[at].is_punct(*mark));
    let mut end = range.end;
    while end > range.start && marked(end - 1) {
        end -= 1;
    }
    if end == range.start {
        return None;
    }
    let sight = Sight {
        lower,
        tokens,
        first: range.start,
        end,
        colon: tokens[range.end - 1].is_punct(b':'),
    };
    Parser::new(sight).sentence()
}

/// A verb that a conjunction may go on with.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) clause: usize,
    pub(super) person: Person,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing to know of the place"
)]
pub(super) struct Parser<'a> {
    pub(super) sight: Sight<'a>,
    pub(super) at: usize,
    pub(super) clauses: Vec<Clause>,
    pub(super) open: Vec<Open>,
    /// A subject waits for its verb.
    pub(super) awaiting: bool,
    /// Inside what stands before the main clause.
    pub(super) front: bool,
    /// A word has two readings here that differ: the sentence has none.
    pub(super) unsure: bool,
    /// A conjunction may belong to two clauses.
    pub(super) doubtful: bool,
    /// The clause that is to take the conjunction which comes next.
    pub(super) join_to: Option<usize>,
    pub(super) openers: Vec<Opener>,
    /// Steps that are left: no text takes longer.
    fuel: u32,
}

/// A place to go back to.
pub(super) struct Mark {
    at: usize,
    clauses: usize,
    open: usize,
    openers: usize,
}

impl<'a> Parser<'a> {
    fn new(sight: Sight<'a>) -> Self {
        Self {
            sight,
            at: sight.first,
            clauses: Vec::new(),
            open: Vec::new(),
            awaiting: false,
            front: false,
            unsure: false,
            doubtful: false,
            join_to: None,
            openers: Vec::new(),
            fuel: 400,
        }
    }

    pub(super) fn spend(&mut self) -> Option<()> {
        self.fuel = self.fuel.checked_sub(1)?;
        Some(())
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            clauses: self.clauses.len(),
            open: self.open.len(),
            openers: self.openers.len(),
        }
    }

    pub(super) fn back(&mut self, mark: &Mark) {
        self.at = mark.at;
        self.clauses.truncate(mark.clauses);
        self.open.truncate(mark.open);
        self.openers.truncate(mark.openers);
        (self.unsure, self.awaiting, self.front, self.join_to) = (false, false, false, None);
    }

    pub(super) fn push(&mut self, clause: Clause) -> usize {
        self.clauses.push(clause);
        self.clauses.len() - 1
    }

    pub(super) fn blank(&self, kind: Kind, parent: Option<usize>, marker: Range<usize>) -> Clause {
        Clause {
            kind,
            parent,
            range: marker.start..self.at,
            marker,
            subject: 0..0,
            agent: None,
            verb: None,
            items: Vec::new(),
            nouns: Vec::new(),
        }
    }

    /// Does something while a subject waits for its verb.
    pub(super) fn awaiting<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = std::mem::replace(&mut self.awaiting, true);
        let found = read(self);
        self.awaiting = before;
        found
    }

    fn sentence(mut self) -> Option<Parse> {
        if self.sight.punct(self.at, b'-')
            && self
                .sight
                .get(self.at + 1)
                .is_some_and(|token| token.space_before)
        {
            self.at += 1;
        }
        self.open_sentence()?;
        let shape = self.main()?;
        loop {
            if self.sight.get(self.at).is_none() {
                break;
            }
            self.go_on(shape)?;
        }
        Some(Parse {
            shape,
            clauses: self.clauses,
            openers: self.openers,
            end: self.sight.end,
            doubtful: self.doubtful,
        })
        .filter(|_| !self.unsure)
    }

    /// A noun phrase with all that follows it, as a clause without a verb.
    pub(super) fn region(&mut self, kind: Kind, marker: Range<usize>) -> Option<usize> {
        let noun = self.noun()?;
        let mut blank = self.blank(kind, None, marker);
        blank.agent = Some(noun);
        let index = self.push(blank);
        self.tail(index)?;
        Some(index)
    }

    /// The first main clause.
    fn main(&mut self) -> Option<Shape> {
        let mark = self.mark();
        let attempts: [fn(&mut Self) -> Option<Shape>; 5] = [
            Self::question_main,
            Self::imperative,
            Self::third,
            Self::statement,
            Self::fragment,
        ];
        for attempt in attempts {
            if let Some(shape) = attempt(self)
                && !self.unsure
            {
                return Some(shape);
            }
            let unsure = std::mem::take(&mut self.unsure);
            self.back(&mark);
            if unsure {
                return None;
            }
        }
        None
    }

    fn question_main(&mut self) -> Option<Shape> {
        let (sight, at) = (self.sight, self.at);
        if !sight.is(at, &["can", "could", "would", "will"]) || !sight.is(at + 1, &["you"]) {
            return None;
        }
        self.at += 2;
        let start = at;
        if sight.is(self.at, &["please"]) {
            self.at += 1;
        }
        let mut blank = self.blank(Kind::Main, None, start..self.at);
        let verb = self.base()?;
        blank.verb = Some(verb);
        let index = self.push(blank);
        self.run(index, Person::Base)?;
        Some(Shape::Question)
    }

    fn imperative(&mut self) -> Option<Shape> {
        let sight = self.sight;
        let at = self.at;
        let negated = sight.is(at, &["don't"]) || sight.phrase(at, &["do", "not"]).is_some();
        let verb = if negated {
            self.at += if sight.is(at, &["don't"]) { 1 } else { 2 };
            let mut verb = self.base()?;
            verb.range.start = at;
            verb.negated = true;
            verb
        } else {
            if !self.opens_with_verb(at, Form::BASE)? {
                return None;
            }
            self.base()?
        };
        let mut blank = self.blank(Kind::Main, None, at..at);
        blank.verb = Some(verb);
        let index = self.push(blank);
        self.run(index, Person::Base)?;
        Some(Shape::Imperative)
    }

    fn third(&mut self) -> Option<Shape> {
        let at = self.at;
        if !self.opens_with_verb(at, Form::THIRD)? {
            return None;
        }
        let mut blank = self.blank(Kind::Main, None, at..at);
        blank.verb = Some(self.finite()?);
        let index = self.push(blank);
        self.run(index, Person::Third)?;
        Some(Shape::Third)
    }

    /// Says whether a sentence opens with a verb; nothing where the word may as well be a noun.
    fn opens_with_verb(&mut self, at: usize, form: Form) -> Option<bool> {
        let sight = self.sight;
        let mut main = at;
        while sight.is_adverb(main) && !sight.is_form(main, form) {
            main += 1;
        }
        if sight.class(main, Classes::BE.or(Classes::MODAL)) || !sight.is_form(main, form) {
            return Some(false);
        }
        if !sight.is_noun(main) && !sight.is_adjective(main)
            || sight.surely_object(main + 1)
            || main > at
        {
            return Some(true);
        }
        if matches!(sight.lemma(main), "return" | "raise")
            && !sight.class(main + 1, Classes::BE.or(Classes::MODAL))
            && !sight.is(main + 1, &["value", "values", "type"])
        {
            return Some(true);
        }
        let next = main + 1;
        if is_particle(sight.lemma(main), sight.word(next)) && sight.surely_object(next + 1) {
            return Some(true);
        }
        if sight.is_preposition(next)
            || sight.get(next).is_none()
            || sight.class(
                next,
                Classes::BE.or(Classes::MODAL).or(Classes::CONJUNCTION),
            )
        {
            return Some(false);
        }
        if sight.may_open_noun(next) {
            self.unsure = true;
            return None;
        }
        Some(false)
    }

    fn statement(&mut self) -> Option<Shape> {
        self.with_subject(Kind::Main, self.at..self.at, None)?;
        Some(Shape::Statement)
    }

    fn fragment(&mut self) -> Option<Shape> {
        let at = self.at;
        if self.sight.is_preposition(at) {
            let blank = self.blank(Kind::Main, None, at..at);
            let index = self.push(blank);
            self.tail(index)?;
        } else {
            self.region(Kind::Main, at..at)?;
        }
        (self.at == self.sight.end).then_some(Shape::Fragment)
    }

    /// A clause with a subject and a finite verb, or a formula in its place.
    pub(super) fn with_subject(
        &mut self,
        kind: Kind,
        marker: Range<usize>,
        parent: Option<usize>,
    ) -> Option<usize> {
        let start = self.at;
        if self.sight.is_formula(start) && !self.finite_follows(start + 1) && kind != Kind::Main {
            self.at += 1;
            let mut blank = self.blank(kind, parent, marker);
            blank.range.end = self.at;
            let index = self.push(blank);
            self.tail(index)?;
            return Some(index);
        }
        let index = self.push(self.blank(kind, parent, marker));
        let (noun, end) = self.subject(index)?;
        let verb = self.finite()?;
        let person = verb.person;
        if !agrees(&noun, person, verb.modal.is_some()) {
            return None;
        }
        let clause = &mut self.clauses[index];
        clause.subject = start..end;
        clause.agent = Some(noun);
        clause.verb = Some(verb);
        clause.items.clear();
        clause.nouns.clear();
        self.run(index, person)?;
        Some(index)
    }

    /// A subject with all that belongs to it.
    fn subject(&mut self, index: usize) -> Option<(Noun, usize)> {
        let (open, front) = (
            std::mem::take(&mut self.open),
            std::mem::replace(&mut self.front, true),
        );
        let found = self.awaiting(|this| {
            let mut noun = this.noun()?;
            this.clauses[index].agent = Some(noun.clone());
            if !noun.pronoun || !this.finite_follows(this.at) {
                this.tail(index)?;
            }
            if this.clauses[index]
                .items
                .iter()
                .any(|item| item.kind == super::tree::ItemKind::Join)
            {
                noun.plural = None;
            }
            Some(noun)
        });
        self.open = open;
        self.front = front;
        let noun = found?;
        Some((noun, self.at))
    }

    fn finite_follows(&self, at: usize) -> bool {
        let sight = self.sight;
        let mut at = at;
        while sight.is_adverb(at) {
            at += 1;
        }
        sight.class(at, Classes::MODAL.or(Classes::BE))
            || sight.is_form(at, Form::THIRD)
            || sight.is_form(at, Form::BASE)
            || sight.is_form(at, Form::PAST) && !sight.is_form(at, Form::PARTICIPLE)
    }

    /// Says whether a subject and its finite verb stand here.
    pub(super) fn subject_follows(&self, at: usize) -> bool {
        let mut probe = Parser::new(self.sight);
        probe.at = at;
        probe.fuel = self.fuel.min(60);
        let blank = probe.blank(Kind::Main, None, at..at);
        let index = probe.push(blank);
        probe.probe(index)
    }

    fn probe(&mut self, index: usize) -> bool {
        self.subject(index).is_some() && !self.unsure && {
            let at = self.at;
            self.sight.get(at).is_some() && self.finite().is_some()
        }
    }

    /// Another main clause behind the first.
    fn go_on(&mut self, shape: Shape) -> Option<()> {
        let (sight, start) = (self.sight, self.at);
        self.join_to = None;
        let mut at = start;
        at += usize::from(sight.punct(at, b','));
        let word = sight.is(at, &["and", "or", "but", "while", "whereas", "so"]);
        at += usize::from(word);
        if sight.is(at, &["otherwise", "then", "else"]) {
            at += 1;
            at += usize::from(sight.punct(at, b','));
        }
        let otherwise = at > start + usize::from(sight.punct(start, b',')) + usize::from(word);
        if !word && !otherwise || shape == Shape::Fragment {
            return None;
        }
        self.at = at;
        self.open.clear();
        if sight.is(at, &["if", "when", "unless"]) {
            self.front = true;
            let opener = self.opener();
            self.front = false;
            self.openers.push(opener?);
        }
        let begun = self.clauses.len();
        let attempts: [fn(&mut Self) -> Option<Shape>; 3] =
            [Self::imperative, Self::third, Self::statement];
        let mark = self.mark();
        for attempt in attempts {
            if attempt(self).is_some() && !self.unsure {
                self.clauses[begun].marker = start..at;
                self.clauses[begun].range.start = start;
                return Some(());
            }
            self.back(&mark);
        }
        None
    }
}

fn agrees(noun: &Noun, person: Person, modal: bool) -> bool {
    match person {
        _ if modal => true,
        Person::Third => noun.plural != Some(true),
        Person::Plural => noun.plural != Some(false),
        _ => true,
    }
}
