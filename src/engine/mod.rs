//! The stages of a run. They emit events and never print.

mod adaptive;
mod agree;
mod alike;
mod appeal;
mod boost;
mod calls;
mod compare;
mod environment;
mod evaluate;
mod examples;
mod execute;
mod expected;
mod extracted;
mod failure;
mod follow_up;
mod generate;
mod lacking;
mod load;
mod loading;
mod matrices;
mod merge;
mod outdated;
mod parallel;
mod part;
mod placing;
mod prepare;
mod reference;
mod repository;
mod rows;
mod selected;
mod so_far;
mod split;
mod stage;
mod suite;
mod told;
mod until_sure;
mod validate;

pub use adaptive::execute_adaptively;
pub use agree::{Agreement, agree, agreement_by, read_agreement};
pub use boost::{execute_until_sure, prepare_replies};
pub use compare::{Compared, Comparison, Measured, compare, measure};
pub use environment::{Environment, Environments, Source};
pub use evaluate::{
    Evaluation, Figures, Verdict, evaluate, evaluate_samples, unsampled, unsampled_in_words,
};
pub use execute::execute;
pub use failure::Failure;
pub use follow_up::follow_up;
pub use generate::{
    Begun, Distinguished, Estimate, Generated, Generator, Interview, Repaired, RunSpent, Spending,
    estimate, generate,
};
pub use lacking::remedy;
pub use load::{Loaded, load};
pub use matrices::matrices;
pub(crate) use merge::allow_files;
pub use merge::{MergeError, Merged, merge};
pub use part::asked;
pub use placing::environment_of;
pub use prepare::{Inputs, RAW_TESTS, Settings, prepare, say_ignored};
pub use reference::{Judged, ROOM, judged_before};
pub use selected::{Selected, selected};
pub use so_far::{SoFar, agree_so_far};
pub use split::split;
pub use until_sure::interview_until_sure;
pub use validate::{Validated, validate};

use crate::client::ClientError;
use crate::event::Listener;
use crate::input::InputError;
use crate::store::{Results, Run, StoreError};
use mutagree_sandbox::{EnvironmentError, SandboxError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What every stage works with.
pub struct Engine<'a> {
    /// Where candidates run.
    pub environments: Arc<Environments>,
    /// What jobs gave before; none where every job is to run.
    pub results: Option<Results<'a>>,
    /// The number of jobs that run at the same time.
    pub jobs: usize,
    /// Candidates that are the same program run once.
    pub merges: bool,
    /// Who is told what happens.
    pub listener: &'a Listener<'a>,
    /// Set from outside to stop at the next unit of work.
    pub interrupted: &'a AtomicBool,
}

impl Engine<'_> {
    /// An error where the user asked to stop.
    fn check_interrupt(&self) -> Result<(), EngineError> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(EngineError::Interrupted);
        }
        Ok(())
    }
}

/// An error where a run was begun with another component than the engine's: its matrix would mix
/// what two environments said.
fn check_component(engine: &Engine<'_>, run: &Run) -> Result<(), EngineError> {
    let config = run.config();
    let what = if config.component != engine.environments.usual().digest {
        "sandbox component"
    } else if config.placement != engine.environments.placement() {
        "`--environment`"
    } else {
        return Ok(());
    };
    let (path, what) = (run.folder().to_owned(), what.to_owned());
    Err(StoreError::Other { path, what }.into())
}

/// Why a stage could not be done.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// An input that cannot be used.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A run directory that cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The model's side failed.
    #[error(transparent)]
    Client(ClientError),
    /// The sandbox failed.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// Environments that problems need, each with the first of them, and why it cannot be used.
    #[error("{}", needed(.0))]
    Environments(Vec<(String, EnvironmentError)>),
    /// Shards that cannot be put together.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The user asked to stop.
    #[error("interrupted\nhint: the same command goes on from here")]
    Interrupted,
}

/// What is said of environments that cannot be used; what is true of all of them once.
fn needed(failed: &[(String, EnvironmentError)]) -> String {
    let mut said: Vec<String> = Vec::new();
    for (problem, error) in failed {
        let error = error.to_string();
        if !said.iter().any(|it| it.ends_with(&error)) {
            said.push(format!("`{problem}` cannot run: {error}"));
        }
    }
    said.join("\n")
}

impl From<ClientError> for EngineError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Store(error) => Self::Store(error),
            ClientError::Interrupted => Self::Interrupted,
            error => Self::Client(error),
        }
    }
}
