//! What follows a verb or the head of a subject: objects, phrases and what belongs to them.

use super::joining::Step;
use super::sentence::{Open, Parser};
use super::sight::CONDITIONS;
use super::tree::{Clause, Item, ItemKind, Kind, Person};
use crate::lexicon::{Classes, Form, is_particle};

/// Prepositions of more than one word.
const COMPOUND: &[&[&str]] = &[
    &["based", "on"],
    &["based", "upon"],
    &["according", "to"],
    &["with", "respect", "to"],
    &["with", "regard", "to"],
    &["such", "as"],
    &["as", "well", "as"],
    &["instead", "of"],
    &["up", "to"],
    &["along", "with"],
    &["together", "with"],
    &["out", "of"],
    &["due", "to"],
    &["in", "addition", "to"],
    &["in", "terms", "of"],
    &["in", "case", "of"],
    &["rather", "than"],
    &["other", "than"],
    &["prior", "to"],
    &["regardless", "of"],
    &["because", "of"],
    &["depending", "on"],
    &["relative", "to"],
    &["next", "to"],
    &["apart", "from"],
    &["close", "to"],
    &["down", "to"],
    &["as", "opposed", "to"],
    &["on", "top", "of"],
    &["in", "front", "of"],
    &["by", "means", "of"],
    &["followed", "by"],
    &["compared", "to"],
    &["starting", "from"],
    &["starting", "with"],
    &["ranging", "from"],
];

