//! `mutagree environment validate`: which problems of a repository can be used.

use crate::cli::global::Global;
use crate::terminal::say;
use anyhow::Context;
use clap::Args;
use mutagree::engine::{self, EngineError, Validated};
use mutagree::input::{Source, read_problems};
use mutagree::problem::Problem;
use mutagree_sandbox::{Definition, Limits};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Try problems of a repository: its own code must pass their tests, and a stub must not.
#[derive(Args)]
#[command(after_help = "\
The problems are mutagree's own (`repository` with `file`, `function`, `class`, `tests`), or those of DL-Bench: rows, or the texts
in a folder or an archive. Those that name another environment are left out. A problem is admitted where the repository's own
code passes with at least one test, none fails, and a stub that raises NotImplementedError does not pass. With `--out`, what
was found is kept in `FILE.begun` until all problems are tried: after an interrupt the same command goes on from there.

Examples:
  mutagree environment validate tasks.jsonl --environment scikit-learn --out admitted.jsonl
  mutagree evaluate samples.jsonl --problems admitted.jsonl --environment scikit-learn

Exit codes: 0 validated; 1 usage; 2 an input cannot be used; 4 the environment fails, has no repository, or no problem is
admitted; 5 interrupted; 70 a bug")]
pub(crate) struct Validate {
    /// Problems: rows, a folder, or an archive
    problems: PathBuf,
    /// File for the problems that are admitted
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// CPU time for all tests of a problem together
    #[arg(long, value_name = "N", default_value_t = 300)]
    limit_seconds: u32,
}

/// No problem is admitted.
const NONE: u8 = 4;

impl Validate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        let source = Source::read(&self.problems).map_err(EngineError::from)?;
        let all = read_problems(&source).map_err(EngineError::from)?;
        anyhow::ensure!(
            global.environment.is_fixed(),
            "`--environment` is missing\nhint: name the environment that has the repository"
        );
        let definition = global.environment.definition()?;
        let name = definition.as_ref().map(Definition::name);
        let (problems, others) = of_environment(all, name);
        let limits = Limits {
            instructions: Limits::INSTRUCTIONS_PER_SECOND * u64::from(self.limit_seconds),
            ..Limits::FRAMEWORKS
        };
        let reporter = global.reporter();
        let listener = reporter.listener();
        let engine = global.engine(limits.memory, None, &listener)?;
        let kept = self.out.as_deref().map(kept);
        let validated = engine::validate(&engine, &problems, limits, kept.as_deref())?;
        reporter.finish();
        if let Some(path) = &self.out {
            write(path, &validated)?;
        }
        if let Some(path) = kept {
            fs::remove_file(&path)
                .with_context(|| format!("cannot remove `{}`", path.display()))?;
        }
        let admitted = validated.iter().filter(|it| it.refused.is_none()).count();
        if global.json {
            let mended = mended(&validated);
            say(&serde_json::json!({
                "environment": name, "problems": validated.len(), "admitted": admitted, "elsewhere": others,
                "mended": mended, "each": validated,
            })
            .to_string())?;
        } else {
            show(&validated, admitted, others)?;
        }
        Ok(if admitted == 0 { NONE } else { 0 })
    }
}

/// The problems of an environment, or of none, and the number of the others; all where the environment has no name.
fn of_environment(problems: Vec<Problem>, name: Option<&str>) -> (Vec<Problem>, usize) {
    let is_here = |it: &Problem| {
        let other = it.environment.as_deref();
        name.is_none_or(|name| other.is_none_or(|other| other == name))
    };
    let (here, others): (Vec<_>, Vec<_>) = problems.into_iter().partition(is_here);
    (here, others.len())
}

/// How often what was mended.
fn mended(validated: &[Validated]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for what in validated.iter().flat_map(|it| &it.mended) {
        *counts.entry(what.as_str()).or_default() += 1;
    }
    counts
}

fn show(validated: &[Validated], admitted: usize, others: usize) -> anyhow::Result<()> {
    for it in validated {
        if let Some(why) = &it.refused {
            say(&format!("refused `{}`: {why}", it.task_id))?;
        }
    }
    let mended: Vec<String> = mended(validated)
        .into_iter()
        .map(|(what, count)| format!("{what} {count}"))
        .collect();
    if !mended.is_empty() {
        say(&format!("mended: {}", mended.join(", ")))?;
    }
    if others > 0 {
        say(&format!("of other environments: {others}"))?;
    }
    let all = validated.len();
    say(&format!("{admitted} of {all} problems are admitted"))
}

/// Where what was found is kept until all is.
fn kept(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".begun");
    out.with_file_name(name)
}

fn write(path: &Path, validated: &[Validated]) -> anyhow::Result<()> {
    let mut rows = String::new();
    for problem in validated.iter().filter_map(|it| it.admitted.as_ref()) {
        rows += &serde_json::to_string(problem)?;
        rows.push('\n');
    }
    fs::write(path, rows).with_context(|| format!("cannot write `{}`", path.display()))
}
