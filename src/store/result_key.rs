//! What a result is known by: everything that decides it.

use super::Outputs;
use crate::extract::Parameter;
use crate::problem::Reference;
use mutagree_sandbox::{Case, Isolation, Judge, Limits, Namespace, Packing};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The version of the table and of the keys.
const VERSION: u32 = 2;

/// The code that makes inputs beside the calls of the tests.
const INPUTS: [&str; 9] = [
    include_str!("../behaviour/arrays.rs"),
    include_str!("../behaviour/frames.rs"),
    include_str!("../behaviour/generic.rs"),
    include_str!("../behaviour/inputs.rs"),
    include_str!("../behaviour/kind.rs"),
    include_str!("../behaviour/mod.rs"),
    include_str!("../behaviour/mutate.rs"),
    include_str!("../behaviour/signature.rs"),
    include_str!("../extract/taken.rs"),
];

/// The program that runs jobs, as far as the component is not it: a change to it may change any report.
static PROGRAM: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    digest(&(VERSION, version, mutagree_sandbox::CODE, INPUTS))
});

/// All that decides the report of a job.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ResultKey<'a> {
    /// The SHA-256 of the sandbox's component.
    pub component: &'a str,
    /// The name of its machine code, with the WebAssembly engine's version and settings.
    pub engine: &'a str,
    /// The candidate's source.
    pub candidate: &'a str,
    /// The SHA-256 of what the tests were compiled from.
    pub suite: [u8; 32],
    /// What each test may use.
    pub limits: Limits,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where the candidate's names live.
    pub namespace: Namespace,
    /// Where tests are judged.
    pub judge: Judge,
    /// The tests that run; all where nothing is said.
    pub tests: Option<&'a [u32]>,
    /// The outputs of inputs that were added are asked for.
    pub added: bool,
    /// No test runs after the first that fails.
    pub until_failure: bool,
}

impl ResultKey<'_> {
    /// The SHA-256 of the key and of the program that runs the job.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(&(*PROGRAM, self))
    }
}

/// All that decides what a problem's reference solution says.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReferenceKey<'a> {
    /// The SHA-256 of the sandbox's component.
    pub component: &'a str,
    /// The name of its machine code, with the WebAssembly engine's version and settings.
    pub engine: &'a str,
    /// The function that its cases call.
    pub entry_point: &'a str,
    /// What runs.
    pub reference: &'a Reference,
    /// What it may use.
    pub limits: Limits,
}

impl ReferenceKey<'_> {
    /// The SHA-256 of the key and of the program that runs the job.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(&(*PROGRAM, "reference", self))
    }
}

/// All that a suite is compiled from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SuiteKey<'a> {
    /// One source for each test.
    pub sources: &'a [&'a str],
    /// How they are compiled.
    pub packing: Packing,
    /// The function that the tests call.
    pub entry_point: &'a str,
    /// The outputs that are asked for.
    pub outputs: Option<Outputs>,
    /// What stands in the place of sources.
    pub cases: &'a [Case],
    /// What the function takes, of which inputs are made.
    pub parameters: &'a [Parameter],
}

impl SuiteKey<'_> {
    /// The SHA-256 of the key.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(self)
    }
}

/// The SHA-256 of something that is certain to be serialised: every length in it is known.
fn digest(value: &impl Serialize) -> [u8; 32] {
    let bytes = postcard::to_stdvec(value).expect("keys are plain values");
    Sha256::digest(bytes).into()
}
