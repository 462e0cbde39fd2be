//! The process: no environment, one argument, and an exit that ends the instance.

use crate::wasm::host::context::Context;
use crate::wasm::instance::{Part, State, Stop};
use wasmtime::Result;
use wasmtime::component::Linker;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    let mut environment = linker.instance("wasi:cli/environment@0.2.9")?;
    environment.func_wrap("get-environment", |_: Context<'_>, (): ()| {
        Ok((Vec::<(String, String)>::new(),))
    })?;
    environment.func_wrap("get-arguments", |_: Context<'_>, (): ()| {
        Ok((vec!["candidate".to_owned()],))
    })?;
    environment.func_wrap("initial-cwd", |_: Context<'_>, (): ()| {
        Ok((None::<String>,))
    })?;
    linker.instance("wasi:cli/exit@0.2.9")?.func_wrap(
        "exit",
        |mut store: Context<'_>, (status,): (Result<(), ()>,)| {
            if let Part::Program(terminal) = &mut store.data_mut().part {
                terminal.ended = status.is_ok();
            }
            store.data_mut().stop::<()>(Stop::Exit)
        },
    )
}
