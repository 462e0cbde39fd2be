//! States a negated bound without the negation, or the reverse.
//!
//! `not less than 3` becomes `at least 3`; `is not empty` becomes `is non-empty`. Both sides have the same
//! truth table. It refuses a double negation (`is not unequal`), and a `not` that reaches further than
//! the bound.

use crate::edit::{Proposal, Site};
use crate::lexical::match_case;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;

operator! {
    Negation, "grammatical/negation", Grammatical, Construction, version 1,
    "not less than 3" => "at least 3",
    guard "double negation", source "negation.rs"
}

/// Phrases with the same truth table; the first holds a negation.
const PAIRS: &[(&[&str], &str)] = &[
    (&["not", "less", "than"], "at least"),
    (&["no", "less", "than"], "at least"),
    (&["no", "fewer", "than"], "at least"),
    (&["not", "more", "than"], "at most"),
    (&["no", "more", "than"], "at most"),
    (&["not", "greater", "than"], "at most"),
    (&["not", "exceeding"], "at most"),
    (&["is", "not", "empty"], "is non-empty"),
    (&["are", "not", "empty"], "are non-empty"),
    (&["is", "non-empty"], "is not empty"),
    (&["are", "non-empty"], "are not empty"),
    (&["is", "not", "equal", "to"], "differs from"),
    (&["differs", "from"], "is not equal to"),
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    if !matches!(view.lower(at), "not" | "no" | "is" | "are" | "differs") {
        return None;
    }
    let (words, after) = PAIRS.iter().find(|(words, _)| is_phrase(view, at, words))?;
    let end = at + words.len();
    let negated = matches!(
        view.prev(at),
        Some("not" | "no" | "never" | "isn't" | "aren't" | "if" | "nor" | "neither")
    ) && matches!(view.lower(at), "not" | "no");
    let goes_on = matches!(view.get(end), Some("or" | "and" | "nor"))
        || view.get(end + 1) == Some("or")
        || view.get(end + 1) == Some("nor")
        || view.any(end..view.end.min(end + 4), &["or", "higher", "lower"]) && words[0] != "is";
    // `not equal to any` holds where none is equal, `differs from any` where one is not.
    let reaches = view.any(
        end..view.end.min(end + 2),
        &["any", "either", "both", "all", "each", "every"],
    );
    if negated || goes_on || reaches {
        return None;
    }
    let range = view.bytes(at..end);
    let after = match_case(view.text(at..at + 1), after);
    Some(Site::single(Proposal::one(range, after)))
}

fn is_phrase(view: &View<'_>, at: usize, words: &[&str]) -> bool {
    at + words.len() <= view.end
        && words.iter().enumerate().all(|(index, word)| {
            let token = view.token(at + index);
            token.is_word()
                && view.lower(at + index) == *word
                && (index == 0 || !token.newline_before)
        })
}
