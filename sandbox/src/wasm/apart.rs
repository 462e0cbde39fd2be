//! Tests in a judge of their own, which calls the candidate; those that need more of it than values run in its
//! interpreter, where the job allows that.

use super::callee::Callee;
use super::judges::Judge;
use super::progress::{Progress, silent};
use super::sandbox::Sandbox;
use super::stack::with_stacks;
use crate::{Isolation, Job, Judge as Place, Outcome, Program, Report, SandboxError};

impl Sandbox {
    /// Runs all tests of a job.
    pub(crate) fn run_apart(
        &self,
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
        together.append(&mut self.run_judged(job, program, &mut trial)?);
        let has_failed = trial.has_failed(job);
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
            return self.run_again(job, program, &tests, progress, replaces);
        }
        for test in together {
            self.run_again(job, program, &[test], progress, |_, _, _| true)?;
            if job.until_failure && !progress.has_passed(test) {
                break;
            }
        }
        Ok(())
    }

    /// Runs tests in judges, and gives those that turned out to need the candidate's interpreter.
    fn run_judged(
        &self,
        job: &Job<'_>,
        program: &Program,
        progress: &mut Progress<'_>,
    ) -> Result<Vec<u32>, SandboxError> {
        let mut callee = match Callee::load(&self.pre, job, program)? {
            Ok(callee) => Box::new(callee),
            Err((outcome, callee)) => {
                progress.unloadable = Some(outcome);
                progress.output = callee.output;
                progress.by_clock = callee.by_clock;
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
                callee = self.judge_part(job, callee, &part, progress, &mut uncrossed)?;
            }
        }
        progress.outputs = outputs(job, &mut callee)?;
        callee.end();
        progress.output.append(&mut callee.output);
        progress.by_clock |= callee.by_clock;
        Ok(uncrossed)
    }

    /// Runs tests in a judge, as far as one instance of it goes, and gives the candidate back.
    fn judge_part(
        &self,
        job: &Job<'_>,
        callee: Box<Callee>,
        part: &[u32],
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<Callee>, SandboxError> {
        if callee.is_stateless()
            && let Some(judge) = self.judges.waiting(job.suite.id)
        {
            let judge = judge.for_job(job, callee, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            // A judge that has served others needs a little more or less for the same test, which must not decide it.
            if judge.is_far_from_its_limit() {
                return self.conclude(job, judge, &ended, progress, uncrossed);
            }
            let judge = Judge::new(&self.pre, job, judge.into_callee()?, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            return self.conclude(job, judge, &ended, progress, uncrossed);
        }
        let judge = Judge::new(&self.pre, job, callee, part.to_vec())?;
        let (judge, ended) = with_stacks(|| judge.run(job, part));
        self.conclude(job, judge, &ended, progress, uncrossed)
    }

    /// Takes in what came of the tests of one judge.
    fn conclude(
        &self,
        job: &Job<'_>,
        mut judge: Judge,
        ended: &wasmtime::Result<()>,
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<Callee>, SandboxError> {
        let state = judge.guest.store.data_mut();
        let running = state.is_running();
        let grown = !state.may_go_on();
        progress.outcomes.append(&mut state.outcomes);
        uncrossed.append(&mut state.uncrossed);
        match ended {
            Err(error) if running => {
                progress.outcomes.push(state.trapped(error));
                progress.by_clock |= state.by_clock;
            }
            Ok(()) if running && !grown => progress.outcomes.push(silent()),
            Ok(()) | Err(_) => {}
        }
        if ended.is_ok() && !grown {
            let callee = judge.take_callee()?;
            self.judges.keep(judge, job);
            return Ok(callee);
        }
        judge.into_callee()
    }
}

/// What came of each of the suite's calls.
pub(crate) fn outputs(job: &Job<'_>, callee: &mut Callee) -> Result<Vec<String>, SandboxError> {
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
    Ok(outputs.collect::<wasmtime::Result<_>>()?)
}
