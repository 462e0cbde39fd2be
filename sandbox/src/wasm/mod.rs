//! The WebAssembly backend: `CPython` hosted by wasmtime, a fresh instance for each candidate.

mod callee;
mod engine;
mod guest;
pub(crate) mod machine_code;
mod random;
mod sandbox;
mod state;
mod ticker;
mod wasi;
mod wire;

pub(crate) use engine::Engine;
pub use sandbox::{Options, Sandbox};
