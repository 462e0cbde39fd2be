//! The option that says which shard of a run is done here, and what is said of one.

use super::global::Global;
use crate::terminal::complain;
use clap::Args;
use mutagree::shard::{Shard, ShardError, shard_of};
use mutagree::store::Run;
use std::path::Path;
use std::str::FromStr;

/// Which shard is done.
#[derive(Args)]
pub(crate) struct ShardOption {
    /// Do one of N parts of the problems into a run of its own, such as 3/8; `mutagree merge` puts them together. `auto` takes it
    /// from the variables of a Slurm job array or of an Indexed Job of Kubernetes
    #[arg(long, value_name = "I/N", help_heading = "Which problems")]
    shard: Option<Wanted>,
}

#[derive(Clone, Copy)]
enum Wanted {
    Auto,
    One(Shard),
}

impl FromStr for Wanted {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        text.parse().map(Self::One)
    }
}

impl ShardOption {
    /// The shard that is to be done; nothing where all is.
    pub(crate) fn shard(&self) -> anyhow::Result<Option<Shard>> {
        Ok(match self.shard {
            Some(Wanted::Auto) => Some(shard_of(|name| std::env::var(name).ok())?),
            Some(Wanted::One(shard)) => Some(shard),
            None => None,
        })
    }

    /// Says whether anything was said at all.
    pub(crate) fn is_given(&self) -> bool {
        self.shard.is_some()
    }
}

/// `shard 3/8: `, of a run that is one.
pub(crate) fn lead(run: &Run) -> String {
    let part = run.config().shard.as_ref();
    part.map_or_else(String::new, |part| format!("shard {}: ", part.which))
}

/// What comes next, of a run that is a shard.
pub(crate) fn next(run: &Run) -> String {
    let Some(part) = &run.config().shard else {
        return String::new();
    };
    let folder = run.folder();
    let beside = folder.parent().filter(|it| !it.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new(".")).display();
    format!(
        "\nnext, once all {} shards are done: `mutagree merge {beside} --run RUN`, then `mutagree agree RUN` and `mutagree evaluate RUN`",
        part.which.of
    )
}

/// Says that a run is a part of one, where it is: what looks at all problems together sees only some.
pub(crate) fn tell_part(global: &Global, run: &Run) {
    if let Some(part) = run.config().shard.as_ref().filter(|_| !global.quiet) {
        complain(&format!(
            "note: `{}` is shard {} of a run; with all of them (`mutagree merge`) selections and their probabilities may be others",
            run.folder().display(),
            part.which
        ));
    }
}
