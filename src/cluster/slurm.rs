//! The job script of Slurm: the same for each shard, as a task of an array, and for the merge.

use super::render::{render, word};
use super::{ClusterError, Plan};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

const SCRIPT: &str = include_str!("templates/shards.sbatch");

/// What only Slurm has.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Slurm {
    /// The program that workers run.
    pub mutagree: String,
    /// The partition that jobs run in; Slurm's own choice where this is nothing.
    pub partition: Option<String>,
    /// Further options of `sbatch`, such as `--qos=low`.
    pub options: Vec<String>,
    /// Lines of the shell that run before `mutagree`, such as `module load …`.
    pub setup: Vec<String>,
}

/// The script that `sbatch` takes.
///
/// # Errors
/// Where something cannot stand in a line of its head.
pub fn slurm(plan: &Plan, slurm: &Slurm) -> Result<String, ClusterError> {
    let partition = slurm
        .partition
        .iter()
        .map(|it| format!("--partition={}", directive(it)));
    let directives: Vec<String> = partition.chain(slurm.options.iter().cloned()).collect();
    let logs = format!("{}/shards/logs", plan.run);
    // In the names of logs a percent sign begins what Slurm fills in.
    let log = format!("{}/%x_%A_%a.log", logs.replace('%', "%%"));
    for text in directives.iter().chain([&plan.name, &plan.run]) {
        check_line(text)?;
    }
    let places = context! {
        job => directive(&plan.name), limit => plan.time.to_string(), log => directive(&log), logs => logs, directives => directives,
    };
    render(
        SCRIPT,
        context! { ..Value::from(Serde(plan)), ..Value::from(Serde(slurm)), ..places },
    )
}

/// A value in a line that `sbatch` reads: it knows quotes as a shell does.
fn directive(text: &str) -> String {
    match word(text) {
        plain if plain == text => plain,
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// An error where a text would end the line that it stands in.
fn check_line(text: &str) -> Result<(), ClusterError> {
    if text.is_empty() || text.contains(['\n', '\r', '\0']) {
        return Err(ClusterError::Unusable {
            text: text.to_owned(),
            what: "in a line of a job script",
            hint: "take a name that is not empty, and has no line breaks",
        });
    }
    Ok(())
}
