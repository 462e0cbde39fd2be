//! Files of an instance of its own, in memory: `wasi:filesystem` over a [`Tree`]. What the host does for a call costs
//! the guest instructions, so that no work is free.

mod descriptors;
mod folders;
mod paths;
mod streams;
mod table;
mod types;

pub(super) use streams::{close, read, room, write};
pub(crate) use table::Files;

use super::Context;
use super::clocks;
use super::denied::{Descriptor, IoError};
use crate::files::{FileError, Tree};
use crate::wasm::state::State;
use types::ErrorCode;
use wasmtime::component::{
    ComponentNamedList, ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, ResourceType,
    WasmStr,
};
use wasmtime::{Result, Trap};

/// Bytes that are moved or cleared for one instruction: what `memory.copy` does in about the time of one.
const BYTES_FOR_AN_INSTRUCTION: u64 = 8;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    linker
        .instance("wasi:filesystem/preopens@0.2.9")?
        .func_wrap("get-directories", |_: Context<'_>, (): ()| {
            let root = Resource::<Descriptor>::new_own(table::ROOT_DESCRIPTOR);
            Ok((vec![(root, "/".to_owned())],))
        })?;
    let mut types = linker.instance("wasi:filesystem/types@0.2.9")?;
    types.resource("descriptor", ResourceType::host::<Descriptor>(), close)?;
    types.func_wrap(
        "filesystem-error-code",
        |_: Context<'_>, (error,): (Resource<IoError>,)| {
            Ok((FileError::numbered(error.rep()).map(ErrorCode::from),))
        },
    )?;
    descriptors::add_to_linker(&mut types)?;
    paths::add_to_linker(&mut types)?;
    folders::add_to_linker(&mut types)
}

/// Defines a function that may be refused, and charges for its work.
fn define<P, R>(
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
fn tree<'a>(store: &'a mut Context<'_>) -> &'a mut Tree {
    let now = clocks::now(store);
    let state = store.data_mut();
    state.files.tree(&state.limits, now)
}

/// Takes the instructions that the tree's work stands for.
fn charge(store: &mut Context<'_>) -> Result<()> {
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
fn text(store: &Context<'_>, path: &WasmStr) -> Result<String, FileError> {
    let path = path.to_str(store).map_err(|_| FileError::IllegalBytes)?;
    if path.len() > Tree::LONGEST_PATH {
        return Err(FileError::NameTooLong);
    }
    Ok(path.into_owned())
}
