//! What the engine hands back: the original, its variants, and what was refused.

use crate::certificate::{Certificate, CheckName};
use crate::edit::Edit;
use crate::intake::Refusal;
use crate::naming::NameMap;
use crate::operator::Strategy;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One row of `variants.jsonl`: the original (number 0) or a mutated prompt.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The task.
    pub task_id: String,
    /// Its place among the variants of the task; 0 is the original.
    pub variant_id: usize,
    /// The text.
    pub prompt: String,
    /// The name of the function as this prompt says it.
    pub entry_point: Option<String>,
    /// The strategies that took part, joined by `+`; `original` for row 0.
    pub strategy: String,
    /// The operators that took part.
    pub operators: Vec<&'static str>,
    /// The technique that it is the one variant of, where one of each was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
    /// What was changed, in order; offsets are bytes into the original.
    pub edits: Vec<Edit>,
    /// The names that changed.
    #[serde(serialize_with = "renames")]
    pub renames: Option<Arc<NameMap>>,
    /// What was checked.
    pub certificate: Certificate,
    /// The run seed.
    pub seed: u64,
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
fn renames<S: Serializer>(map: &Option<Arc<NameMap>>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.iter().flat_map(|map| map.renames()))
}

impl Variant {
    /// The strategies that took part.
    #[must_use]
    pub fn strategies(&self) -> Vec<Strategy> {
        Strategy::ALL
            .into_iter()
            .filter(|strategy| {
                self.operators.iter().any(|name| {
                    name.split_once('/').map(|(family, _)| family) == Some(strategy.name())
                })
            })
            .collect()
    }

    /// False for noise, which is for robustness runs and never votes.
    #[must_use]
    pub fn may_vote(&self) -> bool {
        self.operators
            .iter()
            .all(|name| !name.starts_with("noise/"))
    }
}

/// A draft that did not become a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The operators that took part.
    pub operators: Vec<&'static str>,
    /// The check that failed; nothing for a text that was already there.
    pub check: Option<CheckName>,
    /// What the check found.
    pub detail: String,
}

/// Everything that one prompt gave.
#[derive(Clone, Debug, Serialize)]
pub struct Mutated {
    /// The original first, then the variants.
    pub variants: Vec<Variant>,
    /// Why there are none, where the prompt is no English task for Python code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// What was dropped, and why.
    pub rejected: Vec<Rejection>,
    /// The operators that found no site.
    pub no_site: Vec<&'static str>,
}

impl Mutated {
    /// How many variants there are besides the original.
    #[must_use]
    pub fn count(&self) -> usize {
        self.variants.len() - 1
    }

    /// How many drafts each check rejected.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for rejection in &self.rejected {
            *reasons
                .entry(rejection.check.map_or("duplicate", CheckName::name))
                .or_insert(0) += 1;
        }
        reasons
    }
}
