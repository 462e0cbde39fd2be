//! The inflected forms of verbs and nouns.

use super::Entry;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A set of verb forms that one spelling can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form(u8);

impl Form {
    pub(crate) const BASE: Self = Self(1);
    pub(crate) const THIRD: Self = Self(2);
    pub(crate) const GERUND: Self = Self(4);
    pub(crate) const PAST: Self = Self(8);
    pub(crate) const PARTICIPLE: Self = Self(16);

    const COLUMNS: [Self; 5] = [
        Self::BASE,
        Self::THIRD,
        Self::GERUND,
        Self::PAST,
        Self::PARTICIPLE,
    ];

    /// True when the spelling can be that form.
    pub(crate) fn has(self, form: Self) -> bool {
        self.0 & form.0 != 0
    }

    fn column(self) -> usize {
        Self::COLUMNS
            .iter()
            .position(|form| self.has(*form))
            .unwrap_or(0)
    }
}

/// The table of verbs: lemma, third person, gerund, past, participle.
pub(crate) struct Verbs;

/// The table of nouns: singular and plural.
pub(crate) struct Nouns;

static VERBS: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| rows(table!("lexicon/verbs")).collect());
static NOUNS: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| rows(table!("lexicon/nouns")).collect());

impl Verbs {
    /// The spelling of one form of a verb.
    pub(crate) fn form(verb: u16, form: Form) -> &'static str {
        VERBS[usize::from(verb)][form.column()]
    }

    /// The lemma of a verb.
    pub(crate) fn lemma(verb: u16) -> &'static str {
        Self::form(verb, Form::BASE)
    }

    /// Says whether a verb takes a complement of this pattern: `o`, `0`, `that`, `if`, `inf`, `oinf`, `ing`, `adj`, `oadj` or `oo`.
    pub(crate) fn takes(verb: u16, pattern: &str) -> bool {
        has_word(VERBS[usize::from(verb)][5], pattern)
    }

    /// Says whether a phrase with this preposition belongs to the verb rather than to its object.
    pub(crate) fn has_preposition(verb: u16, preposition: &str) -> bool {
        has_word(VERBS[usize::from(verb)][6], preposition)
    }
}

static PARTICLES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(table!("lexicon/particles"))
        .map(|row| (row[0], row[1]))
        .collect()
});

/// Says whether a verb, by its lemma, may carry a particle.
pub(crate) fn is_particle(lemma: &str, particle: &str) -> bool {
    PARTICLES
        .get(lemma)
        .is_some_and(|particles| has_word(particles, particle))
}

/// Says whether a word stands in a cell of words, which is short: bytes are looked at one by one.
fn has_word(cell: &str, word: &str) -> bool {
    let mut words = cell.as_bytes().split(|byte| *byte == b' ');
    words.any(|it| it == word.as_bytes())
}

impl Nouns {
    /// The singular of a noun.
    pub(crate) fn singular(noun: u16) -> &'static str {
        NOUNS[usize::from(noun)][0]
    }

    /// Says whether a noun has one form for both numbers, or none for the plural.
    pub(crate) fn is_invariable(noun: u16) -> bool {
        let row = &NOUNS[usize::from(noun)];
        row[0] == row[1] || row[2] == "mass"
    }

    /// Says whether a phrase with this preposition belongs to a noun that it follows.
    pub(crate) fn has_preposition(noun: u16, preposition: &str) -> bool {
        has_word(NOUNS[usize::from(noun)][3], preposition)
    }
}

/// The rows of the tables by their first cells: the lemmas of verbs, and the singulars of nouns.
fn by_first(table: &[Vec<&'static str>]) -> FxHashMap<&'static str, usize> {
    let rows = table.iter().enumerate().rev();
    rows.map(|(index, row)| (row[0], index)).collect()
}

static VERB_OF: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| by_first(&VERBS));
static NOUN_OF: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| by_first(&NOUNS));

/// Inflects a verb given by its lemma, which may carry a particle (`carry out` → `carries out`).
pub(crate) fn lemma_form(lemma: &str, form: Form) -> Option<String> {
    let (head, particle) = lemma.split_once(' ').map_or((lemma, ""), |parts| parts);
    let row = &VERBS[*VERB_OF.get(head)?];
    let inflected = row[form.column()];
    Some(if particle.is_empty() {
        inflected.to_owned()
    } else {
        format!("{inflected} {particle}")
    })
}

/// The singular or plural of a noun given by its singular.
pub(crate) fn noun_form(singular: &str, plural: bool) -> Option<&'static str> {
    let row = &NOUNS[*NOUN_OF.get(singular)?];
    Some(row[usize::from(plural)])
}

pub(super) fn add_verbs(lexicon: &mut FxHashMap<&'static str, Entry>) {
    for (index, row) in VERBS.iter().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        for (column, spelling) in row.iter().take(5).enumerate() {
            let entry = lexicon.entry(spelling).or_default();
            let (verb, forms) = entry.verb.unwrap_or((index, Form::default()));
            if verb == index {
                entry.verb = Some((verb, Form(forms.0 | Form::COLUMNS[column].0)));
            }
        }
    }
}

/// Other forms of verbs and nouns, which are read and never written: `labelled`, `indexes`.
pub(super) fn add_second_forms(lexicon: &mut FxHashMap<&'static str, Entry>) {
    for row in rows(table!("lexicon/verb_variants")) {
        let Some((verb, _)) = lexicon.get(row[1]).and_then(|entry| entry.verb) else {
            continue;
        };
        let forms = row[2].split(' ').map(|slot| match slot {
            "base" => Form::BASE,
            "third" => Form::THIRD,
            "gerund" => Form::GERUND,
            "past" => Form::PAST,
            _ => Form::PARTICIPLE,
        });
        let forms = forms.fold(0, |all, form| all | form.0);
        let entry = lexicon.entry(row[0]).or_default();
        entry.verb = entry.verb.or(Some((verb, Form(forms))));
    }
    for row in rows(table!("lexicon/noun_plurals")) {
        let noun = lexicon.get(row[0]).and_then(|entry| entry.noun);
        let entry = lexicon.entry(row[1]).or_default();
        entry.noun = entry.noun.or(noun.map(|(noun, _)| (noun, true)));
    }
}

pub(super) fn add_nouns(lexicon: &mut FxHashMap<&'static str, Entry>) {
    for (index, row) in NOUNS.iter().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        for (spelling, plural) in [(row[1], true), (row[0], false)] {
            lexicon.entry(spelling).or_default().noun = Some((index, plural));
        }
    }
}
