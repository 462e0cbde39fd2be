//! Renames the entry point to a name made from the task.
//!
//! `f`, with "Return the sum of all even numbers.", becomes `return_sum_of_even_numbers`: the verb of the first thing that the
//! code does, its object, and what that is of. Where a sentence asks for a function ("Write a function that merges two binary
//! masks"), the verb is the one of the function: `merge_binary_masks`. It refuses when no sentence near the beginning says
//! such a thing in plain words, and when the problem already uses the name.

use super::site::{entry, site};
use super::words::join_like;
use crate::edit::Site;
use crate::grammar::{ItemKind, Kind, Parse, speaks_of_code};
use crate::lexicon::{Verbs, lookup};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;
use std::ops::Range;

operator! {
    TaskName, "naming/task-name", Naming, Guarded, version 3,
    "f" => "return_sum_of_even_numbers",
    guard "a clash with a builtin or an import", source "task_name.rs"
}

/// The sentences that may hold the task's main clause.
const FIRST: usize = 3;

/// How many words a name has at most.
const MOST: usize = 7;

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let parses = prompt.parses().iter().take(FIRST).flatten();
    let found = parses
        .flat_map(|parse| (0..parse.clauses.len()).map(move |index| (parse, index)))
        .find_map(|(parse, index)| describe(prompt, parse, index));
    let names = found
        .into_iter()
        .map(|words| join_like(&words, if name.contains('_') { name } else { "a_b" }));
    site(prompt, names.filter_map(|to| entry(prompt, to)))
}

/// Words that say too much, or nothing, in a name.
const SILENT: [&str; 18] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "given",
    "provided",
    "specified",
    "following",
    "example",
    "new",
    "same",
    "certain",
];

/// What the code does in one clause: its verb, its object and, behind `of`, what that is of.
fn describe(prompt: &Prompt, parse: &Parse, index: usize) -> Option<Vec<String>> {
    let clause = &parse.clauses[index];
    let verb = clause.verb.as_ref()?;
    let told = match clause.kind {
        Kind::Main => clause.agent.is_none() || speaks_of_code(prompt, clause),
        _ => parse.is_told_of_request(index, prompt),
    };
    let lower = |at: usize| prompt.lower(&prompt.tokens()[at]);
    let plain = !verb.negated && !verb.passive && !verb.copula && !parse.is_request(index, prompt);
    if !told || !plain || is_empty_verb(lower(verb.main)) {
        return None;
    }
    let (lemma, _) = lookup(lower(verb.main))?.verb?;
    let object = clause.object()?;
    let several = clause
        .items
        .get(1)
        .is_some_and(|item| item.kind == ItemKind::Join);
    if several || lower(object.head) == "function" {
        return None;
    }
    let mut words = vec![Verbs::lemma(lemma).to_owned()];
    words.extend(content(prompt, object.range.clone())?);
    let of = clause.items.get(1).filter(|item| {
        item.kind == ItemKind::Phrase && lower(item.range.start) == "of" && item.range.len() <= 6
    });
    if let Some(more) = of.and_then(|item| content(prompt, item.range.start + 1..item.range.end)) {
        words.push("of".to_owned());
        words.extend(more);
    }
    let says = words.len() > 2 || words.len() == 2 && words[0] != "return";
    (says && words.len() <= MOST).then_some(words)
}

/// The words of content of a noun phrase; nothing where it holds a name, a mark or a conjunction.
fn content(prompt: &Prompt, range: Range<usize>) -> Option<Vec<String>> {
    let mut words = Vec::new();
    for token in &prompt.tokens()[range] {
        let word = prompt.lower(token);
        let open = token.entry.is_none_or(|entry| entry.classes.is_open());
        let term = token.kind == TokenKind::Span(SpanKind::Term);
        if !(token.is_word() || term) || open && !is_plain(word) || matches!(word, "and" | "or") {
            return None;
        }
        if open && !SILENT.contains(&word) {
            words.push(word.to_owned());
        }
    }
    (!words.is_empty()).then_some(words)
}

/// True for a verb that says nothing of what a task is about: it asks for code, or tells of a detail.
fn is_empty_verb(word: &str) -> bool {
    const VERBS: [&str; 32] = [
        "accept",
        "allow",
        "assume",
        "call",
        "cause",
        "complete",
        "consider",
        "create",
        "design",
        "develop",
        "do",
        "enable",
        "ensure",
        "follow",
        "handle",
        "have",
        "implement",
        "include",
        "keep",
        "know",
        "let",
        "match",
        "need",
        "raise",
        "receive",
        "require",
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
