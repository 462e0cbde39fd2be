//! Entropy from a seed, the same in every instance.

use crate::wasm::host::context::Context;
use crate::wasm::instance::State;
use wasmtime::Result;
use wasmtime::component::Linker;

/// The most that one request for random bytes gets.
const LONGEST_RANDOM: u64 = 1 << 20;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    for (interface, bytes, number) in [
        ("random", "get-random-bytes", "get-random-u64"),
        (
            "insecure",
            "get-insecure-random-bytes",
            "get-insecure-random-u64",
        ),
    ] {
        let mut random = linker.instance(&format!("wasi:random/{interface}@0.2.9"))?;
        random.func_wrap(bytes, |mut store: Context<'_>, (length,): (u64,)| {
            let length = usize::try_from(length.min(LONGEST_RANDOM)).unwrap_or(0);
            Ok((store.data_mut().random.bytes(length),))
        })?;
        random.func_wrap(number, |mut store: Context<'_>, (): ()| {
            Ok((store.data_mut().random.next(),))
        })?;
    }
    linker
        .instance("wasi:random/insecure-seed@0.2.9")?
        .func_wrap("insecure-seed", |mut store: Context<'_>, (): ()| {
            let random = &mut store.data_mut().random;
            Ok(((random.next(), random.next()),))
        })
}
