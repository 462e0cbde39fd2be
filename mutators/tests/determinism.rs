//! The same seed gives the same bytes, whatever else is going on.

mod common;

use common::{SIGNATURE, eight, run};
use mutagree_mutators::{Problem, Request, mutate, operators, resolve};

fn tasks() -> Vec<(String, String)> {
    let texts = [
        "Compute the sum of all elements in the given list. Return 0 if the list is empty.",
        "Write a function that takes as input a list of words and returns the longest word.",
        "Remove duplicates from the list. Also, sort each element in ascending order.",
    ];
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| (format!("task/{index}"), (*text).to_owned()))
        .collect()
}

fn bytes(tasks: &[(String, String)]) -> Vec<String> {
    tasks
        .iter()
        .map(|(id, text)| serde_json::to_string(&eight(id, text, None, 7)).expect("serialisable"))
        .collect()
}

#[test]
fn the_order_of_the_tasks_does_not_matter() {
    let tasks = tasks();
    let mut shuffled = tasks.clone();
    shuffled.reverse();
    let mut other = bytes(&shuffled);
    other.reverse();
    assert_eq!(bytes(&tasks), other);
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let tasks = tasks();
    let alone = bytes(&tasks);
    let together = std::thread::scope(|scope| {
        let handles: Vec<_> = tasks
            .iter()
            .map(|task| scope.spawn(|| bytes(std::slice::from_ref(task))))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().expect("no panic"))
            .collect::<Vec<_>>()
    });
    assert_eq!(alone, together);
}

#[test]
fn an_operator_that_is_added_does_not_change_what_others_draw() {
    let chosen = resolve(&["lexical/verb-synonym", "lexical/phrase"]).expect("known");
    let mut idle = chosen.clone();
    idle.extend(
        operators()
            .iter()
            .copied()
            .filter(|operator| operator.card().name == "lexical/term-alias"),
    );
    for (id, text) in tasks() {
        let problem = Problem {
            task_id: &id,
            prompt: &text,
            entry_point: None,
            companions: &[],
        };
        let texts = |operators: &[_]| -> Vec<_> {
            mutate(&problem, &Request::with_operators(operators.to_vec(), 8, 7))
                .variants
                .into_iter()
                .map(|variant| variant.prompt)
                .collect()
        };
        assert_eq!(texts(&chosen), texts(&idle));
    }
}

#[test]
fn another_seed_gives_other_variants() {
    let (id, text) = &tasks()[0];
    let prompts = |seed| {
        eight(id, text, None, seed)
            .into_iter()
            .map(|variant| variant.prompt)
            .collect::<Vec<_>>()
    };
    assert_ne!(prompts(7), prompts(8));
}

#[test]
fn a_typical_prompt_has_ten_variants_or_more() {
    assert!(run(&["lexical", "grammatical"], SIGNATURE, Some("find_longest")).count() >= 10);
}

#[test]
fn a_row_has_the_keys_of_its_format() {
    let rows = eight("task/0", SIGNATURE, Some("find_longest"), 7);
    let row = serde_json::to_value(rows.last().expect("a row")).expect("serialisable");
    let keys: Vec<_> = row
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    for key in [
        "task_id",
        "variant_id",
        "prompt",
        "entry_point",
        "strategy",
        "operators",
        "edits",
        "renames",
        "certificate",
        "seed",
    ] {
        assert!(
            keys.iter().any(|other| other == key),
            "{key} is missing in {keys:?}"
        );
    }
    assert_eq!(row["certificate"]["verdict"], "equivalent");
    assert_eq!(row["certificate"]["checks"][0]["check"], "code");
    assert_eq!(rows[0].strategy, "original");
}
