//! What a function of the host is given.

use crate::wasm::instance::State;
use wasmtime::StoreContextMut;

/// The instance that calls.
pub(super) type Context<'a> = StoreContextMut<'a, State>;
