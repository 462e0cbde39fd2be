//! Streams over files: they read and write where their descriptor is.

use super::super::Context;
use super::table::{Open, Role};
use super::{charge, tree};
use crate::files::FileError;
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
        Open {
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
    let files = &mut store.data_mut().files;
    let written = match *files.get(stream)? {
        Open {
            node,
            role: Role::Writer(of),
        } => {
            let position = files.descriptor(of)?.position;
            let written = tree(store).write(node, position, bytes)?;
            advance(store, of, written)?;
            written
        }
        Open {
            node,
            role: Role::Appender,
        } => tree(store).append(node, bytes)?,
        _ => return Err(FileError::BadDescriptor),
    };
    if written < bytes.len() {
        return Err(FileError::NoSpace);
    }
    Ok(())
}
