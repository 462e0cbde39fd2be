//! Writes a word twice.
//!
//! `the number` becomes `the number number`. It refuses words of fewer than three letters, negations, whose
//! repetition would change the meaning, and anything protected. For robustness runs only.

use super::by_word;
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Repeat, "noise/repeat", Noise, Noise, version 1,
    "the number" => "the number number",
    guard "robustness runs only", source "repeat.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_word(prompt, 3, |word| {
        let lower = word.to_ascii_lowercase();
        let negates = matches!(
            &*lower,
            "not" | "non" | "never" | "none" | "nor" | "without"
        );
        (!negates).then(|| format!("{word} {lower}"))
    })
}
