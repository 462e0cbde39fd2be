//! The options that say which problems of a file are taken.

use super::global::Global;
use clap::Args;
use mutagree::engine::EngineError;
use mutagree::input::{Form, Source, Subset, Unknown, Wanted};
use mutagree::shard::Shard;
use std::num::NonZeroUsize;
use std::path::Path;

/// Which problems are taken.
#[derive(Args)]
#[command(next_help_heading = "Which problems")]
pub(crate) struct Choice {
    /// Form of the file of problems, which is told by the fields of its rows where nothing is said: humaneval, humaneval+, mbpp,
    /// mbpp+, bigcodebench, ds-1000, livecodebench, apps, codecontests, classeval, dl-bench or mutagree
    #[arg(long, value_name = "NAME")]
    format: Option<Form>,
    /// Problems that are taken, by their names
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    only: Vec<String>,
    /// First day of the problems that are taken, by their label `date`
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<String>,
    /// Last day of the problems that are taken
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<String>,
    /// Most problems that are taken
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// Take them in an order that `--seed` gives, instead of that of the file
    #[arg(long)]
    shuffle: bool,
}

/// What becomes of samples of problems that are not there.
#[derive(Args)]
pub(crate) struct Strangers {
    /// Leave out solutions, tests and replies that are about no problem of the file, and count them
    #[arg(long)]
    ignore_unknown: bool,
}

impl Choice {
    pub(crate) fn subset(&self, global: &Global) -> Subset {
        Subset {
            only: self.only.clone(),
            from: self.from.clone(),
            until: self.until.clone(),
            shuffle: self.shuffle.then_some(global.seed),
            limit: self.limit.map(NonZeroUsize::get),
        }
    }

    /// An error where the file of problems is not of the form that was named.
    pub(crate) fn check(&self, problems: &Path) -> anyhow::Result<()> {
        let Some(form) = self.format else {
            return Ok(());
        };
        anyhow::ensure!(
            problems.as_os_str() != "-",
            "`--format` needs a file\nhint: name the file of problems instead of `-`"
        );
        let source = Source::read(problems).map_err(EngineError::from)?;
        Ok(form.check(&source).map_err(EngineError::from)?)
    }

    pub(crate) fn wanted(
        &self,
        global: &Global,
        strangers: &Strangers,
        shard: Option<Shard>,
    ) -> Wanted {
        Wanted {
            subset: self.subset(global),
            shard,
            unknown: strangers.unknown(),
        }
    }

    /// Says whether anything was said at all.
    pub(crate) fn is_given(&self) -> bool {
        let told = self.from.is_some() || self.until.is_some() || self.format.is_some();
        told || self.shuffle || self.limit.is_some() || !self.only.is_empty()
    }
}

impl Strangers {
    fn unknown(&self) -> Unknown {
        if self.ignore_unknown {
            Unknown::Ignored
        } else {
            Unknown::Refused
        }
    }
}

/// A day as its year, month and day.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize, most: u16| {
        part.len() == digits && part.parse().is_ok_and(|it: u16| (1..=most).contains(&it))
    };
    match parts[..] {
        [year, month, day]
            if number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("is no day; write it as 2025-01-31".to_owned()),
    }
}
