//! Comparators and quantifiers, reduced to their truth tables.

use super::fault::Fault;
use crate::tables::{FewWords, rows, table};
use std::sync::LazyLock;

/// One comparator or quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound(&'static str);

/// By first word: the words of a phrase and its relation.
type Phrases = FewWords<Vec<(Vec<&'static str>, &'static str)>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut table = Phrases::default();
    for row in rows(table!("comparators")) {
        let words: Vec<_> = row[0].split(' ').collect();
        table.entry(words[0]).push((words, row[1]));
    }
    // A place says how much only behind a verb: `the row below` is no bound.
    for be in ["is", "are", "be"] {
        for (place, relation) in [("below", "lt"), ("above", "gt")] {
            table.entry(be).push((vec![be, place], relation));
        }
    }
    table
});

/// The bounds in a sequence of words, and which words they are made of.
pub(super) fn of(words: &[&str]) -> (Vec<Bound>, Vec<bool>) {
    let mut bounds = Vec::new();
    let mut used = vec![false; words.len()];
    let mut at = 0;
    while at < words.len() {
        let longest = PHRASES
            .get(words[at])
            .into_iter()
            .flatten()
            .filter(|(phrase, _)| words[at..].starts_with(phrase))
            .max_by_key(|(phrase, _)| phrase.len());
        if let Some((phrase, relation)) = longest {
            bounds.push(Bound(relation));
            used[at..at + phrase.len()].fill(true);
            at += phrase.len();
            continue;
        }
        bounds.extend(quantifier(words[at]).map(Bound));
        at += 1;
    }
    (bounds, used)
}

/// Compares the sorted bounds of two prompts. A quantifier that only one has may be left out of the other: `all numbers are` and
/// `the numbers are` differ in what nobody can tell from words alone.
pub(super) fn compare(before: &[Bound], after: &[Bound]) -> Result<(), Fault> {
    let lost = first_of(before, after);
    let new = first_of(after, before);
    let loose = |bound: Option<Bound>| {
        bound.is_none_or(|Bound(word)| {
            matches!(
                word,
                "every" | "all" | "any" | "some" | "both" | "either" | "most"
            )
        })
    };
    let detail = match (lost, new) {
        (None, None) => return Ok(()),
        (Some(lost), Some(new)) => format!("`{}` became `{}`", lost.told(), new.told()),
        (Some(lost), None) => format!("`{}` is gone", lost.told()),
        (None, Some(new)) => format!("`{}` is new", new.told()),
    };
    let alone = lost.is_none() || new.is_none();
    let whole =
        |bound: Option<Bound>| bound.is_some_and(|Bound(word)| matches!(word, "every" | "all"));
    Err(Fault {
        detail,
        unsure: alone && loose(lost) && loose(new) || whole(lost) && whole(new),
    })
}

/// The first bound that is more often in one list than in the other.
fn first_of(one: &[Bound], other: &[Bound]) -> Option<Bound> {
    let count = |list: &[Bound], bound| list.iter().filter(|there| **there == bound).count();
    let more = |bound: &Bound| count(one, *bound) > count(other, *bound);
    one.iter().copied().find(more)
}

impl Bound {
    /// How a person says it.
    fn told(self) -> &'static str {
        match self.0 {
            "ge" => "at least",
            "gt" => "more than",
            "le" => "at most",
            "lt" => "less than",
            "eq" => "equal to",
            "ne" => "not equal to",
            word => word,
        }
    }
}

fn quantifier(word: &str) -> Option<&'static str> {
    match word {
        "each" | "every" => Some("every"),
        "all" => Some("all"),
        "any" => Some("any"),
        "some" => Some("some"),
        "both" => Some("both"),
        "either" => Some("either"),
        "only" | "solely" => Some("only"),
        "exactly" | "precisely" => Some("exactly"),
        "inclusive" | "inclusively" => Some("inclusive"),
        "exclusive" | "exclusively" | "strictly" => Some("strict"),
        "once" => Some("once"),
        "twice" => Some("twice"),
        "most" => Some("most"),
        "ascending" | "increasing" => Some("ascending"),
        "descending" | "decreasing" => Some("descending"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations(text: &str) -> Vec<&'static str> {
        of(&text.split(' ').collect::<Vec<_>>())
            .0
            .into_iter()
            .map(|bound| bound.0)
            .collect()
    }

    #[test]
    fn open_and_closed_bounds_differ() {
        assert_eq!(relations("at least 3"), relations("not less than 3"));
        assert_eq!(relations("3 or more"), relations("at least 3"));
        assert_ne!(relations("at least 3"), relations("more than 3"));
        assert_ne!(relations("each item"), relations("any item"));
        assert_eq!(relations("less than or equal to n"), ["le"]);
    }
}
