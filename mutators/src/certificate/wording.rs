//! Whether a stretch of prose says the same word by word: what changed must be licensed, and nothing may move.

use super::hunks::hunks;
use super::licence::{is_licensed, is_licensed_pair};
use super::loose::Exact;
use super::words::{american, bare, expand, is_light, lemma};
use crate::lexical::long_form;
use crate::lexicon::{Classes, Entry, Form, is, lookup};
use crate::prompt::Prompt;
use crate::segment::token::{Token, TokenKind};
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
    /// It is a name whose case counts.
    pub(super) exact: bool,
}

impl Item {
    pub(super) fn word(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            lemma: lemma(text).to_owned(),
            plural: None,
            comma: false,
            exact: false,
        }
    }

    pub(super) fn is(&self, words: &[&str]) -> bool {
        words
            .iter()
            .any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// The items of some tokens, without marks that end or cut a sentence.
pub(super) fn items(prompt: &Prompt, tokens: Range<usize>, exact: &Exact) -> Vec<Item> {
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
        } else if token.end - token.start == 1 && !matches!(prompt.word(token), "A" | "I") {
            prompt.word(token)
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
                plural: plural(&lower, prompt.tags()[at], is_verbal(prompt, at)),
                text: text.to_owned(),
                comma: std::mem::take(&mut comma),
                exact: if token.is_span() {
                    exact.holds(piece)
                } else {
                    piece.len() == 1 && !matches!(text, "a" | "i")
                },
            });
        }
    }
    items
}

/// The number of a word that is a noun by its neighbours, by its only reading, or for want of a place that a verb could have.
fn plural(lower: &str, tag: Tag, verbal: bool) -> Option<bool> {
    let entry = lookup(american(lower));
    match tag {
        _ if verbal => None,
        Tag::Noun(plural) => Some(plural),
        Tag::Verb(_) => None,
        Tag::Unsure => entry.and_then(|entry| entry.noun).map(|(_, plural)| plural),
    }
}

/// True where a verb may stand, and an object follows: `then checks if`, `the function returns the sum`.
fn is_verbal(prompt: &Prompt, at: usize) -> bool {
    const BEFORE: Classes = Classes::MODAL
        .or(Classes::PRONOUN)
        .or(Classes::SUBORDINATOR);
    let Some(entry) = prompt.tokens()[at]
        .entry
        .filter(|entry| entry.verb.is_some())
    else {
        return false;
    };
    let lower = |at: Option<usize>| {
        at.and_then(|at| prompt.tokens().get(at))
            .map_or("", |token| prompt.lower(token))
    };
    let (before, next) = (lower(at.checked_sub(1)), lower(Some(at + 1)));
    let opens = matches!(
        before,
        "" | "." | "," | "and" | "or" | "then" | "to" | "not" | "function" | "method"
    ) || is(before, BEFORE)
        || entry.noun.is_none();
    let object = is(
        next,
        Classes::DETERMINER
            .or(Classes::PRONOUN)
            .or(Classes::SUBORDINATOR),
    ) || prompt.tokens().get(at + 1).is_some_and(Token::is_span)
        || lookup(next).is_some_and(|entry| entry.noun.is_some() || entry.adjective);
    opens && object
}

/// Compares two stretches: what changed must be licensed, and nothing may move.
pub(super) fn same_words(before: &[Item], after: &[Item]) -> Result<(), String> {
    let mut removed: Vec<String> = Vec::new();
    let mut added: Vec<String> = Vec::new();
    let (mut gone, mut new): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let same = |one: &Item, other: &Item| {
        one.text.eq_ignore_ascii_case(&other.text)
            && (one.text == other.text || !one.exact && !other.exact)
    };
    for hunk in hunks(before, after, same) {
        let (left, right) = (&before[hunk.0.clone()], &after[hunk.1.clone()]);
        check_names(left, right)?;
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

/// The lemmas of the words beside a stretch: one on each side, then another on each.
fn beside(items: &[Item], hunk: &Range<usize>) -> Vec<String> {
    let (head, tail) = (&items[..hunk.start], &items[hunk.end..]);
    let lemma = |item: Option<&Item>| item.map_or_else(String::new, |item| item.lemma.clone());
    (0..2)
        .flat_map(|far| [lemma(head.iter().rev().nth(far)), lemma(tail.get(far))])
        .collect()
}

/// Words of form carry no content, but only these come and go, or stand for each other; else the first of those that do.
fn dropped_link(left: &[String], right: &[String]) -> Option<String> {
    const FORMS: &[&[&str]] = &[
        &["", "that is", "that are", "which is", "which are"],
        &["that", "which"],
        &["is", "are", "be"],
        &[
            "",
            "can you",
            "could you",
            "will you",
            "would you",
            "can you write",
        ],
        &["", "then"],
        &["", "will"],
    ];
    if is_licensed_pair(&left.join(" "), &right.join(" ")) {
        return None;
    }
    let form = |words: &[String]| {
        let light = words.iter().filter(|word| !matches!(&***word, "a" | "the"));
        light.map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let (one, other) = (form(left), form(right));
    let known = one == other
        || !one.is_empty() && lemma(&one) == lemma(&other)
        || FORMS
            .iter()
            .any(|forms| forms.contains(&&*one) && forms.contains(&&*other));
    let pure = left
        .iter()
        .chain(right)
        .all(|word| is_light(word) || is_light(lemma(word)));
    (pure && !known)
        .then(|| {
            left.iter()
                .chain(right)
                .find(|word| !matches!(&***word, "a" | "the"))
                .cloned()
        })
        .flatten()
        .or_else(|| heavy_alone(left, right))
}

/// A preposition or conjunction that only one side has.
fn heavy_alone(left: &[String], right: &[String]) -> Option<String> {
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

/// A name whose case counts stays the same, to the letter.
fn check_names(left: &[Item], right: &[Item]) -> Result<(), String> {
    for one in left.iter().filter(|item| item.exact) {
        let other = |other: &&Item| other.text.eq_ignore_ascii_case(&one.text);
        if let Some(other) = right.iter().find(other) {
            return Err(format!("`{}` became `{}`", one.text, other.text));
        }
    }
    Ok(())
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
        if a != b && (a + b == 3 || a.max(b) == 3 || !passive && !clause) {
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

/// Finite present, gerund, participle, or what is past alone: `gave`.
fn tense(entry: Option<&Entry>) -> u8 {
    match entry.and_then(|entry| entry.verb) {
        Some((_, form)) if form.has(Form::BASE) || form.has(Form::THIRD) => 0,
        Some((_, form)) if form.has(Form::GERUND) => 1,
        Some((_, form)) if form.has(Form::PARTICIPLE) => 2,
        Some(_) => 3,
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
