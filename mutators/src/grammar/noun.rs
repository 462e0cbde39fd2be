//! Noun phrases, up to their heads.

use super::sentence::Parser;
use super::tree::Noun;
use crate::lexicon::{Classes, Form};

/// Words before a number or an article that bound or hedge it.
const HEDGES: &[&str] = &[
    "exactly",
    "only",
    "about",
    "approximately",
    "around",
    "nearly",
    "almost",
    "roughly",
    "just",
    "even",
];

const BOUNDS: &[&[&str]] = &[
    &["at", "least"],
    &["at", "most"],
    &["more", "than"],
    &["less", "than"],
    &["fewer", "than"],
    &["greater", "than"],
    &["no", "more", "than"],
    &["no", "less", "than"],
    &["up", "to"],
];

/// Heads that speak of the code that is asked for: they return, raise and compute.
pub(super) const CODE: &[&str] = &[
    "function",
    "method",
    "class",
    "program",
    "script",
    "code",
    "implementation",
    "it",
    "module",
    "algorithm",
    "constructor",
    "decorator",
    "wrapper",
    "helper",
    "routine",
    "procedure",
    "subroutine",
];

/// What has been seen of a noun phrase.
#[derive(Default)]
struct Seen {
    determined: bool,
    head: Option<usize>,
    plural: Option<bool>,
    /// The last adjective.
    adjective: Option<usize>,
    /// The head is a noun of the lexicon and not a name.
    common: bool,
}

