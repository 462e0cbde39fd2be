//! The WebAssembly backend: `CPython` hosted by wasmtime, a fresh instance for each candidate.

mod compiler;
mod engine;
mod host;
mod instance;
mod judging;
mod programs;
mod sandbox;
mod scripts;

pub use engine::Options;
pub(crate) use engine::{Engine, machine_code};
pub use sandbox::Sandbox;
