//! Says `when` for `if` before a condition, and the other way.
//!
//! `Return 0 if the list is empty.` becomes `Return 0 when the list is empty.` It refuses questions such as `check if`, `only if`,
//! `even if`, and `when` behind a word for a time or a case.

use super::told::Told;
use crate::edit::{Proposal, Site};
use crate::lexical::match_case;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    ConditionWord, "grammatical/condition-word", Grammatical, Guarded, version 1,
    "if the list is empty" => "when the list is empty",
    guard "questions, only if, times", source "condition_word.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for told in Told::all(prompt).filter(is_plain) {
        for index in 0..told.parse.clauses.len() {
            if !told.parse.supposes(index, prompt) {
                continue;
            }
            let at = told.clause(index).marker.start;
            let other = if told.is(at, &["if"]) { "when" } else { "if" };
            let after = match_case(told.text(at..at + 1), other);
            let word = told.bytes(at..at + 1);
            found.push(Site::single(Proposal::one(word, after)));
        }
    }
    found
}

/// Nobody is asked or thanked, and no other condition of the sentence goes on with `else`.
fn is_plain(told: &Told<'_>) -> bool {
    let all = told.sentence.first..told.sentence.end;
    told.is_impersonal() && !told.any(all, &["else", "elif", "thanks", "appreciated", "grateful"])
}
