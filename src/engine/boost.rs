//! The beginning of the whole job: recorded replies become candidates and tests.

use super::prepare::{config, write};
use super::{Engine, EngineError, Settings};
use crate::candidate::Sample;
use crate::event::Event;
use crate::extract::{program, tests};
use crate::input::{Purpose, Reply, Source, read_problems, read_replies};
use crate::problem::Problem;
use crate::store::{Run, write_jsonl};
use crate::test_case::TestSample;
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
) -> Result<Run, EngineError> {
    let problems = Source::read(problems)?;
    let replies = Source::read(replies).map_err(|error| {
        error.hint("record replies there, or name the folder that holds them with `--replay`")
    })?;
    let sources = [("problems", &problems), ("replies", &replies)];
    let config = config(engine, &sources, settings);
    if let Some(run) = Run::resume(folder, &config)? {
        return Ok(run);
    }
    let problems = read_problems(&problems)?;
    let replies = read_replies(&replies, &problems)?;
    let most_tests = settings
        .tests_per_sample
        .map_or(usize::MAX, NonZeroUsize::get);
    let mut unused = 0;
    let mut samples = Vec::new();
    let mut tests = Vec::new();
    for (problem, replies) in problems.iter().zip(&replies) {
        let extracted = extract(problem, replies, most_tests);
        samples.push(extracted.0);
        tests.push(extracted.1);
        unused += extracted.2;
    }
    if unused > 0 {
        let replies = if unused == 1 { "reply" } else { "replies" };
        let note = format!("{unused} {replies} held no code that could be used");
        (engine.listener)(Event::Note(note));
    }
    let run = Run::begin(folder, config)?;
    write_jsonl(&run.path("replies.jsonl"), &replies.concat())?;
    write(&run, &problems, &samples, &tests)?;
    Ok(run)
}

/// The programs and the tests that replies hold, and the number of replies that hold neither.
fn extract(
    problem: &Problem,
    replies: &[Reply],
    most_tests: usize,
) -> (Vec<Sample>, Vec<TestSample>, usize) {
    let (mut samples, mut suites, mut unused) = (Vec::new(), Vec::new(), 0);
    for reply in replies {
        let origin = reply.origin.clone();
        match reply.purpose {
            Purpose::Solution => match program(&reply.text, problem) {
                Some(solution) => samples.push(Sample { solution, origin }),
                None => unused += 1,
            },
            Purpose::Tests => {
                let mut sources = tests(&reply.text, &problem.entry_point);
                sources.truncate(most_tests);
                unused += usize::from(sources.is_empty());
                suites.push(TestSample {
                    sources,
                    origin,
                    raw: false,
                });
            }
        }
    }
    (samples, suites, unused)
}
