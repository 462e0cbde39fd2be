//! What a cluster needs to do the shards of a run: a job script of Slurm, or a manifest of Kubernetes. Pure functions.
//!
//! Each worker does one shard, in a folder of its own beside the others, with the same command but for the number. One that is
//! lost or preempted is started again and goes on, and the merge comes after all of them.

mod kubernetes;
mod render;
mod slurm;
mod time;

pub use kubernetes::{Kubernetes, kubernetes};
pub use slurm::{Slurm, slurm};
pub use time::Span;

use serde::Serialize;

/// What is done, and with what.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// What the jobs are called.
    pub name: String,
    /// The verb of the workers with its inputs and options, but for `--shard`, `--run` and `--jobs`.
    pub arguments: Vec<String>,
    /// Variables of the environment that workers get.
    pub variables: Vec<(String, String)>,
    /// The directory of the merged run; the shards are in `shards` there.
    pub run: String,
    /// The number of shards.
    pub shards: usize,
    /// How many of them are done at the same time, at most.
    pub at_once: usize,
    /// How often a shard is tried again that failed for want of something that may come back.
    pub retries: u32,
    /// The cores of a worker.
    pub cores: u32,
    /// The memory of a worker, in MiB.
    pub memory_mib: u64,
    /// The longest time of one try of a shard.
    #[serde(skip)]
    pub time: Span,
}

/// Why there is no script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// A text that cannot stand where it would.
    #[error("`{text}` cannot be {what}\nhint: {hint}")]
    Unusable {
        /// The text.
        text: String,
        /// What it would be.
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A template that is wrong, which a test would have seen.
    #[error("the template cannot be filled in: {0}")]
    Template(String),
}
