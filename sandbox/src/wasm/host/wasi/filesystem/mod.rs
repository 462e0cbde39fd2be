//! Files of an instance of its own, in memory: `wasi:filesystem` over a tree. What the host does for a call costs
//! the guest instructions, so that no work is free.

mod access;
mod descriptors;
mod folders;
mod paths;
mod streams;
mod types;

pub(super) use streams::{close, read, room, write};

use super::denied::{Descriptor, IoError};
use crate::files::FileError;
use crate::wasm::host::context::Context;
use crate::wasm::instance::{ROOT_DESCRIPTOR, State};
use types::ErrorCode;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource, ResourceType};

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    linker
        .instance("wasi:filesystem/preopens@0.2.9")?
        .func_wrap("get-directories", |_: Context<'_>, (): ()| {
            let root = Resource::<Descriptor>::new_own(ROOT_DESCRIPTOR);
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
