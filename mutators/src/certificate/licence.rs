//! Every changed word of content must be licensed by a row of a table.

use super::words::{expand, is_light, lemma};
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// By what a row takes away and what it brings, sorted: the words that must stand by, one list a row.
type Licences = FxHashMap<(String, String), Vec<Vec<String>>>;

/// Licensed rewrites.
#[derive(Default)]
struct Tables {
    /// By their words of content, as lemmas.
    residues: Licences,
    /// By their words as they stand, without those at both ends that stay: where one side has no word of content, and none
    /// stays beside it, the others say what it is.
    literal: Licences,
}

static LICENSED: LazyLock<Tables> = LazyLock::new(|| {
    let mut pairs = Tables::default();
    let pairwise = [
        table!("phrases"),
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
    for row in rows(table!("verb_synonyms")) {
        add(&mut pairs, row[0], row[1]);
        // `determine whether` is `check whether`, but to determine a number is not to check it.
        if row[2].split(' ').any(|word| word == "whether") {
            let key = |one: &str, other: &str| (one.to_owned(), other.to_owned());
            for key in [key(row[0], row[1]), key(row[1], row[0])] {
                let needed = row[2].split(' ').map(|word| vec![word.to_owned()]);
                pairs.residues.insert(key, needed.collect());
            }
        }
    }
    for row in rows(table!("understood")).filter(|row| row[2..4] == ["*", "*"]) {
        // What only one side has is for the frames to see, where the words around it are.
        if !residue(&words(row[0]), &words(row[1])).is_one_sided() {
            add(&mut pairs, row[0], row[1]);
        }
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

fn add(pairs: &mut Tables, one: &str, other: &str) {
    let (one, other) = (words(one), words(other));
    let residue = residue(&one, &other);
    let (before, after) = (residue.before.join(" "), residue.after.join(" "));
    let (left, right, shared) = trimmed(&one, &other);
    let replaces = !left.is_empty() && !right.is_empty();
    if before.is_empty() != after.is_empty() && (replaces || residue.shared.is_empty()) {
        enter(&mut pairs.literal, left.join(" "), right.join(" "), &shared);
    } else {
        enter(&mut pairs.residues, before, after, &residue.shared);
    }
}

fn enter(licences: &mut Licences, before: String, after: String, shared: &[String]) {
    for key in [(before.clone(), after.clone()), (after, before)] {
        licences.entry(key).or_default().push(shared.to_vec());
    }
}

/// Two word lists without the words that both begin or end with, and those words.
fn trimmed<'a>(
    one: &'a [String],
    other: &'a [String],
) -> (&'a [String], &'a [String], Vec<String>) {
    let same = |(one, other): &(&String, &String)| one == other;
    let head = one.iter().zip(other).take_while(same).count();
    let tail = one[head..]
        .iter()
        .rev()
        .zip(other[head..].iter().rev())
        .take_while(same)
        .count();
    let shared = [&one[..head], &one[one.len() - tail..]].concat();
    (
        &one[head..one.len() - tail],
        &other[head..other.len() - tail],
        shared,
    )
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

/// Two word lists without light words and as lemmas.
struct Residue {
    /// What only the first has, sorted.
    before: Vec<String>,
    /// What only the second has, sorted.
    after: Vec<String>,
    /// What both have.
    shared: Vec<String>,
}

impl Residue {
    fn is_one_sided(&self) -> bool {
        self.before.is_empty() || self.after.is_empty()
    }
}

fn residue(before: &[String], after: &[String]) -> Residue {
    let content = |list: &[String]| -> Vec<String> {
        list.iter()
            .map(|word| (word, lemma(word)))
            .filter(|(word, lemma)| !is_light(word) && !is_light(lemma))
            .map(|(_, lemma)| lemma.to_owned())
            .collect()
    };
    let mut left = content(before);
    let (mut right, mut shared) = (Vec::new(), Vec::new());
    for word in content(after) {
        match left.iter().position(|other| *other == word) {
            Some(at) => shared.push(left.swap_remove(at)),
            None => right.push(word),
        }
    }
    left.sort_unstable();
    right.sort_unstable();
    Residue {
        before: left,
        after: right,
        shared,
    }
}

/// True when the tables let one text stand for the other, next to these words.
fn is_row(one: &str, other: &str, beside: &[String]) -> bool {
    stands_by(&LICENSED.residues, one, other, beside)
}

fn stands_by(licences: &Licences, one: &str, other: &str, beside: &[String]) -> bool {
    licences
        .get(&(one.to_owned(), other.to_owned()))
        .is_some_and(|rows| {
            rows.iter()
                .any(|needed| needed.iter().all(|word| beside.contains(word)))
        })
}

/// True when the tables let one lemma stand for the other anywhere.
pub(super) fn is_licensed_pair(one: &str, other: &str) -> bool {
    is_row(one, other, &[])
}

/// True when the change of these words is licensed as a whole or word by word; `beside` are the lemmas
/// that stand next to them and stay, the nearest first.
pub(super) fn is_licensed(before: &[String], after: &[String], beside: &[String]) -> bool {
    let literal = &LICENSED.literal;
    let next = &beside[..beside.len().min(2)];
    if stands_by(literal, &before.join(" "), &after.join(" "), next) {
        return true;
    }
    let Residue {
        before: left,
        after: right,
        shared: mut near,
    } = residue(before, after);
    if left.is_empty() && right.is_empty() {
        return true;
    }
    near.extend_from_slice(beside);
    if is_row(&left.join(" "), &right.join(" "), &near) {
        return true;
    }
    let mut open = right;
    left.len() == open.len()
        && left.iter().all(|word| {
            open.iter()
                .position(|other| is_row(word, other, &near))
                .map(|at| open.swap_remove(at))
                .is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_row_is_not_licensed_where_nothing_stands_for_it() {
        assert!(licensed("is able to", "can"));
        assert!(licensed("then", "next"));
        assert!(is_licensed(&words("in order"), &[], &["to".to_owned()]));
        for new in ["next", "could", "expected", "in other words"] {
            let beside = ["you".to_owned(), "list".to_owned()];
            assert!(!is_licensed(&[], &words(new), &beside), "{new}");
        }
    }

    fn licensed(before: &str, after: &str) -> bool {
        is_licensed(&words(before), &words(after), &[])
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

    #[test]
    fn a_row_licenses_its_words_next_to_the_words_that_it_needs() {
        let contain =
            |beside: &[String]| is_licensed(&words("contains"), &words("consists of"), beside);
        assert!(licensed("contains only", "consists only of"));
        assert!(contain(&["only".to_owned()]));
        assert!(!contain(&[]));
    }
}
