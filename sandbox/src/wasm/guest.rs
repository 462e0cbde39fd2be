//! One instance of the guest: its exports, called with typed values, and what it may tell the host.

use super::backstop;
use super::state::{GuestFault, GuestVerdict, State};
use super::wasi;
use crate::judging::{Assertion, Relation};
use crate::{Fault, Program, SandboxError, Tests};
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
        |mut store: StoreContextMut<'_, State>, (index, verdict): (u32, GuestVerdict)| {
            let next = store.data_mut().end(index, verdict.into())?;
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
    let instructions = store.data().limits.instructions;
    let left = store.get_fuel()?;
    store.data_mut().pour(left, instructions);
    store.set_fuel(instructions)
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
struct GuestProgram {
    code: Vec<u8>,
    stateless: bool,
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
        backstop::watch(&mut store);
        let instructions = store.data().limits.instructions;
        store.data_mut().pour(0, instructions);
        store.set_fuel(instructions)?;
        let instance = pre.instantiate(&mut store)?;
        Ok(Self { store, instance })
    }

    /// Gives what follows a budget of instructions.
    pub(crate) fn pour(&mut self, instructions: u64) -> Result<()> {
        let left = self.store.get_fuel()?;
        self.store.data_mut().pour(left, instructions);
        self.store.set_fuel(instructions)
    }

    /// The instructions that were used of the last budget.
    pub(crate) fn used(&self) -> Result<u64> {
        let left = self.store.get_fuel()?;
        Ok(self.store.data().meter.used(left))
    }

    /// Compiles candidates, each alone; `apart` says that tests may be judged apart from them.
    pub(crate) fn prepare(
        &mut self,
        sources: &[&str],
        apart: bool,
    ) -> Result<Vec<Result<Program, Fault>>> {
        let (programs,) =
            self.ask::<_, (Vec<Result<GuestProgram, GuestFault>>,)>("prepare", (sources, apart))?;
        let programs = programs.into_iter().map(|made| match made {
            Ok(GuestProgram { code, stateless }) => Ok(Program { code, stateless }),
            Err(fault) => Err(fault.into()),
        });
        Ok(programs.collect())
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
        let arguments = (sources, packed, tests.entry_point);
        let (suite,) = self.ask::<_, (GuestSuite,)>("compile", arguments)?;
        Ok(suite)
    }

    /// Runs tests of a compiled suite from `first` on, packed ones up to `end`; an error is the fault that kept the candidate from loading.
    pub(crate) fn run(
        &mut self,
        candidate: &Program,
        bare: bool,
        suite: &[u8],
        first: u32,
        end: u32,
    ) -> Result<Result<(), Fault>> {
        let arguments = (candidate.code.as_slice(), bare, suite, first, end);
        let (result,) = self.ask::<_, (Result<(), GuestFault>,)>("run", arguments)?;
        Ok(result.map_err(Fault::from))
    }

    /// Runs a candidate as a program; an error is how it raised, or an exit that is no success.
    pub(crate) fn execute(&mut self, candidate: &Program) -> Result<Result<(), Fault>> {
        let code = candidate.code.as_slice();
        let (result,) = self.ask::<_, (Result<(), GuestFault>,)>("execute", (code,))?;
        Ok(result.map_err(Fault::from))
    }

    /// Loads a candidate; an error is the fault that kept it from loading.
    pub(crate) fn load(&mut self, candidate: &Program, bare: bool) -> Result<Result<(), Fault>> {
        let arguments = (candidate.code.as_slice(), bare);
        let (result,) = self.ask::<_, (Result<(), GuestFault>,)>("load", arguments)?;
        Ok(result.map_err(Fault::from))
    }

    /// Calls the candidate that was loaded.
    pub(crate) fn invoke(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let (answer,) = self.ask::<_, (Vec<u8>,)>("invoke", (request,))?;
        Ok(answer)
    }

    /// Runs tests of a compiled suite from `first` on against a candidate elsewhere.
    pub(crate) fn judge(&mut self, suite: &[u8], first: u32, stateless: bool) -> Result<()> {
        self.ask::<_, ()>("judge", (suite, first, stateless))
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
