//! Writes the whole prose in capitals.
//!
//! `Write a function.` becomes `WRITE A FUNCTION.`: the lower→upper mutation. Everything protected
//! keeps its case: code, names, quotations, examples, terms. It refuses prose that is in capitals
//! already and stands alone in a variant.

use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Uppercase, "lexical/uppercase", Lexical, Construction, version 1,
    "Write a function" => "WRITE A FUNCTION",
    guard "anything protected keeps its case", source "uppercase.rs"
}

/// Names of Python's types that stand in prose without quotes.
const TYPES: [&str; 7] = ["str", "dict", "int", "bool", "float", "bytes", "tuple"];

fn sites(prompt: &Prompt) -> Vec<Site> {
    if prompt.is_shouting() {
        return Vec::new();
    }
    let mut runs: Vec<Splice> = Vec::new();
    for token in prompt.tokens().iter().filter(|token| token.is_word()) {
        let word = prompt.word(token);
        if !word.bytes().any(|byte| byte.is_ascii_lowercase()) || TYPES.contains(&word) {
            continue;
        }
        match runs.last_mut() {
            Some(last)
                if prompt.text()[last.range.end..token.start]
                    .bytes()
                    .all(|byte| byte == b' ') =>
            {
                last.range.end = token.end;
                last.after = prompt.text()[last.range.clone()].to_ascii_uppercase();
            }
            _ => runs.push(Splice::new(token.range(), word.to_ascii_uppercase())),
        }
    }
    Site::of(if runs.is_empty() {
        Vec::new()
    } else {
        vec![Proposal::many(runs)]
    })
    .into_iter()
    .collect()
}
