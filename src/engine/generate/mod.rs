//! Asks a model for candidates and tests of every variant of every problem.

mod asker;
mod by_model;
mod estimate;
mod plan;
mod share;
mod voice;

pub use estimate::{Estimate, estimate};

use super::extracted::{Extracted, Unused, Wording, add_unused};
use super::prepare::{config, write};
use super::{EngineError, Settings};
use crate::client::{Client, Spent};
use crate::event::Listener;
use crate::input::{InputError, Reply, Source, read_problems};
use crate::problem::Problem;
use crate::store::{Generation, Run, RunConfig, write_jsonl};
use asker::Asker;
use by_model::{by_model, rewrites};
use mutagree_mutators::{Request, Variant};
use plan::plan;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use voice::{Voice, by_rules, named};

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
}

/// What a model was asked for, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Generated {
    /// The variants of all problems, originals included.
    pub variants: usize,
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
    /// What the run has cost.
    pub spent: Spent,
}

/// Begins a run whose candidates and tests a model writes, or continues it. Where `record` names a folder, the
/// replies are recorded there too.
///
/// # Errors
/// Where the problems cannot be used, the run was begun with something else, or the model's side fails: what was
/// answered by then is kept.
pub fn generate(
    generator: &Generator<'_>,
    folder: &Path,
    problems: &Path,
    generation: &Generation,
    settings: &Settings,
    record: Option<&Path>,
) -> Result<(Run, Generated), EngineError> {
    let source = Source::read(problems)?;
    let config = RunConfig {
        generation: Some(generation.clone()),
        ..config(&generator.component, &[("problems", &source)], settings)
    };
    let problems = read_problems(&source)?;
    let run = Run::begin(folder, config)?;
    let mut asker = Asker::open(generator, &run, record)?;
    let (kinds, rules) = rewrites(&generation.strategies);
    let most = if rules.is_empty() {
        generation.variants
    } else {
        generation.variants.div_ceil(2)
    };
    let made = by_model(&mut asker, generation, &problems, &kinds, most)?;
    let voices = voices_by_rules(generation, &problems, &rules, Some(made.variants))?;
    write_jsonl(&run.path("variants.jsonl"), &voices.concat())?;
    let planned = problems.iter().zip(&voices);
    let planned: Vec<_> = planned
        .map(|(problem, voices)| plan(generation, problem, voices))
        .collect();
    let replies = asker.ask(&planned.concat())?;
    let mut generated = Generated {
        variants: voices.iter().map(Vec::len).sum(),
        rejected_variants: made.rejected,
        spent: asker.spent,
        ..Generated::default()
    };
    let all: Vec<Reply> = made
        .replies
        .into_iter()
        .chain(replies.into_iter().flatten())
        .collect();
    generated.replies = all.len();
    let written = extract(&problems, &voices, &all, settings, &mut generated);
    asker.settle(&all)?;
    write(&run, &problems, &written.0, &written.1)?;
    Ok((run, generated))
}

/// The variants of each problem: the original, those that a model made, and as many by rules as are still wanted.
fn voices_by_rules(
    generation: &Generation,
    problems: &[Problem],
    rules: &[String],
    by_model: Option<Vec<Vec<Variant>>>,
) -> Result<Vec<Vec<Voice>>, EngineError> {
    let by_model = by_model.unwrap_or_else(|| vec![Vec::new(); problems.len()]);
    let request = |variants| {
        Request::new(rules, variants, generation.seed)
            .map_err(|error| InputError::new(Path::new("--strategy"), error.to_string()))
    };
    request(0)?;
    let works: Vec<_> = problems.iter().zip(by_model).collect();
    let voices = works.par_iter().map(|(problem, model)| {
        let left = generation.variants.saturating_sub(model.len());
        let mut variants = by_rules(problem, &request(left)?);
        variants.splice(1..1, model.iter().cloned());
        Ok(named(variants))
    });
    voices.collect()
}

type Written = (
    Vec<Vec<crate::candidate::Sample>>,
    Vec<Vec<crate::test_case::TestSample>>,
);

/// The programs and tests of each problem.
fn extract(
    problems: &[Problem],
    voices: &[Vec<Voice>],
    replies: &[Reply],
    settings: &Settings,
    generated: &mut Generated,
) -> Written {
    let most = settings
        .tests_per_sample
        .map_or(usize::MAX, NonZeroUsize::get);
    let mut by_problem: HashMap<&str, Vec<&Reply>> = HashMap::new();
    for reply in replies {
        by_problem.entry(&reply.task_id).or_default().push(reply);
    }
    let mut written = Written::default();
    let mut unused = Unused::new();
    for (problem, voices) in problems.iter().zip(voices) {
        let own = by_problem
            .remove(problem.task_id.as_str())
            .unwrap_or_default();
        let wording = |origin: &str| {
            let voice = voices.iter().find(|it| it.origin == origin);
            Wording {
                prompt: voice.map_or(&problem.prompt, |it| &it.variant.prompt),
                entry_point: voice.map_or(&problem.entry_point, |it| it.entry_point(problem)),
                renames: voice.and_then(|it| it.renames().map(|map| &**map)),
            }
        };
        let extracted = Extracted::of(problem, own.into_iter(), wording, most);
        generated.programs += extracted.samples.len();
        generated.mended += extracted.mended;
        generated.tests += extracted
            .tests
            .iter()
            .map(|it| it.sources.len())
            .sum::<usize>();
        add_unused(&mut unused, extracted.unused);
        written.0.push(extracted.samples);
        written.1.push(extracted.tests);
    }
    generated.unused = unused;
    written
}
