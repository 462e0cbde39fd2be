//! How functions of the host reach the tree of an instance, and what their work costs it.

use super::types::ErrorCode;
use crate::files::{FileError, Tree};
use crate::wasm::host::context::Context;
use crate::wasm::host::wasi::clocks;
use crate::wasm::instance::State;
use wasmtime::component::{
    ComponentNamedList, ComponentType, Lift, LinkerInstance, Lower, WasmStr,
};
use wasmtime::{Result, Trap};

/// Bytes that are moved or cleared for one instruction: what `memory.copy` does in about the time of one.
const BYTES_FOR_AN_INSTRUCTION: u64 = 8;

/// Defines a function that may be refused, and charges for its work.
pub(super) fn define<P, R>(
    types: &mut LinkerInstance<'_, State>,
    name: &str,
    function: impl Fn(&mut Context<'_>, P) -> Result<R, FileError> + Send + Sync + 'static,
) -> Result<()>
where
    P: ComponentNamedList + Lift + 'static,
    R: ComponentType + Lower + 'static,
{
    types.func_wrap(name, move |mut store: Context<'_>, parameters: P| {
        let answer = function(&mut store, parameters);
        charge(&mut store)?;
        Ok((answer.map_err(ErrorCode::from),))
    })
}

/// The tree of the instance, at the time of its clock.
pub(super) fn tree<'a>(store: &'a mut Context<'_>) -> &'a mut Tree {
    let now = clocks::now(store);
    let state = store.data_mut();
    state.files.tree(&state.limits, now)
}

/// Takes the instructions that the tree's work stands for.
pub(super) fn charge(store: &mut Context<'_>) -> Result<()> {
    let work = store.data_mut().files.take_work() / BYTES_FOR_AN_INSTRUCTION;
    if work == 0 {
        return Ok(());
    }
    match store.get_fuel()?.checked_sub(work) {
        Some(fuel) => store.set_fuel(fuel),
        None => Err(Trap::OutOfFuel.into()),
    }
}

/// A path as the guest wrote it, which need not be Unicode.
pub(super) fn text(store: &Context<'_>, path: &WasmStr) -> Result<String, FileError> {
    let path = path.to_str(store).map_err(|_| FileError::IllegalBytes)?;
    if path.len() > Tree::LONGEST_PATH {
        return Err(FileError::NameTooLong);
    }
    Ok(path.into_owned())
}
