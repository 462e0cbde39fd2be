//! `mutagree boost`.

use super::agree::Scoring;
use super::choice::{Choice, Strangers};
use super::execute::Execution;
use super::follow_ups::FollowUps;
use super::generation::Asking;
use super::global::Global;
use super::model::Model;
use super::shard::{self, ShardOption};
use super::spending::{say_estimate, tell};
use super::table;
use crate::reporter::Reporter;
use crate::terminal::say;
use clap::Args;
use mutagree::engine::{self, Begun, Engine, EngineError, Figures, Generator, Interview, Loaded};
use mutagree::event::Listener;
use mutagree::input::InputError;
use mutagree::sampling::Sampling;
use mutagree::store::{Done, EventLog, Generation, Run, StoreError, write_whole};
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Do the whole job: candidates and tests from a model or replies, execution, agreement, a submission.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree boost fixtures/quickstart
  mutagree boost problems.jsonl --model gpt-4o-mini --budget-usd 2 -o submission.jsonl
  mutagree boost problems.jsonl --model gpt-4o-mini --distinguish 3 --repair 2 --budget-usd 2
  mutagree boost problems.jsonl --model gpt-4o-mini --replay runs/first --run runs/again
  mutagree boost problems.jsonl --replay recorded --run runs/first -o submission.jsonl")]
pub(crate) struct Boost {
    /// File of problems, or a folder with `problems.jsonl` and `replies.jsonl`
    problems: PathBuf,
    /// Folder with recorded replies in `replies.jsonl`: with --model they answer what it would be asked, else they are
    /// used as they are [default without --model: the folder of the problems]
    #[arg(long, value_name = "DIR")]
    replay: Option<PathBuf>,
    /// Directory of the run [default: `runs/` and the name of the problems]
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Write the selected solutions here too
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Most candidates, and most replies with tests, for each problem
    #[arg(long, value_name = "N", conflicts_with = "model")]
    budget: Option<NonZeroUsize>,
    /// Take candidates, five at a time, until the selection is right with this probability in percent; a model is asked
    /// for no more than that
    #[arg(
        long,
        value_name = "PERCENT",
        num_args = 0..=1,
        default_missing_value = "80",
        conflicts_with_all = ["adaptive", "samples_per_variant"],
        value_parser = clap::value_parser!(u8).range(1..=100)
    )]
    adaptive_sampling: Option<u8>,
    /// Say what the run will ask for and cost, and ask nothing
    #[arg(long, requires = "model", conflicts_with = "replay")]
    dry_run: bool,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    follow_ups: FollowUps,
    #[command(flatten)]
    execution: Execution,
    #[command(flatten)]
    scoring: Scoring,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    strangers: Strangers,
    #[command(flatten)]
    shard: ShardOption,
}

