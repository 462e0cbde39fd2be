//! Renames the entry point to the name of another task.
//!
//! `sum_list` becomes `rotate_matrix_clockwise`: a model that reads the task is not misled. The
//! task itself does not change, only what it is called. It refuses names whose words occur in the
//! prompt, since those might fit it, and names that the problem already uses.

use super::site::{entry, site};
use super::words::join_like;
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::tables::{rows, table};
use std::sync::LazyLock;

operator! {
    AdversarialName, "naming/adversarial-name", Naming, Guarded, version 1,
    "sum_list" => "rotate_matrix_clockwise",
    guard "a clash with a builtin or an import", source "adversarial_name.rs"
}

static TABLE: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| rows(table!("adversarial_names")).collect());

/// Names beyond these add nothing.
const MOST: usize = 8;

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let foreign = TABLE.iter().filter(|row| {
        row[1]
            .split(' ')
            .all(|word| !prompt.lower_text().contains(word))
    });
    let names = foreign.take(MOST).map(|row| {
        let words: Vec<String> = row[0].split('_').map(str::to_owned).collect();
        join_like(&words, if name.contains('_') { name } else { "a_b" })
    });
    site(
        prompt,
        names.filter_map(|to| entry(prompt, to)).collect::<Vec<_>>(),
    )
}
