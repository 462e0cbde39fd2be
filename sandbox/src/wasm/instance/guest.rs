//! One instance of the guest: its exports, called with typed values.

use super::backstop;
use super::crossing::{GuestFault, GuestProgram, GuestSuite};
use super::state::State;
use crate::{Fault, Program, Tests};
use wasmtime::component::{ComponentNamedList, InstancePre, Lift, Lower};
use wasmtime::{Result, Store};

/// A component with all its imports, of which instances are made.
pub(crate) type Image = InstancePre<State>;

/// A fresh interpreter.
pub(crate) struct Guest {
    pub(crate) store: Store<State>,
    instance: wasmtime::component::Instance,
}

impl Guest {
    pub(crate) fn start(image: &Image, state: State) -> Result<Self> {
        let mut store = Store::new(image.engine(), state);
        store.limiter(|state| state);
        backstop::watch(&mut store);
        let instructions = store.data().limits.instructions;
        store.data_mut().pour(0, instructions);
        store.set_fuel(instructions)?;
        let instance = image.instantiate(&mut store)?;
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
            Ok(GuestProgram { code, stateless }) => Ok(Program::compiled(code, stateless)),
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

    /// Runs the file `main.py`, and gives the exit code.
    pub(crate) fn main(&mut self) -> Result<u32> {
        let (code,) = self.ask::<_, (u32,)>("main", ())?;
        Ok(code)
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
