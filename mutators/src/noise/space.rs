//! Puts a space inside a word.
//!
//! `number` becomes `num ber`. It refuses words of fewer than five letters and anything protected. For
//! robustness runs only.

use super::{by_word, middle};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Space, "noise/space", Noise, Noise, version 1,
    "number" => "num ber",
    guard "robustness runs only", source "space.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 5, |word| {
        let at = middle(word);
        Some(format!("{} {}", &word[..at], &word[at..]))
    })
}
