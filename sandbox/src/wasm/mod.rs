//! The WebAssembly backend: `CPython` hosted by wasmtime, one fresh instance per candidate.

mod engine;
mod guest;
mod machine_code;
mod random;
mod sandbox;
mod state;
mod ticker;
mod wasi;

pub use sandbox::{Options, Sandbox};
