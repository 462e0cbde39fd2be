//! What the engine knows of English words: closed classes, and the forms of verbs and nouns.

mod article;
mod forms;

pub(crate) use article::article_for;
pub(crate) use forms::{Form, Nouns, Verbs, is_particle, lemma_form, noun_form};

use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A set of closed word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u16);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal, $key:literal;)*) => {
        impl Classes {
            $($(#[$doc])* pub(crate) const $name: Classes = Classes(1 << $bit);)*

            fn by_name(name: &str) -> Option<Self> {
                match name {
                    $($key => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    DETERMINER = 0, "determiner";
    ARTICLE = 1, "article";
    PREPOSITION = 2, "preposition";
    MODAL = 3, "modal";
    BE = 4, "be";
    PRONOUN = 5, "pronoun";
    POSSESSIVE = 6, "possessive";
    CONJUNCTION = 7, "conjunction";
    SUBORDINATOR = 8, "subordinator";
    ADVERB = 9, "adverb";
    QUESTION = 10, "question";
    REFERENCE = 11, "reference";
    ADJECTIVE = 12, "adjective";
    TERM = 13, "term";
}

impl Classes {
    /// True when the two sets share a class.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of two sets.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when the word is in no closed class.
    pub(crate) fn is_open(self) -> bool {
        !self.meets(Self(!(Self::ADJECTIVE.0 | Self::TERM.0)))
    }
}

/// What the lexicon says of one lower-case word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) classes: Classes,
    /// The verb that it is a form of, and which forms it can be.
    pub(crate) verb: Option<(u16, Form)>,
    /// The noun that it is a form of, and whether it is the plural.
    pub(crate) noun: Option<(u16, bool)>,
    pub(crate) adjective: bool,
    pub(crate) adverb: bool,
}

static LEXICON: LazyLock<FxHashMap<&'static str, Entry>> = LazyLock::new(build);

/// Looks up a word in lower case.
pub(crate) fn lookup(word: &str) -> Option<&'static Entry> {
    LEXICON.get(word)
}

/// True when the lower-case word is in one of the classes.
pub(crate) fn is(word: &str, classes: Classes) -> bool {
    lookup(word).is_some_and(|entry| entry.classes.meets(classes))
}

fn build() -> FxHashMap<&'static str, Entry> {
    let mut lexicon: FxHashMap<&'static str, Entry> = FxHashMap::default();
    for row in rows(table!("function_words")) {
        let class = Classes::by_name(row[0]).unwrap_or_default();
        for word in row[1].split(' ') {
            let entry = lexicon.entry(word).or_default();
            entry.classes = entry.classes.or(class);
        }
    }
    for row in rows(table!("terms")) {
        let entry = lexicon.entry(row[0]).or_default();
        entry.classes = entry.classes.or(Classes::TERM);
    }
    forms::add_verbs(&mut lexicon);
    forms::add_nouns(&mut lexicon);
    forms::add_second_forms(&mut lexicon);
    for row in rows(table!("lexicon/adjectives")) {
        lexicon.entry(row[0]).or_default().adjective = true;
    }
    for row in rows(table!("lexicon/adverbs")) {
        lexicon.entry(row[0]).or_default().adverb = true;
    }
    for row in rows(table!("spelling")) {
        let american = lexicon.get(row[0]).copied().unwrap_or_default();
        let british = lexicon.entry(row[1]).or_default();
        british.noun = british.noun.or(american.noun);
        british.verb = british.verb.or(american.verb);
        british.adjective |= american.adjective;
        british.adverb |= american.adverb;
    }
    lexicon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_closed_class_of_the_table_is_known() {
        for row in rows(table!("function_words")) {
            assert!(Classes::by_name(row[0]).is_some(), "{}", row[0]);
        }
    }

    #[test]
    fn computes_is_the_third_person_of_a_verb_and_elements_a_plural() {
        let computes = lookup("computes")
            .and_then(|entry| entry.verb)
            .expect("a verb");
        assert!(computes.1.has(Form::THIRD) && !computes.1.has(Form::BASE));
        let elements = lookup("elements")
            .and_then(|entry| entry.noun)
            .expect("a noun");
        assert!(elements.1);
    }
}
