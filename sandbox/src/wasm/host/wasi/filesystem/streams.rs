//! Streams over files: they read and write where their descriptor is.

use super::access::{charge, tree};
use crate::files::FileError;
use crate::wasm::host::context::Context;
use crate::wasm::instance::{OpenFile, Role};
use wasmtime::Result;

/// Closes a stream, a descriptor or a listing.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the linker takes a function that may fail"
)]
pub(in super::super) fn close(mut store: Context<'_>, number: u32) -> Result<()> {
    store.data_mut().files.close(number);
    Ok(())
}

/// The next bytes of a file; none at its end, where more may come later.
pub(in super::super) fn read(
    store: &mut Context<'_>,
    stream: u32,
    length: u64,
) -> Result<Result<Vec<u8>, FileError>> {
    let bytes = read_on(store, stream, length);
    charge(store)?;
    Ok(bytes)
}

fn read_on(store: &mut Context<'_>, stream: u32, length: u64) -> Result<Vec<u8>, FileError> {
    let files = &mut store.data_mut().files;
    let (node, of) = match files.get(stream)? {
        OpenFile {
            node,
            role: Role::Reader(of),
        } => (*node, *of),
        _ => return Err(FileError::BadDescriptor),
    };
    let position = files.descriptor(of)?.position;
    let bytes = tree(store).read(node, position, length)?;
    advance(store, of, bytes.len())?;
    Ok(bytes)
}

/// Moves a descriptor on.
fn advance(store: &mut Context<'_>, descriptor: u32, length: usize) -> Result<(), FileError> {
    let position = &mut store.data_mut().files.descriptor(descriptor)?.position;
    *position = position.saturating_add(length as u64);
    Ok(())
}

/// The bytes that a stream takes at once. On a full disk it takes some too, and its error is the answer.
pub(in super::super) fn room(store: &mut Context<'_>, stream: u32) -> u64 {
    let room =
        writer(store, stream).and_then(|(node, _, position)| tree(store).room_at(node, position));
    room.unwrap_or(0).max(1)
}

/// Writes bytes where the stream is, all of them or as many as there is room for, which is an error.
pub(in super::super) fn write(
    store: &mut Context<'_>,
    stream: u32,
    bytes: &[u8],
) -> Result<Result<(), FileError>> {
    let written = write_on(store, stream, bytes);
    charge(store)?;
    Ok(written)
}

fn write_on(store: &mut Context<'_>, stream: u32, bytes: &[u8]) -> Result<(), FileError> {
    let (node, of, position) = writer(store, stream)?;
    let written = tree(store).write(node, position, bytes)?;
    advance(store, of, written)?;
    if written < bytes.len() {
        return Err(FileError::NoSpace);
    }
    Ok(())
}

/// What a stream writes to: the node, the descriptor, and where that is.
fn writer(store: &mut Context<'_>, stream: u32) -> Result<(u64, u32, u64), FileError> {
    let files = &mut store.data_mut().files;
    match *files.get(stream)? {
        OpenFile {
            node,
            role: Role::Writer(of),
        } => Ok((node, of, files.descriptor(of)?.position)),
        _ => Err(FileError::BadDescriptor),
    }
}
