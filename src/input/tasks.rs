//! Finds the problem that a row of solutions or tests is about.

use super::InputError;
use super::rows::Row;
use crate::problem::Problem;
use std::collections::HashMap;

/// The problems, by name and by prompt.
pub(crate) struct Tasks<'a> {
    problems: &'a [Problem],
    places: HashMap<&'a str, usize>,
}

impl<'a> Tasks<'a> {
    pub(crate) fn new(problems: &'a [Problem]) -> Self {
        let names = problems.iter().map(|problem| problem.task_id.as_str());
        Self {
            problems,
            places: names.zip(0..).collect(),
        }
    }

    /// The place of the problem that the row's `task_id` names.
    pub(crate) fn by_name(&self, row: &Row) -> Result<usize, InputError> {
        let (field, name) = row.task()?;
        let name = name.as_str();
        self.places.get(name).copied().ok_or_else(|| {
            let near = self
                .places
                .keys()
                .min_by_key(|known| (distance(known, name), **known));
            let error = row.wrong(field, &format!("`{name}` is not among the problems"));
            match near {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            }
        })
    }

    /// The place of the one problem whose prompt is the row's `prompt`, or begins it.
    pub(crate) fn by_prompt(&self, row: &Row) -> Result<usize, InputError> {
        let prompt = row.text("prompt")?;
        let begins = |problem: &&Problem| prompt.starts_with(&problem.prompt);
        let longest = self
            .problems
            .iter()
            .filter(begins)
            .map(|problem| problem.prompt.len())
            .max();
        let Some(longest) = longest else {
            return Err(row.wrong("prompt", "is the prompt of no problem").hint(
                "solutions and tests of this form are joined by the exact text of the prompt",
            ));
        };
        let found: Vec<usize> = (0..self.problems.len())
            .filter(|&place| {
                begins(&&self.problems[place]) && self.problems[place].prompt.len() == longest
            })
            .collect();
        if let [first, second, ..] = found[..] {
            let names = (
                &self.problems[first].task_id,
                &self.problems[second].task_id,
            );
            return Err(row
                .wrong(
                    "prompt",
                    &format!("is the prompt of `{}` and of `{}`", names.0, names.1),
                )
                .hint("give `task_id` instead of `prompt`, or make the prompts distinct"));
        }
        Ok(found[0])
    }
}

/// Counts the bytes at which two names differ, position by position.
fn distance(left: &str, right: &str) -> usize {
    let same = left
        .bytes()
        .zip(right.bytes())
        .filter(|(a, b)| a == b)
        .count();
    left.len().max(right.len()) - same
}
