//! What crosses between the component and the host, in the types of `world.wit`.

use crate::Fault;
use crate::judging::{Assertion, Relation, Verdict, cut};
use wasmtime::component::{ComponentType, Lift};

/// An exception as the guest describes it.
#[derive(ComponentType, Lift)]
#[component(record)]
pub(crate) struct GuestFault {
    kind: String,
    message: String,
}

impl From<GuestFault> for Fault {
    fn from(fault: GuestFault) -> Self {
        Self {
            kind: cut(fault.kind),
            message: cut(fault.message),
        }
    }
}

/// How the guest says that a test ended.
#[derive(ComponentType, Lift)]
#[component(variant)]
pub(crate) enum GuestVerdict {
    #[component(name = "passed")]
    Passed,
    #[component(name = "failed")]
    Failed(GuestFault),
    #[component(name = "raised")]
    Raised(GuestFault),
    #[component(name = "unviable")]
    Unviable(GuestFault),
    #[component(name = "uncrossable")]
    Uncrossable(String),
}

impl From<GuestVerdict> for Verdict {
    fn from(verdict: GuestVerdict) -> Self {
        match verdict {
            GuestVerdict::Passed => Self::Passed,
            GuestVerdict::Failed(fault) => Self::Failed(fault.into()),
            GuestVerdict::Raised(fault) => Self::Raised(fault.into()),
            GuestVerdict::Unviable(fault) => Self::Unviable(fault.into()),
            GuestVerdict::Uncrossable(what) => Self::Uncrossable(what),
        }
    }
}

/// A suite as the guest compiles it.
#[derive(ComponentType, Lift)]
#[component(record)]
pub(crate) struct GuestSuite {
    pub(crate) code: Vec<u8>,
    pub(crate) pure: bool,
    pub(crate) calls: Vec<Vec<u8>>,
    pub(crate) made: Vec<Vec<u32>>,
    pub(crate) assertions: Vec<Option<GuestAssertion>>,
    pub(crate) together: Vec<bool>,
}

/// A candidate as the guest compiles it.
#[derive(ComponentType, Lift)]
#[component(record)]
pub(crate) struct GuestProgram {
    pub(crate) code: Vec<u8>,
    pub(crate) stateless: bool,
}

/// What decides a test without a judge.
#[derive(ComponentType, Lift)]
#[component(record)]
pub(crate) struct GuestAssertion {
    request: Vec<u8>,
    relation: u8,
    expected: Vec<u8>,
    message: String,
}

impl GuestSuite {
    /// The assertions that the host can decide.
    pub(crate) fn take_assertions(&mut self) -> Vec<Option<Assertion>> {
        let assertions = std::mem::take(&mut self.assertions).into_iter();
        assertions
            .map(|made| made.and_then(GuestAssertion::known))
            .collect()
    }
}

impl GuestAssertion {
    fn known(self) -> Option<Assertion> {
        Some(Assertion {
            relation: Relation::numbered(self.relation)?,
            request: self.request,
            expected: self.expected,
            message: self.message,
        })
    }
}
