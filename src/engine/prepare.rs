//! The first stage: reads what the user brings, and writes the run's problems, candidates and tests.

use super::examples::{ExamplesRow, examples, tell_examples, with_examples};
use super::part::{of_samples, own, part};
use super::told::told;
use super::{Engine, EngineError};
use crate::candidate::{self, Sample};
use crate::consensus::Ranking;
use crate::event::{Event, Listener, Stage};
use crate::input::{Source, Subset, Wanted, in_a_block, read_problems, read_solutions, read_tests};
use crate::problem::Problem;
use crate::shard::Part;
use crate::store::{
    Compat, FORMAT_VERSION, InputFile, Outputs, Placement, Run, RunConfig, write_jsonl,
};
use crate::test_case::{self, TestSample};
use mutagree_sandbox::{Isolation, Judge, Limits};
use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The files that a run is made from.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Problems.
    pub problems: PathBuf,
    /// Solutions.
    pub solutions: PathBuf,
    /// Tests.
    pub tests: PathBuf,
    /// What is taken of them.
    pub wanted: Wanted,
}

/// The tests that are taken from one reply of raw text, as in CodeT (arXiv 2207.10397, §3.1).
pub const RAW_TESTS: usize = 5;

/// What decides how a run executes.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whose behaviour is reproduced.
    pub compat: Compat,
    /// Who decides where a problem runs.
    pub placement: Placement,
    /// The most tests that are taken from one reply, where it was said: else [`RAW_TESTS`] of raw
    /// text, and all of a list.
    pub tests_per_sample: Option<NonZeroUsize>,
    /// What each test may use.
    pub limits: Limits,
    /// The instructions that are kept back for each problem.
    pub reserve: Option<u64>,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where tests are judged.
    pub judge: Judge,
    /// Which outputs are kept; none where this is nothing.
    pub outputs: Option<Outputs>,
    /// The ranking that decides which pairs run; all of them where this is nothing.
    pub adaptive: Option<Ranking>,
    /// The seed of everything that is drawn at random.
    pub seed: u64,
}

/// Begins a run from files, or continues the one that was begun from the same.
///
/// # Errors
/// Where an input cannot be used, or the run directory was begun with something else.
pub fn prepare(
    engine: &Engine<'_>,
    folder: &Path,
    inputs: &Inputs,
    settings: &Settings,
) -> Result<Run, EngineError> {
    let problems = Source::read(&inputs.problems)?;
    let solutions = Source::read(&inputs.solutions)?;
    let tests = Source::read(&inputs.tests)?;
    let sources = [
        ("problems", &problems),
        ("solutions", &solutions),
        ("tests", &tests),
    ];
    let Wanted {
        subset,
        shard,
        unknown,
    } = &inputs.wanted;
    let config = RunConfig {
        subset: subset.clone(),
        shard: shard.map(Part::of),
        ..config(&engine.environments.usual().digest, &sources, settings)
    };
    if let Some(run) = Run::resume(folder, &config)? {
        return Ok(run);
    }
    let problems = read_problems(&problems)?;
    let solutions = read_solutions(&solutions, &problems, *unknown)?;
    let tests = read_tests(&tests, &problems, *unknown)?;
    let all = subset.places(&problems)?;
    let works = all.iter().map(|&place| {
        let (samples, tests) = (&solutions.of_problem[place], &tests.of_problem[place]);
        (place, of_samples(samples, tests, settings.tests_per_sample))
    });
    let part = part(*shard, works);
    let places = own(&all, part.as_ref());
    let run = Run::begin(
        folder,
        RunConfig {
            shard: part,
            ..config
        },
    )?;
    say_ignored(engine.listener, "solutions", solutions.ignored);
    say_ignored(engine.listener, "tests", tests.ignored);
    let problems = Subset::of(&places, problems);
    let solutions = Subset::of(&places, solutions.of_problem);
    let tests = Subset::of(&places, tests.of_problem);
    let tests = usable_tests(engine, tests, settings.tests_per_sample)?;
    tell_examples(engine.listener, &problems, settings.compat);
    for note in told(&problems, &tests) {
        (engine.listener)(Event::Note(note));
    }
    write(&run, &problems, &solutions, &tests)?;
    Ok(run)
}

/// Tells how many rows of a file were about no problem.
pub fn say_ignored(listener: &Listener<'_>, what: &str, ignored: usize) {
    if ignored > 0 {
        let said = format!("{what}: {ignored} rows are about other problems, and were left out");
        listener(Event::Note(said));
    }
}

