//! `mutagree execute`.

use super::choice::{Choice, Strangers};
use super::global::Global;
use super::limits::LimitOptions;
use super::shard::{self, ShardOption};
use super::spending::tell_missing;
use crate::terminal::say;
use clap::{Args, ValueEnum};
use mutagree::consensus::Ranking;
use mutagree::engine::{self, Engine, EngineError, Inputs, Loaded, Settings};
use mutagree::matrix::MatrixRow;
use mutagree::store::{self, Done, EventLog, Outputs, Results, Run, StoreError};
use serde::Serialize;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Run every candidate against every test, into the matrix of a run.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree execute --problems P.jsonl.gz --solutions S.jsonl.gz --tests T.jsonl.gz --run runs/first
  mutagree execute --run runs/first          (goes on after an interrupt)
  mutagree execute --problems P.jsonl --solutions S.jsonl --tests T.jsonl --shard 3/8 --run shards/3
  mutagree execute --from runs/first --shard 3/8 --run shards/3          (of what `generate` wrote)
  mutagree execute --run runs/first --partial          (without the replies that a model did not give)")]
pub(crate) struct Execute {
    /// Problems: HumanEval, HumanEval+, MBPP+, LiveCodeBench, APPS, CodeContests or mutagree's own form; .gz and .zst too
    #[arg(long, value_name = "FILE", requires_all = ["solutions", "tests"])]
    problems: Option<PathBuf>,
    /// Solutions: `completion`, `solution`, or CodeT's `prompt` and `samples`
    #[arg(long, value_name = "FILE", requires = "problems")]
    solutions: Option<PathBuf>,
    /// Tests: `tests`, Reflexion's `solution`, CodeT's `prompt` and `samples`, or, of programs, `input` and `output`,
    /// `inputs` and `outputs`, or the tests that LiveCodeBench, APPS and CodeContests show to models
    #[arg(long, value_name = "FILE", requires = "problems")]
    tests: Option<PathBuf>,
    /// Run that has its candidates and tests already, such as one that `generate` filled, of which a shard is executed
    #[arg(
        long,
        value_name = "RUN",
        requires = "shard",
        conflicts_with = "problems"
    )]
    from: Option<PathBuf>,
    /// Directory of the run
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// Go on with a run whose replies are not all there
    #[arg(long, conflicts_with = "problems")]
    partial: bool,
    /// Run each candidate, also where several are the same program
    #[arg(long)]
    no_merge: bool,
    #[command(flatten)]
    execution: Execution,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    strangers: Strangers,
    #[command(flatten)]
    shard: ShardOption,
}

/// The mutated inputs of a problem, where nothing is said.
const INPUTS: usize = 20;

/// How candidates are executed.
#[derive(Args)]
pub(crate) struct Execution {
    /// Reproduce what another program calls a pass [default: none]
    #[arg(long, value_name = "NAME", value_enum)]
    compat: Option<Compat>,
    /// Most tests taken from one reply [default: 5 of raw text, as CodeT does, else all]
    #[arg(long, value_name = "N")]
    tests_per_sample: Option<NonZeroUsize>,
    #[command(flatten)]
    limits: LimitOptions,
    /// Most mutated inputs of a problem whose outputs are kept beside those of the tests' calls [default: 20;
    /// with --compat codet no outputs are kept unless this is given]
    #[arg(long, value_name = "N")]
    inputs: Option<u16>,
    /// Run only the pairs of candidates and tests that a scorer needs to find its winner [scorer: trust]
    #[arg(long, value_name = "SCORER", num_args = 0..=1, default_missing_value = "trust")]
    adaptive: Option<Ranking>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Compat {
    /// Each test alone, in the candidate's module
    None,
    /// CodeT's program: all tests in one function and with the candidate, 0.1 s each
    Codet,
}

impl Execution {
    /// The settings, with what was not said taken from the compatibility mode.
    pub(crate) fn settings(&self, global: &Global) -> anyhow::Result<Settings> {
        let compat = match self.compat {
            Some(Compat::Codet) => store::Compat::Codet,
            Some(Compat::None) | None => store::Compat::None,
        };
        anyhow::ensure!(
            self.adaptive.is_none() || compat == store::Compat::None,
            "`--adaptive` runs tests alone, and `--compat codet` all of them together\nhint: leave one of them out"
        );
        Ok(Settings {
            compat,
            placement: global.environment.placement(),
            tests_per_sample: self.tests_per_sample,
            limits: self
                .limits
                .limits(global.environment.limits(compat.limits())),
            reserve: (compat.reserve())
                .filter(|_| !self.limits.says_how_long() && !global.environment.is_fixed()),
            isolation: self.limits.isolation(),
            judge: self.limits.judge().unwrap_or_else(|| compat.judge()),
            outputs: self.outputs(compat, global.seed),
            adaptive: self.adaptive,
            seed: global.seed,
        })
    }

    /// The outputs that are kept.
    fn outputs(&self, compat: store::Compat, seed: u64) -> Option<Outputs> {
        let default = (compat == store::Compat::None).then_some(INPUTS);
        let inputs = self.inputs.map(usize::from).or(default)?;
        Some(Outputs { inputs, seed })
    }

