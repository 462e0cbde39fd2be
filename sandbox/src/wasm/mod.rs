//! The WebAssembly backend: `CPython` hosted by wasmtime, a fresh instance for each candidate.

mod apart;
mod backstop;
mod compiler;
mod engine;
mod exchanges;
mod guest;
mod judges;
pub(crate) mod machine_code;
mod meter;
mod random;
mod sandbox;
mod stack;
mod state;
mod terminal;
mod ticker;
mod wasi;

pub(crate) use engine::Engine;
pub use sandbox::{Options, Sandbox};
