//! The WebAssembly backend: `CPython` hosted by wasmtime, one fresh instance per candidate.

mod engine;
mod guest;
pub(crate) mod machine_code;
mod random;
mod sandbox;
mod state;
mod ticker;
mod wasi;

pub(crate) use engine::Engine;
pub use sandbox::{Options, Sandbox};
