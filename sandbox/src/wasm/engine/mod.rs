//! wasmtime as this sandbox needs it: its configuration, machine code, stacks, and its clock.

mod configuration;
pub(crate) mod machine_code;
mod stack;
mod ticker;

pub(crate) use configuration::Engine;
pub use configuration::Options;
pub(super) use stack::{STACKS, with_stack, with_stacks};
pub(super) use ticker::Ticker;
