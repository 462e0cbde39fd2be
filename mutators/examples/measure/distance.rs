//! How far variants are from their originals and from each other.

use crate::corpus;
use crate::shared::{problem, ratio};
use mutagree_mutators::{Request, mutate};
use std::collections::BTreeMap;

/// The rewrites that are counted by prompt.
const REWRITES: [(&str, &[&str]); 3] = [
    ("a passive", &["grammatical/passive"]),
    (
        "a condition or an order",
        &[
            "grammatical/condition-order",
            "grammatical/given-order",
            "grammatical/fronting",
            "grammatical/conjunct-order",
        ],
    ),
    (
        "a rephrase",
        &[
            "grammatical/declarative",
            "grammatical/frame",
            "grammatical/split-merge",
            "grammatical/relative",
            "lexical/phrase",
        ],
    ),
];

/// The distances of eight variants to their original and to each other, in tokens without case and layout, and in how many
/// prompts each kind of rewrite is among the eight.
pub(crate) fn report_distance(corpus: &str, part: Option<&str>) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    let (mut away, mut apart) = (Vec::new(), Vec::new());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut prompts = 0;
    for task in corpus::load(corpus) {
        if part.is_some_and(|part| (part == "read") != corpus::is_read(&task.id)) {
            continue;
        }
        prompts += 1;
        let variants = mutate(&problem(&task), &request).variants;
        let texts: Vec<Vec<String>> = variants
            .iter()
            .map(|variant| words_of(&variant.prompt))
            .collect();
        for (at, one) in texts.iter().enumerate().skip(1) {
            away.push(distance_of(&texts[0], one));
            apart.extend(texts[1..at].iter().map(|other| distance_of(other, one)));
        }
        let among = |names: &[&str]| {
            variants
                .iter()
                .any(|variant| variant.operators.iter().any(|name| names.contains(name)))
        };
        for (kind, names) in REWRITES {
            *kinds.entry(kind).or_default() += usize::from(among(names));
        }
    }
    away.sort_by(f64::total_cmp);
    let at = |quarter: usize| away[(away.len() - 1) * quarter / 4] * 100.0;
    let mean = apart.iter().sum::<f64>() / ratio(apart.len().max(1), 1);
    println!(
        "{corpus}: {} variants of {prompts} prompts; to the original median {:.1} %, quartiles {:.1} and {:.1} %; between variants {:.1} % on average",
        away.len(),
        at(2),
        at(1),
        at(3),
        mean * 100.0
    );
    for (kind, count) in kinds {
        println!(
            "  {kind} in {:.0} % of the prompts",
            100.0 * ratio(count, prompts)
        );
    }
}

/// Words, numbers and marks, in lower case.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for mark in text.to_lowercase().chars() {
        if mark.is_alphanumeric() || mark == '_' {
            word.push(mark);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !mark.is_whitespace() {
            words.push(mark.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The distance of Levenshtein over words, as a share of the longer text.
fn distance_of(one: &[String], other: &[String]) -> f64 {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, left) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in other.iter().enumerate() {
            let kept = corner + usize::from(left != right);
            corner = row[j + 1];
            row[j + 1] = kept.min(corner + 1).min(row[j] + 1);
        }
    }
    ratio(row[other.len()], one.len().max(other.len()))
}
