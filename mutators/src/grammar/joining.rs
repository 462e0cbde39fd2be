//! Commas and conjunctions: what they join, and to which clause.

use super::code::is_act_of_code;
use super::noun::CODE;
use super::sentence::Parser;
use super::sight::CONDITIONS;
use super::tree::{ItemKind, Kind, Person};
use crate::lexicon::{Classes, Form};

/// Whether a stretch goes on behind a comma or a conjunction.
pub(super) enum Step {
    Taken,
    Stop,
}

impl Parser<'_> {
    fn is_outer(&self, clause: usize) -> bool {
        let it = &self.clauses[clause];
        it.parent.is_none() && matches!(it.kind, Kind::Main | Kind::Joined(_))
    }

    pub(super) fn comma(&mut self, clause: usize) -> Option<bool> {
        let (sight, at) = (self.sight, self.at);
        let next = at + 1;
        if let Step::Taken = self.conjunction(clause)? {
            return Some(true);
        }
        if self.at != at || self.join_to.is_some() {
            return Some(false);
        }
        if sight.is(next, &["which", "where", "who", "whose"]) || self.opens_piped(next) {
            self.at = next;
            return self.relative(clause);
        }
        if self.front && self.main_follows(next) {
            return Some(false);
        }
        let skip = self.past_words(next);
        if sight.is_form(skip, Form::GERUND)
            && (!sight.is_noun(skip) || sight.surely_object(skip + 1))
            && !sight.is_preposition(skip)
        {
            if !self.is_outer(clause) && !self.front {
                return Some(false);
            }
            self.at = next;
            let index = self.nested(Kind::Gerund, at..next, clause, Form::GERUND)?;
            return self.item(clause, ItemKind::Clause(index), at);
        }
        if sight.is_form(next, Form::PARTICIPLE)
            && !sight.is_noun(next)
            && !self.is_modifier_of_noun(next)
            && !self.front
        {
            self.at = next;
            let index = self.nested(Kind::Participle, at..next, clause, Form::PARTICIPLE)?;
            return self.item(clause, ItemKind::Clause(index), at);
        }
        if sight.is(next, CONDITIONS) {
            if !self.is_outer(clause) {
                return Some(false);
            }
            self.at = next;
            return self.condition(clause);
        }
        if sight.is(
            next,
            &[
                "respectively",
                "too",
                "accordingly",
                "element-wise",
                "inclusive",
                "exclusive",
                "otherwise",
            ],
        ) && (sight.get(next + 1).is_none()
            || sight.punct(next + 1, b',')
            || sight.is_preposition(next + 1))
        {
            self.at = next + 1;
            return self.item(clause, ItemKind::Adverb, at);
        }
        if (self.compound(next).is_some() || sight.is_preposition(next)) && !self.front {
            self.at = next;
            return self.phrase(clause);
        }
        if sight.is(next, &["not"]) && self.noun_after(next + 1) {
            self.at = next + 1;
            self.noun()?;
            return self.item(clause, ItemKind::Join, at);
        }
        Some(false)
    }

    fn noun_after(&self, at: usize) -> bool {
        self.sight.may_open_noun(at)
    }

    fn is_modifier_of_noun(&self, at: usize) -> bool {
        let sight = self.sight;
        sight.is_noun(at + 1) || sight.is_adjective(at + 1)
    }

    /// Says whether a main clause begins here.
    fn main_follows(&self, at: usize) -> bool {
        let sight = self.sight;
        let skip = self.past_words(at);
        let imperative = (sight.is_form(skip, Form::BASE) || sight.is_form(skip, Form::THIRD))
            && (!sight.is_noun(skip) && !sight.is_adjective(skip)
                || sight.surely_object(skip + 1)
                || sight.is(skip, &["return", "raise", "returns", "raises"]));
        let opens = sight.is(skip, &["then", "please", "do", "don't"]);
        imperative || opens || self.asks(at) || self.subject_follows(at)
    }

    /// Says whether a question to the reader begins here.
    fn asks(&self, at: usize) -> bool {
        let sight = self.sight;
        sight.is(at, &["can", "could", "would", "will"]) && sight.is(at + 1, &["you"])
    }

    /// `and`, `or` or a comma: what it joins.
    pub(super) fn conjunction(&mut self, clause: usize) -> Option<Step> {
        let (sight, start) = (self.sight, self.at);
        let comma = sight.punct(start, b',');
        let mut at = start + usize::from(comma);
        let word = sight.is(at, &["and", "or", "but"]);
        at += usize::from(word);
        let bare = comma && !word;
        while sight.is(
            at,
            &[
                "then",
                "also",
                "finally",
                "subsequently",
                "additionally",
                "optionally",
            ],
        ) {
            at += 1;
        }
        if sight.punct(at, b',') && at > start + 1 {
            at += 1;
        }
        if bare && self.front && self.asks(at) {
            return Some(Step::Stop);
        }
        let to = usize::from(sight.is(at, &["to"]) && sight.is_form(at + 1, Form::BASE));
        if let Some(target) = self.target(at + to, to > 0)? {
            if target != clause {
                self.join_to = Some(target);
                return Some(Step::Stop);
            }
            self.join_to = None;
            return self.join_verb(clause, start..at + to);
        }
        if bare && self.front && !self.awaiting && self.main_follows(at) {
            return Some(Step::Stop);
        }
        if word && sight.is(at, &["that", "which", "who", "where"]) {
            self.at = at;
            let taken = self.relative(clause)?;
            return Some(if taken { Step::Taken } else { Step::Stop });
        }
        if word && sight.is(at, CONDITIONS) && !bare {
            if !comma || self.is_outer(clause) {
                self.at = at;
                let taken = self.condition(clause)?;
                return Some(if taken { Step::Taken } else { Step::Stop });
            }
            return Some(Step::Stop);
        }
        let goes_on = matches!(self.clauses[clause].kind, Kind::Condition | Kind::Content)
            && self.clauses[clause].verb.is_some();
        if word && !comma && goes_on && !self.awaiting && self.subject_follows(at) {
            let kind = self.clauses[clause].kind;
            self.at = at;
            let index = self.with_subject(kind, start..at, Some(clause))?;
            self.item(clause, ItemKind::Clause(index), start)?;
            return Some(Step::Taken);
        }
        if !self.awaiting && self.subject_follows(at)
            || self.awaiting && comma && bare && !self.list_goes_on(start)
        {
            return Some(Step::Stop);
        }
        self.join_noun(clause, start, at, bare)
    }

    fn join_noun(&mut self, clause: usize, start: usize, at: usize, bare: bool) -> Option<Step> {
        let sight = self.sight;
        let last = self.last(clause);
        let nominal = matches!(
            last,
            Some(
                ItemKind::Noun(_)
                    | ItemKind::Phrase
                    | ItemKind::Join
                    | ItemKind::Aside
                    | ItemKind::Clause(_)
                    | ItemKind::Adjective
                    | ItemKind::Adverb
            )
        ) || last.is_none() && self.clauses[clause].verb.is_none();
        if !nominal || bare && !self.list_goes_on(start) {
            return Some(Step::Stop);
        }
        self.at = at;
        if (sight.is_preposition(at) || self.compound(at).is_some()) && !bare {
            return self.phrase(clause).map(|_| Step::Taken);
        }
        if sight.is(at, &["not"]) && !bare {
            self.at += 1;
        }
        if sight.may_open_noun(self.at) && self.noun().is_some() {
            self.item(clause, ItemKind::Join, start)?;
            return Some(Step::Taken);
        }
        if sight.is_adjective(at) && !bare {
            self.at += 1;
            self.item(clause, ItemKind::Join, start)?;
            return Some(Step::Taken);
        }
        self.at = start;
        Some(Step::Stop)
    }

    /// Says whether a list that goes on with a comma ends with `and` or `or`.
    fn list_goes_on(&self, comma: usize) -> bool {
        let sight = self.sight;
        let mut at = comma + 1;
        while sight.get(at).is_some() {
            if sight.is(at, &["and", "or"]) {
                return true;
            }
            if sight.punct(at, b'(') {
                let Some(past) = sight.past_bracket(at) else {
                    return false;
                };
                at = past;
                continue;
            }
            if sight.is(at, CONDITIONS) || sight.class(at, Classes::MODAL) {
                return false;
            }
            at += 1;
        }
        false
    }

    fn join_verb(&mut self, clause: usize, marker: std::ops::Range<usize>) -> Option<Step> {
        let start = marker.start;
        self.at = marker.end;
        let person = self
            .open
            .iter()
            .rev()
            .find(|open| open.clause == clause && self.fits(self.at, open.person) == Some(true))?
            .person;
        let verb = match person {
            Person::Gerund => self.verbal(Form::GERUND)?,
            Person::Participle => self.verbal(Form::PARTICIPLE)?,
            Person::Base => self.base()?,
            _ => self.finite()?,
        };
        let person = verb.person;
        let parent = self.clauses[clause].parent;
        let mut blank = self.blank(Kind::Joined(clause), parent, marker);
        blank.verb = Some(verb);
        let index = self.push(blank);
        self.run(index, person)?;
        self.item(clause, ItemKind::Clause(index), start)?;
        Some(Step::Taken)
    }

    /// The clause that a verb behind a conjunction goes on with: none where no verb stands here, nothing where its form does
    /// not tell.
    #[expect(
        clippy::option_option,
        reason = "no verb is one thing, a word that may be one another"
    )]
    fn target(&mut self, at: usize, infinitive: bool) -> Option<Option<usize>> {
        let mut fitting: Vec<usize> = Vec::new();
        for open in self.open.iter().rev() {
            if infinitive
                && !(open.person == Person::Base
                    && self.clauses[open.clause].kind == Kind::Infinitive)
            {
                continue;
            }
            match self.fits(at, open.person) {
                Some(true) => fitting.push(open.clause),
                Some(false) => {}
                None => {
                    self.unsure = true;
                    return None;
                }
            }
        }
        fitting.dedup();
        let (Some(inner), Some(outer)) = (fitting.first(), fitting.last()) else {
            return Some(None);
        };
        let main = self.past_words(at);
        if inner != outer && is_act_of_code(self.sight.lemma(main)) {
            let acting = fitting.iter().find(|clause| self.acts(**clause));
            return Some(Some(*acting.unwrap_or(outer)));
        }
        if inner != outer {
            self.doubtful = true;
        }
        Some(Some(*inner))
    }

    /// The subject of a clause is code, or nobody is named.
    fn acts(&self, clause: usize) -> bool {
        let it = &self.clauses[clause];
        let head = match it.kind {
            Kind::Main | Kind::Infinitive => {
                return it.agent.as_ref().is_none_or(|noun| {
                    CODE.contains(&self.sight.word(noun.head)) || self.sight.is_name(noun.head)
                });
            }
            Kind::Joined(with) => return self.acts(with),
            Kind::Relative => it.range.start.checked_sub(1),
            _ => None,
        };
        head.is_some_and(|head| {
            CODE.contains(&self.sight.word(head))
                || self.sight.is_name(head)
                    && head > 0
                    && CODE.contains(&self.sight.word(head.saturating_sub(1)))
                || self.sight.is_name(head)
        })
    }

    /// Says whether a word is a verb in the form of another; nothing where that cannot be told.
    fn fits(&self, at: usize, person: Person) -> Option<bool> {
        let sight = self.sight;
        let main = self.past_words(at);
        let finite = matches!(person, Person::Third | Person::Plural | Person::Past);
        if sight.class(main, Classes::MODAL) {
            return Some(finite);
        }
        if sight.class(main, Classes::BE) {
            let fits = match person {
                Person::Third => sight.is(main, &["is", "isn't"]),
                Person::Plural => sight.is(main, &["are", "aren't"]),
                Person::Past => sight.is(main, &["was", "were"]),
                Person::Base => sight.is(main, &["be"]),
                _ => false,
            };
            return Some(fits);
        }
        let form = match person {
            Person::Base | Person::Plural => Form::BASE,
            Person::Third => Form::THIRD,
            Person::Past => Form::PAST,
            Person::Gerund => Form::GERUND,
            Person::Participle => Form::PARTICIPLE,
        };
        if !sight.is_form(main, form) || sight.is_determiner(main) {
            return Some(false);
        }
        if person == Person::Participle {
            return Some(
                !sight.is_noun(main) && !sight.is_noun(main + 1) && !sight.is_adjective(main + 1),
            );
        }
        if !sight.is_noun(main) && !sight.is_adjective(main)
            || sight.surely_object(main + 1)
            || main > at
        {
            return Some(true);
        }
        if matches!(sight.lemma(main), "return" | "raise") {
            return Some(true);
        }
        if sight.may_open_noun(main + 1)
            && !sight.class(main + 1, Classes::PREPOSITION)
            && !sight.class(main + 1, Classes::BE)
        {
            return None;
        }
        Some(false)
    }
}
