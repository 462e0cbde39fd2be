//! Finds the problem that a row of solutions or tests is about.

use super::rows::{Row, TASKS, read_rows};
use super::{InputError, Source};
use crate::problem::Problem;
use std::collections::HashMap;

/// What becomes of rows about problems that are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// They are errors.
    #[default]
    Refused,
    /// They are left out and counted.
    Ignored,
}

/// What a file holds of each problem, in the order of the problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped<T> {
    /// Of each problem.
    pub of_problem: Vec<Vec<T>>,
    /// The number of rows about other problems that were left out.
    pub ignored: usize,
}

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

    /// The rows of a file, and how many were left out.
    pub(crate) fn rows(
        &self,
        source: &Source,
        unknown: Unknown,
    ) -> Result<(Vec<Row>, usize), InputError> {
        let mut rows = read_rows(source)?;
        let all = rows.len();
        if unknown == Unknown::Ignored {
            rows.retain(|row| self.is_known(row));
        }
        let ignored = all - rows.len();
        Ok((rows, ignored))
    }

    /// False where a row is about a problem, and none of these.
    fn is_known(&self, row: &Row) -> bool {
        if TASKS.iter().any(|field| row.has(field)) {
            let name = row.task().ok();
            return name.is_none_or(|(_, name)| self.places.contains_key(name.as_str()));
        }
        let prompt = row.text("prompt").ok();
        prompt.is_none_or(|prompt| {
            self.problems
                .iter()
                .any(|it| prompt.starts_with(&it.prompt))
        })
    }

    /// The place of the problem that the row's `task_id` names.
    pub(crate) fn by_name(&self, row: &Row) -> Result<usize, InputError> {
        let (field, name) = row.task()?;
        let name = name.as_str();
        self.places.get(name).copied().ok_or_else(|| {
            let error = row.wrong(field, &format!("`{name}` is not among the problems"));
            error.hint(match nearest(name, self.places.keys().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`--ignore-unknown` leaves out what is about other problems".to_owned(),
            })
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

/// The known name that is most like another, where it is so near that it may have been meant.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = known.map(|it| (distance(it, name), it)).min();
    near.filter(|(distance, _)| *distance * 3 <= name.len())
        .map(|(_, near)| near)
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
