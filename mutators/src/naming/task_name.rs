//! Renames the entry point to a name made from the task.
//!
//! `f`, with "Return the sum of all even numbers.", becomes `return_sum_even_numbers`: the main verb of the
//! first instruction and up to four words that follow it. It refuses when the prompt has no such
//! sentence, when the name is too short to describe anything, and when the problem already uses it.

use super::words::join_like;
use super::{entry, site};
use crate::edit::Site;
use crate::lexicon::{Classes, Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};

operator! {
    TaskName, "naming/task-name", Naming, Guarded, version 1,
    "f" => "return_sum_even_numbers",
    guard "a clash with a builtin or an import", source "task_name.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let found = View::all(prompt).take(8).find_map(|view| describe(&view));
    let names = found
        .into_iter()
        .map(|words| join_like(&words, if name.contains('_') { name } else { "a_b" }));
    site(prompt, names.filter_map(|to| entry(prompt, to)))
}

/// The main verb of an instruction and the words of content behind it.
fn describe(view: &View<'_>) -> Option<Vec<String>> {
    let about = |at: &usize| {
        matches!(view.tag(*at), Tag::Verb(Form::BASE | Form::THIRD))
            && !is_empty_verb(view.lower(*at))
    };
    let verb = (view.first..view.end).find(about)?;
    let (lemma, _) = view.token(verb).entry?.verb?;
    let mut words = vec![Verbs::lemma(lemma).to_owned()];
    for at in verb + 1..view.body_end() {
        let word = view.lower(at);
        if !view.token(at).is_word() && !is_plain(word)
            || words.len() == 5
            || matches!(word, "if" | "when" | "that" | "which")
        {
            break;
        }
        let closed = view
            .token(at)
            .entry
            .is_some_and(|entry| !entry.classes.is_open());
        let numeral = view.class(at, Classes::ADJECTIVE) && word.len() > 9;
        if !closed && !numeral && is_plain(word) && word != "given" {
            words.push(word.to_owned());
        }
    }
    (words.len() >= 3).then_some(words)
}

fn is_empty_verb(word: &str) -> bool {
    matches!(
        word,
        "write"
            | "create"
            | "implement"
            | "complete"
            | "have"
            | "has"
            | "do"
            | "need"
            | "needs"
            | "want"
            | "use"
            | "design"
            | "develop"
            | "takes"
            | "take"
            | "let"
            | "see"
            | "know"
            | "try"
            | "receive"
            | "receives"
            | "accepts"
            | "accept"
    )
}

fn is_plain(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}
