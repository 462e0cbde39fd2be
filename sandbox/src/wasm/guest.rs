//! One instance of the guest: its exports, called with typed values, and what it may tell the host.

use super::sandbox::ticks;
use super::state::{GuestFault, State, Verdict};
use super::wasi;
use crate::{Fault, Limits, SandboxError};
use std::ops::Range;
use wasmtime::component::{Component, ComponentNamedList, InstancePre, Lift, Linker, Lower};
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
            store.data_mut().end(index, verdict)?;
            refill(&mut store)
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

/// A fresh interpreter.
pub(crate) struct Guest {
    pub(crate) store: Store<State>,
    instance: wasmtime::component::Instance,
}

impl Guest {
    pub(crate) fn start(
        pre: &InstancePre<State>,
        limits: Limits,
        tests: Range<u32>,
    ) -> Result<Self> {
        let mut store = Store::new(pre.engine(), State::new(limits, tests.start, tests.end));
        store.limiter(|state| state);
        store.set_epoch_deadline(ticks(limits.wall));
        store.set_fuel(limits.instructions)?;
        let instance = pre.instantiate(&mut store)?;
        Ok(Self { store, instance })
    }

    /// Compiles sources; one fault, or none, for each.
    pub(crate) fn check(&mut self, sources: &[&str]) -> Result<Vec<Option<Fault>>> {
        let (faults,) = self.call::<_, (Vec<Option<GuestFault>>,)>("check", (sources,))?;
        Ok(faults
            .into_iter()
            .map(|fault| fault.map(Fault::from))
            .collect())
    }

    /// Compiles a suite of tests.
    pub(crate) fn compile(&mut self, sources: &[Option<&str>], packed: bool) -> Result<Vec<u8>> {
        let (code,) = self.call::<_, (Vec<u8>,)>("compile", (sources, packed))?;
        Ok(code)
    }

    /// Runs tests of a compiled suite; an error is the fault that kept the candidate from loading.
    pub(crate) fn run(
        &mut self,
        candidate: &str,
        bare: bool,
        suite: &[u8],
        first: u32,
        end: u32,
    ) -> Result<Result<(), Fault>> {
        let arguments = (candidate, bare, suite, first, end);
        let (result,) = self.call::<_, (Result<(), GuestFault>,)>("run", arguments)?;
        Ok(result.map_err(Fault::from))
    }

    fn call<P, R>(&mut self, name: &str, parameters: P) -> Result<R>
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
