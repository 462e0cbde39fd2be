//! The component: `CPython` and the guest, built on first use and kept in a cache folder.

mod build;
mod corrections;
mod digest;
mod file;
mod lasting;
mod leftovers;
mod rewriting;
mod room;
mod store;
mod travel;

pub(crate) use digest::sha256;
pub(crate) use file::{verified, write_with_digest};
pub(crate) use leftovers::clear;
pub(crate) use store::lock;
pub use store::{Component, ComponentStore};

use std::fmt;

/// A step of making the component ready that takes long enough to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallStep {
    /// Another process is at it.
    Waiting,
    /// A virtual environment is being made.
    MakingEnvironment,
    /// The builder is being installed into it.
    InstallingBuilder,
    /// The guest is being built.
    Building,
    /// The component is being compiled for this machine.
    Compiling,
}

impl fmt::Display for InstallStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Waiting => "waiting for another process that installs the sandbox",
            Self::MakingEnvironment => "making a Python environment",
            Self::InstallingBuilder => "installing componentize-py",
            Self::Building => "building the Python component (about 15 s)",
            Self::Compiling => "compiling the component for this machine (about 10 s)",
        })
    }
}
