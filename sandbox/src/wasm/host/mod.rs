//! What the component may ask of the host: the files, clocks and streams of WASI, and the words of a judge.

mod context;
mod reports;
mod wasi;

pub(super) use wasi::EPOCH;

use super::instance::Image;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Result};

/// Resolves all imports of a component, once.
pub(super) fn link(engine: &Engine, component: &Component) -> Result<Image> {
    let mut linker = Linker::new(engine);
    wasi::add_to_linker(&mut linker, component)?;
    reports::add_to_linker(&mut linker)?;
    linker.instantiate_pre(component)
}
