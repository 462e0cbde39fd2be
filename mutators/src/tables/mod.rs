//! The curated data of the operators, embedded and parsed once.

mod few_words;
mod rewrite;
mod sense;

pub(crate) use few_words::FewWords;
pub(crate) use rewrite::RewriteTable;
pub(crate) use sense::SenseTable;

/// The rows of an embedded table: lines that are not empty and not comments, split at tabs.
pub(crate) fn rows(source: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    source
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::trim).collect())
}

/// Names an embedded table.
macro_rules! table {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tables/",
            $name,
            ".tsv"
        ))
    };
}
pub(crate) use table;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ALL: &[(&str, &str, usize)] = &[
        ("abbreviations", table!("abbreviations"), 3),
        ("adversarial_names", table!("adversarial_names"), 2),
        ("comparators", table!("comparators"), 4),
        ("conjuncts", table!("conjuncts"), 2),
        ("contractions", table!("contractions"), 3),
        ("discourse", table!("discourse"), 2),
        ("function_words", table!("function_words"), 2),
        ("name_words", table!("name_words"), 3),
        ("lexicon/adjectives", table!("lexicon/adjectives"), 3),
        (
            "lexicon/adjective_synonyms",
            table!("lexicon/adjective_synonyms"),
            4,
        ),
        ("lexicon/adverbs", table!("lexicon/adverbs"), 2),
        ("lexicon/noun_synonyms", table!("lexicon/noun_synonyms"), 4),
        ("lexicon/noun_plurals", table!("lexicon/noun_plurals"), 2),
        ("lexicon/nouns", table!("lexicon/nouns"), 4),
        ("lexicon/particles", table!("lexicon/particles"), 2),
        ("lexicon/verb_synonyms", table!("lexicon/verb_synonyms"), 4),
        ("lexicon/verb_variants", table!("lexicon/verb_variants"), 3),
        ("lexicon/verbs", table!("lexicon/verbs"), 7),
        ("number_words", table!("number_words"), 3),
        ("phrases", table!("phrases"), 5),
        ("quantifiers", table!("quantifiers"), 5),
        ("spelling", table!("spelling"), 2),
        ("term_aliases", table!("term_aliases"), 3),
        ("type_aliases", table!("type_aliases"), 2),
        ("understood", table!("understood"), 4),
        ("verb_synonyms", table!("verb_synonyms"), 5),
    ];

    #[test]
    fn every_row_of_every_table_has_its_columns_and_stands_once() {
        for (name, source, columns) in ALL {
            let mut seen = BTreeSet::new();
            for row in rows(source) {
                assert!(row.len() >= *columns, "{name}: {row:?}");
                assert!(
                    row[..2].iter().all(|cell| !cell.is_empty()),
                    "{name}: {row:?}"
                );
                let key = row[..*columns].join("\t");
                assert!(seen.insert(key), "{name} repeats {row:?}");
            }
            assert!(seen.len() >= 3, "{name} is too small");
        }
    }

    #[test]
    fn no_row_rewrites_a_phrase_to_itself() {
        for name in [
            "phrases",
            "verb_synonyms",
            "lexicon/noun_synonyms",
            "lexicon/adjective_synonyms",
            "quantifiers",
            "discourse",
            "understood",
        ] {
            let (_, source, _) = ALL
                .iter()
                .find(|table| table.0 == name)
                .expect("known table");
            for row in rows(source) {
                assert_ne!(row[0], row[1], "{name}");
            }
        }
    }
}