impl Boost {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        if let Some(output) = &self.output {
            check_folder(output)?;
        }
        anyhow::ensure!(
            self.problems.as_os_str() != "-" || (self.run.is_some() && self.replay.is_some()),
            "problems from standard input need `--run` and `--replay`"
        );
        self.check_shard()?;
        let reporter = global.reporter();
        let (problems, replies) = self.files();
        if self.model.model.is_none() && self.replay.is_none() && !replies.exists() {
            let said = "there is no such file, and no model is named, so that nothing answers";
            let error = InputError::new(&replies, said).hint(
                "name a model with `--model`, or the folder of recorded replies with `--replay`",
            );
            return Err(EngineError::from(error).into());
        }
        self.choice.check(&problems)?;
        if self.dry_run {
            let estimate = self.asking.estimate(
                global,
                &self.model,
                &self.follow_ups,
                &problems,
                (&self.choice, &self.shard),
                &reporter,
            )?;
            return say_estimate(global, &estimate);
        }
        let log = EventLog::of(&self.folder());
        let listener = reporter.logging(&log);
        let generator;
        let filled = match self.model.model {
            Some(_) => {
                let asked = self.generator(global, &listener)?;
                generator = asked.1;
                self.ask(global, &problems, &asked.0, &generator, &listener)?
            }
            None => self.take_recorded(global, &problems, &replies, &listener)?,
        };
        if self.shard.is_given() {
            return end_shard(global, filled, &reporter);
        }
        let Filled {
            engine,
            run,
            loaded,
            interview,
        } = filled;
        let agreement = self.scoring.agree(&run, &loaded)?;
        let generated = interview.map(|it| it.finish(Some(&agreement)));
        let generated = generated.transpose()?;
        let figures = Figures {
            ks: &[NonZeroUsize::MIN],
            seed: global.seed,
            skips_unsampled: false,
            by: &[],
        };
        let evaluation = engine::evaluate(&engine, &run, &loaded, &agreement, figures)?;
        reporter.finish();
        if let Some(generated) = &generated {
            tell(global, generated);
        }
        let submission = run.path("submission.jsonl");
        if let Some(output) = &self.output {
            copy(&submission, output)?;
        }
        let submission = self.output.as_deref().unwrap_or(&submission);
        let rows = engine::selected(&loaded, &agreement, &evaluation);
        if global.json {
            let samples = loaded.candidates.iter().flatten().map(|it| it.multiplicity);
            return say(&serde_json::json!({
                "run": run.folder(), "samples": samples.sum::<usize>(), "submission": submission, "evaluation": evaluation,
                "generated": generated, "per_problem": rows,
            })
            .to_string());
        }
        say(&table::selection(&rows, &evaluation))?;
        say(&format!("submission: {}", submission.display()))
    }

    /// What a model is asked, and who answers.
    fn generator<'a>(
        &self,
        global: &Global,
        listener: &'a Listener<'a>,
    ) -> anyhow::Result<(Generation, Generator<'a>)> {
        let replay = self.replay.as_deref();
        let (model, follow_ups) = (&self.model, &self.follow_ups);
        (self.asking).generator(global, model, follow_ups, replay, listener)
    }

    /// Asks a model, executes what it wrote, and asks what the votes leave open.
    fn ask<'a>(
        &self,
        global: &Global,
        problems: &Path,
        generation: &Generation,
        generator: &'a Generator<'a>,
        listener: &'a Listener<'a>,
    ) -> anyhow::Result<Filled<'a>> {
        let settings = self.execution.settings(global)?;
        self.follow_ups.check(&settings)?;
        let shard = self.shard.shard()?;
        anyhow::ensure!(
            shard.is_none()
                || self.follow_ups.are_none()
                || !self.scoring.looks_at_all_problems(&settings),
            "`--distinguish` and `--repair` ask after a vote, in which `trust` looks at all problems of a run, and a shard has only some\n\
            hint: name another scorer with `--scorer`, such as `fusion`, or ask in the merged run"
        );
        let begun = Begun {
            generation,
            settings: &settings,
            sure: self.adaptive_sampling,
            record: self.model.record.as_deref(),
            subset: &self.choice.subset(global),
            shard,
        };
        let (run, mut interview) = Interview::begin(generator, &self.folder(), problems, &begun)?;
        let ranking = self.scoring.ranking(&run)?;
        let engine = global.engine(settings.limits.memory, None, listener)?;
        let loaded = if self.adaptive_sampling.is_some() {
            engine::interview_until_sure(&engine, &run, &mut interview, ranking)?
        } else {
            let all = interview.most();
            interview.take(&run, &all)?;
            execute(&engine, &run)?
        };
        let loaded = engine::follow_up(&engine, &run, &mut interview, ranking, loaded)?;
        Ok(Filled {
            interview: Some(interview),
            engine,
            run,
            loaded,
        })
    }

    /// Takes recorded replies as they are, and executes them.
    fn take_recorded<'a>(
        &self,
        global: &Global,
        problems: &Path,
        replies: &Path,
        listener: &'a Listener<'a>,
    ) -> anyhow::Result<Filled<'a>> {
        let settings = self.execution.settings(global)?;
        let engine = global.engine(settings.limits.memory, None, listener)?;
        let sampling = Sampling {
            budget: self.budget.map(NonZeroUsize::get),
            sure: self.adaptive_sampling,
            shares: self.asking.share.clone(),
        };
        let folder = self.folder();
        let wanted = (self.choice).wanted(global, &self.strangers, self.shard.shard()?);
        let run = engine::prepare_replies(
            &engine, &folder, problems, replies, &settings, &sampling, &wanted,
        )?;
        let ranking = self.scoring.ranking(&run)?;
        let loaded = if sampling.sure.is_some() {
            engine::execute_until_sure(&engine, &run, ranking)?
        } else {
            execute(&engine, &run)?
        };
        Ok(Filled {
            engine,
            run,
            loaded,
            interview: None,
        })
    }

    /// An error where a shard is to do what only a whole run can.
    fn check_shard(&self) -> anyhow::Result<()> {
        if !self.shard.is_given() {
            return Ok(());
        }
        anyhow::ensure!(
            self.adaptive_sampling.is_none(),
            "`--adaptive-sampling` ends where selections are sure, for which it looks at all problems of a run, and a shard has only some\n\
            hint: leave one of them out"
        );
        anyhow::ensure!(
            self.output.is_none(),
            "a shard selects nothing that `--output` could write\nhint: `mutagree merge`, then `mutagree agree`, make `submission.jsonl`"
        );
        Ok(())
    }

    /// The directory of the run.
    fn folder(&self) -> PathBuf {
        let default = || default_run(&self.problems);
        self.run.clone().unwrap_or_else(default)
    }

    /// The files of problems and of replies.
    fn files(&self) -> (PathBuf, PathBuf) {
        let folder = self.problems.is_dir();
        let problems = if folder {
            self.problems.join("problems.jsonl")
        } else {
            self.problems.clone()
        };
        let beside = problems.parent().unwrap_or(Path::new("."));
        let replies = self
            .replay
            .as_deref()
            .unwrap_or(beside)
            .join("replies.jsonl");
        (problems, replies)
    }
}

