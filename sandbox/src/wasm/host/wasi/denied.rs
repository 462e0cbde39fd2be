//! What is not answered: every import is defined as a trap, under the resource types that the
//! answers share.

use crate::wasm::instance::State;
use wasmtime::Result;
use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Component, Linker, ResourceType};

/// Markers for the resources; their handles carry no state beside their number.
pub(crate) struct InputStream;
pub(crate) struct OutputStream;
pub(crate) struct Pollable;
pub(crate) struct IoError;
pub(crate) struct Descriptor;
pub(crate) struct DirectoryEntryStream;
pub(crate) struct TerminalInput;
pub(crate) struct TerminalOutput;
pub(crate) struct Network;
pub(crate) struct TcpSocket;
pub(crate) struct UdpSocket;
pub(crate) struct ResolveAddressStream;
struct Other;

/// Defines every import from WASI as a trap.
pub(super) fn add_to_linker(linker: &mut Linker<State>, component: &Component) -> Result<()> {
    let engine = linker.engine().clone();
    for (name, import) in component.component_type().imports(&engine) {
        if let ComponentItem::ComponentInstance(instance) = import.ty
            && name.starts_with("wasi:")
        {
            deny(linker, name, &instance)?;
        }
    }
    Ok(())
}

fn deny(linker: &mut Linker<State>, interface: &str, instance: &ComponentInstance) -> Result<()> {
    let engine = linker.engine().clone();
    let mut definitions = linker.instance(interface)?;
    for (name, export) in instance.exports(&engine) {
        match export.ty {
            ComponentItem::Resource(_) => {
                definitions.resource(name, resource_type(name), |_, _| Ok(()))?;
            }
            ComponentItem::ComponentFunc(_) => {
                let denied = format!("`{interface}` `{name}` is not available in the sandbox");
                definitions.func_new(name, move |_, _, _, _| {
                    Err(wasmtime::format_err!("{denied}"))
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn resource_type(name: &str) -> ResourceType {
    match name {
        "input-stream" => ResourceType::host::<InputStream>(),
        "output-stream" => ResourceType::host::<OutputStream>(),
        "pollable" => ResourceType::host::<Pollable>(),
        "error" => ResourceType::host::<IoError>(),
        "descriptor" => ResourceType::host::<Descriptor>(),
        "directory-entry-stream" => ResourceType::host::<DirectoryEntryStream>(),
        "terminal-input" => ResourceType::host::<TerminalInput>(),
        "terminal-output" => ResourceType::host::<TerminalOutput>(),
        "network" => ResourceType::host::<Network>(),
        "tcp-socket" => ResourceType::host::<TcpSocket>(),
        "udp-socket" => ResourceType::host::<UdpSocket>(),
        "resolve-address-stream" => ResourceType::host::<ResolveAddressStream>(),
        _ => ResourceType::host::<Other>(),
    }
}
