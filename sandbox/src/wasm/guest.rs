//! One instance of the guest: its exports, called with typed values, and what it may tell the host.

use super::answer::{Assertion, Relation};
use super::sandbox::ticks;
use super::state::{GuestFault, State, Verdict};
use super::wasi;
use crate::{Fault, Limits, SandboxError, Tests};
use wasmtime::component::{
    Component, ComponentNamedList, ComponentType, InstancePre, Lift, Linker, Lower,
};
use wasmtime::{Engine, Result, Store, StoreContextMut};

/// Resolves all imports of the component, once.
pub(crate) fn link(engine: &Engine, component: &Component) -> Result<InstancePre<State>> {
    let mut linker = Linker::new(engine);
    wasi::add_to_linker(&mut linker, component)?;
    let mut root = linker.root();
    root.func_wrap("loaded", |mut store: StoreContextMut<'_, State>, (): ()| {
        store.data_mut().load()?;
        refill(&mut store)
    })?;
    root.func_wrap(
        "report",
        |mut store: StoreContextMut<'_, State>, (index, verdict): (u32, Verdict)| {
            let next = store.data_mut().end(index, verdict)?;
            refill(&mut store)?;
            Ok((next,))
        },
    )?;
    root.func_wrap(
        "call",
        |mut store: StoreContextMut<'_, State>, (request, fixed): (Vec<u8>, bool)| {
            Ok((store.data_mut().call(&request, fixed)?,))
        },
    )?;
    linker.instantiate_pre(component)
}

/// Gives the next test its whole budget.
fn refill(store: &mut StoreContextMut<'_, State>) -> Result<()> {
    let limits = store.data().limits;
    store.set_epoch_deadline(ticks(limits.wall));
    store.set_fuel(limits.instructions)
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

/// A fresh interpreter.
pub(crate) struct Guest {
    pub(crate) store: Store<State>,
    instance: wasmtime::component::Instance,
}

impl Guest {
    pub(crate) fn start(pre: &InstancePre<State>, state: State) -> Result<Self> {
        let mut store = Store::new(pre.engine(), state);
        store.limiter(|state| state);
        let limits = store.data().limits;
        store.set_epoch_deadline(ticks(limits.wall));
        store.set_fuel(limits.instructions)?;
        let instance = pre.instantiate(&mut store)?;
        Ok(Self { store, instance })
    }

    /// Gives what follows a budget: the `part`th part of the instructions of a test.
    pub(crate) fn refill(&mut self, part: u64) -> Result<()> {
        let limits: Limits = self.store.data().limits;
        self.store.set_epoch_deadline(ticks(limits.wall));
        self.store.set_fuel(limits.instructions / part)
    }

    /// Compiles sources; one fault, or none, for each.
    pub(crate) fn check(&mut self, sources: &[&str]) -> Result<Vec<Option<Fault>>> {
        let (faults,) = self.ask::<_, (Vec<Option<GuestFault>>,)>("check", (sources,))?;
        Ok(faults
            .into_iter()
            .map(|fault| fault.map(Fault::from))
            .collect())
    }

    /// Compiles a suite of tests, of which some sources may be left out.
    pub(crate) fn compile(
        &mut self,
        sources: &[Option<&str>],
        packed: bool,
        tests: &Tests<'_>,
    ) -> Result<GuestSuite> {
        let arguments = (sources, packed, tests.entry_point, tests.prelude);
        let (suite,) = self.ask::<_, (GuestSuite,)>("compile", arguments)?;
        Ok(suite)
    }

    /// Runs tests of a compiled suite from `first` on, packed ones up to `end`; an error is the fault that kept the candidate from loading.
    pub(crate) fn run(
        &mut self,
        candidate: &str,
        bare: bool,
        suite: &[u8],
        first: u32,
        end: u32,
    ) -> Result<Result<(), Fault>> {
        let arguments = (candidate, bare, suite, first, end);
        let (result,) = self.ask::<_, (Result<(), GuestFault>,)>("run", arguments)?;
        Ok(result.map_err(Fault::from))
    }

    /// Loads a candidate; an error is the fault that kept it from loading.
    pub(crate) fn load(&mut self, candidate: &str, bare: bool) -> Result<Result<(), Fault>> {
        let arguments = (candidate, bare);
        let (result,) = self.ask::<_, (Result<(), GuestFault>,)>("load", arguments)?;
        Ok(result.map_err(Fault::from))
    }

    /// Calls the candidate that was loaded.
    pub(crate) fn invoke(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let (answer,) = self.ask::<_, (Vec<u8>,)>("invoke", (request,))?;
        Ok(answer)
    }

    /// Runs tests of a compiled suite from `first` on against a candidate elsewhere.
    pub(crate) fn judge(&mut self, suite: &[u8], first: u32) -> Result<()> {
        self.ask::<_, ()>("judge", (suite, first))
    }

    fn ask<P, R>(&mut self, name: &str, parameters: P) -> Result<R>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift + 'static,
    {
        let function = self
            .instance
            .get_typed_func::<P, R>(&mut self.store, name)?;
        function.call(&mut self.store, parameters)
    }
}

impl From<wasmtime::Error> for SandboxError {
    fn from(error: wasmtime::Error) -> Self {
        Self::engine(&error)
    }
}
