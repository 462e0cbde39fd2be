//! Why shards cannot be put together.

use std::path::PathBuf;

/// Shards that are not all those of one run, or not whole.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A run that is no shard.
    #[error("`{}` is no shard of a run, but a whole one\nhint: name the folders that `--shard` filled", .0.display())]
    Whole(PathBuf),
    /// A shard that is to be split.
    #[error("`{}` is a shard itself\nhint: name the run that it is of", .0.display())]
    Part(PathBuf),
    /// A run that is to be split, and was executed.
    #[error("`{}` asked a model after a vote already, so that its candidates were executed\nhint: `mutagree execute --run` goes on with it", .0.display())]
    Executed(PathBuf),
    /// Two shards of different runs.
    #[error("`{}` is a shard of another run than `{}`: it was begun with another {what}\nhint: {hint}", other.display(), first.display())]
    Others {
        /// One of them.
        first: PathBuf,
        /// The other.
        other: PathBuf,
        /// What differs.
        what: String,
        /// What to do.
        hint: &'static str,
    },
    /// The same shard twice.
    #[error("`{}` and `{}` are both shard {shard}\nhint: name each once", one.display(), two.display())]
    Twice {
        /// Which.
        shard: String,
        /// Where it is.
        one: PathBuf,
        /// Where it is too.
        two: PathBuf,
    },
    /// Shards that were not named.
    #[error(
        "{0}\nhint: name the folders of all shards; those that are not there yet are done with the same command and their `--shard`"
    )]
    Missing(String),
    /// Shards that are not done, each with how far it is.
    #[error("{}\nhint: the command that began a shard goes on with it", .0.join("\n"))]
    Unfinished(Vec<String>),
    /// The folder of the merged run is one of the shards.
    #[error("`{}` is one of the shards\nhint: name another directory with `--run`", .0.display())]
    Inside(PathBuf),
    /// A folder with a run of the same inputs, but with other rows.
    #[error("`{}` holds a run of the same inputs already, with another `{file}` than these shards have\nhint: name a new directory with `--run`", folder.display())]
    There {
        /// The folder.
        folder: PathBuf,
        /// The first file that differs.
        file: String,
    },
    /// More files than the system lets a process open.
    #[error(
        "{shards} shards need {needed} open files at once, and this process may have fewer\nhint: `ulimit -n {needed}` allows them in this shell"
    )]
    Files {
        /// The number of shards.
        shards: usize,
        /// The files that they need.
        needed: usize,
    },
}

/// `shards 3 and 7 of 8 are missing`, from 0.
pub(super) fn missing(indices: &[usize], of: usize) -> MergeError {
    const SHOWN: usize = 20;
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for index in indices.iter().map(|it| it + 1) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            _ => ranges.push((index, index)),
        }
    }
    let words = ranges.iter().flat_map(|(first, last)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first} to {last}")],
    });
    let mut words: Vec<String> = words.collect();
    if words.len() > SHOWN {
        let more = words.len() - SHOWN;
        words.truncate(SHOWN);
        words.push(format!("{more} more"));
    }
    let said = match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    MergeError::Missing(match indices {
        [_] => format!("shard {said} of {of} is missing"),
        _ => format!("shards {said} of {of} are missing"),
    })
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn missing_shards_are_named_in_words() {
        let said = |indices: &[usize]| {
            let said = missing(indices, 99).to_string();
            said.lines().next().unwrap().to_owned()
        };
        assert_eq!(said(&[2]), "shard 3 of 99 is missing");
        assert_eq!(said(&[2, 6]), "shards 3 and 7 of 99 are missing");
        assert_eq!(
            said(&[0, 1, 4, 5, 6, 9]),
            "shards 1, 2, 5 to 7 and 10 of 99 are missing"
        );
        let odd: Vec<usize> = (0..99).filter(|it| it % 2 == 0).collect();
        assert!(
            said(&odd).ends_with("37, 39 and 30 more of 99 are missing"),
            "{}",
            said(&odd)
        );
    }
}
