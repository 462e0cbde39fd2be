//! Runs untrusted Python programs against tests inside WebAssembly.