impl Parser<'_> {
    /// Reads on as far as one clause goes.
    pub(super) fn tail(&mut self, clause: usize) -> Option<()> {
        self.spend()?;
        while self.sight.get(self.at).is_some() {
            let before = self.at;
            if !self.part(clause)? {
                break;
            }
            debug_assert!(self.at > before, "a part is not empty");
        }
        self.clauses[clause].range.end = self.at;
        self.is_complete(clause).then_some(())
    }

    /// Says whether a clause has what its verb needs.
    fn is_complete(&self, clause: usize) -> bool {
        let clause = &self.clauses[clause];
        let Some(verb) = &clause.verb else {
            return true;
        };
        if verb.copula {
            return !clause.items.is_empty() || self.sight.colon && self.at == self.sight.end;
        }
        let sight = self.sight;
        let gap = verb.passive
            || clause.kind == Kind::Relative && !clause.subject.is_empty()
            || clause.kind == Kind::Infinitive;
        let listed = sight.colon && self.at == sight.end;
        let known = ["o", "0"]
            .iter()
            .any(|pattern| sight.takes(verb.main, pattern));
        gap || !known
            || listed
            || sight.takes(verb.main, "0")
            || clause
                .nouns
                .iter()
                .any(|noun| noun.range.start >= verb.range.end)
            || clause
                .items
                .iter()
                .any(|item| matches!(item.kind, ItemKind::Clause(_)))
            || matches!(clause.kind, Kind::Joined(_)) && !clause.items.is_empty()
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "the last step of readings that may fail"
    )]
    pub(super) fn item(&mut self, clause: usize, kind: ItemKind, start: usize) -> Option<bool> {
        self.clauses[clause].items.push(Item {
            kind,
            range: start..self.at,
        });
        Some(true)
    }

    /// Takes one more part, or says that the clause ends here; nothing where the sentence cannot be read.
    fn part(&mut self, clause: usize) -> Option<bool> {
        let (sight, at) = (self.sight, self.at);
        if self.unsure {
            return None;
        }
        if sight.punct(at, b'(') {
            self.at = sight.past_bracket(at)?;
            return self.item(clause, ItemKind::Aside, at);
        }
        if sight.punct(at, b',') {
            return self.comma(clause);
        }
        if sight.is(at, &["and", "or", "but", "then"]) {
            return Some(matches!(self.conjunction(clause)?, Step::Taken));
        }
        if self.opens_content(clause) {
            return self.content(clause);
        }
        if sight.is(at, CONDITIONS)
            && !(sight.is(at, &["since", "until"])
                && sight.may_open_noun(at + 1)
                && !self.subject_follows(at + 1))
        {
            return self.condition(clause);
        }
        if sight.is(at, &["to"]) && self.is_infinitive(clause)
            || sight.phrase(at, &["in", "order", "to"]).is_some()
        {
            return self.infinitive(clause);
        }
        if sight.is(at, &["that", "which", "who", "whose", "where"]) || self.opens_piped(at) {
            return self.relative(clause);
        }
        if self.compound(at).is_some() || sight.is_preposition(at) {
            return self
                .particle(clause)
                .map_or_else(|| self.phrase(clause), Some);
        }
        self.bare(clause)
    }

    pub(super) fn compound(&self, at: usize) -> Option<usize> {
        COMPOUND
            .iter()
            .find_map(|words| self.sight.phrase(at, words))
            .map(|range| range.end)
    }

    /// A particle behind its verb: `takes in x`.
    pub(super) fn particle(&mut self, clause: usize) -> Option<bool> {
        let at = self.at;
        let verb = self.clauses[clause].verb.as_ref()?;
        let directly =
            verb.range.end == at && is_particle(self.sight.lemma(verb.main), self.sight.word(at));
        let follows = self.sight.may_open_noun(at + 1)
            || self.sight.get(at + 1).is_none()
            || self.sight.is_preposition(at + 1);
        if !directly || !follows {
            return None;
        }
        self.at += 1;
        self.item(clause, ItemKind::Particle, at)
    }

    /// A preposition and what it takes.
    pub(super) fn phrase(&mut self, clause: usize) -> Option<bool> {
        let (sight, start) = (self.sight, self.at);
        self.at = self.compound(start).unwrap_or(start + 1);
        let at = self.at;
        let gerund = sight.is_form(at, Form::GERUND)
            && (!sight.is_noun(at) || sight.surely_object(at + 1))
            || sight.is_adverb(at) && sight.is_form(at + 1, Form::GERUND) && !sight.is_noun(at + 1);
        if gerund {
            self.nested(Kind::Gerund, start..at, clause, Form::GERUND)?;
            return self.item(clause, ItemKind::Phrase, start);
        }
        if sight.is(at, &["how", "what", "which", "whether", "where", "when"]) {
            self.question(clause)?;
            return self.item(clause, ItemKind::Phrase, start);
        }
        if sight.punct(at, b'(') {
            self.at = sight.past_bracket(at)?;
            return self.item(clause, ItemKind::Phrase, start);
        }
        if self.noun().is_some() {
            return self.item(clause, ItemKind::Phrase, start);
        }
        if sight.get(at).is_none() && sight.colon {
            return self.item(clause, ItemKind::Phrase, start);
        }
        if sight.is(start, &["as"]) && sight.is(at, &["is", "follows", "well"]) {
            self.at += 1;
            return self.item(clause, ItemKind::Adverb, start);
        }
        let bare =
            sight.is_adjective(at) || sight.is_form(at, Form::PARTICIPLE) || sight.is_adverb(at);
        if self.unsure || !bare {
            return None;
        }
        self.at += 1;
        self.item(clause, ItemKind::Phrase, start)
    }

    /// A noun phrase, an adjective, an adverb, or a clause without a word of its own before it.
    pub(super) fn bare(&mut self, clause: usize) -> Option<bool> {
        let (sight, at) = (self.sight, self.at);
        let last = self.last(clause);
        let after_noun = matches!(
            last,
            Some(ItemKind::Noun(_) | ItemKind::Phrase | ItemKind::Join | ItemKind::Aside)
        ) || last.is_none()
            && self.clauses[clause].verb.is_none()
            && self.clauses[clause].agent.is_some();
        if after_noun {
            let skip = self.past_words(at);
            if sight.is_form(skip, Form::GERUND) && !self.is_modifier(skip) {
                let index = self.nested(Kind::Gerund, at..at, clause, Form::GERUND)?;
                return self.item(clause, ItemKind::Clause(index), at);
            }
            if sight.is_form(skip, Form::PARTICIPLE) && !self.is_modifier(skip) {
                let index = self.nested(Kind::Participle, at..at, clause, Form::PARTICIPLE)?;
                return self.item(clause, ItemKind::Clause(index), at);
            }
        }
        let verb = self.clauses[clause].verb.clone();
        if let Some(verb) = &verb
            && sight.takes(verb.main, "ing")
            && last.is_none()
            && sight.is_form(at, Form::GERUND)
            && !sight.is_noun(at)
        {
            let index = self.nested(Kind::Gerund, at..at, clause, Form::GERUND)?;
            return self.item(clause, ItemKind::Clause(index), at);
        }
        if self.takes_noun(clause) && sight.may_open_noun(at)
            || sight.is_adverb(at) && sight.is_adjective(at + 1) && self.takes_noun(clause)
        {
            if let Some(noun) = self.noun() {
                let number = self.clauses[clause].nouns.len();
                self.clauses[clause].nouns.push(noun);
                return self.item(clause, ItemKind::Noun(number), at);
            }
            if self.unsure {
                return None;
            }
        }
        if sight.is_adverb(at) || sight.is(at, &["not"]) {
            self.at += 1;
            return self.item(clause, ItemKind::Adverb, at);
        }
        let complement = verb.as_ref().is_some_and(|verb| {
            verb.copula || sight.takes(verb.main, "adj") || sight.takes(verb.main, "oadj")
        });
        if sight.is_adjective(at)
            && (complement || after_noun || matches!(last, Some(ItemKind::Adverb)))
        {
            self.at += 1;
            return self.item(clause, ItemKind::Adjective, at);
        }
        Some(false)
    }

    pub(super) fn past_words(&self, mut at: usize) -> usize {
        while self.sight.is(at, &["not"])
            || self.sight.is_adverb(at) && !self.sight.class(at, Classes::PREPOSITION)
        {
            at += 1;
        }
        at
    }

    /// A participle that a noun follows belongs to that noun.
    fn is_modifier(&self, at: usize) -> bool {
        let sight = self.sight;
        sight.is_noun(at) && !sight.surely_object(at + 1) && !sight.is_form(at, Form::PARTICIPLE)
    }

    pub(super) fn last(&self, clause: usize) -> Option<ItemKind> {
        self.clauses[clause].items.last().map(|item| item.kind)
    }

    /// Says whether another noun phrase may stand here.
    fn takes_noun(&self, clause: usize) -> bool {
        let it = &self.clauses[clause];
        let Some(verb) = &it.verb else {
            return false;
        };
        let behind = it
            .nouns
            .iter()
            .filter(|noun| noun.range.start >= verb.range.end)
            .count();
        let two = ["oo", "oadj"]
            .iter()
            .any(|pattern| self.sight.takes(verb.main, pattern));
        let most = usize::from(!verb.passive || verb.copula) + usize::from(two);
        let object = verb.copula
            || verb.passive
            || self.sight.takes(verb.main, "o")
            || self.sight.takes(verb.main, "adj")
            || two
            || !self.sight.takes(verb.main, "0");
        object && behind < most
    }

    /// A clause with a verb that is not finite.
    pub(super) fn nested(
        &mut self,
        kind: Kind,
        marker: std::ops::Range<usize>,
        parent: usize,
        form: Form,
    ) -> Option<usize> {
        let verb = if form.has(Form::BASE) {
            self.base()?
        } else {
            self.verbal(form)?
        };
        let person = verb.person;
        let index = self.push(Clause {
            kind,
            parent: Some(parent),
            range: marker.start..self.at,
            marker,
            subject: 0..0,
            agent: None,
            verb: Some(verb),
            items: Vec::new(),
            nouns: Vec::new(),
        });
        self.run(index, person)?;
        Some(index)
    }

    /// Reads the rest of a clause whose verb is read.
    pub(super) fn run(&mut self, index: usize, person: Person) -> Option<()> {
        let depth = self.open.len();
        let passive = self.clauses[index]
            .verb
            .as_ref()
            .is_some_and(|verb| verb.passive && person != Person::Participle);
        self.open.push(Open {
            clause: index,
            person,
        });
        if passive {
            self.open.push(Open {
                clause: index,
                person: Person::Participle,
            });
        }
        let done = self.tail(index);
        self.open.truncate(depth);
        done
    }
}
