//! What the tests share: one way to ask for variants, and the data folder.

#![allow(dead_code, reason = "every test file uses its own part")]

use mutagree_mutators::{Mutated, Problem, Request, Variant, mutate};
use std::path::PathBuf;

/// A function with a docstring, in the shape of a code-completion prompt.
pub(crate) const SIGNATURE: &str = "def find_longest(words, max_len):\n    \"\"\"\n    Given a list of words, return the longest word that has at least 2 vowels.\n    Return None if the list is empty. The elements are compared by their length.\n    Words longer than max_len are ignored.\n\n    >>> find_longest(['aa', 'b'], max_len=3)\n    'aa'\n    \"\"\"\n";

/// Every variant that the named operators make of a prompt.
pub(crate) fn run(strategies: &[&str], prompt: &str, entry_point: Option<&str>) -> Mutated {
    let request = Request::new(strategies, 64, 7).expect("known strategies");
    mutate(
        &Problem {
            task_id: "test",
            prompt,
            entry_point,
            companions: &[],
        },
        &request,
    )
}

/// The texts of the variants, without the original.
pub(crate) fn texts(strategy: &str, prompt: &str, entry_point: Option<&str>) -> Vec<String> {
    run(&[strategy], prompt, entry_point)
        .variants
        .into_iter()
        .skip(1)
        .map(|variant| variant.prompt)
        .collect()
}

/// The variants of a task, at most eight, under a seed.
pub(crate) fn eight(
    task_id: &str,
    prompt: &str,
    entry_point: Option<&str>,
    seed: u64,
) -> Vec<Variant> {
    let request = Request::new(&["all"], 8, seed).expect("known strategies");
    mutate(
        &Problem {
            task_id,
            prompt,
            entry_point,
            companions: &[],
        },
        &request,
    )
    .variants
}

/// The folder with public data sets, or nothing after a printed line.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("MUTAGREE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no data in {}", folder.display());
    None
}
