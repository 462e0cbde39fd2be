//! What the certificate says of pairs: those of other tools, and those that are made here.

use crate::corpus::{self, Pair, pair_files, pairs};
use crate::shared::{problem, ratio};
use mutagree_mutators::{Prompt, Request, Verdict, certify_pair, mutate};
use std::collections::BTreeMap;

fn certify(pair: &Pair) -> mutagree_mutators::Certificate {
    let entry = pair.entry_point.as_deref();
    certify_pair(
        &Prompt::new(&pair.original, entry),
        &Prompt::new(&pair.variant, pair.new_entry.as_deref()),
    )
}

/// The share of foreign pairs that the certificate rejects, by file.
pub(crate) fn report_check() {
    for file in pair_files() {
        let pairs = pairs(file);
        let changed: Vec<_> = pairs
            .iter()
            .filter(|pair| pair.original != pair.variant)
            .collect();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for pair in &changed {
            let certificate = certify(pair);
            let reason = certificate
                .failure()
                .map_or("accepted", |check| check.check.name());
            *reasons.entry(reason).or_default() += 1;
        }
        let accepted = reasons.remove("accepted").unwrap_or(0);
        println!(
            "{file:58} pairs {} changed {} rejected {:.1} % {reasons:?}",
            pairs.len(),
            changed.len(),
            100.0 * ratio(changed.len() - accepted, changed.len())
        );
    }
}

/// The verdict on every changed pair, a line each: file, task, verdict, the check that failed, and what it found.
pub(crate) fn list_verdicts() {
    for file in pair_files() {
        for pair in pairs(file) {
            if pair.original == pair.variant {
                continue;
            }
            let certificate = certify(&pair);
            let failure = certificate.failure();
            println!(
                "{file}\t{}\t{:?}\t{}\t{}",
                pair.id,
                certificate.verdict,
                failure.map_or("", |check| check.check.name()),
                failure.map_or(String::new(), |check| check
                    .detail
                    .replace(['\n', '\t'], " "))
            );
        }
    }
}

pub(crate) fn show_pairs(file: &str, accepted: bool, count: &str) {
    let pairs = pairs(file);
    let wanted = pairs
        .iter()
        .filter(|pair| pair.original != pair.variant)
        .filter_map(|pair| {
            let certificate = certify(pair);
            ((certificate.verdict == Verdict::Equivalent) == accepted)
                .then_some((pair, certificate))
        });
    for (pair, certificate) in wanted.take(count.parse().unwrap_or(20)) {
        println!(
            "#### {} {:?}",
            pair.id,
            certificate
                .failure()
                .map(|check| (check.check.name(), &check.detail))
        );
        for (before, after) in pair.original.lines().zip(pair.variant.lines()) {
            if before.trim() != after.trim() {
                println!("  - {}\n  + {}", before.trim(), after.trim());
            }
        }
    }
}

/// What the check of foreign pairs says of the variants that are certified here, and by which operators those are that it refuses.
pub(crate) fn report_agreed(corpus: &str) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for task in corpus::load(corpus) {
        let original = Prompt::new(&task.prompt, task.entry_point.as_deref());
        for variant in mutate(&problem(&task), &request).variants.iter().skip(1) {
            let other = Prompt::new(&variant.prompt, variant.entry_point.as_deref());
            let certificate = certify_pair(&original, &other);
            *verdicts
                .entry(format!("{:?}", certificate.verdict))
                .or_default() += 1;
            if let Some(failure) = certificate.failure() {
                let operators = variant.operators.join(" ");
                println!("# {} {operators}: {}", task.id, failure.detail);
                for operator in &variant.operators {
                    let why = format!("{} {operator}", failure.check.name());
                    *refused.entry((failure.check.name(), why)).or_default() += 1;
                }
            }
        }
    }
    for ((_, why), count) in &refused {
        println!("{count:6} {why}");
    }
    println!("{verdicts:?}");
}
