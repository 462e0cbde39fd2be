//! The network: every socket and every name is refused, as a system without permission does.

use super::denied::{Network, ResolveAddressStream, TcpSocket, UdpSocket};
use crate::wasm::host::context::Context;
use crate::wasm::instance::State;
use wasmtime::Result;
use wasmtime::component::{ComponentType, Lift, Linker, Lower, Resource};

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    linker
        .instance("wasi:sockets/instance-network@0.2.9")?
        .func_wrap("instance-network", |_: Context<'_>, (): ()| {
            Ok((Resource::<Network>::new_own(0),))
        })?;
    linker
        .instance("wasi:sockets/tcp-create-socket@0.2.9")?
        .func_wrap(
            "create-tcp-socket",
            |_: Context<'_>, (_,): (AddressFamily,)| {
                Ok((Err::<Resource<TcpSocket>, _>(NetworkError::AccessDenied),))
            },
        )?;
    linker
        .instance("wasi:sockets/udp-create-socket@0.2.9")?
        .func_wrap(
            "create-udp-socket",
            |_: Context<'_>, (_,): (AddressFamily,)| {
                Ok((Err::<Resource<UdpSocket>, _>(NetworkError::AccessDenied),))
            },
        )?;
    let mut lookup = linker.instance("wasi:sockets/ip-name-lookup@0.2.9")?;
    lookup.func_wrap(
        "resolve-addresses",
        |_: Context<'_>, (_, _): (Resource<Network>, String)| {
            Ok((Err::<Resource<ResolveAddressStream>, _>(
                NetworkError::AccessDenied,
            ),))
        },
    )
}

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(
    dead_code,
    reason = "the component model checks a type by all its cases"
)]
enum AddressFamily {
    #[component(name = "ipv4")]
    Ipv4,
    #[component(name = "ipv6")]
    Ipv6,
}

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(
    dead_code,
    reason = "the component model checks a type by all its cases"
)]
enum NetworkError {
    #[component(name = "unknown")]
    Unknown,
    #[component(name = "access-denied")]
    AccessDenied,
    #[component(name = "not-supported")]
    NotSupported,
    #[component(name = "invalid-argument")]
    InvalidArgument,
    #[component(name = "out-of-memory")]
    OutOfMemory,
    #[component(name = "timeout")]
    Timeout,
    #[component(name = "concurrency-conflict")]
    ConcurrencyConflict,
    #[component(name = "not-in-progress")]
    NotInProgress,
    #[component(name = "would-block")]
    WouldBlock,
    #[component(name = "invalid-state")]
    InvalidState,
    #[component(name = "new-socket-limit")]
    NewSocketLimit,
    #[component(name = "address-not-bindable")]
    AddressNotBindable,
    #[component(name = "address-in-use")]
    AddressInUse,
    #[component(name = "remote-unreachable")]
    RemoteUnreachable,
    #[component(name = "connection-refused")]
    ConnectionRefused,
    #[component(name = "connection-reset")]
    ConnectionReset,
    #[component(name = "connection-aborted")]
    ConnectionAborted,
    #[component(name = "datagram-too-large")]
    DatagramTooLarge,
    #[component(name = "name-unresolvable")]
    NameUnresolvable,
    #[component(name = "temporary-resolver-failure")]
    TemporaryResolverFailure,
    #[component(name = "permanent-resolver-failure")]
    PermanentResolverFailure,
}
