//! `mutagree describe`.

use super::choice::Choice;
use super::global::Global;
use crate::terminal::say;
use clap::Args;
use comfy_table::Table;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use mutagree::describe::{Described, Quartiles, by_label, describe, summary};
use mutagree::engine::EngineError;
use mutagree::input::{Source, Subset, read_problems, read_reference_solutions};
use std::path::PathBuf;

/// Say what problems are like: how long and complex they are, how many tests they have, by their labels
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree describe HumanEval.jsonl.gz
  mutagree describe problems.jsonl --by stage,library --json")]
pub(crate) struct Describe {
    /// The problems, in any form that is read
    problems: PathBuf,
    /// Labels by whose values they are told apart
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    by: Vec<String>,
    #[command(flatten)]
    choice: Choice,
}

impl Describe {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        self.choice.check(&self.problems)?;
        let source = Source::read(&self.problems).map_err(EngineError::from)?;
        let problems = read_problems(&source).map_err(EngineError::from)?;
        let solutions = read_reference_solutions(&source).map_err(EngineError::from)?;
        let places = self
            .choice
            .subset(global)
            .places(&problems)
            .map_err(EngineError::from)?;
        let described = problems
            .iter()
            .map(|problem| describe(problem, solutions.get(&problem.task_id).map(String::as_str)));
        let described: Vec<Described> = described.collect();
        let problems = Subset::of(&places, problems);
        let described = Subset::of(&places, described);
        let parts = self
            .by
            .iter()
            .map(|label| (label, by_label(label, &problems, &described)));
        let parts: Vec<_> = parts.collect();
        if global.json {
            let of = |part: &[Described]| {
                let rows = summary(part)
                    .into_iter()
                    .map(|(name, it)| (name.to_owned(), serde_json::json!(it)));
                serde_json::Value::Object(rows.collect())
            };
            let by = parts.iter().map(|(label, parts)| {
                let values = parts.iter().map(|(value, part)| (value.clone(), of(part)));
                (
                    (*label).clone(),
                    serde_json::Value::Object(values.collect()),
                )
            });
            let by: serde_json::Map<String, serde_json::Value> = by.collect();
            let told = serde_json::json!({ "problems": problems.len(), "all": of(&described), "by": by, "per_problem": described });
            return say(&told.to_string());
        }
        let mut text = vec![format!(
            "{}\n{} problems",
            table(&summary(&described)),
            problems.len()
        )];
        for (label, parts) in &parts {
            for (value, part) in parts {
                text.push(format!(
                    "{label}: {value}, {} problems\n{}",
                    part.len(),
                    table(&summary(part))
                ));
            }
        }
        say(&text.join("\n\n"))
    }
}

fn table(rows: &[(&'static str, Quartiles)]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header([
        "",
        "problems",
        "mean",
        "lower quartile",
        "median",
        "upper quartile",
    ]);
    for (name, it) in rows {
        let number = |value: f64| format!("{value:.1}");
        table.add_row([
            (*name).to_owned(),
            it.problems.to_string(),
            number(it.mean),
            number(it.lower),
            number(it.median),
            number(it.upper),
        ]);
    }
    table.to_string()
}
