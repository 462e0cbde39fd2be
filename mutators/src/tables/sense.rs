//! A table of words that may stand for each other in one sense, with the words that show the sense.

use super::rows;
use rustc_hash::FxHashMap;

/// One licensed replacement of a word by its lemma.
#[derive(Debug)]
pub(crate) struct Sense {
    /// The use that it holds for, where it is not the usual one: `if`, `that`, or the preposition that follows.
    pub(crate) pattern: Option<&'static str>,
    /// A lemma, perhaps with more words.
    pub(crate) to: &'static str,
    only: Vec<&'static str>,
    never: Vec<&'static str>,
}

impl Sense {
    /// True where the words beside, as lemmas, show the sense: one of `only`, and none of `never`.
    pub(crate) fn fits<'a>(&self, beside: impl Fn(&str) -> bool + 'a) -> bool {
        (self.only.is_empty() || self.only.iter().any(|word| beside(word)))
            && !self.never.iter().any(|word| beside(word))
    }
}

/// Senses by the lemma that they replace.
#[derive(Debug)]
pub(crate) struct SenseTable {
    rows: FxHashMap<&'static str, Vec<Sense>>,
}

impl SenseTable {
    /// Reads a table with the columns from, to, only and never.
    pub(crate) fn parse(source: &'static str) -> Self {
        let mut table: FxHashMap<&'static str, Vec<Sense>> = FxHashMap::default();
        for row in rows(source) {
            let (from, pattern) = row[0]
                .split_once(':')
                .map_or((row[0], None), |(from, pattern)| (from, Some(pattern)));
            let words = |cell: &'static str| {
                cell.split(' ')
                    .filter(|word| !word.is_empty() && *word != "*")
                    .collect()
            };
            table.entry(from).or_default().push(Sense {
                pattern,
                to: row[1].split(':').next().unwrap_or(row[1]),
                only: words(row[2]),
                never: words(row[3]),
            });
        }
        Self { rows: table }
    }

    /// The senses of a lemma.
    pub(crate) fn of(&self, lemma: &str) -> &[Sense] {
        self.rows.get(lemma).map_or(&[], Vec::as_slice)
    }
}
