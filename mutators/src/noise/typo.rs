//! Replaces a letter by its neighbour on the keyboard.
//!
//! `number` becomes `numbrr`. It refuses words of fewer than four letters and anything protected.
//! For robustness runs only.

use super::{by_word, middle};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Typo, "noise/typo", Noise, Noise, version 1,
    "number" => "nunber",
    guard "robustness runs only", source "typo.rs"
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 4, |word| {
        let at = middle(word);
        let letter = word[at..=at].to_ascii_lowercase();
        let other = ROWS.iter().find_map(|row| {
            let place = row.find(&letter)?;
            let place = if place == 0 { 1 } else { place - 1 };
            row.get(place..=place)
        })?;
        Some(format!("{}{other}{}", &word[..at], &word[at + 1..]))
    })
}
