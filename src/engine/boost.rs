//! The beginning of the whole job: recorded replies become candidates and tests.

use super::examples::tell_examples;
use super::extracted::{Extracted, Unused, Wording, add_unused};
use super::part::{of_replies, own, part};
use super::prepare::{config, say_ignored, write};
use super::told::told;
use super::until_sure::{Amounts, until_sure};
use super::{Engine, EngineError, Loaded, Settings, load};
use crate::candidate::{self, Candidate, Sample};
use crate::consensus::Ranking;
use crate::event::Event;
use crate::input::{
    Purpose, Reply, Source, Subset, Unknown, Wanted, read_problems_with_entry_points, read_replies,
};
use crate::problem::Problem;
use crate::sampling::{STEP, Sampling, Shares, spread};
use crate::shard::Part;
use crate::store::{Run, RunConfig, write_jsonl};
use std::num::NonZeroUsize;
use std::path::Path;

/// Begins a run from problems and recorded replies, or continues the one that was begun from the
/// same.
///
/// # Errors
/// Where an input cannot be used, or the run directory was begun with something else.
pub fn prepare_replies(
    engine: &Engine<'_>,
    folder: &Path,
    problems: &Path,
    replies: &Path,
    settings: &Settings,
    sampling: &Sampling,
    wanted: &Wanted,
) -> Result<Run, EngineError> {
    let problems = Source::read(problems)?;
    let replies = Source::read(replies).map_err(|error| {
        error.hint("record replies there, or name the folder that holds them with `--replay`")
    })?;
    let sources = [("problems", &problems), ("replies", &replies)];
    let config = RunConfig {
        budget: sampling.budget,
        sure: sampling.sure,
        shares: Some(sampling.shares.clone()),
        subset: wanted.subset.clone(),
        shard: wanted.shard.map(Part::of),
        ..config(&engine.environments.usual().digest, &sources, settings)
    };
    if let Some(run) = Run::resume(folder, &config)? {
        return Ok(run);
    }
    let problems = read_problems_with_entry_points(&problems)?;
    let replies = read_replies(&replies, &problems, wanted.unknown)?;
    let budget = sampling.budget.unwrap_or(usize::MAX);
    let all = wanted.subset.places(&problems)?;
    let works = all.iter();
    let works = works.map(|&place| (place, of_replies(&replies.of_problem[place], budget)));
    let part = part(wanted.shard, works);
    let places = own(&all, part.as_ref());
    let config = RunConfig {
        shard: part,
        ..config
    };
    say_ignored(engine.listener, "replies", replies.ignored);
    let problems = Subset::of(&places, problems);
    let replies = Subset::of(&places, replies.of_problem);
    let most_tests = settings
        .tests_per_sample
        .map_or(usize::MAX, NonZeroUsize::get);
    let (mut samples, mut tests) = (Vec::<Vec<Sample>>::new(), Vec::new());
    let (mut chosen, mut unused) = (Vec::new(), Unused::new());
    for (problem, replies) in problems.iter().zip(&replies) {
        engine.check_interrupt()?;
        let purposes = [
            (Purpose::Solution, &sampling.shares),
            (Purpose::Tests, &Shares::even()),
        ];
        let spent = |(purpose, shares)| spread(replies, purpose, shares).into_iter().take(budget);
        let own: Vec<&Reply> = purposes.into_iter().flat_map(spent).collect();
        let extracted = extracted(problem, own.iter().copied(), most_tests);
        chosen.extend(own);
        samples.push(extracted.samples);
        tests.push(extracted.tests);
        add_unused(&mut unused, extracted.unused);
    }
    for (reason, count) in unused {
        (engine.listener)(Event::Note(format!("not used: {count} × {reason}")));
    }
    tell_examples(engine.listener, &problems, settings.compat);
    for note in told(&problems, &tests) {
        (engine.listener)(Event::Note(note));
    }
    if sampling.sure.is_some() {
        for samples in &mut samples {
            samples.truncate(STEP);
        }
    }
    let run = Run::begin(folder, config)?;
    write_jsonl(&run.path("replies.jsonl"), &chosen)?;
    write(&run, &problems, &samples, &tests)?;
    Ok(run)
}

/// Executes a run of recorded replies until each selection is sure. The same replies give the same samples.
///
/// # Errors
/// As for [`execute`](super::execute).
pub fn execute_until_sure(
    engine: &Engine<'_>,
    run: &Run,
    ranking: Ranking,
) -> Result<Loaded, EngineError> {
    let Loaded {
        problems,
        candidates: written,
        ..
    } = load(run)?;
    let replies = Source::read(&run.path("replies.jsonl"))?;
    let replies = read_replies(&replies, &problems, Unknown::Refused)?.of_problem;
    let samples = problems.iter().zip(&replies).map(|(problem, replies)| {
        let solutions = replies.iter().filter(|it| it.purpose == Purpose::Solution);
        extracted(problem, solutions, usize::MAX).samples
    });
    let samples: Vec<Vec<Sample>> = samples.collect();
    let count = |candidates: &Vec<Candidate>| candidates.iter().map(|it| it.multiplicity).sum();
    let amounts = Amounts {
        taken: written.iter().map(count).collect(),
        most: samples.iter().map(Vec::len).collect(),
    };
    until_sure(engine, run, ranking, amounts, |taken| {
        let candidates = problems.iter().zip(samples.iter().zip(taken));
        let candidates: Vec<_> = candidates
            .map(|(problem, (samples, &taken))| {
                candidate::distinct(&problem.task_id, &samples[..taken])
            })
            .collect();
        Ok(write_jsonl(
            &run.path("candidates.jsonl"),
            &candidates.concat(),
        )?)
    })
}

/// What the replies of a problem hold, which were asked for in any words but in the original names.
fn extracted<'a>(
    problem: &'a Problem,
    replies: impl Iterator<Item = &'a Reply>,
    most_tests: usize,
) -> Extracted {
    let wording = |_: &str| Wording {
        prompt: &problem.prompt,
        entry_point: &problem.entry_point,
        renames: None,
    };
    Extracted::of(problem, replies, wording, most_tests)
}
