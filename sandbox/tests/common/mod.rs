//! What tests of the sandbox share.
#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a broken test panics; each test file has its own copy"
)]

use etcetera::BaseStrategy;
use mutagree_sandbox::{ComponentStore, Options, Sandbox};
use std::path::PathBuf;
use std::sync::OnceLock;

/// One sandbox for all tests of a file, on the component that the command uses too.
pub fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| open(32))
}

/// A sandbox for so many jobs at a time.
pub fn open(jobs: usize) -> Sandbox {
    let cache = std::env::var_os("MUTAGREE_CACHE_DIR").map_or_else(
        || {
            etcetera::choose_base_strategy()
                .unwrap()
                .cache_dir()
                .join("mutagree")
        },
        PathBuf::from,
    );
    let component = ComponentStore::new(cache, "python3".to_owned())
        .component(&|_| {})
        .unwrap();
    let options = Options {
        jobs,
        ..Options::default()
    };
    Sandbox::open(&component, &options, &|_| {}).unwrap()
}
