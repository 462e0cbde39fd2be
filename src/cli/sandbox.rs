//! `mutagree sandbox`: the execution side on its own.

mod exec;
mod features;

use super::global::Global;
use crate::terminal::say;
use clap::Subcommand;
use mutagree::event::Event;
use mutagree_sandbox::{Component, InstallStep, Options, Sandbox};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::sync::Arc;

pub(super) use exec::UNUSABLE;
pub(super) use features::{Features, features};

/// Install, check or use the sandbox on its own.
#[derive(Subcommand)]
pub(crate) enum SandboxVerb {
    /// Build the Python component and compile it for this machine
    Install,
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
            Self::Install => install(global)?,
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

fn install(global: &Global) -> anyhow::Result<()> {
    let (component, _) = open(global, &Options::default())?;
    if global.json {
        return say(&serde_json::json!({
            "component": component.path, "digest": component.digest,
        })
        .to_string());
    }
    let path = component.path.display();
    say(&format!(
        "the sandbox is ready: `{path}`\nsha256 {}",
        component.digest
    ))
}
