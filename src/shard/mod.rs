//! A part of a run's problems that one machine does: which one of how many, and which problems are its own.

mod balance;
mod variables;

pub use balance::shares;
pub use variables::shard_of;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::Hash;
use std::str::FromStr;

/// One of so many shards of a run. People count them from 1, as `3/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// Its place among the shards, from 0.
    pub index: usize,
    /// The number of all shards.
    pub of: usize,
}

/// The problems of a run that are a shard's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which shard it is.
    pub which: Shard,
    /// The places of its problems in the whole run, in their order.
    pub places: Vec<usize>,
    /// The environments that it could choose from, where what is imported decides where a problem runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub built: Option<Vec<String>>,
}

/// Why something names no shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}\nhint: {hint}")]
pub struct ShardError {
    pub(crate) problem: String,
    pub(crate) hint: String,
}

/// The most shards of a run.
pub const MOST: usize = 1_000_000;

impl Shard {
    /// One of so many shards, by its place from 0; nothing where there is no such.
    #[must_use]
    pub fn new(index: usize, of: usize) -> Option<Self> {
        (index < of && of <= MOST).then_some(Self { index, of })
    }

    /// The places of the shard's own problems, of which each has a key and its work: those with the same key go to one shard,
    /// the others wherever least is to be done ([`shares`]).
    ///
    /// ```
    /// use mutagree::shard::Shard;
    /// let own = |text: &str| {
    ///     let shard: Shard = text.parse().unwrap();
    ///     shard.places([("a", 5), ("b", 9), ("a", 5), ("c", 2)])
    /// };
    /// assert_eq!(own("1/2"), [0, 2]);
    /// assert_eq!(own("2/2"), [1, 3]);
    /// ```
    #[must_use]
    pub fn places<K: Eq + Hash>(&self, works: impl IntoIterator<Item = (K, u64)>) -> Vec<usize> {
        let shards = shares(works, self.of);
        let own = shards.into_iter().enumerate();
        own.filter(|(_, shard)| *shard == self.index)
            .map(|(place, _)| place)
            .collect()
    }
}

impl Part {
    /// A shard of which it is not said yet which problems it has.
    #[must_use]
    pub fn of(which: Shard) -> Self {
        Self {
            which,
            places: Vec::new(),
            built: None,
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index + 1, self.of)
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = ShardError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    /// Reads `I/N`, from 1 on.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<usize>().ok();
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(one, all)| Some((number(one)?, number(all)?)));
        let shard = numbers.and_then(|(one, all)| Self::new(one.checked_sub(1)?, all));
        shard.ok_or_else(|| ShardError {
            problem: match numbers {
                Some((_, all)) if all > MOST => format!("`{text}`: there are at most {MOST} shards"),
                Some((_, all)) if all > 0 => format!("`{text}`: shards of {all} are 1/{all} to {all}/{all}"),
                _ => format!("`{text}` is no shard"),
            },
            hint: "write the third of eight shards as `3/8`, or `auto` in an array of Slurm or an Indexed Job of Kubernetes"
                .to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn a_shard_is_read_as_it_is_written_and_others_are_refused() {
        let shard: Shard = "3/8".parse().unwrap();
        assert_eq!((shard.index, shard.of), (2, 8));
        assert_eq!(shard.to_string(), "3/8");
        let json = serde_json::to_string(&shard).unwrap();
        assert_eq!(
            (json.as_str(), serde_json::from_str(&json).unwrap()),
            ("\"3/8\"", shard)
        );
        for (text, said) in [
            ("0/8", "1/8 to 8/8"),
            ("9/8", "1/8 to 8/8"),
            ("1/0", "no shard"),
            ("3", "no shard"),
            ("-1/8", "no shard"),
            ("a/b", "no shard"),
            ("1/2/3", "no shard"),
            ("1/1000001", "at most"),
        ] {
            let error = text.parse::<Shard>().unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("hint: "), "{error}");
        }
    }
}
