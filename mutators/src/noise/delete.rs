//! Drops a letter of a word.
//!
//! `number` becomes `numbr`. It refuses words of fewer than five letters and anything protected. For
//! robustness runs only.

use super::{by_word, middle};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Delete, "noise/delete", Noise, Noise, version 1,
    "number" => "nuber",
    guard "robustness runs only", source "delete.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 5, |word| {
        let at = middle(word);
        Some(format!("{}{}", &word[..at], &word[at + 1..]))
    })
}