    /// Says whether anything was said at all.
    fn is_given(&self) -> bool {
        self.compat.is_some()
            || self.tests_per_sample.is_some()
            || self.limits.is_given()
            || self.inputs.is_some()
            || self.adaptive.is_some()
    }
}

impl Execute {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let log = EventLog::of(&self.run);
        let listener = reporter.logging(&log);
        let (engine, run) = if let Some(run) = self.split()? {
            tell_missing(global, &run)?;
            let config = run.config();
            let engine = global.engine(config.limits.memory, Some(config), &listener)?;
            (engine, run)
        } else if let Some(inputs) = self.inputs(global)? {
            let settings = self.execution.settings(global)?;
            let engine = global.engine(settings.limits.memory, None, &listener)?;
            let run = engine::prepare(&engine, &self.run, &inputs, &settings)?;
            (engine, run)
        } else {
            let run = Run::open(&self.run).map_err(EngineError::from)?;
            self.check_replies(&run)?;
            tell_missing(global, &run)?;
            let engine =
                global.engine(run.config().limits.memory, Some(run.config()), &listener)?;
            (engine, run)
        };
        let engine = Engine {
            merges: !self.no_merge,
            ..engine
        };
        let loaded = engine::load(&run)?;
        let rows = engine::execute(&engine, &run, &loaded)?;
        // Where a model is asked, all of it must have been asked before.
        if run.config().generation.is_none() || run.done().map_err(EngineError::from)?.is_some() {
            run.set_done(Done::Executed).map_err(EngineError::from)?;
        }
        reporter.finish();
        let reused = engine.results.as_ref().map_or(0, Results::reused);
        say(&summary(global.json, &run, &loaded, &rows, reused))
    }

    /// A shard of a run that has its candidates and tests.
    fn split(&self) -> anyhow::Result<Option<Run>> {
        let (Some(from), Some(shard)) = (&self.from, self.shard.shard()?) else {
            return Ok(None);
        };
        self.check_is_begun()?;
        Ok(Some(engine::split(from, &self.run, shard, self.partial)?))
    }

    /// An error where something was said that a run was begun with.
    fn check_is_begun(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.execution.is_given() && !self.choice.is_given(),
            "a run goes on as it was begun\nhint: give `--run` alone, or all input files too"
        );
        Ok(())
    }

    /// An error where replies of a run are missing, unless it is to go on without them.
    fn check_replies(&self, run: &Run) -> Result<(), EngineError> {
        match run.missing()?.filter(|_| !self.partial) {
            Some(missing) => Err(StoreError::Incomplete {
                path: run.folder().to_owned(),
                missing,
            }
            .into()),
            None => Ok(()),
        }
    }

    /// The input files; none where a run goes on.
    fn inputs(&self, global: &Global) -> anyhow::Result<Option<Inputs>> {
        let (Some(problems), Some(solutions), Some(tests)) =
            (&self.problems, &self.solutions, &self.tests)
        else {
            self.check_is_begun()?;
            anyhow::ensure!(
                !self.shard.is_given(),
                "a shard goes on as it was begun\nhint: give `--run` alone, all input files too, or the run that it is of, with `--from`"
            );
            return Ok(None);
        };
        let files = [problems, solutions, tests];
        anyhow::ensure!(
            files.iter().filter(|file| file.as_os_str() == "-").count() <= 1,
            "standard input, `-`, can be only one of the files"
        );
        self.choice.check(problems)?;
        let [problems, solutions, tests] = files.map(Clone::clone);
        Ok(Some(Inputs {
            problems,
            solutions,
            tests,
            wanted: (self.choice).wanted(global, &self.strangers, self.shard.shard()?),
        }))
    }
}

/// What each problem has, and how many of its outcomes are passes.
#[derive(Serialize)]
struct Executed<'a> {
    task_id: &'a str,
    candidates: usize,
    tests: usize,
    cells: usize,
    passed: usize,
}

fn per_problem<'a>(loaded: &'a Loaded, rows: &[MatrixRow]) -> Vec<Executed<'a>> {
    let places = loaded.places();
    let mut executed: Vec<Executed<'a>> = (loaded.problems.iter().enumerate())
        .map(|(place, problem)| Executed {
            task_id: &problem.task_id,
            candidates: loaded.candidates[place].len(),
            tests: loaded.tests[place].len(),
            cells: 0,
            passed: 0,
        })
        .collect();
    for row in rows {
        if let Some(&place) = places.get(row.task_id.as_str()) {
            executed[place].cells += row.outcomes.len();
            executed[place].passed += row.outcomes.matches('P').count();
        }
    }
    executed
}

fn summary(json: bool, run: &Run, loaded: &Loaded, rows: &[MatrixRow], reused: usize) -> String {
    let problems = loaded.problems.len();
    let cells: usize = rows.iter().map(|row| row.outcomes.len()).sum();
    let loaded_rows = rows.iter().filter(|row| !row.unloadable);
    let (pairs, all) = loaded_rows.fold((0, 0), |(pairs, all), row| {
        let tests = row.outcomes.len();
        (pairs + row.ran.unwrap_or(tests), all + tests)
    });
    let passed: usize = rows
        .iter()
        .map(|row| row.outcomes.matches('P').count())
        .sum();
    if json {
        return serde_json::json!({
            "per_problem": per_problem(loaded, rows), "run": run.folder(), "problems": problems, "candidates": rows.len(),
            "cells": cells, "pairs": { "run": pairs, "all": all }, "passed": passed, "reused": reused,
            "shard": run.config().shard.as_ref().map(|it| it.which),
        })
        .to_string();
    }
    let earlier = match reused {
        0 => String::new(),
        count => format!(" ({count} programs had run before)"),
    };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    let share = match pairs {
        _ if pairs == all => String::new(),
        pairs => format!(
            " ({:.1} % of those that can run did)",
            100.0 * pairs as f64 / all as f64
        ),
    };
    format!(
        "{}{} candidates of {problems} problems{earlier}, {cells} cells{share}, {passed} passed: `{}`{}",
        shard::lead(run),
        rows.len(),
        run.path("matrix.jsonl").display(),
        shard::next(run),
    )
}
