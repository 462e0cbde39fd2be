//! `mutagree sandbox`: the execution side on its own.

mod exec;
mod features;

use super::global::Global;
use crate::terminal::say;
use clap::{Args, Subcommand};
use mutagree::event::Event;
use mutagree_sandbox::{Component, InstallStep, Options, Sandbox};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::path::PathBuf;
use std::sync::Arc;

pub(super) use exec::UNUSABLE;
pub(super) use features::{Features, features};

/// Install, check or use the sandbox on its own.
#[derive(Subcommand)]
pub(crate) enum SandboxVerb {
    /// Build the Python component, or take one that was exported, and compile it for this machine
    Install(Install),
    /// Copy the Python component into a folder, for machines without Python or a package index
    Export(Export),
    /// Check everything that the sandbox needs, and say what to do
    Doctor,
    /// Run one program, with tests or without, and print what happened
    Exec(exec::Exec),
    /// Answer the questions of another `mutagree` on standard input
    #[command(hide = true)]
    Worker,
}

impl SandboxVerb {
    /// Gives the exit code.
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        match self {
            Self::Install(install) => install.run(global)?,
            Self::Export(export) => export.run(global)?,
            Self::Doctor => super::doctor::doctor(global)?,
            Self::Exec(exec) => return exec.run(global),
            Self::Worker => worker()?,
        }
        Ok(0)
    }
}

/// An interrupt is for the `mutagree` that asks, which ends its workers.
pub(crate) fn worker() -> anyhow::Result<()> {
    flag::register(SIGINT, Arc::default())?;
    Ok(mutagree_sandbox::serve()?)
}

/// The component, and a sandbox on it.
pub(super) fn open(global: &Global, options: &Options) -> anyhow::Result<(Component, Sandbox)> {
    let reporter = global.reporter();
    let listener = reporter.listener();
    let component = global.component(&listener)?;
    let progress = |step: InstallStep| listener(Event::Installing(step));
    let sandbox = Sandbox::open(&component, options, &progress)?;
    reporter.finish();
    Ok((component, sandbox))
}

/// Build the Python component, or take one that was exported, and compile it for this machine.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree sandbox install
  mutagree sandbox install --from /shared/component          (what `sandbox export /shared/component` wrote)")]
pub(crate) struct Install {
    /// Folder that `sandbox export` filled, or the file in it; then neither Python nor a package index is needed
    #[arg(long, value_name = "PATH", conflicts_with = "component")]
    from: Option<PathBuf>,
}

/// Copy the Python component into a folder.
#[derive(Args)]
pub(crate) struct Export {
    /// Folder, which is made where it is missing
    folder: PathBuf,
}

impl Install {
    fn run(&self, global: &Global) -> anyhow::Result<()> {
        if let Some(from) = &self.from {
            let reporter = global.reporter();
            let listener = reporter.listener();
            let progress = |step: InstallStep| listener(Event::Installing(step));
            global.store()?.import(from, &progress)?;
            reporter.finish();
        }
        let (component, _) = open(global, &Options::default())?;
        tell(global, &component, "the sandbox is ready")
    }
}

impl Export {
    fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let listener = reporter.listener();
        let progress = |step: InstallStep| listener(Event::Installing(step));
        let component = global.store()?.export(&self.folder, &progress)?;
        reporter.finish();
        tell(global, &component, "the component for other machines")
    }
}

fn tell(global: &Global, component: &Component, what: &str) -> anyhow::Result<()> {
    if global.json {
        return say(&serde_json::json!({
            "component": component.path, "digest": component.digest,
        })
        .to_string());
    }
    let path = component.path.display();
    say(&format!("{what}: `{path}`\nsha256 {}", component.digest))
}
