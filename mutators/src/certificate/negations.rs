//! Negations and the word that each reaches.

use super::licence::is_licensed_pair;
use super::words::{is_content, lemma};

/// A negation, as the lemma that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Negation<'p> {
    kind: &'static str,
    head: &'p str,
}

/// The negations in a sequence of words; `used` marks words that bounds are made of.
pub(super) fn of<'p>(words: &[&'p str], used: &[bool]) -> Vec<Negation<'p>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if used[at] {
            continue;
        }
        if let Some(stem) = word.strip_prefix("non-") {
            found.push(Negation {
                kind: "not",
                head: lemma(stem),
            });
        } else if let Some(kind) = kind_of(word)
            && !(*word == "not" && at > 0 && words[at - 1] == "or")
        {
            found.push(Negation {
                kind,
                head: head(&words[at + 1..]),
            });
        }
    }
    found
}

fn kind_of(word: &str) -> Option<&'static str> {
    match word {
        "not" | "cannot" => Some("not"),
        "no" => Some("no"),
        "never" => Some("never"),
        "none" => Some("none"),
        "neither" | "nor" => Some("nor"),
        "without" => Some("without"),
        "except" | "excluding" => Some("except"),
        "unless" => Some("unless"),
        _ => None,
    }
}

/// The lemma of the first word of content behind a negation.
fn head<'p>(words: &[&'p str]) -> &'p str {
    words
        .iter()
        .take(5)
        .find(|word| is_content(word))
        .map_or("", |word| lemma(word))
}

/// Matches the negations of two prompts one to one.
pub(super) fn compare(before: &[Negation<'_>], after: &[Negation<'_>]) -> Result<(), String> {
    let mut left: Vec<&Negation<'_>> = after.iter().collect();
    for negation in before {
        let same = left.iter().position(|other| reaches_same(negation, other));
        match same {
            Some(at) => {
                left.remove(at);
            }
            None => {
                return Err(format!(
                    "the negation `{} {}` is gone or reaches another word",
                    negation.kind, negation.head
                ));
            }
        }
    }
    left.first().map_or(Ok(()), |new| {
        Err(format!("the negation `{} {}` is new", new.kind, new.head))
    })
}

fn reaches_same(one: &Negation<'_>, other: &Negation<'_>) -> bool {
    one.kind == other.kind && (one.head == other.head || is_licensed_pair(one.head, other.head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Negation<'_>> {
        let words: Vec<_> = text.split(' ').collect();
        let used = super::super::bounds::of(&words).1;
        of(&words, &used)
    }

    #[test]
    fn a_lost_negation_is_seen() {
        assert!(compare(&read("contains no letters"), &read("contains letters")).is_err());
        assert!(compare(&read("is not empty"), &read("is non-empty")).is_ok());
        assert!(compare(&read("not less than 3"), &read("at least 3")).is_ok());
        assert!(
            compare(
                &read("do not sort the list"),
                &read("sort the list not found")
            )
            .is_err()
        );
    }
}
