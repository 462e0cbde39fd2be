//! `mutagree generate`.

use super::choice::Choice;
use super::execute::Execution;
use super::follow_ups::FollowUps;
use super::generation::Asking;
use super::global::Global;
use super::model::Model;
use super::shard::{self, ShardOption};
use super::spending::{say_estimate, tell};
use crate::terminal::say;
use clap::Args;
use mutagree::engine::{self, Begun, EngineError};
use mutagree::store::{Done, EventLog};
use std::path::PathBuf;

/// Ask a model for candidates and tests of every variant of every problem.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree generate P.jsonl --model gpt-4o-mini --run runs/first --dry-run
  mutagree generate P.jsonl --model gpt-4o-mini --run runs/first --budget-usd 2
  mutagree generate P.jsonl --provider ollama --model qwen2.5-coder:7b --run runs/local
  mutagree generate P.jsonl --base-url http://localhost:8000/v1 --model M --method codet --run runs/codet
  mutagree execute --run runs/first          (then goes on with the candidates and tests)")]
pub(crate) struct Generate {
    /// File of problems
    problems: PathBuf,
    /// Directory of the run
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run")]
    run: Option<PathBuf>,
    /// Answer from recorded replies, without a network
    #[arg(long, value_name = "DIR", requires = "model")]
    replay: Option<PathBuf>,
    /// Say what the run will ask for and cost, and ask nothing
    #[arg(long, requires = "model", conflicts_with = "replay")]
    dry_run: bool,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    execution: Execution,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    shard: ShardOption,
}

impl Generate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        self.model.name()?;
        self.choice.check(&self.problems)?;
        let reporter = global.reporter();
        let Some(run) = self.run.as_deref().filter(|_| !self.dry_run) else {
            let estimate = self.asking.estimate(
                global,
                &self.model,
                &FollowUps::default(),
                &self.problems,
                (&self.choice, &self.shard),
                &reporter,
            )?;
            return say_estimate(global, &estimate);
        };
        let log = EventLog::of(run);
        let listener = reporter.logging(&log);
        let (generation, generator) = self.asking.generator(
            global,
            &self.model,
            &FollowUps::default(),
            self.replay.as_deref(),
            &listener,
        )?;
        let settings = self.execution.settings(global)?;
        let begun = Begun {
            generation: &generation,
            settings: &settings,
            sure: None,
            record: self.model.record.as_deref(),
            subset: &self.choice.subset(global),
            shard: self.shard.shard()?,
        };
        let (run, generated) = engine::generate(&generator, run, &self.problems, &begun)?;
        run.set_done(Done::Generated).map_err(EngineError::from)?;
        reporter.finish();
        tell(global, &generated);
        if global.json {
            return say(
                &serde_json::json!({
                    "run": run.folder(), "generated": generated, "shard": run.config().shard.as_ref().map(|it| it.which),
                })
                .to_string(),
            );
        }
        let goes_on = format!("mutagree execute --run {}", run.folder().display());
        say(&format!(
            "{}candidates and tests: `{}`; next: `{goes_on}`{}",
            shard::lead(&run),
            run.folder().display(),
            shard::next(&run),
        ))
    }
}
