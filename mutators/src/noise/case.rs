//! Writes one letter inside a word in the other case.
//!
//! `number` becomes `nuMber`. It refuses words of fewer than four letters and anything protected. For
//! robustness runs only.

use super::{by_word, middle};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Case, "noise/case", Noise, Noise, version 1,
    "number" => "nuMber",
    guard "robustness runs only", source "case.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 4, |word| {
        let at = middle(word);
        let letter = &word[at..=at];
        let upper = letter.to_ascii_uppercase();
        let other = if upper == letter {
            letter.to_ascii_lowercase()
        } else {
            upper
        };
        Some(format!("{}{other}{}", &word[..at], &word[at + 1..]))
    })
}