/// Leaves a shard before the vote, which is for the merged run.
fn end_shard(global: &Global, filled: Filled<'_>, reporter: &Reporter) -> anyhow::Result<()> {
    let Filled {
        run,
        loaded,
        interview,
        ..
    } = filled;
    let generated = interview.map(|it| it.finish(None)).transpose()?;
    run.set_done(Done::Executed).map_err(EngineError::from)?;
    reporter.finish();
    if let Some(generated) = &generated {
        tell(global, generated);
    }
    let samples = loaded.candidates.iter().flatten().map(|it| it.multiplicity);
    let samples: usize = samples.sum();
    let problems = loaded.problems.len();
    if global.json {
        return say(&serde_json::json!({
            "run": run.folder(), "samples": samples, "problems": problems, "generated": generated,
            "shard": run.config().shard.as_ref().map(|it| it.which),
        })
        .to_string());
    }
    say(&format!(
        "{}{samples} samples of {problems} problems ran: `{}`{}",
        shard::lead(&run),
        run.folder().display(),
        shard::next(&run)
    ))
}

/// A run with its candidates and tests, executed.
struct Filled<'a> {
    engine: Engine<'a>,
    run: Run,
    loaded: Loaded,
    interview: Option<Interview<'a>>,
}

fn execute(engine: &Engine<'_>, run: &Run) -> Result<Loaded, EngineError> {
    let loaded = engine::load(run)?;
    engine::execute(engine, run, &loaded)?;
    Ok(loaded)
}

/// Says before the work where its result could not be written after it.
fn check_folder(output: &Path) -> Result<(), EngineError> {
    let folder = output
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_none_or(Path::is_dir) {
        return Ok(());
    }
    let source = io::ErrorKind::NotFound.into();
    Err(StoreError::Io {
        action: "write",
        path: output.to_owned(),
        source,
    }
    .into())
}

fn copy(submission: &Path, output: &Path) -> Result<(), EngineError> {
    let write = |writer: &mut dyn Write| writer.write_all(&fs::read(submission)?);
    Ok(write_whole(output, write)?)
}

/// `runs/NAME` for problems in `NAME` or `NAME.jsonl.gz`.
fn default_run(problems: &Path) -> PathBuf {
    let name = problems
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("run");
    Path::new("runs").join(name.split('.').next().unwrap_or(name))
}
