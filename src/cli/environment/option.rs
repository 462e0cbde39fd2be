//! The environments that candidates run in: chosen for each problem, one that was built, or one that a command of the user's own
//! carries.

use super::named::{is_folder, named};
use super::source::{Built, open};
use super::{EngineOption, surroundings};
use anyhow::Context;
use clap::Args;
use mutagree::engine::{Environments, Source};
use mutagree::problem::WEB_ASSEMBLY;
use mutagree::store::{Placement, RunConfig};
use mutagree_sandbox::{
    Backend, Definition, Fleet, Limits, MemoryBudget, OnDemand, Origin, Repository, SandboxError,
    Streams, places,
};
use std::process::Command;
use std::sync::Arc;

/// Where candidates and tests run.
#[derive(Args)]
pub(crate) struct EnvironmentOption {
    /// Where candidates and tests run: `auto` (for each problem the smallest environment that has what they import, and
    /// WebAssembly for the standard library; `auto,DIR,…` chooses among your own too), the name or folder of an
    /// environment that was built (`mutagree environment`), or `wasm` [default: the environment that a problem names,
    /// else WebAssembly]
    #[arg(long, global = true, value_name = "NAME")]
    environment: Option<String>,
    /// An environment of your own for all problems: a command, split at spaces, that runs Python in a container
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
    /// Memory that environments may have together, by the limits of their manifests: the one that was not used for
    /// longest is stopped for another [default: what the machine has]
    #[arg(long, global = true, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..))]
    environment_memory_mib: Option<u64>,
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

/// What was asked for.
enum Wanted<'a> {
    /// What problems name.
    ByName,
    /// What candidates and tests import, with these folders to choose from.
    Auto(Vec<&'a str>),
    WebAssembly,
    Named(&'a str),
    Command(&'a str),
}

impl<'a> Wanted<'a> {
    /// What a run was begun with.
    fn of(run: &'a RunConfig) -> Self {
        match run.placement {
            Placement::Name => Self::ByName,
            Placement::Auto => {
                let words = run.environments.keys().map(String::as_str);
                Self::Auto(words.filter(|it| is_folder(it)).collect())
            }
            Placement::Wasm => Self::WebAssembly,
        }
    }
}

impl EnvironmentOption {
    /// Says whether anything was said of where candidates run.
    pub(crate) fn is_given(&self) -> bool {
        self.environment.is_some() || self.environment_command.is_some()
    }

    /// Says whether all problems run in one environment with frameworks, whatever they name.
    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self.wanted(), Wanted::Named(_) | Wanted::Command(_))
    }

    /// Who decides where a problem runs.
    pub(crate) fn placement(&self) -> Placement {
        match self.wanted() {
            Wanted::ByName | Wanted::Named(_) | Wanted::Command(_) => Placement::Name,
            Wanted::Auto(_) => Placement::Auto,
            Wanted::WebAssembly => Placement::Wasm,
        }
    }

    /// The environment that was named.
    pub(crate) fn definition(&self) -> anyhow::Result<Option<Definition>> {
        Ok(match self.wanted() {
            Wanted::Named(name) => Some(named(name)?),
            Wanted::ByName | Wanted::Auto(_) | Wanted::WebAssembly | Wanted::Command(_) => None,
        })
    }

    /// What a test may use in the usual environment where nothing else is said, in place of what WebAssembly is given.
    pub(crate) fn limits(&self, wasm: Limits) -> Limits {
        if self.is_fixed() {
            Limits::FRAMEWORKS
        } else {
            wasm
        }
    }

    /// The one environment with frameworks that was asked for, with the digest that it is known by.
    pub(crate) fn fixed(
        &self,
        store: mutagree_sandbox::Environments,
    ) -> anyhow::Result<Option<(Backend, String)>> {
        match self.wanted() {
            Wanted::Named(name) => Ok(Some(open(&self.fleet(store), name)?)),
            Wanted::Command(line) => self.of_command(line).map(Some),
            Wanted::ByName | Wanted::Auto(_) | Wanted::WebAssembly => Ok(None),
        }
    }

    /// Where the environments come from that problems name or need; nothing where all run in one. A run that goes on
    /// without a word from the user goes on as it was begun.
    pub(crate) fn source(
        &self,
        store: mutagree_sandbox::Environments,
        begun: Option<&RunConfig>,
    ) -> anyhow::Result<(Placement, Option<Box<dyn Source>>)> {
        let wanted = match (self.wanted(), begun) {
            (Wanted::ByName, Some(begun)) => Wanted::of(begun),
            (wanted, _) => wanted,
        };
        Ok(match wanted {
            Wanted::ByName => (
                Placement::Name,
                Some(Box::new(Built::new(self.fleet(store)))),
            ),
            Wanted::Auto(folders) => {
                let built = Built::choosing(self.fleet(store), &folders)?;
                (Placement::Auto, Some(Box::new(built)))
            }
            Wanted::WebAssembly => (Placement::Wasm, None),
            Wanted::Named(_) | Wanted::Command(_) => (Placement::Name, None),
        })
    }

    /// The environments of a run, with a usual one.
    pub(crate) fn environments(
        &self,
        store: mutagree_sandbox::Environments,
        begun: Option<&RunConfig>,
        (backend, digest): (Backend, String),
    ) -> anyhow::Result<Environments> {
        let (placement, source) = self.source(store, begun)?;
        let environments = Environments::one(backend, digest, placement);
        Ok(match source {
            Some(source) => environments.with_others(source),
            None => environments,
        })
    }

    fn wanted(&self) -> Wanted<'_> {
        if let Some(line) = &self.environment_command {
            return Wanted::Command(line);
        }
        let Some(word) = self.environment.as_deref() else {
            return Wanted::ByName;
        };
        let mut parts = word.split(',');
        match parts.next() {
            Some("auto") => Wanted::Auto(parts.collect()),
            _ if word == WEB_ASSEMBLY => Wanted::WebAssembly,
            _ => Wanted::Named(word),
        }
    }

    fn fleet(&self, store: mutagree_sandbox::Environments) -> Fleet {
        let places = places(&surroundings());
        Fleet::new(store, places, self.engine.engine, self.budget())
    }

    fn budget(&self) -> MemoryBudget {
        let said = self.environment_memory_mib;
        said.map_or_else(MemoryBudget::of_machine, MemoryBudget::new)
    }

    /// An environment that a command carries, which is started to know what it is made of.
    fn of_command(&self, line: &str) -> anyhow::Result<(Backend, String)> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let (program, arguments) = words
            .split_first()
            .context("`--environment-command` is empty")?;
        let (program, arguments) = (program.clone(), arguments.to_vec());
        let origin = Origin {
            name: program.clone(),
            preload: self.preload.clone(),
            python: None,
            memory_mib: 0,
            repository: self.repository.as_ref().map(|folder| Repository {
                folder: folder.clone(),
                packages: self.repository_packages.clone(),
                writable: vec![".".to_owned()],
                source: None,
            }),
            start: Box::new(move || {
                let mut command = Command::new(&program);
                command.args(&arguments);
                Streams::of_command(command).map_err(|error| {
                    let hint = "hint: name a command that ends with a Python interpreter";
                    SandboxError::Container(format!(
                        "`{program}` cannot be started: {error}\n{hint}"
                    ))
                })
            }),
        };
        let environment = OnDemand::new(origin, &Arc::new(self.budget()));
        let digest = environment.digest()?;
        Ok((Backend::Container(Box::new(environment)), digest))
    }
}
