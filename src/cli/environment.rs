//! `mutagree environment`: where candidates run that need more than the standard library.

mod build;
mod choose;
mod doctor;
mod list;
mod named;
mod option;
mod remove;
mod source;
mod validate;

use super::global::Global;
use clap::{Args, Subcommand};
use mutagree_sandbox::{Engine, EngineKind, EnvironmentError, Environments, Surroundings, places};
use std::env;

pub(super) use doctor::{Answer, answers, describe};
pub(super) use option::EnvironmentOption;

/// Build, check or remove the environments of candidates that need more than the standard library.
#[derive(Subcommand)]
pub(crate) enum EnvironmentVerb {
    /// List the environments, and what each was built for
    List(list::List),
    /// Build environments for an engine
    Build(build::Build),
    /// Say which environment programs need, by what they import
    Choose(choose::Choose),
    /// Say which engines answer, and try what was built
    Doctor(doctor::Doctor),
    /// Try problems of a repository, and write those that can be used
    Validate(validate::Validate),
    /// Remove what was built, and what crashed runs left
    Remove(remove::Remove),
}

impl EnvironmentVerb {
    /// Gives the exit code.
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        match self {
            Self::List(verb) => verb.run(global)?,
            Self::Build(verb) => verb.run(global)?,
            Self::Choose(verb) => return verb.run(global),
            Self::Doctor(verb) => return verb.run(global),
            Self::Validate(verb) => return verb.run(global),
            Self::Remove(verb) => verb.run(global)?,
        }
        Ok(0)
    }
}

/// Which engine.
#[derive(Args)]
pub(crate) struct EngineOption {
    /// What carries environments: docker, podman or bubblewrap [default: the first that answers]
    #[arg(long, global = true, env = "MUTAGREE_ENGINE", value_name = "ENGINE")]
    pub(super) engine: Option<EngineKind>,
}

impl EngineOption {
    /// The engine: the one that is wanted, or the first that answers.
    fn find(&self, environments: &Environments) -> Result<Engine, EnvironmentError> {
        Engine::find(
            &places(&surroundings()),
            self.engine,
            &environments.session()?,
        )
    }
}

/// What this process's environment says of engines.
fn surroundings() -> Surroundings {
    Surroundings {
        docker_host: env::var("DOCKER_HOST").ok(),
        container_host: env::var("CONTAINER_HOST").ok(),
        runtime_folder: env::var_os("XDG_RUNTIME_DIR")
            .filter(|it| !it.is_empty())
            .map(Into::into),
        home: env::home_dir(),
        path: env::var_os("PATH"),
    }
}
