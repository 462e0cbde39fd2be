//! The WebAssembly backend: `CPython` hosted by wasmtime, a fresh instance for each candidate.

mod answer;
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

pub(crate) use answer::Assertion;
pub(crate) use engine::Engine;
pub use sandbox::{Options, Sandbox};
pub(crate) use wire::check;
