//! Puts the sentences of a pair from elsewhere beside each other, and says in which they part.

use super::alike::{alike_loosely, may_join};
use super::frame::{Atom, Frames};
use super::loose::{Both, loosened};
use super::readings::{is_silent, readings};
use super::wording::same_words;
use crate::prompt::Prompt;
use crate::segment::token::Sentence;
use std::rc::Rc;

/// How many sentences may stand for how many others: one for one, or cut and joined.
const GROUPS: [(usize, usize); 6] = [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)];

/// One prompt as its sentences, without those that say nothing.
struct Side<'a> {
    prompt: &'a Prompt,
    sentences: Vec<Sentence>,
    atoms: Vec<Vec<Atom>>,
}

impl<'a> Side<'a> {
    fn new(prompt: &'a Prompt, frames: &[Rc<[Atom]>], both: &Both) -> Self {
        let (sentences, atoms) = prompt
            .sentences()
            .iter()
            .zip(frames)
            .filter(|(sentence, _)| !is_silent(prompt, sentence))
            .map(|(sentence, atoms)| (*sentence, loosened(atoms, both)))
            .unzip();
        Self {
            prompt,
            sentences,
            atoms,
        }
    }

    fn words(&self, at: usize) -> Vec<&'a str> {
        let Some(sentence) = self.sentences.get(at) else {
            return Vec::new();
        };
        let tokens = &self.prompt.tokens()[sentence.first..sentence.end];
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Vec::new();
        };
        let text = &self.prompt.text()[first.start..last.end];
        text.split_whitespace().collect()
    }
}

/// The words of two sentences where they part, for a person to find them.
fn told(one: &[&str], other: &[&str]) -> String {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let show = |words: &[&str]| {
        const BEFORE: usize = 3;
        const MOST: usize = 9;
        let from = same.saturating_sub(BEFORE).min(words.len());
        let until = (from + MOST).min(words.len());
        if words.is_empty() {
            return "nothing".to_owned();
        }
        let (head, tail) = (from > 0, until < words.len());
        format!(
            "`{}{}{}`",
            if head { "… " } else { "" },
            words[from..until].join(" "),
            if tail { " …" } else { "" }
        )
    };
    format!("{} against {}", show(one), show(other))
}

/// Compares two prompts sentence by sentence, as frames or word by word.
pub(super) fn aligned(
    (original, known): (&Prompt, &Frames),
    (variant, read): (&Prompt, &[Rc<[Atom]>]),
) -> Result<(), String> {
    let both = Both::of(original, variant);
    let one = Side::new(original, &known.atoms, &both);
    let other = Side::new(variant, read, &both);
    let (mut i, mut j) = (0, 0);
    while i < one.sentences.len() || j < other.sentences.len() {
        let mut parted = None;
        let step = GROUPS.iter().find(|(some, others)| {
            let said = compare((&one, i, *some), (&other, j, *others), &both);
            if let Some(Err(reason)) = &said {
                parted.get_or_insert_with(|| reason.clone());
            }
            matches!(said, Some(Ok(())))
        });
        let Some((some, others)) = step else {
            let reason = parted.unwrap_or_else(|| "a sentence is gone or new".to_owned());
            return Err(format!(
                "{reason}: {}",
                told(&one.words(i), &other.words(j))
            ));
        };
        (i, j) = (i + some, j + others);
    }
    Ok(())
}

/// Compares some sentences with some others; nothing where there are not so many.
fn compare(
    (one, i, some): (&Side<'_>, usize, usize),
    (other, j, others): (&Side<'_>, usize, usize),
    both: &Both,
) -> Option<Result<(), String>> {
    let (left, right) = (one.atoms.get(i..i + some)?, other.atoms.get(j..j + others)?);
    if may_join(left) && may_join(right) {
        let (left, right) = (left.concat(), right.concat());
        if left == right || alike_loosely(&left, &right) {
            return Some(Ok(()));
        }
    }
    let before = readings(one.prompt, &one.sentences[i..i + some], both);
    let after = readings(other.prompt, &other.sentences[j..j + others], both);
    let mut first = None;
    for left in &before {
        for right in &after {
            match same_words(left, right) {
                Ok(()) => return Some(Ok(())),
                Err(reason) => {
                    first.get_or_insert(reason);
                }
            }
        }
    }
    Some(Err(first.unwrap_or_default()))
}
