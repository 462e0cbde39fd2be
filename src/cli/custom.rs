//! An environment of the user's own, which a command carries.

use anyhow::Context;
use clap::Args;
use mutagree_sandbox::{Container, Limits, SandboxError, Streams};
use std::process::Command;

/// An environment of the user's own.
#[derive(Args)]
pub(crate) struct CustomEnvironment {
    /// Command that runs Python in a container, split at spaces: candidates and tests run there, with its modules, each in
    /// namespaces of its own, instead of in WebAssembly
    #[arg(long, global = true, value_name = "COMMAND")]
    environment_command: Option<String>,
    /// Modules that the environment imports once, and not for each candidate
    #[arg(
        long,
        global = true,
        value_name = "MODULES",
        value_delimiter = ',',
        requires = "environment_command"
    )]
    preload: Vec<String>,
}

impl CustomEnvironment {
    pub(crate) fn is_given(&self) -> bool {
        self.environment_command.is_some()
    }

    /// What a test may use where nothing else is said, in place of what WebAssembly is given.
    pub(crate) fn limits(&self, wasm: Limits) -> Limits {
        if self.is_given() {
            Limits::FRAMEWORKS
        } else {
            wasm
        }
    }

    /// Starts the environment, where one was named.
    pub(crate) fn open(&self) -> anyhow::Result<Option<Container>> {
        let Some(line) = &self.environment_command else {
            return Ok(None);
        };
        let mut words = line.split_whitespace();
        let program = words.next().context("`--environment-command` is empty")?;
        let streams = Streams::of_command(Command::new(program).args(words)).map_err(|error| {
            let hint = "hint: name a command that ends with a Python interpreter";
            SandboxError::Engine(format!("`{program}` cannot be started: {error}\n{hint}"))
        })?;
        let container = Container::open(streams, &self.preload)?;
        if let Some((module, why)) = container.about().missing.first() {
            let why = why.trim_end().lines().last().unwrap_or_default();
            let what = format!("the environment does not import `{module}`: {why}");
            return Err(SandboxError::Engine(what).into());
        }
        Ok(Some(container))
    }
}
