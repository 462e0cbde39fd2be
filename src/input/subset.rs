//! Some problems of a file instead of all.

use super::tasks::nearest;
use super::{InputError, Unknown};
use crate::problem::Problem;
use crate::shard::Shard;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The label of a problem's date.
const DATE: &str = "date";

/// Which problems of a file are taken, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subset {
    /// The names of those that are taken; all where this is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The first day of those that are taken, as `2025-01-31`, by the label `date`; problems without a date are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day of those that are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The seed of their order; that of the file where this is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shuffle: Option<u64>,
    /// The most that are taken, from the beginning of that order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// What is taken of the files that a user brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The problems.
    pub subset: Subset,
    /// The shard of them; all where this is nothing.
    pub shard: Option<Shard>,
    /// What becomes of samples of other problems than those of the file.
    pub unknown: Unknown,
}

impl Subset {
    /// Says whether all problems are taken in the order of their file.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The places of the problems that are taken.
    ///
    /// # Errors
    /// Where a name is that of no problem.
    pub fn places(&self, problems: &[Problem]) -> Result<Vec<usize>, InputError> {
        let names = || problems.iter().map(|problem| problem.task_id.as_str());
        if let Some(unknown) = self
            .only
            .iter()
            .find(|it| !names().any(|name| name == **it))
        {
            let problem = format!("`{unknown}` is not among the problems");
            let error = InputError::new(Path::new("--only"), problem);
            return Err(match nearest(unknown, names()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
        let is_wanted = |name: &str| self.only.is_empty() || self.only.iter().any(|it| it == name);
        let wanted = problems.iter().enumerate();
        let wanted = wanted.filter(|(_, it)| is_wanted(&it.task_id) && self.is_of_time(it));
        let mut places: Vec<usize> = wanted.map(|(place, _)| place).collect();
        let dated = |it: &Problem| day(it).is_some();
        if self.has_time() && !problems.iter().any(dated) {
            let problem = "no problem has a date that begins as 2025-01-31 does";
            return Err(InputError::new(Path::new("--from, --until"), problem)
                .hint("a row says it in `date`, `contest_date`, `question_date` or `labels`"));
        }
        if let Some(seed) = self.shuffle {
            places.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        }
        places.truncate(self.limit.unwrap_or(usize::MAX));
        Ok(places)
    }

    fn has_time(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Says whether a problem is of the days that are taken; dates in the order of year, month and day compare as texts.
    fn is_of_time(&self, problem: &Problem) -> bool {
        if !self.has_time() {
            return true;
        }
        day(problem).is_some_and(|day| {
            self.from.as_deref().is_none_or(|from| from <= day)
                && self.until.as_deref().is_none_or(|until| day <= until)
        })
    }

    /// Takes what belongs to the problems that are taken.
    #[must_use]
    pub fn of<T>(places: &[usize], all: Vec<T>) -> Vec<T> {
        let mut all: Vec<Option<T>> = all.into_iter().map(Some).collect();
        places
            .iter()
            .filter_map(|&place| all[place].take())
            .collect()
    }
}

/// The day of a problem, where its date begins with year, month and day.
fn day(problem: &Problem) -> Option<&str> {
    let date = problem.labels.get(DATE)?.first()?.get(..10)?;
    let fits = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    date.bytes().enumerate().all(fits).then_some(date)
}
