//! The WebAssembly backend: `CPython` hosted by wasmtime, a fresh instance for each candidate.

mod answer;
mod apart;
mod backstop;
mod callee;
mod calls;
mod compiler;
mod engine;
mod exchanges;
mod guest;
mod judges;
pub(crate) mod machine_code;
mod meter;
mod progress;
mod random;
mod sandbox;
mod stack;
mod state;
mod terminal;
mod ticker;
mod together;
mod wasi;
mod wire;

pub(crate) use answer::{Assertion, Relation};
pub(crate) use engine::Engine;
pub use exchanges::Execution;
pub use sandbox::{Options, Sandbox};
pub(crate) use wire::check;
