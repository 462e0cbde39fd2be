//! The words of an instance about its tests: that its candidate has loaded, how a test ended, and what it calls.

use super::context::Context;
use crate::wasm::instance::{GuestVerdict, State};
use wasmtime::Result;
use wasmtime::component::Linker;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    let mut root = linker.root();
    root.func_wrap("loaded", |mut store: Context<'_>, (): ()| {
        store.data_mut().load()?;
        refill(&mut store)
    })?;
    root.func_wrap(
        "report",
        |mut store: Context<'_>, (index, verdict): (u32, GuestVerdict)| {
            let next = store.data_mut().end(index, verdict.into())?;
            refill(&mut store)?;
            Ok((next,))
        },
    )?;
    root.func_wrap(
        "call",
        |mut store: Context<'_>, (request, fixed): (Vec<u8>, bool)| {
            Ok((store.data_mut().call(&request, fixed)?,))
        },
    )?;
    Ok(())
}

/// Gives the next test its whole budget.
fn refill(store: &mut Context<'_>) -> Result<()> {
    let instructions = store.data().limits.instructions;
    let left = store.get_fuel()?;
    store.data_mut().pour(left, instructions);
    store.set_fuel(instructions)
}