/// The configuration of a run that is made from some files.
pub(super) fn config(
    component: &str,
    sources: &[(&str, &Source)],
    settings: &Settings,
) -> RunConfig {
    let input = |&(role, source): &(&str, &Source)| InputFile {
        role: role.to_owned(),
        path: source.path().to_owned(),
        digest: source.digest(),
    };
    RunConfig {
        format_version: FORMAT_VERSION,
        mutagree_version: env!("CARGO_PKG_VERSION").to_owned(),
        component: component.to_owned(),
        placement: settings.placement,
        environments: BTreeMap::new(),
        inputs: sources.iter().map(input).collect(),
        compat: settings.compat,
        tests_per_sample: settings.tests_per_sample,
        limits: settings.limits,
        reserve: settings.reserve,
        isolation: settings.isolation,
        judge: settings.judge,
        outputs: settings.outputs,
        adaptive: settings.adaptive.map(|ranking| ranking.to_string()),
        budget: None,
        sure: None,
        subset: Subset::default(),
        shard: None,
        shares: None,
        generation: None,
        seed: settings.seed,
    }
}

/// Writes a run's problems, candidates and tests, with the examples of the prompts; the tests last, so that a run that has them has
/// everything.
pub(super) fn write(
    run: &Run,
    problems: &[Problem],
    samples: &[Vec<Sample>],
    tests: &[Vec<TestSample>],
) -> Result<(), EngineError> {
    let names = || problems.iter().map(|problem| problem.task_id.as_str());
    let candidates: Vec<_> = names()
        .zip(samples)
        .map(|(name, samples)| candidate::distinct(name, samples))
        .collect();
    let compat = run.config().compat;
    let shown = problems.iter().map(|problem| examples(problem, compat));
    let shown: Vec<_> = shown.collect();
    let tests: Vec<_> = (names().zip(tests).zip(&shown))
        .map(|((name, tests), shown)| test_case::distinct(name, &with_examples(tests, shown)))
        .collect();
    let shown = problems.iter().zip(shown);
    let shown: Vec<_> = shown
        .map(|(problem, it)| ExamplesRow::new(problem, it))
        .collect();
    write_jsonl(&run.path("problems.jsonl"), problems)?;
    write_jsonl(&run.path("examples.jsonl"), &shown)?;
    write_jsonl(&run.path("candidates.jsonl"), &candidates.concat())?;
    write_jsonl(&run.path("tests.jsonl"), &tests.concat())?;
    Ok(())
}

/// Keeps the first tests of each reply; of raw text only what compiles is a test.
fn usable_tests(
    engine: &Engine<'_>,
    mut samples: Vec<Vec<TestSample>>,
    said: Option<NonZeroUsize>,
) -> Result<Vec<Vec<TestSample>>, EngineError> {
    if samples.iter().flatten().any(|sample| sample.raw) {
        (engine.listener)(Event::Began {
            stage: Stage::Prepare,
            total: samples.len(),
            done: 0,
        });
        let works: Vec<(usize, Vec<TestSample>)> = samples.iter().cloned().enumerate().collect();
        engine.in_parallel(
            &works,
            |(place, samples)| Ok((*place, compiling(engine, samples)?)),
            |(place, kept)| {
                samples[place] = kept;
                (engine.listener)(Event::Advanced);
                Ok(())
            },
        )?;
        (engine.listener)(Event::Ended(Stage::Prepare));
    }
    for sample in samples.iter_mut().flatten() {
        let default = if sample.raw { RAW_TESTS } else { usize::MAX };
        sample
            .sources
            .truncate(said.map_or(default, NonZeroUsize::get));
    }
    Ok(samples)
}

/// Keeps what is a test: of raw text what compiles, else everything.
fn compiling(engine: &Engine<'_>, samples: &[TestSample]) -> Result<Vec<TestSample>, EngineError> {
    let raw = samples.iter().filter(|sample| sample.raw);
    let mut sources: Vec<&str> = raw
        .flat_map(|sample| &sample.sources)
        .map(|source| &**source)
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let blocks: Vec<String> = sources.iter().map(|source| in_a_block(source)).collect();
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    let faults = engine.environments.usual().backend.check(&blocks)?;
    let good = sources
        .iter()
        .zip(faults)
        .filter(|(_, fault)| fault.is_none());
    let good: HashSet<&str> = good.map(|(source, _)| *source).collect();
    let mut kept = samples.to_vec();
    for sample in kept.iter_mut().filter(|sample| sample.raw) {
        sample.sources.retain(|source| good.contains(&**source));
    }
    Ok(kept)
}
