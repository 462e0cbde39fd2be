//! What is no English task for Python code: diffs, chats, other languages of programs and of people.
//!
//! `inputs/read.txt` was read while the recognition was written, `inputs/kept.txt` was kept apart.

mod common;

use common::run;
use mutagree_mutators::{Reason, Request, Variant, undo};
use std::ops::Range;

/// One input: a name, what is expected, and the text without the marks around what may change.
struct Input {
    name: String,
    expected: String,
    text: String,
    /// What may change; everything where nothing is marked.
    free: Vec<Range<usize>>,
}

fn inputs(file: &str) -> Vec<Input> {
    file.split("#### ")
        .skip(1)
        .map(|part| {
            let (head, marked) = part.split_once('\n').expect("a head");
            let (name, expected) = head.split_once(' ').expect("a name and what is expected");
            let mut text = String::new();
            let mut free = Vec::new();
            for (place, piece) in marked.split(['⟦', '⟧']).enumerate() {
                if place % 2 == 1 {
                    free.push(text.len()..text.len() + piece.len());
                }
                text += piece;
            }
            if free.is_empty() {
                free.push(0..text.len());
            }
            Input {
                name: name.to_owned(),
                expected: expected.to_owned(),
                text,
                free,
            }
        })
        .collect()
}

/// What is wrong with what becomes of an input; nothing where it is as expected.
fn wrong(input: &Input) -> Option<String> {
    let mutated = run(&["all", "noise"], &input.text, None);
    let found = mutated.refused.as_ref().map_or_else(
        || "handled".to_owned(),
        |it| format!("refused {}", it.reason.name()),
    );
    if found != input.expected {
        let detail = mutated.refused.map(|it| it.detail).unwrap_or_default();
        return Some(format!(
            "{}: {found}, expected {}: {detail}",
            input.name, input.expected
        ));
    }
    if found != "handled" {
        return (mutated.count() > 0).then(|| format!("{}: has variants", input.name));
    }
    let strays = |variant: &&Variant| {
        let inside = |at: &Range<usize>| {
            input
                .free
                .iter()
                .any(|free| free.start <= at.start && at.end <= free.end)
        };
        !variant
            .edits
            .iter()
            .all(|edit| inside(&(edit.start..edit.end)))
            || undo(&variant.prompt, &variant.edits).as_deref() != Some(&*input.text)
    };
    let stray = mutated.variants.iter().find(strays);
    stray.map(|variant| {
        format!(
            "{}: is changed outside of its task: {}",
            input.name, variant.prompt
        )
    })
}

#[track_caller]
fn all_are_as_expected(file: &str) {
    let inputs = inputs(file);
    assert!(inputs.len() >= 50);
    let wrong: Vec<String> = inputs.iter().filter_map(wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        wrong.len(),
        inputs.len(),
        wrong.join("\n")
    );
}

#[test]
fn inputs_that_were_read_are_refused_or_changed_only_where_their_task_stands() {
    all_are_as_expected(include_str!("inputs/read.txt"));
}

#[test]
fn inputs_that_were_kept_apart_are_refused_or_changed_only_where_their_task_stands() {
    all_are_as_expected(include_str!("inputs/kept.txt"));
}

#[test]
fn a_refused_prompt_has_its_original_alone_and_no_operator_has_a_site() {
    let mutated = run(&["all"], "Write a Java method that sorts a list.", None);
    assert_eq!(mutated.variants.len(), 1);
    assert_eq!(
        mutated.no_site.len(),
        Request::new(&["all"], 1, 1).map_or(0, |_| 42)
    );
    let refusal = mutated.refused.expect("refused");
    assert_eq!(refusal.reason, Reason::Code);
    assert!(refusal.detail.contains("Java"), "{refusal}");
}
