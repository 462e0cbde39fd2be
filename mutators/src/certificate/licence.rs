//! Every changed word of content must be licensed by a row of a table.

use super::words::{expand, is_light, lemma};
use crate::edit::Edit;
use crate::lexical::long_form;
use crate::tables::{rows, table};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Residues of licensed rewrites: what a row takes away and what it brings, sorted.
static LICENSED: LazyLock<FxHashSet<(String, String)>> = LazyLock::new(|| {
    let mut pairs = FxHashSet::default();
    let pairwise = [
        table!("phrases"),
        table!("verb_synonyms"),
        table!("noun_synonyms"),
        table!("quantifiers"),
        table!("discourse"),
        table!("type_aliases"),
        table!("abbreviations"),
        table!("term_aliases"),
        table!("spelling"),
        table!("number_words"),
    ];
    for row in pairwise.into_iter().flat_map(rows) {
        add(&mut pairs, row[0], row[1]);
    }
    let bounds: Vec<_> = rows(table!("comparators")).collect();
    for one in &bounds {
        for other in bounds.iter().filter(|other| other[1] == one[1]) {
            add(&mut pairs, one[0], other[0]);
        }
    }
    for (one, other) in [
        ("is not empty", "is non-empty"),
        ("are not empty", "are non-empty"),
        ("is not equal to", "differs from"),
    ] {
        add(&mut pairs, one, other);
    }
    pairs
});

fn add(pairs: &mut FxHashSet<(String, String)>, one: &str, other: &str) {
    let (one, other) = residue(&words(one), &words(other));
    pairs.insert((one.join(" "), other.join(" ")));
    pairs.insert((other.join(" "), one.join(" ")));
}

/// The words of a stretch of text as the licence compares them.
pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|mark: char| {
            mark.is_whitespace()
                || matches!(
                    mark,
                    ',' | '.' | '?' | '!' | ':' | '(' | ')' | '`' | '*' | '"' | '-'
                )
        })
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            expand(word)
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What is left of two word lists when equal lemmas and light words are taken away.
pub(super) fn residue(before: &[String], after: &[String]) -> (Vec<String>, Vec<String>) {
    let content = |list: &[String]| -> Vec<String> {
        list.iter()
            .filter(|word| !is_light(word))
            .map(|word| lemma(word).to_owned())
            .collect()
    };
    let mut left = content(before);
    let mut right = Vec::new();
    for word in content(after) {
        match left.iter().position(|other| *other == word) {
            Some(at) => {
                left.swap_remove(at);
            }
            None => right.push(word),
        }
    }
    left.sort_unstable();
    right.sort_unstable();
    (left, right)
}

/// True when the tables let one lemma stand for the other.
pub(super) fn is_licensed_pair(one: &str, other: &str) -> bool {
    LICENSED.contains(&(one.to_owned(), other.to_owned()))
}

/// True when the change of these words is licensed as a whole or word by word.
pub(super) fn is_licensed(before: &[String], after: &[String]) -> bool {
    let (left, right) = residue(before, after);
    if left.is_empty() && right.is_empty() {
        return true;
    }
    if is_licensed_pair(&left.join(" "), &right.join(" ")) {
        return true;
    }
    let mut open = right;
    left.len() == open.len()
        && left.iter().all(|word| {
            open.iter()
                .position(|other| is_licensed_pair(word, other))
                .map(|at| open.swap_remove(at))
                .is_some()
        })
}

/// Checks the edits of the engine's own operators.
pub(super) fn check_edits(edits: &[Edit]) -> Result<(), String> {
    edits
        .iter()
        .filter(|edit| changes_words(edit.operator))
        .try_for_each(|edit| {
            let (before, after) = (words(&edit.before), words(&edit.after));
            let fine = before == after || is_licensed(&before, &after) || is_insertion(edit);
            if fine {
                Ok(())
            } else {
                Err(format!(
                    "`{}` → `{}` is in no table",
                    edit.before, edit.after
                ))
            }
        })
}

/// Names and layout are checked by the code, the examples and the inverse.
fn changes_words(operator: &str) -> bool {
    !operator.starts_with("naming/") && !operator.starts_with("format/")
}

/// `comma-separated values (` before an abbreviation that stays.
fn is_insertion(edit: &Edit) -> bool {
    edit.before.is_empty()
        && (edit.after == ")"
            || edit.after.strip_suffix(" (").is_some_and(|long| {
                [table!("abbreviations"), table!("term_aliases")]
                    .into_iter()
                    .flat_map(rows)
                    .any(|row| row[1] == long && long_form(row[0]) == Some(long))
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licensed(before: &str, after: &str) -> bool {
        is_licensed(&words(before), &words(after))
    }

    #[test]
    fn only_rows_of_the_tables_license_a_change() {
        assert!(licensed("computes", "calculates"));
        assert!(licensed("takes as input", "accepts"));
        assert!(licensed("Return the image", "The image should be returned"));
        assert!(!licensed("select", "blue-ribbon"));
        assert!(!licensed("number", "phone number"));
        assert!(!licensed("padding", "cushioning"));
    }
}
