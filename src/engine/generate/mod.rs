//! Asks a model for candidates and tests of every variant of every problem.

mod after_vote;
mod asker;
mod by_model;
mod distinguish;
mod estimate;
mod follow_ups;
mod interview;
mod plan;
mod repair;
mod share;
mod spending;
mod tally;
mod voice;

pub use estimate::{Estimate, estimate};
pub(super) use follow_ups::merge_follow_ups;
pub use interview::{Begun, Interview};
pub use spending::{RunSpent, Spending};
pub use tally::{Distinguished, Repaired};

use super::EngineError;
use crate::client::Client;
use crate::event::Listener;
use crate::input::InputError;
use crate::problem::Problem;
use crate::store::{Generation, Missing, Run};
use mutagree_mutators::{Request, Variant};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use voice::{Voice, by_rules, far_first, named, refusal};

/// What asking a model needs.
pub struct Generator<'a> {
    /// Who answers.
    pub client: Client,
    /// The SHA-256 of the sandbox's component, which the run will be executed with.
    pub component: String,
    /// Who is told what happens.
    pub listener: &'a Listener<'a>,
    /// Set from outside to stop.
    pub interrupted: &'a AtomicBool,
    /// Whether to go on without replies that cannot be had.
    pub partial: bool,
}

/// What a model was asked for, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Generated {
    /// The variants of all problems, originals included.
    pub variants: usize,
    /// Why a prompt is said in no other way, by its problem.
    pub refused: BTreeMap<String, String>,
    /// The number of variants by a model that were dropped, by the check that they failed.
    pub rejected_variants: BTreeMap<String, usize>,
    /// The replies.
    pub replies: usize,
    /// The programs in them.
    pub programs: usize,
    /// The programs that forgot an import, which was added.
    pub mended: usize,
    /// The tests in them.
    pub tests: usize,
    /// The number of programs and tests that could not be used, by reason.
    pub unused: BTreeMap<String, usize>,
    /// What there is to say of the tests of single problems.
    pub told: Vec<String>,
    /// The questions about inputs that tell the best candidates apart, where any were wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinguished: Option<Distinguished>,
    /// The corrections of the best candidates, where any were wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repaired: Option<Repaired>,
    /// The replies that could not be had, where the run goes on without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// What was spent.
    pub spent: Spending,
}

/// Asks a model for all candidates and tests of a run.
///
/// # Errors
/// As for [`Interview::begin`], and where the model's side fails: what was answered by then is kept.
pub fn generate(
    generator: &Generator<'_>,
    folder: &Path,
    problems: &Path,
    begun: &Begun<'_>,
) -> Result<(Run, Generated), EngineError> {
    let (run, mut interview) = Interview::begin(generator, folder, problems, begun)?;
    let all = interview.most();
    interview.take(&run, &all)?;
    Ok((run, interview.finish(None)?))
}

/// Why prompts have no variants, where any are wanted.
fn refused(generation: &Generation, problems: &[Problem]) -> BTreeMap<String, String> {
    let wanted = problems.iter().filter(|_| generation.variants > 0);
    let refused = wanted.filter_map(|it| Some((it.task_id.clone(), refusal(it)?.to_string())));
    refused.collect()
}

/// The variants of each problem: the original, those that a model made, and as many by rules as are still wanted.
fn voices_of(
    generation: &Generation,
    problems: &[Problem],
    rules: &[String],
    by_model: Vec<Vec<Variant>>,
) -> Result<Vec<Vec<Voice>>, EngineError> {
    let request = |variants| {
        let mut request = Request::new(rules, variants, generation.seed)
            .map_err(|error| InputError::new(Path::new("--strategy"), error.to_string()))?;
        request.strength = generation.strength;
        Ok::<_, InputError>(request)
    };
    request(0)?;
    let works: Vec<_> = problems.iter().zip(by_model).collect();
    let voices = works.par_iter().map(|(problem, model)| {
        let left = generation.variants.saturating_sub(model.len());
        let mut variants = by_rules(problem, &request(left)?);
        variants.splice(1..1, model.iter().cloned());
        far_first(&mut variants);
        Ok(named(variants))
    });
    voices.collect()
}
