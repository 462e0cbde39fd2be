//! Whether a stretch of prose says the same word by word: what changed must be licensed, and nothing may move.

use super::facts::bare;
use super::hunks::hunks;
use super::licence::{is_licensed, is_licensed_pair};
use super::words::{american, expand, is_light, lemma};
use crate::lexical::long_form;
use crate::lexicon::{Classes, Entry, Form, lookup};
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::syntax::Tag;
use std::ops::Range;

/// One word, mark or atom for the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) lemma: String,
    /// Whether it is the plural of a noun; nothing where it may be another word.
    pub(super) plural: Option<bool>,
    /// A comma stands before it.
    pub(super) comma: bool,
}

impl Item {
    pub(super) fn word(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            lemma: lemma(text).to_owned(),
            plural: None,
            comma: false,
        }
    }

    pub(super) fn is(&self, words: &[&str]) -> bool {
        words
            .iter()
            .any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// The items of some tokens, without marks that end or cut a sentence.
pub(super) fn items(prompt: &Prompt, tokens: Range<usize>) -> Vec<Item> {
    let mut items = Vec::with_capacity(tokens.len());
    let mut comma = false;
    for at in tokens {
        let token = &prompt.tokens()[at];
        if token.kind == TokenKind::Punct(b',') {
            comma = true;
            continue;
        }
        let text = if token.is_span() {
            bare(prompt.word(token))
        } else {
            expand(prompt.lower(token))
        };
        let pieces = if token.is_span() {
            vec![text]
        } else {
            text.split(' ').collect()
        };
        for piece in pieces {
            if matches!(piece, "." | "?" | "!" | ":" | "please") {
                continue;
            }
            let text = if piece == "an" { "a" } else { piece };
            let lower = text.to_lowercase();
            items.push(Item {
                lemma: lemma(&lower).to_owned(),
                plural: plural(&lower, prompt.tags()[at]).filter(|_| !is_before_clause(prompt, at)),
                text: text.to_owned(),
                comma: std::mem::take(&mut comma),
            });
        }
    }
    items
}

/// The number of a word that its neighbours or its only reading show to be a noun.
fn plural(lower: &str, tag: Tag) -> Option<bool> {
    let entry = lookup(american(lower));
    match tag {
        Tag::Noun(plural) => Some(plural),
        Tag::Verb(_) => None,
        Tag::Unsure => entry
            .filter(|entry| entry.verb.is_none())
            .and_then(|entry| entry.noun)
            .map(|(_, plural)| plural),
    }
}

/// `checks if` is a verb, whatever its neighbours on the other side are.
fn is_before_clause(prompt: &Prompt, at: usize) -> bool {
    let next = prompt.tokens().get(at + 1);
    next.is_some_and(|next| matches!(prompt.lower(next), "if" | "whether" | "that" | "how"))
}

/// Compares two stretches: what changed must be licensed, and nothing may move.
pub(super) fn same_words(before: &[Item], after: &[Item]) -> Result<(), String> {
    let mut removed: Vec<String> = Vec::new();
    let mut added: Vec<String> = Vec::new();
    let (mut gone, mut new): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let same = |one: &Item, other: &Item| one.text.eq_ignore_ascii_case(&other.text);
    for hunk in hunks(before, after, same) {
        let (left, right) = (&before[hunk.0.clone()], &after[hunk.1.clone()]);
        check_forms(left, right)?;
        check_numbers(left, right)?;
        let texts = |items: &[Item]| {
            items
                .iter()
                .map(|item| item.text.to_lowercase())
                .collect::<Vec<_>>()
        };
        let (left, right) = (texts(left), texts(right));
        if explains(&left, &right, before.get(hunk.0.end))
            || explains(&right, &left, after.get(hunk.1.end))
        {
            continue;
        }
        let beside = beside(before, &hunk.0);
        if !is_licensed(&left, &right, &beside) {
            removed.extend(left);
            added.extend(right);
        } else if let Some(word) = dropped_link(&left, &right) {
            return Err(format!("`{word}` is gone or new"));
        } else {
            gone.extend(left.iter().filter(|word| !right.contains(word)).cloned());
            new.extend(right.iter().filter(|word| !left.contains(word)).cloned());
        }
    }
    if let Some(word) = gone.iter().find(|word| new.contains(word)) {
        return Err(format!("`{word}` moved"));
    }
    explain(&removed, &added)?;
    let (one, other) = (weights(before), weights(after));
    match one
        .iter()
        .find(|phrase| !other.contains(phrase))
        .or_else(|| other.iter().find(|phrase| !one.contains(phrase)))
    {
        Some(phrase) => Err(format!("only one of them has `{phrase}`")),
        None => Ok(()),
    }
}

/// The phrases in which a light word is more than that: `a few`, `a number of`, `a second`, `the most words`, `you can`.
fn weights(items: &[Item]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| &*items[at].text);
        let next = items.get(at + 1);
        let article = matches!(before, "a" | "the");
        let counts = match &*item.text.to_lowercase() {
            "few" | "little" | "lot" | "bit" => true,
            "number" => before == "a" && next.is_some_and(|next| next.is(&["of"])),
            "second" | "third" | "fourth" | "fifth" | "next" | "last" => before == "a",
            "most" => next.is_some_and(|next| next.plural.is_some()),
            "other" => matches!(before, "each" | "every" | "any"),
            "can" | "could" | "may" | "might" => before == "you",
            _ => false,
        };
        if counts {
            found.push(
                if article || matches!(before, "each" | "every" | "any" | "you") {
                    format!("{before} {}", item.text)
                } else {
                    item.text.clone()
                },
            );
        }
    }
    found
}