impl Parser<'_> {
    /// Reads a noun phrase without what follows its head.
    pub(super) fn noun(&mut self) -> Option<Noun> {
        if let Some(noun) = self.pronoun() {
            return Some(noun);
        }
        let start = self.at;
        let mut seen = Seen::default();
        self.at = self.past_quantity(start);
        while self.step(&mut seen) {}
        let head = seen
            .head
            .or_else(|| seen.adjective.filter(|_| seen.determined));
        let Some(head) = head.filter(|_| !self.unsure) else {
            self.at = start;
            return None;
        };
        Some(Noun {
            range: start..self.at,
            head,
            plural: seen.plural,
            pronoun: false,
        })
    }

    fn pronoun(&mut self) -> Option<Noun> {
        let (sight, at) = (self.sight, self.at);
        let alone = sight.is(
            at,
            &[
                "it",
                "they",
                "them",
                "itself",
                "themselves",
                "there",
                "you",
                "we",
                "i",
                "he",
                "she",
                "us",
                "me",
                "him",
                "ones",
                "none",
                "nothing",
                "everything",
                "something",
                "anything",
            ],
        );
        let next = at + 1;
        let demonstrative = sight.is(
            at,
            &[
                "this", "these", "those", "both", "all", "each", "one", "any", "some", "either",
                "neither", "another", "that",
            ],
        ) && (sight.get(next).is_none()
            || !sight.may_open_noun(next) && !sight.is_genitive(next)
            || sight.class(next, Classes::BE.or(Classes::MODAL)))
            && !(sight.is(at, &["that"]) && sight.class(next, Classes::BE.or(Classes::MODAL)));
        if !alone && !demonstrative {
            return None;
        }
        self.at += 1;
        let plural = match sight.word(at) {
            "it" | "itself" | "this" | "that" | "each" | "one" | "he" | "she" | "another" => {
                Some(false)
            }
            "they" | "them" | "these" | "those" | "both" | "ones" | "you" | "we" | "i" => {
                Some(true)
            }
            _ => None,
        };
        Some(Noun {
            range: at..at + 1,
            head: at,
            plural,
            pronoun: true,
        })
    }

    /// The place behind `at least`, `only` and the like, where a number or a noun phrase follows.
    fn past_quantity(&self, at: usize) -> usize {
        let sight = self.sight;
        let bound = BOUNDS.iter().find_map(|words| sight.phrase(at, words));
        let numeric = |at: usize| {
            sight.is_name(at) || self.is_number_word(at) || sight.is(at, &["a", "an", "the"])
        };
        if let Some(bound) = bound
            && numeric(bound.end)
        {
            return bound.end;
        }
        if sight.is(at, HEDGES) && (numeric(at + 1) || sight.may_open_noun(at + 1)) {
            return at + 1;
        }
        at
    }

    pub(super) fn is_number_word(&self, at: usize) -> bool {
        self.sight.is(
            at,
            &[
                "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                "zero", "hundred",
            ],
        )
    }

    /// Takes one more word of the phrase, or says that it ends here.
    fn step(&mut self, seen: &mut Seen) -> bool {
        let (sight, at) = (self.sight, self.at);
        if sight.get(at).is_none() || self.unsure {
            return false;
        }
        if sight.is_glue(at) && (seen.head.is_some() || seen.adjective.is_some()) {
            self.at += 1;
            return true;
        }
        let expanded = sight.punct(at, b'(')
            && seen.common
            && sight.is_name(at + 1)
            && sight.punct(at + 2, b')');
        if expanded && (sight.is_noun(at + 3) || sight.is_unknown(at + 3)) {
            self.at += 3;
            return true;
        }
        if sight.is_name(at) {
            seen.head = seen.head.or(Some(at));
            if !seen.common {
                seen.plural = None;
            }
            self.at += 1;
            return true;
        }
        if self.is_number_word(at) && seen.head.is_none() {
            seen.plural = Some(!sight.is(at, &["one"]));
            seen.adjective = Some(at);
            seen.determined = true;
            self.at += 1;
            return true;
        }
        if sight.is_determiner(at) {
            if seen.head.is_some()
                || seen.adjective.is_some() && !sight.is(at, &["other", "same", "such"])
            {
                return false;
            }
            seen.determined = true;
            if sight.is(at, &["a", "an", "each", "every", "this", "that", "another"]) {
                seen.plural = Some(false);
            }
            self.at += 1;
            return true;
        }
        let closed = Classes::PREPOSITION
            .or(Classes::MODAL)
            .or(Classes::BE)
            .or(Classes::CONJUNCTION)
            .or(Classes::SUBORDINATOR)
            .or(Classes::PRONOUN);
        if sight.class(at, closed) {
            return self.joins_adjectives(seen);
        }
        if sight.is_genitive(at) {
            seen.determined = true;
            seen.head = None;
            self.at += 1;
            return true;
        }
        self.open_word(seen)
    }

    fn joins_adjectives(&mut self, seen: &Seen) -> bool {
        let (sight, at) = (self.sight, self.at);
        let joins = seen.head.is_none()
            && seen.adjective == at.checked_sub(1)
            && sight.is(at, &["and", "or"])
            && sight.is_adjective(at + 1)
            && (sight.is_noun(at + 2) || sight.is_unknown(at + 2) || sight.is_adjective(at + 2));
        self.at += usize::from(joins);
        joins
    }

    fn open_word(&mut self, seen: &mut Seen) -> bool {
        let (sight, at) = (self.sight, self.at);
        if sight.punct(at, b',') {
            let list = seen.head.is_none()
                && seen.adjective == at.checked_sub(1)
                && sight.is_adjective(at + 1)
                && sight.is_noun(at + 2);
            self.at += usize::from(list);
            return list;
        }
        if self.awaiting && seen.head.is_some() {
            match self.begins_verb(at, seen) {
                Some(true) => return false,
                Some(false) => {}
                None => {
                    self.unsure = true;
                    return false;
                }
            }
        }
        if sight.is_noun(at) {
            return self.take_noun(seen);
        }
        let modifies = self.continues(at + 1);
        if sight.is_adjective(at) {
            if seen.common {
                return false;
            }
            seen.adjective = Some(at);
            self.at += 1;
            return true;
        }
        let participle = sight.is_form(at, Form::PARTICIPLE) || sight.is_form(at, Form::GERUND);
        if participle {
            let opens =
                seen.determined || seen.adjective.is_some() || sight.is_form(at, Form::PARTICIPLE);
            if seen.common || !modifies || !opens {
                return false;
            }
            seen.adjective = Some(at);
            self.at += 1;
            return true;
        }
        if sight.is_adverb(at) {
            let degree = seen.head.is_none()
                && (sight.is_adjective(at + 1) || sight.is_form(at + 1, Form::PARTICIPLE));
            self.at += usize::from(degree);
            return degree;
        }
        if sight.is_unknown(at) {
            let shaped = sight.word(at).ends_with("ed") || sight.word(at).ends_with("ing");
            if shaped && (seen.head.is_some() || !modifies) {
                return false;
            }
            if self.awaiting && seen.head.is_some() && sight.surely_object(at + 1) {
                self.unsure = true;
                return false;
            }
            if shaped {
                seen.adjective = Some(at);
            } else {
                seen.head = Some(at);
                seen.plural = seen.plural.filter(|plural| !plural);
            }
            self.at += 1;
            return true;
        }
        false
    }

    fn take_noun(&mut self, seen: &mut Seen) -> bool {
        let (sight, at) = (self.sight, self.at);
        if seen.common {
            let gerund = sight.is_form(at, Form::GERUND) && sight.surely_object(at + 1);
            let participle = sight.is_form(at, Form::PARTICIPLE)
                && sight.is(
                    at + 1,
                    &["to", "by", "as", "from", "in", "into", "with", "using"],
                );
            let beginning = sight.is_form(at, Form::GERUND)
                && sight.takes(at, "0")
                && sight.is(at + 1, &["with", "at", "from"]);
            if gerund || participle || beginning {
                return false;
            }
        }
        seen.head = Some(at);
        seen.common = true;
        let plural = sight
            .entry(at)
            .and_then(|entry| entry.noun)
            .map(|(noun, plural)| (crate::lexicon::Nouns::is_invariable(noun), plural));
        let singular = seen.determined && seen.plural == Some(false);
        seen.plural = match plural {
            _ if singular => Some(false),
            Some((false, plural)) => Some(plural),
            _ => None,
        };
        self.at += 1;
        true
    }

    /// True where a word goes on with a noun phrase that has begun.
    fn continues(&self, at: usize) -> bool {
        let sight = self.sight;
        let closed = Classes::PREPOSITION
            .or(Classes::DETERMINER)
            .or(Classes::CONJUNCTION)
            .or(Classes::SUBORDINATOR)
            .or(Classes::PRONOUN)
            .or(Classes::BE)
            .or(Classes::MODAL);
        !sight.class(at, closed)
            && (sight.is_noun(at)
                || sight.is_adjective(at)
                || sight.is_unknown(at)
                || sight.is_name(at) && !sight.is_formula(at)
                || sight.is_form(at, Form::PARTICIPLE))
    }

    /// Says whether a word is the verb that the subject waits for; nothing where its form does not tell.
    fn begins_verb(&self, at: usize, seen: &Seen) -> Option<bool> {
        let sight = self.sight;
        let Some(forms) = sight.forms(at) else {
            return Some(false);
        };
        let agrees = forms.has(Form::THIRD) && seen.plural != Some(true)
            || forms.has(Form::BASE) && seen.plural != Some(false);
        if !agrees {
            return Some(false);
        }
        let next = at + 1;
        let owes = sight.is(next, &["to"]) && sight.is(at, &["needs", "need", "has", "have"]);
        if !sight.is_noun(at) && !sight.is_adjective(at) || sight.surely_object(next) || owes {
            return Some(true);
        }
        if sight.class(next, Classes::BE.or(Classes::MODAL)) || sight.get(next).is_none() {
            return Some(false);
        }
        let code = seen
            .head
            .is_some_and(|head| CODE.contains(&sight.word(head)));
        if sight.may_open_noun(next) && !sight.class(next, Classes::PREPOSITION) {
            return if code { Some(true) } else { None };
        }
        if sight.class(next, Classes::PREPOSITION) && sight.takes(at, "0") {
            return None;
        }
        Some(false)
    }
}
