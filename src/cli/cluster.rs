//! `mutagree cluster`: what a cluster needs to do a run in shards.

mod kubernetes;
mod slurm;
mod submit;
mod work;

use super::global::Global;
use clap::Subcommand;

/// Write what a cluster needs to do a run in shards, and submit it.
#[derive(Subcommand)]
pub(crate) enum ClusterVerb {
    /// Print the job script of a Slurm array with the shards, and of the merge after it
    Slurm(slurm::Slurm),
    /// Print the manifest of an Indexed Job of Kubernetes with the shards, and of the job that merges them
    Kubernetes(kubernetes::Kubernetes),
}

impl ClusterVerb {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        match self {
            Self::Slurm(slurm) => slurm.run(global),
            Self::Kubernetes(kubernetes) => kubernetes.run(global),
        }
    }
}
