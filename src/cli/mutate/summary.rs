//! What became of all prompts.

use mutagree::input::TaskPrompt;
use mutagree_mutators::{CheckName, Mutated};
use serde::Serialize;
use std::collections::BTreeMap;

/// The refusals that are told one by one; the rows have all.
const SHOWN: usize = 5;

/// What became of all prompts.
#[derive(Serialize)]
pub(super) struct Summary {
    prompts: usize,
    variants: usize,
    without_variants: usize,
    /// Drafts that were dropped, by the check that failed.
    rejected: BTreeMap<&'static str, usize>,
    /// Prompts that are no English task for Python code, by reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    refused: BTreeMap<&'static str, usize>,
    /// Prompts of whose labels something was mended, by what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    mended: BTreeMap<String, usize>,
    /// What is said of refusals.
    #[serde(skip)]
    told: Vec<String>,
}

impl Summary {
    pub(super) fn of(prompts: &[TaskPrompt], all: &[Mutated]) -> Self {
        let rejected = all.iter().flat_map(|mutated| &mutated.rejected);
        let reasons = rejected.map(|it| it.check.map_or("duplicate", CheckName::name));
        let refusals = all.iter().filter_map(|mutated| {
            let refusal = mutated.refused.as_ref()?;
            Some((&mutated.variants.first()?.task_id, refusal))
        });
        let told = refusals
            .clone()
            .take(SHOWN)
            .map(|(name, refusal)| format!("`{name}` is refused as {refusal}"));
        Self {
            prompts: all.len(),
            variants: all.iter().map(Mutated::count).sum(),
            without_variants: all.iter().filter(|mutated| mutated.count() == 0).count(),
            rejected: counted(reasons),
            told: told.collect(),
            refused: counted(refusals.map(|(_, refusal)| refusal.reason.name())),
            mended: counted(
                prompts
                    .iter()
                    .flat_map(|prompt| prompt.mended.iter().cloned()),
            ),
        }
    }

    /// Says whether nothing is left to say in other ways.
    pub(super) fn is_refused(&self) -> bool {
        self.prompts > 0 && self.refused.values().sum::<usize>() == self.prompts
    }

    /// The lines for a person.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub(super) fn lines(&self) -> Vec<String> {
        let mean = self.variants as f64 / self.prompts.max(1) as f64;
        let rejected = listed(&self.rejected);
        let mut lines = self.told.clone();
        lines.push(format!(
            "{} variants of {} prompts, {mean:.2} each; no site in {}; rejected: {}",
            self.variants,
            self.prompts,
            self.without_variants,
            if rejected.is_empty() {
                "none"
            } else {
                &rejected
            }
        ));
        if !self.refused.is_empty() {
            lines.push(format!(
                "refused, since they are no English tasks for Python code: {}",
                listed(&self.refused)
            ));
        }
        if !self.mended.is_empty() {
            lines.push(format!("mended: {}", listed(&self.mended)));
        }
        lines
    }
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn listed<K: AsRef<str>>(counts: &BTreeMap<K, usize>) -> String {
    let counts = counts.iter();
    let each: Vec<String> = counts
        .map(|(what, count)| format!("{count} {}", what.as_ref()))
        .collect();
    each.join(", ")
}
