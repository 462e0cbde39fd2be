//! Exchanges two letters inside a word.
//!
//! `number` becomes `nubmer`. It refuses words of fewer than four letters and anything protected. For
//! robustness runs only.

use super::{by_word, middle};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Swap, "noise/swap", Noise, Noise, version 1,
    "number" => "nubmer",
    guard "robustness runs only", source "swap.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 4, |word| {
        let at = middle(word);
        let mut bytes = word.as_bytes().to_vec();
        bytes.swap(at, at + 1);
        String::from_utf8(bytes).ok()
    })
}
