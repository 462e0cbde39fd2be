//! Moves a condition to the other end of its sentence.
//!
//! `Return True if x is even.` becomes `If x is even, return True.`, and the reverse. It refuses `check if`, where
//! `if` is a question, sentences with `else`, `unless` or a second condition, pronouns that would lose
//! what they stand for, and a sentence that the next one continues with `Otherwise` after a move back.

use super::by_sentence;
use super::imperative::is_personal;
use crate::edit::{Proposal, Site};
use crate::lexical::{lowered, raised};
use crate::lexicon::Classes;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;

operator! {
    ConditionOrder, "grammatical/condition-order", Grammatical, Guarded, version 1,
    "Return 0 if the list is empty." => "If the list is empty, return 0.",
    guard "else attachment", source "condition_order.rs"
}

/// Verbs whose `if` is a condition and never a question.
const MAIN: &[&str] = &[
    "return", "raise", "returns", "raises", "print", "output", "ignore", "skip", "remove", "round",
    "stop",
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    let ifs = view.find(&["if"]);
    let [at] = ifs[..] else {
        return None;
    };
    let blocked = view.any(
        view.first..view.end,
        &[
            "else",
            "otherwise",
            "unless",
            "or",
            "whether",
            "only",
            "even",
            "but",
            "when",
            "such",
            "because",
            "then",
            "as",
            "while",
            "where",
            "also",
        ],
    );
    if blocked || !view.is_whole() || view.is_ragged(view.first..view.end) || is_personal(view) {
        return None;
    }
    if at == view.first {
        to_end(view)
    } else {
        to_front(view, at)
    }
}

fn refers(view: &View<'_>, tokens: std::ops::Range<usize>) -> bool {
    view.any(
        tokens,
        &[
            "it", "they", "them", "its", "their", "this", "these", "those", "such", "one", "ones",
            "so", "not",
        ],
    )
}

/// `Return T if X.` → `If X, return T.`
fn to_front(view: &View<'_>, at: usize) -> Option<Proposal> {
    let end = view.body_end();
    let main = view.first..at;
    let clause = at + 1..end;
    let known = MAIN.contains(&view.lower(view.first));
    let comma = view.any(view.first..end, &[","]);
    if !known
        || comma
        || at < view.first + 2
        || clause.len() < 2
        || refers(view, view.first..end)
        || view.any(main.clone(), &["and"])
        || !has_verb(view, clause.clone())
    {
        return None;
    }
    let third = view.lower(view.first).ends_with('s');
    let subject = if third { "the function " } else { "" };
    let text = format!(
        "If {}, {subject}{}",
        view.text(clause),
        lowered(view.text(main))
    );
    Some(Proposal::one(view.bytes(view.first..end), text))
}

/// `If X, return T.` → `Return T if X.`
fn to_end(view: &View<'_>) -> Option<Proposal> {
    let end = view.body_end();
    let commas = view.find(&[","]);
    let [comma] = commas[..] else {
        return None;
    };
    let (clause, main) = (view.first + 1..comma, comma + 1..end);
    let known = !main.is_empty() && MAIN.contains(&view.lower(main.start));
    let main_clean =
        main.len() >= 2 && !view.any(main.clone(), &["and", "if"]) && !refers(view, main.clone());
    let goes_on = view
        .following()
        .is_some_and(|next| matches!(next.lower(next.first), "otherwise" | "else" | "if" | "elif"));
    if !known
        || !main_clean
        || goes_on
        || refers(view, clause.clone())
        || clause.is_empty()
        || !has_verb(view, clause.clone())
    {
        return None;
    }
    let text = format!("{} if {}", raised(view.text(main)), view.text(clause));
    Some(Proposal::one(view.bytes(view.first..end), text))
}

fn has_verb(view: &View<'_>, tokens: std::ops::Range<usize>) -> bool {
    let formula = |at: usize| {
        matches!(
            view.token(at).kind,
            crate::segment::token::TokenKind::Span(crate::span::SpanKind::Formula)
        )
    };
    tokens.into_iter().any(|at| {
        view.class(at, Classes::BE.or(Classes::MODAL))
            || matches!(view.tag(at), crate::syntax::Tag::Verb(_))
            || formula(at)
    })
}
