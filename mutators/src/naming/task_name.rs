//! Renames the entry point to a name made from the task.
//!
//! `f`, with "Return the sum of all even numbers.", becomes `return_sum_even_numbers`: the main verb of the
//! first instruction and up to four words that follow it. Where that asks for a function ("Write a function that merges
//! two binary masks"), the verb is the one of the function: `merge_binary_masks`. It refuses when the prompt has no such
//! sentence, when the name is too short to describe anything, and when the problem already uses it.

use super::site::{entry, site};
use super::words::join_like;
use crate::edit::Site;
use crate::lexicon::{Classes, Form, Verbs, lookup};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};

operator! {
    TaskName, "naming/task-name", Naming, Guarded, version 2,
    "f" => "return_sum_even_numbers",
    guard "a clash with a builtin or an import", source "task_name.rs"
}

/// The sentences that may hold the task's main clause.
const FIRST: usize = 3;

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let found = View::all(prompt)
        .take(FIRST)
        .find_map(|view| describe(&view));
    let names = found
        .into_iter()
        .map(|words| join_like(&words, if name.contains('_') { name } else { "a_b" }));
    site(prompt, names.filter_map(|to| entry(prompt, to)))
}

/// Numbers say too much for a name.
const COUNTS: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// The main verb of an instruction and the words of content behind it.
fn describe(view: &View<'_>) -> Option<Vec<String>> {
    let about = |at: &usize| {
        matches!(view.tag(*at), Tag::Verb(Form::BASE | Form::THIRD))
            && !is_empty_verb(view.lower(*at))
            && !asks_for_function(view, *at)
    };
    let verb = (view.first..view.end).find(about)?;
    let (lemma, _) = view.token(verb).entry?.verb?;
    let mut words = vec![Verbs::lemma(lemma).to_owned()];
    for at in verb + 1..view.body_end() {
        let word = view.lower(at);
        let goes_on = matches!(word, "and" | "or" | "with" | "same" | "from" | "for" | "in");
        if !view.token(at).is_word() && !is_plain(word)
            || words.len() == 5
            || words.len() >= 3 && goes_on
            || view.class(at, Classes::SUBORDINATOR)
            || matches!(view.tag(at), Tag::Verb(Form::GERUND))
            || matches!(word, "called" | "named" | "using" | "based")
        {
            break;
        }
        let closed = view
            .token(at)
            .entry
            .is_some_and(|entry| !entry.classes.is_open());
        let numeral = view.class(at, Classes::ADJECTIVE) && word.len() > 9;
        let content = is_plain(word) && word != "given" && !COUNTS.contains(&word);
        if !closed && !numeral && content {
            words.push(word.to_owned());
        }
    }
    (words.len() >= 3).then_some(words)
}

/// True when what a verb is about is the function itself: "generate a Python function called …".
fn asks_for_function(view: &View<'_>, verb: usize) -> bool {
    const FAR: usize = 5;
    let words = (verb + 1..view.body_end())
        .take(FAR)
        .map(|at| view.lower(at));
    let mut object =
        words.take_while(|word| !matches!(*word, "that" | "which" | "to" | "of" | "for" | ","));
    object.any(|word| {
        matches!(
            word,
            "function"
                | "method"
                | "class"
                | "program"
                | "script"
                | "code"
                | "module"
                | "decorator"
        )
    })
}

/// True for a verb that says nothing of what a task is about: it asks for code, or tells of a detail.
fn is_empty_verb(word: &str) -> bool {
    const VERBS: [&str; 26] = [
        "accept",
        "allow",
        "cause",
        "complete",
        "create",
        "design",
        "develop",
        "do",
        "ensure",
        "follow",
        "handle",
        "have",
        "implement",
        "include",
        "know",
        "let",
        "match",
        "need",
        "raise",
        "receive",
        "see",
        "specify",
        "support",
        "take",
        "try",
        "want",
    ];
    let verb = lookup(word).and_then(|entry| entry.verb);
    let lemma = verb.map_or(word, |(verb, _)| Verbs::lemma(verb));
    matches!(lemma, "use" | "write") || VERBS.contains(&lemma)
}

fn is_plain(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}
