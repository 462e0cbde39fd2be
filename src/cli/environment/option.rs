//! The environment that candidates run in: one that was built, or one that a command of the user's own carries.

use super::EngineOption;
use super::named::named;
use anyhow::Context;
use clap::Args;
use mutagree_sandbox::{
    Container, Definition, Environments, Limits, Repository, SandboxError, Streams,
    zygote_arguments,
};
use std::process::Command;

/// Where candidates and tests run.
#[derive(Args)]
pub(crate) struct EnvironmentOption {
    /// Environment that was built (`mutagree environment`), or its folder: candidates and tests run there, with its modules,
    /// each in namespaces of its own, instead of in WebAssembly
    #[arg(long, global = true, value_name = "NAME")]
    environment: Option<String>,
    /// The same in an environment of your own: a command, split at spaces, that runs Python in a container
    #[arg(
        long,
        global = true,
        value_name = "COMMAND",
        conflicts_with = "environment"
    )]
    environment_command: Option<String>,
    /// Modules that your own environment imports once, and not for each candidate
    #[arg(
        long,
        global = true,
        value_name = "MODULES",
        value_delimiter = ',',
        requires = "environment_command"
    )]
    preload: Vec<String>,
    /// Folder in your own environment that is a repository: problems may name its files and tests
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        requires = "environment_command",
        requires = "repository_packages"
    )]
    repository: Option<String>,
    /// The modules and packages of that repository
    #[arg(
        long,
        global = true,
        value_name = "MODULES",
        value_delimiter = ',',
        requires = "repository"
    )]
    repository_packages: Vec<String>,
    #[command(flatten)]
    pub(crate) engine: EngineOption,
}

impl EnvironmentOption {
    pub(crate) fn is_given(&self) -> bool {
        self.environment.is_some() || self.environment_command.is_some()
    }

    /// The environment that was named.
    pub(crate) fn definition(&self) -> anyhow::Result<Option<Definition>> {
        Ok(self.environment.as_deref().map(named).transpose()?)
    }

    /// What a test may use where nothing else is said, in place of what WebAssembly is given.
    pub(crate) fn limits(&self, wasm: Limits) -> Limits {
        if self.is_given() {
            Limits::FRAMEWORKS
        } else {
            wasm
        }
    }

    /// Starts the environment, where one was named, and gives the digest that it is known by.
    pub(crate) fn open(
        &self,
        environments: &Environments,
    ) -> anyhow::Result<Option<(Container, String)>> {
        if let Some(name) = &self.environment {
            return self.open_built(name, environments).map(Some);
        }
        let Some(line) = &self.environment_command else {
            return Ok(None);
        };
        let mut words = line.split_whitespace();
        let program = words.next().context("`--environment-command` is empty")?;
        let streams = Streams::of_command(Command::new(program).args(words)).map_err(|error| {
            let hint = "hint: name a command that ends with a Python interpreter";
            SandboxError::Engine(format!("`{program}` cannot be started: {error}\n{hint}"))
        })?;
        let container = whole(Container::open(streams, &self.preload)?)?;
        let repository = self.repository.as_ref().map(|folder| Repository {
            folder: folder.clone(),
            packages: self.repository_packages.clone(),
            writable: vec![".".to_owned()],
            source: None,
        });
        let container = container.with_repository(repository);
        let digest = container.digest();
        Ok(Some((container, digest)))
    }

    /// Starts an environment that was built. It is known by what is in it and by what judges there.
    fn open_built(
        &self,
        name: &str,
        environments: &Environments,
    ) -> anyhow::Result<(Container, String)> {
        let definition = named(name)?;
        let engine = self.engine.find(environments)?;
        let process = environments.start(&definition, &engine, &zygote_arguments())?;
        let control = process.control.clone();
        let (input, output, guard) = process.split();
        let streams = Streams {
            input,
            output,
            guard: Box::new(guard),
        };
        let container =
            Container::open(streams, &definition.manifest().preload).map_err(|error| {
                SandboxError::Engine(format!(
                    "`{name}` does not start: {error}\n{}",
                    control.log().trim()
                ))
            })?;
        let container = whole(container)?.with_repository(definition.manifest().repository.clone());
        let built = environments.built(&definition, engine.kind());
        let built = built.map_or_else(String::new, |built| built.digest);
        let digest = format!("{built}-{}", container.digest());
        Ok((container, digest))
    }
}

/// A container that has imported what it was to import.
fn whole(container: Container) -> anyhow::Result<Container> {
    if let Some((module, why)) = container.about().missing.first() {
        let why = why.trim_end().lines().last().unwrap_or_default();
        let what = format!("the environment does not import `{module}`: {why}");
        return Err(SandboxError::Engine(what).into());
    }
    Ok(container)
}