/// True when all that one text has more is the long form of the abbreviation that follows.
fn explains(longer: &[String], shorter: &[String], next: Option<&Item>) -> bool {
    let long = next.and_then(|item| long_form(&item.text));
    shorter.is_empty() && long.is_some_and(|long| longer.join(" ") == long.to_lowercase())
}

/// The lemmas of the two words before a stretch and the two behind it.
fn beside(items: &[Item], hunk: &Range<usize>) -> Vec<String> {
    let (head, tail) = (&items[..hunk.start], &items[hunk.end..]);
    let near = head.iter().rev().take(2).chain(tail.iter().take(2));
    near.map(|item| item.lemma.clone()).collect()
}

/// Light words carry no content, but they do not come and go alone, and one does not become another.
fn dropped_link(left: &[String], right: &[String]) -> Option<String> {
    if is_licensed_pair(&left.join(" "), &right.join(" ")) || left.len() > 1 && right.len() > 1 {
        return None;
    }
    if let ([one], [other]) = (left, right) {
        let same = lemma(one) == lemma(other)
            || matches!(
                (&**one, &**other),
                ("that", "which")
                    | ("which", "that")
                    | ("the", "a")
                    | ("a", "the")
                    | ("to", "should")
                    | ("should", "to")
            );
        let be = matches!(&**one, "be" | "is" | "are") || matches!(&**other, "be" | "is" | "are");
        let light = is_light(one) && is_light(other);
        return (light && (!same || be)).then(|| one.clone());
    }
    let heavy = |word: &String| {
        matches!(&**word, "and" | "if" | "of" | "or")
            || lookup(word).is_some_and(|entry| {
                entry
                    .classes
                    .meets(Classes::PREPOSITION.or(Classes::CONJUNCTION))
                    && word != "to"
            })
    };
    (left.is_empty() || right.is_empty())
        .then(|| left.iter().chain(right).find(|word| heavy(word)).cloned())
        .flatten()
}

/// A word may not change its number or its tense.
fn check_forms(left: &[Item], right: &[Item]) -> Result<(), String> {
    let says = |items: &[Item], words: &[&str]| items.iter().any(|item| item.is(words));
    for one in left {
        let Some(other) = right
            .iter()
            .find(|other| other.lemma == one.lemma && !other.text.eq_ignore_ascii_case(&one.text))
        else {
            continue;
        };
        let (a, b) = (
            lookup(american(&one.text.to_lowercase())),
            lookup(american(&other.text.to_lowercase())),
        );
        let passive = says(right, &["be", "is", "are"]) || says(left, &["be", "is", "are"]);
        let clause = says(right, &["that", "which"]) || says(left, &["that", "which"]);
        let (a, b) = (tense(a), tense(b));
        if a != b && (a + b == 3 || !passive && !clause) {
            return Err(format!("`{}` became `{}`", one.text, other.text));
        }
    }
    Ok(())
}

/// Where one noun stands for one other, neither becomes more or fewer.
fn check_numbers(left: &[Item], right: &[Item]) -> Result<(), String> {
    let only = |items: &'_ [Item]| {
        let mut nouns = items.iter().filter(|item| item.plural.is_some());
        nouns.next_back().cloned()
    };
    match (only(left), only(right)) {
        (Some(one), Some(other)) if one.plural != other.plural => {
            Err(format!("`{}` became `{}`", one.text, other.text))
        }
        _ => Ok(()),
    }
}

/// Finite present, gerund, or past.
fn tense(entry: Option<&Entry>) -> u8 {
    match entry.and_then(|entry| entry.verb) {
        Some((_, form)) if form.has(Form::BASE) || form.has(Form::THIRD) => 0,
        Some((_, form)) if form.has(Form::GERUND) => 1,
        Some(_) => 2,
        None => 0,
    }
}

/// What no hunk explains is gone, new or moved: that a clause may stand elsewhere is for the frames to say.
fn explain(removed: &[String], added: &[String]) -> Result<(), String> {
    if removed.is_empty() && added.is_empty() {
        return Ok(());
    }
    let lost = removed.iter().find(|word| !added.contains(word));
    let new = added.iter().find(|word| !removed.contains(word));
    match (lost, new) {
        (Some(lost), Some(new)) => Err(format!("`{lost}` → `{new}` is in no table")),
        (Some(lost), None) => Err(format!("`{lost}` is gone")),
        (None, Some(new)) => Err(format!("`{new}` is new")),
        (None, None) => Err("words changed their order".to_owned()),
    }
}
