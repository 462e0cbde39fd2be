//! Runs untrusted Python programs against tests, inside WebAssembly or a container.
//!
//! A [`Job`] is one candidate program, the [`Suite`] of tests to run on it and its [`Limits`]. The
//! answer is one [`Outcome`] for each test. A candidate runs in a fresh interpreter without files,
//! network, environment, clock or entropy of the host, so the same job gives the same
//! outcomes on every run.
//!
//! ```no_run
//! use mutagree_sandbox::{ComponentStore, Job, Options, Sandbox, Tests};
//!
//! let store = ComponentStore::new("cache".into(), "python3".into());
//! let component = store.component(&|step| println!("{step}"))?;
//! let sandbox = Sandbox::open(&component, &Options::default(), &|step| println!("{step}"))?;
//! let suite = sandbox.compile(&Tests::new(&["assert double(2) == 4"]))?;
//! let report = sandbox.run(&Job::new("def double(x): return 2 * x", &suite))?;
//! assert!(report.outcomes[0].passed());
//! # Ok::<(), mutagree_sandbox::SandboxError>(())
//! ```
//!
//! A [`Sandbox`] runs [`Options::jobs`] jobs at the same time, on threads of the caller's, in one process. A [`Pool`]
//! gives each thread that asks a worker process of its own, which is faster on several cores, outlives a crash, and
//! can be cancelled from any thread with [`Pool::stop`]. Its workers are a program of yours that calls [`serve`].
//!
//! Tests are judged in an instance of their own, apart from the candidate ([`Judge`]): what the candidate returns
//! crosses as a plain value, so it cannot forge a verdict. Nothing here panics on what a candidate or a test does;
//! whatever they do is an [`Outcome`].

mod backend;
mod call;
mod case;
mod component;
mod container;
mod engines;
mod environment;
mod error;
mod exchange;
mod files;
mod job;
mod judging;
mod outcome;
mod pool;
mod script;
mod value;
mod wasm;

pub use backend::Backend;
pub use call::{Call, Called};
pub use case::Case;
pub use component::{Component, ComponentStore, InstallStep};
pub use container::{
    About, Container, Life, MemoryBudget, NodeOutcome, OnDemand, Origin, Placed, Repository,
    RepositoryReport, RepositorySource, RepositoryTests, Start, Streams, zygote_arguments,
};
pub use engines::{
    Control, Engine, EngineKind, Exit, Place, Process, Session, Surroundings, places,
};
pub use environment::{
    Bounds, BuildStep, Built, Choice, Debian, Definition, EnvironmentError, Environments, Fleet,
    Manifest, Missing, Needs, Order, choose, choose_for_all, missing,
};
pub use error::SandboxError;
pub use exchange::{Compare, Exchange};
pub use job::{
    Code, Isolation, Job, Judge, Limits, Namespace, Packing, Program, Report, Suite, Tests,
};
pub use judging::Execution;
pub use outcome::{Fault, Limit, Outcome};
pub use pool::{Pool, WorkerCommand, serve};
pub use script::{Ended, Script};
pub use value::{Array, Item, Value};
pub use wasm::{Options, Sandbox};

/// A digest of this crate's sources and dependencies: what decides an outcome besides the component.
pub const CODE: &str = env!("MUTAGREE_SANDBOX_CODE");
