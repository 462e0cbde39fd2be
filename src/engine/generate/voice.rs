//! One way to say a task, as a model is asked it.

use crate::origin::{ORIGINAL, Origin};
use crate::problem::Problem;
use mutagree_mutators::{NameMap, Prompt, Refusal, Request, Variant, mutate};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// A variant of a problem's prompt with the name that its replies carry.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Voice {
    /// The name: its operators.
    pub(super) origin: Origin,
    #[serde(flatten)]
    pub(super) variant: Variant,
}

impl Voice {
    /// The function's name in this variant.
    pub(super) fn entry_point<'a>(&'a self, problem: &'a Problem) -> &'a str {
        let own = self.variant.entry_point.as_deref();
        own.unwrap_or(&problem.entry_point)
    }

    /// The names that this variant changed.
    pub(super) fn renames(&self) -> Option<&Arc<NameMap>> {
        self.variant.renames.as_ref()
    }
}

/// The variants that rules make of a problem, the original first.
pub(super) fn by_rules(problem: &Problem, request: &Request) -> Vec<Variant> {
    let task = mutagree_mutators::Problem {
        task_id: &problem.task_id,
        prompt: &problem.prompt,
        entry_point: Some(&problem.entry_point),
        companions: &[],
    };
    mutate(&task, request).variants
}

/// Why a problem's prompt is not said in other ways, by rules or by a model, where it is none of those that can be.
pub(super) fn refusal(problem: &Problem) -> Option<Refusal> {
    Prompt::new(&problem.prompt, Some(&problem.entry_point)).refusal()
}

/// Puts variants in the order in which a small budget is spent: the original, those of a model, then those by rules that
/// change most of the prompt. Samples of prompts that are far apart fail less together.
pub(super) fn far_first(variants: &mut [Variant]) {
    let changed = |variant: &Variant| {
        let edits = variant.edits.iter();
        edits.map(|it| it.before.len().max(it.after.len())).sum()
    };
    let first = variants.iter().take_while(|it| it.edits.is_empty()).count();
    variants[first..].sort_by_cached_key(|it| std::cmp::Reverse::<usize>(changed(it)));
}

/// Names variants by their operators, and by a number too where others have the same.
pub(super) fn named(variants: Vec<Variant>) -> Vec<Voice> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let variants = variants.into_iter().enumerate();
    variants
        .map(|(place, variant)| {
            let name = match variant.operators.as_slice() {
                [] => ORIGINAL.to_owned(),
                operators => operators.join("+"),
            };
            let count = times.entry(name.clone()).or_default();
            *count += 1;
            let origin = match *count {
                1 => name,
                count => format!("{name}#{count}"),
            };
            let variant = Variant {
                variant_id: place,
                ..variant
            };
            Voice { origin, variant }
        })
        .collect()
}
