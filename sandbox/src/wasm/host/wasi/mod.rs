//! The part of WASI 0.2 that `CPython` asks for, as a world of its own: files in memory, no network, no
//! arguments, a clock that moves only when the guest sleeps, entropy from a seed. Every other import traps.

mod clocks;
mod denied;
mod filesystem;
mod network;
mod process;
mod random;
mod streams;

pub(in crate::wasm) use clocks::EPOCH;

use crate::wasm::instance::State;
use wasmtime::Result;
use wasmtime::component::{Component, Linker};

/// Defines every WASI import of the component.
pub(super) fn add_to_linker(linker: &mut Linker<State>, component: &Component) -> Result<()> {
    denied::add_to_linker(linker, component)?;
    linker.allow_shadowing(true);
    process::add_to_linker(linker)?;
    streams::add_to_linker(linker)?;
    clocks::add_to_linker(linker)?;
    random::add_to_linker(linker)?;
    network::add_to_linker(linker)?;
    filesystem::add_to_linker(linker)?;
    linker.allow_shadowing(false);
    Ok(())
}
