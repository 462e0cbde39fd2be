//! Tests in a judge of their own, which calls the candidate; those that need more of it than values run in its
//! interpreter, where the job allows that.

use super::Runner;
use super::callee::{Answers, Callee};
use super::progress::Progress;
use crate::{Isolation, Job, Judge as Place, Outcome, Packing, Program, Report, SandboxError};

/// Runs all tests of a job.
fn run_apart<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    progress: &mut Progress<'_>,
) -> Result<(), SandboxError> {
    let needs = |test: &u32| job.judge == Place::Auto && job.needs_candidate(*test);
    // What a test leaves in a candidate that keeps something must be there in the next, wherever it is judged.
    let in_order = job.isolation == Isolation::Candidate;
    let keeps = in_order && !program.stateless;
    let (mut together, rest): (Vec<u32>, Vec<u32>) =
        progress.tests.iter().partition(|&it| needs(it));
    let judged = if keeps { progress.tests } else { &rest };
    let mut trial = Progress::new(judged);
    // A test that needs the candidate may fail in a judge and still pass: no other test may be left out for it.
    let trial_job = &Job {
        until_failure: job.until_failure && (!keeps || together.is_empty()),
        ..*job
    };
    together.append(&mut run_judged(runner, trial_job, program, &mut trial)?);
    let has_failed = trial.has_failed(trial_job);
    progress.take_from(trial);
    together.sort_unstable();
    together.dedup();
    let Some(&first) = together.first() else {
        return Ok(());
    };
    let is_over = progress.unloadable.is_some() || has_failed;
    if is_over || job.judge != Place::Auto {
        return Ok(());
    }
    // What only the candidate's values made one to share leaves nothing where nothing survives a call.
    if keeps || in_order && together.iter().any(needs) {
        let begin = if keeps { 0 } else { first };
        let tests: Vec<u32> = (progress.tests.iter().copied())
            .skip_while(|test| *test < begin)
            .collect();
        // What a shared test left can fail one that passed apart. That one passes by what was left is only the
        // candidate's word.
        let replaces = |test: u32, here: &Outcome, apart: Option<&Outcome>| {
            let fails = matches!(here, Outcome::Failed(_) | Outcome::Raised(_));
            let passed = apart.is_some_and(Outcome::passed);
            together.binary_search(&test).is_ok() || test > first && fails && passed
        };
        return run_again(runner, job, program, &tests, progress, replaces);
    }
    for test in together {
        run_again(runner, job, program, &[test], progress, |_, _, _| true)?;
        if job.until_failure && !progress.has_passed(test) {
            break;
        }
    }
    Ok(())
}

/// Runs tests in judges, and gives those that turned out to need the candidate's interpreter.
fn run_judged<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    progress: &mut Progress<'_>,
) -> Result<Vec<u32>, SandboxError> {
    let mut callee = match Callee::load(runner.opener(), job, program)? {
        Ok(callee) => Box::new(callee) as Box<dyn Answers>,
        Err((outcome, mut callee)) => {
            let traces = callee.end();
            progress.unloadable = Some(outcome);
            progress.output = traces.output;
            progress.by_clock = traces.by_clock;
            return Ok(Vec::new());
        }
    };
    progress.loaded = true;
    let mut uncrossed = Vec::new();
    while let Some(test) = progress.next().filter(|_| !progress.has_failed(job)) {
        callee.begin(job.suite.compiled.budget(test, job.limits.instructions));
        if job.isolation == Isolation::Test && !program.stateless {
            callee.restart();
        }
        if let Some(outcome) = callee.decide(test)? {
            progress.outcomes.push(outcome);
        } else {
            let part = progress.part(job, program.stateless);
            callee = runner.judge(job, callee, &part, progress, &mut uncrossed)?;
        }
    }
    progress.outputs = outputs(job, &mut *callee)?;
    let mut traces = callee.end();
    progress.output.append(&mut traces.output);
    progress.by_clock |= traces.by_clock;
    Ok(uncrossed)
}

/// Runs tests in the candidate's interpreter, and in a new one after each trap.
fn run_together<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    progress: &mut Progress<'_>,
) -> Result<(), SandboxError> {
    loop {
        let part = progress.part(job, program.stateless);
        let is_packed = job.suite.compiled.packing == Packing::Packed;
        let stopped = if is_packed { 0 } else { progress.stopped() };
        let stretch = runner.run_part(job, program, part, stopped)?;
        let outcomes = progress.take(stretch, job);
        if progress.is_done() || progress.has_failed(job) || outcomes == 0 {
            return Ok(());
        }
    }
}

/// Asks a candidate whose tests ran in its own interpreter for the outputs of the suite's calls.
fn ask_outputs<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    progress: &mut Progress<'_>,
) -> Result<(), SandboxError> {
    if job.suite.compiled.calls.is_empty() || progress.unloadable.is_some() {
        return Ok(());
    }
    if let Ok(mut callee) = Callee::load(runner.opener(), job, program)? {
        progress.outputs = outputs(job, &mut callee)?;
        progress.by_clock |= callee.end().by_clock;
    }
    Ok(())
}

/// Runs tests in the interpreter of a candidate that has just been loaded, and takes those outcomes that `replaces` names.
fn run_again<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    tests: &[u32],
    progress: &mut Progress<'_>,
    replaces: impl Fn(u32, &Outcome, Option<&Outcome>) -> bool,
) -> Result<(), SandboxError> {
    let job = &Job {
        until_failure: false, // what tests before those that are taken come to was decided elsewhere
        ..*job
    };
    let mut again = Progress::new(tests);
    run_together(runner, job, program, &mut again)?;
    progress.by_clock |= again.by_clock;
    let outcomes = again.into_report().outcomes;
    for (&test, outcome) in tests.iter().zip(outcomes) {
        if replaces(test, &outcome, progress.outcome(test)) {
            progress.replace(test, outcome);
            progress.shared.push(test);
        }
    }
    Ok(())
}

/// What came of each of the suite's calls.
fn outputs(job: &Job<'_>, callee: &mut dyn Answers) -> Result<Vec<String>, SandboxError> {
    let compiled = &job.suite.compiled;
    let first_added = compiled.calls.len() - compiled.added;
    let calls = compiled.calls.iter().zip(job.asked()).enumerate();
    let outputs = calls.map(|(place, (request, asked))| {
        if asked {
            callee.output(request, place >= first_added)
        } else {
            Ok(Report::NOT_RUN.to_owned())
        }
    });
    outputs.collect()
}

/// Runs all tests of a job that are no programs, where the job wants them to be judged.
pub(super) fn run_tests<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    progress: &mut Progress<'_>,
) -> Result<(), SandboxError> {
    let is_packed = job.suite.compiled.packing == Packing::Packed;
    let is_shared = is_packed || job.judge == Place::Shared;
    // What a test imports of a repository may reach the candidate by any way.
    let is_placed = program.path.is_some();
    if is_shared || is_placed || job.suite.is_empty() {
        run_together(runner, job, program, progress)?;
        if is_placed && !is_shared {
            progress.shared = progress.tests.to_vec();
        }
        return ask_outputs(runner, job, program, progress);
    }
    run_apart(runner, job, program, progress)
}
