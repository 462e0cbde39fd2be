//! Stack for guests: `CPython` checks its own depth, far below what it gets here.

use super::configuration::WASM_STACK;

/// The stack of one instance, with room for the host's part of it.
const STACK: usize = WASM_STACK + (2 << 20);

/// The stack of two: a judge, and a candidate that it calls.
pub(crate) const STACKS: usize = 2 * STACK;

/// Calls into a guest with room for its stack, on a new stack where this thread has too little.
pub(crate) fn with_stack<T>(call: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK, STACK, call)
}

/// The same, with room for a second guest that the first calls.
pub(crate) fn with_stacks<T>(call: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACKS, STACKS, call)
}
