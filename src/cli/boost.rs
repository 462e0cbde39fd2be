//! `mutagree boost`.

use super::agree::Scoring;
use super::execute::Execution;
use super::{global::Global, say, table};
use anyhow::Context;
use clap::Args;
use mutagree::engine;
use std::fs;
use std::path::{Path, PathBuf};

/// Do the whole job: candidates and tests from replies, execution, agreement, a submission.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree boost fixtures/quickstart
  mutagree boost problems.jsonl --replay recorded --run runs/first -o submission.jsonl")]
pub(crate) struct Boost {
    /// File of problems, or a folder with `problems.jsonl` and `replies.jsonl`
    problems: PathBuf,
    /// Folder with recorded replies in `replies.jsonl` [default: the folder of the problems]
    #[arg(long, value_name = "DIR")]
    replay: Option<PathBuf>,
    /// Directory of the run [default: `runs/` and the name of the problems]
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Write the selected solutions here too
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    execution: Execution,
    #[command(flatten)]
    scoring: Scoring,
}

impl Boost {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let listener = reporter.listener();
        let settings = self.execution.settings();
        let engine = global.engine(settings.limits.memory, &listener)?;
        let (problems, replies) = self.files();
        let folder = self
            .run
            .clone()
            .unwrap_or_else(|| default_run(&self.problems));
        let run = engine::prepare_replies(&engine, &folder, &problems, &replies, &settings)?;
        let loaded = engine::load(&run)?;
        engine::execute(&engine, &run, &loaded)?;
        let agreement = self.scoring.agree(&run, &loaded)?;
        let options = ([1].as_slice(), global.seed);
        let evaluation = engine::evaluate(&engine, &run, &loaded, &agreement, options)?;
        reporter.finish();
        let submission = run.path("submission.jsonl");
        if let Some(output) = &self.output {
            fs::copy(&submission, output)
                .with_context(|| format!("cannot write `{}`", output.display()))?;
        }
        let submission = self.output.as_deref().unwrap_or(&submission);
        if global.json {
            return say(&serde_json::json!({
                "run": run.folder(), "submission": submission, "evaluation": evaluation,
            })
            .to_string());
        }
        say(&table::selection(&loaded, &agreement, &evaluation))?;
        say(&format!("submission: {}", submission.display()))
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

/// `runs/NAME` for problems in `NAME` or `NAME.jsonl.gz`.
fn default_run(problems: &Path) -> PathBuf {
    let name = problems
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("run");
    Path::new("runs").join(name.split('.').next().unwrap_or(name))
}
