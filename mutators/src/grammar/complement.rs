//! What follows a verb or the head of a subject: objects, phrases, clauses, and what `and` joins.

use super::noun::CODE;
use super::sentence::{Open, Parser};
use super::tree::{Clause, Item, ItemKind, Kind, Person};
use crate::lexicon::{Classes, Form, is_particle};

/// Whether a stretch goes on behind a comma or a conjunction.
enum Step {
    Taken,
    Stop,
}

/// Words that open a condition, or a clause that is kept as one.
const CONDITIONS: &[&str] = &[
    "if", "when", "unless", "while", "until", "once", "because", "since", "although", "though",
    "whereas", "whenever", "provided",
];

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

/// Verbs that only code is the subject of, so that `a string that holds x and returns y` has one reading.
const ACTS: &[&str] = &[
    "return",
    "raise",
    "throw",
    "compute",
    "calculate",
    "print",
    "output",
    "apply",
    "check",
    "convert",
    "sort",
    "remove",
    "create",
    "generate",
    "find",
    "count",
    "filter",
    "plot",
    "save",
    "write",
    "read",
    "perform",
    "handle",
    "accept",
    "process",
    "validate",
    "determine",
    "draw",
    "display",
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
    fn item(&mut self, clause: usize, kind: ItemKind, start: usize) -> Option<bool> {
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

    /// `in which`, `for which`
    fn opens_piped(&self, at: usize) -> bool {
        self.sight.is_preposition(at) && self.sight.is(at + 1, &["which", "whom"])
    }

    fn compound(&self, at: usize) -> Option<usize> {
        COMPOUND
            .iter()
            .find_map(|words| self.sight.phrase(at, words))
            .map(|range| range.end)
    }

    /// A particle behind its verb: `takes in x`.
    fn particle(&mut self, clause: usize) -> Option<bool> {
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
    fn phrase(&mut self, clause: usize) -> Option<bool> {
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
    fn bare(&mut self, clause: usize) -> Option<bool> {
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

    fn past_words(&self, mut at: usize) -> usize {
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

    fn last(&self, clause: usize) -> Option<ItemKind> {
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

    fn is_infinitive(&self, clause: usize) -> bool {
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

    fn infinitive(&mut self, clause: usize) -> Option<bool> {
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
    fn opens_content(&self, clause: usize) -> bool {
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

    fn content(&mut self, clause: usize) -> Option<bool> {
        let start = self.at;
        self.question(clause)?;
        let index = self
            .clauses
            .iter()
            .position(|it| it.range.start == start && it.kind == Kind::Content)?;
        self.item(clause, ItemKind::Clause(index), start)
    }

    /// A clause behind a question word or `that`.
    fn question(&mut self, parent: usize) -> Option<()> {
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

    fn relative(&mut self, clause: usize) -> Option<bool> {
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

    fn condition(&mut self, clause: usize) -> Option<bool> {
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

    fn is_outer(&self, clause: usize) -> bool {
        let it = &self.clauses[clause];
        it.parent.is_none() && matches!(it.kind, Kind::Main | Kind::Joined(_))
    }

    fn comma(&mut self, clause: usize) -> Option<bool> {
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
        imperative || sight.is(skip, &["then", "please", "do", "don't"]) || self.subject_follows(at)
    }

    /// `and`, `or` or a comma: what it joins.
    fn conjunction(&mut self, clause: usize) -> Option<Step> {
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
                "if necessary",
            ],
        ) {
            at += 1;
        }
        if sight.punct(at, b',') && at > start + 1 {
            at += 1;
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
        if inner != outer && ACTS.contains(&self.sight.lemma(main)) {
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
