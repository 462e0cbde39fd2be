//! The table of words in identifiers.

use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

type Words = FxHashMap<&'static str, Vec<&'static str>>;

static SYNONYMS: LazyLock<Words> = LazyLock::new(|| column("synonym", false));
static VERBS: LazyLock<Words> = LazyLock::new(|| column("verb", false));
static SHORT: LazyLock<Words> = LazyLock::new(|| column("short", true));
static PARAMETERS: LazyLock<Words> = LazyLock::new(|| column("param", false));

fn column(kind: &str, both: bool) -> Words {
    let mut words = Words::default();
    for row in rows(table!("name_words")).filter(|row| row[0] == kind) {
        let short = row[2].trim_end_matches('_');
        words.entry(row[1]).or_default().push(short);
        if both {
            words.entry(short).or_default().push(row[1]);
        }
    }
    words
}

/// Words that mean the same in their place inside an identifier: a verb is the first of them.
pub(super) fn synonyms(at: usize, word: &str) -> &'static [&'static str] {
    let verbs = VERBS.get(word).filter(|_| at == 0);
    verbs.or(SYNONYMS.get(word)).map_or(&[], Vec::as_slice)
}

/// The abbreviations of a word, or what it abbreviates.
pub(super) fn short_forms(_: usize, word: &str) -> &'static [&'static str] {
    SHORT.get(word).map_or(&[], Vec::as_slice)
}

/// Other names for a whole parameter.
pub(super) fn parameter_names(name: &str) -> &'static [&'static str] {
    PARAMETERS.get(name).map_or(&[], Vec::as_slice)
}

/// Every way to exchange one word of a name by a table.
pub(super) fn exchange(
    words: &[String],
    table: impl Fn(usize, &str) -> &'static [&'static str],
) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for other in table(at, word) {
            let mut changed = words.to_vec();
            (*other).clone_into(&mut changed[at]);
            found.push(changed);
        }
    }
    found
}
