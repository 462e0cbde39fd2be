//! `mutagree mutate`.

mod check;
mod explain;
mod list;
mod summary;

use super::global::{Global, is_interrupted};
use super::strength::HowStrong;
use crate::terminal::{complain, say};
use clap::{Args, ValueEnum};
use mutagree::engine::EngineError;
use mutagree::input::{Source, TaskPrompt, read_prompts};
use mutagree::repository::Labels;
use mutagree::store::write_jsonl;
use mutagree_mutators::{Mutated, Problem, Refusal, Request, Variant, mutate};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::path::{Path, PathBuf};
use summary::Summary;

/// Say prompts in other ways that mean the same, each with a certificate.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree mutate problems.jsonl --strategy naming,lexical/verb-synonym --variants 8 -o variants.jsonl
  mutagree mutate task.md --strategy all --explain
  mutagree mutate tasks_dev.tar.gz -o variants.jsonl
  mutagree mutate problems.jsonl --one-per technique --strategy active_to_passive,rephrase_prompt,naming/task-name
  mutagree mutate problems.jsonl --strategy lexical,grammatical --strength strong --variants 4
  mutagree mutate --list
  mutagree mutate --check original.md variant.md --entry-point draw_line
  mutagree mutate --check pairs.jsonl

A prompt that is no English task for Python code is not changed: its row has `refused` with a reason (`diff`, `transcript`,
`code` or `language`) and what to do. Of a chat that ends with a turn of the user only that turn is changed; a diff, or a fence of
another language, beside a task in words is kept as it is. DL-Bench's tasks have `labels` in their rows.
Exit codes: 0 done; 1 wrong usage; 2 an input that cannot be used, or of which every prompt was refused

With `--check`: a file of pairs has a row for each, with `original` and `variant` (or `original_prompt` and
`prompt`), and where they are known `entry_point` and `variant_entry_point`; each gets a row. Exit codes: 0 every
pair is equivalent; 1 one is different: a fact differs, which is said; 3 none is different, but one changes words or
sentences in a way that no rule knows; 2 wrong usage, or an input that cannot be used")]
pub(crate) struct Mutate {
    /// Problems of any form, DL-Bench's texts, folders and archives of them, or a plain .md, .txt or .py prompt; `-` is
    /// standard input
    #[arg(required_unless_present_any = ["list", "check"])]
    prompts: Option<PathBuf>,
    /// Strategies (lexical, grammatical, naming, format, noise, all) or operators
    #[arg(long, value_name = "S", value_delimiter = ',', default_value = "all")]
    strategy: Vec<String>,
    /// Most variants of each prompt, besides the original
    #[arg(long, value_name = "N", default_value_t = 8)]
    variants: usize,
    /// How much of the prompt a variant changes, where it has places enough
    #[arg(long, value_name = "HOW", default_value = "medium")]
    strength: HowStrong,
    /// Make one variant of each technique, and name it in the row (`technique`): of each operator or alias that
    /// `--strategy` names, and of each operator of a strategy. It changes every place that it applies to
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["variants", "check"])]
    one_per: Option<OnePer>,
    /// JSON key that holds the prompt
    #[arg(long, value_name = "KEY", default_value = "prompt")]
    field: String,
    /// File for the variants [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show every operator with its example and what makes it refuse
    #[arg(long, conflicts_with_all = ["prompts", "check", "explain"])]
    list: bool,
    /// Show the variants of the first prompt, before and after, with their certificates
    #[arg(long)]
    explain: bool,
    /// Certify a variant that was made elsewhere, or every pair of a file
    #[arg(long, num_args = 1..=2, value_names = ["ORIGINAL", "VARIANT"], conflicts_with = "prompts")]
    check: Option<Vec<PathBuf>>,
    /// With `--check`: the function that the originals ask for [default: the one that their text names]
    #[arg(long, value_name = "NAME", requires = "check")]
    entry_point: Option<String>,
}

/// What there is to be one variant of.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OnePer {
    /// An operator, or the operators of an alias.
    Technique,
}

impl Mutate {
    /// Gives the exit code.
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        if let Some(files) = &self.check {
            return check::check(files, self.entry_point.as_deref(), global);
        }
        if self.list {
            list::list(global.json)?;
            return Ok(0);
        }
        self.make(global)
    }

    fn make(&self, global: &Global) -> anyhow::Result<u8> {
        anyhow::ensure!(
            !self.strategy.iter().any(|name| name.starts_with("model")),
            "`mutate` works by rules alone\nhint: `mutagree generate --strategy model/…` makes variants by a model"
        );
        let mut request = match self.one_per {
            Some(OnePer::Technique) => Request::one_per(&self.strategy, global.seed)?,
            None => Request::new(&self.strategy, self.variants, global.seed)?,
        };
        request.strength = self.strength.into();
        let source = Source::read(self.prompts.as_deref().unwrap_or(Path::new("-")));
        let prompts = read_prompts(&source.map_err(EngineError::from)?, &self.field);
        let prompts = prompts.map_err(EngineError::from)?;
        if self.explain {
            return prompts.first().map_or(Ok(0), |prompt| {
                let mutated = mutated(prompt, &request);
                explain::explain(&mutated)?;
                Ok(if mutated.refused.is_some() {
                    REFUSED
                } else {
                    0
                })
            });
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(global.jobs())
            .build()?;
        let all: Result<Vec<Mutated>, EngineError> = pool.install(|| {
            prompts
                .par_iter()
                .map(|prompt| {
                    if is_interrupted() {
                        return Err(EngineError::Interrupted);
                    }
                    Ok(mutated(prompt, &request))
                })
                .collect()
        });
        let all = all?;
        self.write(global, &prompts, &all)
    }

    fn write(
        &self,
        global: &Global,
        prompts: &[TaskPrompt],
        all: &[Mutated],
    ) -> anyhow::Result<u8> {
        let rows: Vec<Row<'_>> = prompts.iter().zip(all).flat_map(Row::all).collect();
        match &self.output {
            Some(path) => write_jsonl(path, &rows).map_err(EngineError::from)?,
            None if global.json => {}
            None => rows
                .iter()
                .try_for_each(|row| say(&serde_json::to_string(row)?))?,
        }
        let summary = Summary::of(prompts, all);
        if global.json {
            say(&serde_json::to_string(&summary)?)?;
        } else if !global.quiet {
            summary.lines().iter().for_each(|line| complain(line));
        }
        Ok(if summary.is_refused() { REFUSED } else { 0 })
    }
}

/// The exit code where no prompt is a task that can be said in other ways.
const REFUSED: u8 = 2;

/// A variant with what is known of its task.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    variant: &'a Variant,
    #[serde(skip_serializing_if = "Labels::is_empty")]
    labels: &'a Labels,
    /// Why there are no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: &'a Option<Refusal>,
}

impl<'a> Row<'a> {
    fn all((prompt, mutated): (&'a TaskPrompt, &'a Mutated)) -> impl Iterator<Item = Self> {
        mutated.variants.iter().map(|variant| Self {
            variant,
            labels: &prompt.labels,
            refused: &mutated.refused,
        })
    }
}

fn mutated(prompt: &TaskPrompt, request: &Request) -> Mutated {
    let companions: Vec<&str> = prompt.companions.iter().map(String::as_str).collect();
    let problem = Problem {
        task_id: &prompt.task_id,
        prompt: &prompt.prompt,
        entry_point: prompt.entry_point.as_deref(),
        companions: &companions,
    };
    mutate(&problem, request)
}
