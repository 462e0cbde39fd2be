//! Clauses inside a clause: relatives, infinitives, conditions, and what a verb asks or says.

use super::sentence::Parser;
use super::tree::{ItemKind, Kind};
use crate::lexicon::{Classes, Form};

impl Parser<'_> {
    /// `in which`, `for which`
    pub(super) fn opens_piped(&self, at: usize) -> bool {
        self.sight.is_preposition(at) && self.sight.is(at + 1, &["which", "whom"])
    }

    pub(super) fn is_infinitive(&self, clause: usize) -> bool {
        let sight = self.sight;
        let mut at = self.at + 1;
        while sight.is_adverb(at) || sight.is(at, &["not"]) {
            at += 1;
        }
        if sight.is(at, &["be", "have"]) {
            return true;
        }
        if !sight.is_form(at, Form::BASE) {
            return false;
        }
        if !sight.is_noun(at) && !sight.is_adjective(at) {
            return true;
        }
        let own = self.clauses[clause].verb.as_ref().is_some_and(|verb| {
            sight
                .entry(verb.main)
                .and_then(|entry| entry.verb)
                .is_some_and(|(verb, _)| crate::lexicon::Verbs::has_preposition(verb, "to"))
        });
        sight.surely_object(at + 1)
            || !own && sight.may_open_noun(at + 1) && !sight.class(at + 1, Classes::PREPOSITION)
    }

    pub(super) fn infinitive(&mut self, clause: usize) -> Option<bool> {
        let start = self.at;
        let to = if self.sight.is(start, &["to"]) {
            start + 1
        } else {
            start + 3
        };
        self.at = to;
        let index = self.nested(Kind::Infinitive, start..to, clause, Form::BASE)?;
        self.item(clause, ItemKind::Clause(index), start)
    }

    /// `check if x`, `ensure that x`, `determine how to do x`: the clause is what the verb takes.
    pub(super) fn opens_content(&self, clause: usize) -> bool {
        let (sight, at) = (self.sight, self.at);
        let Some(verb) = self.clauses[clause].verb.as_ref() else {
            return sight.is(at, &["whether", "how"]);
        };
        let fresh = !self.clauses[clause]
            .items
            .iter()
            .any(|item| matches!(item.kind, ItemKind::Noun(_)));
        sight.is(at, &["whether", "how"])
            || sight.is(at, &["if"]) && sight.takes(verb.main, "if") && fresh
            || sight.is(at, &["that"])
                && (sight.takes(verb.main, "that") || verb.copula)
                && fresh
                && self.subject_follows(at + 1)
            || sight.is(at, &["what", "which", "why", "when", "where"])
                && sight.takes(verb.main, "if")
                && fresh
            || sight.phrase(at, &["so", "that"]).is_some()
            || sight.phrase(at, &["such", "that"]).is_some()
            || sight.phrase(at, &["as", "if"]).is_some()
    }

    pub(super) fn content(&mut self, clause: usize) -> Option<bool> {
        let start = self.at;
        self.question(clause)?;
        let index = self
            .clauses
            .iter()
            .position(|it| it.range.start == start && it.kind == Kind::Content)?;
        self.item(clause, ItemKind::Clause(index), start)
    }

    /// A clause behind a question word or `that`.
    pub(super) fn question(&mut self, parent: usize) -> Option<()> {
        let (sight, start) = (self.sight, self.at);
        let many = sight
            .phrase(start, &["how", "many"])
            .or_else(|| sight.phrase(start, &["how", "much"]));
        let two = ["so", "such", "as"]
            .iter()
            .any(|word| sight.word(start) == *word);
        self.at = if two { start + 2 } else { start + 1 };
        if many.is_some() {
            self.at = start + 2;
            if sight.may_open_noun(self.at) {
                self.awaiting(Self::noun)?;
            }
        }
        if sight.is(self.at, &["or"]) && sight.is(self.at + 1, &["not"]) {
            self.at += 2;
        }
        if sight.is(self.at, &["to"]) {
            self.at += 1;
            self.nested(Kind::Content, start..self.at, parent, Form::BASE)?;
            return Some(());
        }
        let marker = start..self.at;
        if let Some(verb) = self.try_finite() {
            let person = verb.person;
            let index = self.push(self.blank(Kind::Content, Some(parent), marker));
            self.clauses[index].verb = Some(verb);
            return self.run(index, person);
        }
        self.with_subject(Kind::Content, marker, Some(parent))?;
        Some(())
    }

    /// A finite verb, where one stands here and no noun phrase does.
    fn try_finite(&mut self) -> Option<super::tree::Verb> {
        let (sight, at) = (self.sight, self.at);
        let skip = self.past_words(at);
        let sure = sight.class(skip, Classes::MODAL.or(Classes::BE))
            || (sight.is_form(skip, Form::THIRD)
                || sight.is_form(skip, Form::BASE)
                || sight.is_form(skip, Form::PAST))
                && (!sight.is_noun(skip) && !sight.is_adjective(skip)
                    || sight.surely_object(skip + 1))
                && !sight.is_determiner(skip);
        if !sure {
            return None;
        }
        let verb = self.finite();
        if verb.is_none() {
            self.at = at;
        }
        verb
    }

    pub(super) fn relative(&mut self, clause: usize) -> Option<bool> {
        let (sight, start) = (self.sight, self.at);
        let piped = self.opens_piped(start);
        self.at += 1 + usize::from(piped);
        let marker = start..self.at;
        let direct = sight.is(start, &["that", "which", "who"]) && !piped;
        if direct && let Some(verb) = self.relative_verb() {
            let person = verb.person;
            let index = self.push(self.blank(Kind::Relative, Some(clause), marker));
            self.clauses[index].verb = Some(verb);
            self.run(index, person)?;
            return self.item(clause, ItemKind::Clause(index), start);
        }
        // `that, given x, returns y`
        if direct && sight.punct(self.at, b',') && sight.is(self.at + 1, &["given"]) {
            self.at += 2;
            let given = self.at;
            self.noun()?;
            let index = self.push(self.blank(Kind::Relative, Some(clause), marker));
            self.skip_given(index)?;
            let verb = self.relative_verb()?;
            let person = verb.person;
            self.clauses[index].verb = Some(verb);
            self.clauses[index].subject = given..given;
            self.run(index, person)?;
            return self.item(clause, ItemKind::Clause(index), start);
        }
        if sight.is(start, &["where"])
            && sight.is_adjective(self.at)
            && (sight.get(self.at + 1).is_none() || sight.punct(self.at + 1, b','))
        {
            self.at += 1;
            return self.item(clause, ItemKind::Adverb, start);
        }
        if sight.is(start, &["where"])
            && !self.subject_follows(self.at)
            && !sight.is_formula(self.at)
        {
            return None;
        }
        let index = self.with_subject(Kind::Relative, marker, Some(clause))?;
        self.item(clause, ItemKind::Clause(index), start)
    }

    /// What stands between `given x` and the comma behind it.
    fn skip_given(&mut self, parent: usize) -> Option<()> {
        let index = self.push(self.blank(Kind::Content, Some(parent), self.at..self.at));
        let open = std::mem::take(&mut self.open);
        let front = std::mem::replace(&mut self.front, true);
        self.clauses[index].agent = Some(super::tree::Noun {
            range: self.at..self.at,
            head: self.at.saturating_sub(1),
            plural: None,
            pronoun: false,
        });
        let done = self.tail(index);
        self.front = front;
        self.open = open;
        done?;
        if !self.sight.punct(self.at, b',') {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// The verb right behind `that` or `which`.
    fn relative_verb(&mut self) -> Option<super::tree::Verb> {
        let (sight, at) = (self.sight, self.at);
        let skip = self.past_words(at);
        let finite = sight.class(skip, Classes::MODAL.or(Classes::BE))
            || sight.is_form(skip, Form::THIRD)
            || sight.is_form(skip, Form::BASE)
                && !sight.is_determiner(skip)
                && (!sight.is_noun(skip) || sight.may_open_noun(skip + 1))
            || sight.is_form(skip, Form::PAST);
        if !finite || self.subject_follows(at) && !sight.is_form(skip, Form::THIRD) {
            return None;
        }
        let verb = self.finite();
        if verb.is_none() {
            self.at = at;
        }
        verb
    }

    pub(super) fn condition(&mut self, clause: usize) -> Option<bool> {
        let (sight, start) = (self.sight, self.at);
        if self.front
            && self.clauses[clause].parent.is_none()
            && matches!(self.clauses[clause].kind, Kind::Condition)
        {
            return Some(false);
        }
        self.at += 1;
        let marker = start..self.at;
        let at = self.at;
        if let Some(end) = self.short_condition(at) {
            self.at = end;
            let mut blank = self.blank(Kind::Condition, Some(clause), marker);
            blank.range.end = self.at;
            let index = self.push(blank);
            return self.item(clause, ItemKind::Clause(index), start);
        }
        if sight.is_form(at, Form::GERUND) && !sight.is_noun(at) {
            let index = self.nested(Kind::Condition, marker, clause, Form::GERUND)?;
            return self.item(clause, ItemKind::Clause(index), start);
        }
        if sight.is_form(at, Form::PARTICIPLE) && !self.subject_follows(at) {
            let index = self.nested(Kind::Condition, marker, clause, Form::PARTICIPLE)?;
            return self.item(clause, ItemKind::Clause(index), start);
        }
        let index = self.with_subject(Kind::Condition, marker, Some(clause))?;
        self.item(clause, ItemKind::Clause(index), start)
    }

    /// The end of a condition without a subject: `if possible`, `if not provided`.
    pub(super) fn short_condition(&self, at: usize) -> Option<usize> {
        let sight = self.sight;
        let word = at + usize::from(sight.is(at, &["not", "so"]));
        let short = sight.is_adjective(word)
            || sight.is_form(word, Form::PARTICIPLE)
            || word > at && sight.get(word).is_none();
        let end = if word > at && (sight.get(word).is_none() || sight.punct(word, b',')) {
            word
        } else {
            word + 1
        };
        (short && (sight.get(end).is_none() || sight.punct(end, b','))).then_some(end)
    }
}
