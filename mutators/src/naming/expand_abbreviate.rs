//! Writes a word of a name out, or abbreviates it.
//!
//! `num_items` becomes `number_items`, `index` becomes `idx`: in the entry point's name or in one
//! parameter, one word at a time. It refuses collisions, builtins, and a parameter whose name is
//! also a word of the prose.

use super::name_table::{exchange, short_forms};
use super::site::{entry, parameter_rename, parameters, site};
use super::words::{join_like, words};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    ExpandAbbreviate, "naming/expand-abbreviate", Naming, Construction, version 1,
    "num_items" => "number_items",
    guard "collisions", source "expand_abbreviate.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let of_entry = prompt.entry_point().into_iter().flat_map(|name| {
        other_names(prompt, name)
            .into_iter()
            .filter_map(|to| entry(prompt, to))
    });
    let of_parameters = parameters(prompt).flat_map(|name| {
        other_names(prompt, name)
            .into_iter()
            .map(move |to| vec![parameter_rename(name, to)])
    });
    site(prompt, of_entry.chain(of_parameters).collect::<Vec<_>>())
}

fn other_names(prompt: &Prompt, name: &str) -> Vec<String> {
    let own = words(name);
    let others: Vec<String> = prompt
        .entry_point()
        .into_iter()
        .chain(parameters(prompt))
        .filter(|other| *other != name)
        .flat_map(words)
        .collect();
    let shared = |word: &String| {
        let twice = own.iter().filter(|other| is_alike(other, word)).count() > 1;
        twice || others.iter().any(|other| is_alike(other, word))
    };
    exchange(&own, short_forms)
        .into_iter()
        .filter(|changed| {
            !own.iter()
                .zip(changed)
                .any(|(one, other)| one != other && shared(one))
        })
        .map(|words| join_like(&words, name))
        .collect()
}

/// One word, in the singular or the plural, or the counterpart beside which it would look odd: `min` and `max`.
fn is_alike(one: &str, other: &str) -> bool {
    const PAIRS: [[&str; 2]; 4] = [
        ["min", "max"],
        ["minimum", "maximum"],
        ["src", "dst"],
        ["source", "target"],
    ];
    let pair = |pair: &[&str; 2]| pair.contains(&one) && pair.contains(&other);
    one.trim_end_matches('s') == other.trim_end_matches('s') || PAIRS.iter().any(pair)
}
