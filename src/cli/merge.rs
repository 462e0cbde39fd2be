//! `mutagree merge`.

use super::global::{Global, interrupted};
use crate::terminal::{complain, say};
use clap::Args;
use mutagree::engine::{self, Merged};
use std::path::PathBuf;
use std::time::Duration;

/// Put the shards of a run together: byte for byte the run that one machine would have written.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree execute --problems P.jsonl --solutions S.jsonl --tests T.jsonl --shard 1/2 --run shards/1
  mutagree execute --problems P.jsonl --solutions S.jsonl --tests T.jsonl --shard 2/2 --run shards/2
  mutagree merge shards --run runs/first
  mutagree agree runs/first")]
pub(crate) struct Merge {
    /// Directories of all shards, in any order, or a directory that holds them
    #[arg(required = true, value_name = "SHARD")]
    shards: Vec<PathBuf>,
    /// Directory of the run that they become
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// Wait for shards that are not done yet, at most so many seconds
    #[arg(long, value_name = "S")]
    wait: Option<u64>,
}

impl Merge {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let listener = reporter.listener();
        let wait = self.wait.map(Duration::from_secs);
        let merged = engine::merge(&self.shards, &self.run, wait, &listener, interrupted())?;
        reporter.finish();
        if global.json {
            return say(&serde_json::json!({ "run": self.run, "merged": merged }).to_string());
        }
        if let Some(missing) = merged.missing.as_ref().filter(|_| !global.quiet) {
            complain(&format!("note: {missing}"));
        }
        say(&self.in_words(&merged))
    }

    fn in_words(&self, merged: &Merged) -> String {
        let Merged {
            shards,
            problems,
            candidates,
            rows,
            ..
        } = merged;
        let run = self.run.display();
        let before = if merged.was_there {
            ", merged before"
        } else {
            ""
        };
        let next = match (merged.executed, &merged.missing) {
            (true, _) => format!("mutagree agree {run}"),
            (false, None) => format!("mutagree execute --run {run}"),
            (false, Some(_)) => format!("mutagree execute --run {run} --partial"),
        };
        format!(
            "{shards} shards, {problems} problems, {candidates} candidates, {rows} rows{before}: `{run}`; next: `{next}`"
        )
    }
}
