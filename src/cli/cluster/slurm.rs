//! `mutagree cluster slurm`.

use super::submit::submit;
use super::work::{Work, text};
use crate::cli::global::Global;
use crate::terminal::{print, say};
use anyhow::Context;
use clap::Args;
use mutagree::cluster::{self, Plan};
use mutagree::engine::EngineError;
use mutagree::store::{StoreError, write_whole};
use std::path::{Path, PathBuf, absolute};
use std::{env, fs};

/// Print the job script of a Slurm array with the shards, and of the merge after it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree cluster slurm P.jsonl --solutions S.jsonl --tests T.jsonl --shards 8 --run runs/first > shards.sbatch
  mutagree cluster slurm P.jsonl --solutions S.jsonl --tests T.jsonl --shards 8 --run runs/first --submit
  mutagree cluster slurm --from runs/generated --shards 100 --cores 8 --time 12:00:00 --partition long --submit
  mutagree cluster slurm P.jsonl --shards 8 --run runs/asked --submit -- --model gpt-4o-mini --budget-usd 1

Exit codes: 0 printed or submitted; 1 usage, or `sbatch` is not there or does not take it; 2 an input cannot be used; 70 a bug")]
pub(crate) struct Slurm {
    #[command(flatten)]
    work: Work,
    /// Partition of the jobs
    #[arg(long, value_name = "NAME")]
    partition: Option<String>,
    /// Further option of `sbatch`, such as `--sbatch=--qos=low`
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    sbatch: Vec<String>,
    /// Line of the shell that runs before each worker, such as `module load …`
    #[arg(long, value_name = "LINE")]
    setup: Vec<String>,
}

impl Slurm {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        self.work.check_inputs()?;
        let mut plan = self.work.plan(global, shared)?;
        for (name, path) in global.installed() {
            plan.variables.push((name.to_owned(), shared(&path)?));
        }
        let own = env::current_exe().context("this program has no path")?;
        let slurm = cluster::Slurm {
            mutagree: text(&own)?,
            partition: self.partition.clone(),
            options: self.sbatch.clone(),
            setup: self.setup.clone(),
        };
        let script = cluster::slurm(&plan, &slurm)?;
        if !self.work.submit {
            return if global.json {
                say(&serde_json::json!({ "script": script }).to_string())
            } else {
                print(script.as_bytes())
            };
        }
        let file = keep(&plan, &script)?;
        let number = |said: String| said.split(';').next().unwrap_or_default().to_owned();
        let array = format!("--array=1-{}%{}", plan.shards, plan.at_once);
        let file_name = text(&file)?;
        let array = submit(
            "sbatch",
            &["--parsable".to_owned(), array, file_name.clone()],
            "",
        )?;
        let array = number(array);
        let after = format!("--dependency=afterok:{array}");
        let merge = submit("sbatch", &["--parsable".to_owned(), after, file_name], "")
            .with_context(|| {
                format!("the shards are submitted as job {array}, and their merge is not")
            });
        let merge = number(merge.map_err(|error| anyhow::anyhow!("{error:#}"))?);
        if global.json {
            return say(
                &serde_json::json!({ "script": file, "shards": array, "merge": merge }).to_string(),
            );
        }
        say(&format!(
            "submitted: {} shards as job {array}, and their merge into `{}` as job {merge}; script and logs: `{}`",
            plan.shards,
            plan.run,
            file.parent().unwrap_or(&file).display()
        ))
    }
}

/// Keeps the script beside the shards, for those that are to be submitted again, and makes the folder of their logs.
fn keep(plan: &Plan, script: &str) -> Result<PathBuf, EngineError> {
    let shards = Path::new(&plan.run).join("shards");
    let logs = shards.join("logs");
    fs::create_dir_all(&logs).map_err(|source| StoreError::Io {
        action: "make the folder",
        path: logs,
        source,
    })?;
    let file = shards.join("shards.sbatch");
    write_whole(&file, |writer| writer.write_all(script.as_bytes()))?;
    Ok(file)
}

/// A path that is the same on all machines that share a file system.
fn shared(path: &Path) -> anyhow::Result<String> {
    text(&absolute(path)?)
}
