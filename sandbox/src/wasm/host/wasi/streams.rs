//! Streams. Of the standard ones, input is closed but for a program, and output is counted and its beginning kept, a
//! program's whole; the others are files.

use super::denied::{InputStream, IoError, OutputStream, Pollable, TerminalInput, TerminalOutput};
use super::filesystem;
use crate::files::FileError;
use crate::wasm::host::context::Context;
use crate::wasm::instance::{Part, State};
use wasmtime::Result;
use wasmtime::component::{
    ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, ResourceType,
};

/// What a standard stream takes in one write at least.
const LONG_WRITE: u64 = 64 << 10;

const STDIN: u32 = 0;
const STDOUT: u32 = 1;
const STDERR: u32 = 2;

#[derive(ComponentType, Lift, Lower)]
#[component(variant)]
enum StreamError {
    #[component(name = "last-operation-failed")]
    LastOperationFailed(Resource<IoError>),
    #[component(name = "closed")]
    Closed,
}

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    linker
        .instance("wasi:cli/stdin@0.2.9")?
        .func_wrap("get-stdin", |_: Context<'_>, (): ()| {
            Ok((Resource::<InputStream>::new_own(STDIN),))
        })?;
    linker
        .instance("wasi:cli/stdout@0.2.9")?
        .func_wrap("get-stdout", |_: Context<'_>, (): ()| {
            Ok((Resource::<OutputStream>::new_own(STDOUT),))
        })?;
    linker
        .instance("wasi:cli/stderr@0.2.9")?
        .func_wrap("get-stderr", |_: Context<'_>, (): ()| {
            Ok((Resource::<OutputStream>::new_own(STDERR),))
        })?;
    linker
        .instance("wasi:cli/terminal-stdin@0.2.9")?
        .func_wrap("get-terminal-stdin", |_: Context<'_>, (): ()| {
            Ok((None::<Resource<TerminalInput>>,))
        })?;
    for name in ["stdout", "stderr"] {
        linker
            .instance(&format!("wasi:cli/terminal-{name}@0.2.9"))?
            .func_wrap(&format!("get-terminal-{name}"), |_: Context<'_>, (): ()| {
                Ok((None::<Resource<TerminalOutput>>,))
            })?;
    }
    let mut streams = linker.instance("wasi:io/streams@0.2.9")?;
    for (name, of_type) in [
        ("input-stream", ResourceType::host::<InputStream>()),
        ("output-stream", ResourceType::host::<OutputStream>()),
    ] {
        streams.resource(name, of_type, filesystem::close)?;
    }
    input(&mut streams)?;
    output(&mut streams)
}

impl StreamError {
    fn file(error: FileError) -> Self {
        Self::LastOperationFailed(Resource::new_own(error as u32))
    }
}

/// Standard input is what a program reads, and closed elsewhere.
fn input(streams: &mut LinkerInstance<'_, State>) -> Result<()> {
    for name in ["read", "blocking-read"] {
        streams.func_wrap(
            &format!("[method]input-stream.{name}"),
            |mut store: Context<'_>, (stream, length): (Resource<InputStream>, u64)| {
                if stream.rep() == STDIN {
                    let read = match &mut store.data_mut().part {
                        Part::Program(terminal) => terminal.read(length),
                        Part::Silent | Part::Shared | Part::Judge(_) => None,
                    };
                    return Ok((read.ok_or(StreamError::Closed),));
                }
                let bytes = filesystem::read(&mut store, stream.rep(), length)?;
                let bytes = bytes.map_err(StreamError::file);
                let ended = bytes.as_ref().is_ok_and(Vec::is_empty) && length > 0;
                Ok((if ended {
                    Err(StreamError::Closed)
                } else {
                    bytes
                },))
            },
        )?;
    }
    streams.func_wrap(
        "[method]input-stream.subscribe",
        |_: Context<'_>, (_,): (Resource<InputStream>,)| Ok((Resource::<Pollable>::new_own(0),)),
    )
}

/// Standard output and standard error are counted, and their beginning is kept.
fn output(streams: &mut LinkerInstance<'_, State>) -> Result<()> {
    type Written = Result<(), StreamError>;
    streams.func_wrap(
        "[method]output-stream.check-write",
        |mut store: Context<'_>, (stream,): (Resource<OutputStream>,)| {
            // A write is whole where it can be.
            let most = match stream.rep() {
                STDOUT | STDERR => LONG_WRITE.max(store.data().limits.output as u64 + 1),
                file => filesystem::room(&mut store, file),
            };
            Ok((Ok::<u64, StreamError>(most),))
        },
    )?;
    for name in ["write", "blocking-write-and-flush"] {
        streams.func_wrap(
            &format!("[method]output-stream.{name}"),
            |mut store: Context<'_>, (stream, bytes): (Resource<OutputStream>, Vec<u8>)| {
                match stream.rep() {
                    STDOUT => store.data_mut().print(&bytes)?,
                    STDERR => store.data_mut().complain(&bytes)?,
                    file => {
                        let written = filesystem::write(&mut store, file, &bytes)?;
                        return Ok((written.map_err(StreamError::file),));
                    }
                }
                Ok((Written::Ok(()),))
            },
        )?;
    }
    for name in ["flush", "blocking-flush"] {
        streams.func_wrap(
            &format!("[method]output-stream.{name}"),
            |_: Context<'_>, (_,): (Resource<OutputStream>,)| Ok((Written::Ok(()),)),
        )?;
    }
    streams.func_wrap(
        "[method]output-stream.subscribe",
        |_: Context<'_>, (_,): (Resource<OutputStream>,)| Ok((Resource::<Pollable>::new_own(0),)),
    )
}
