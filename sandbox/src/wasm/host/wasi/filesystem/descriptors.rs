//! What is done with an open file: its bytes, its size, its times.

use super::super::clocks;
use super::super::denied::{Descriptor, InputStream, OutputStream};
use super::access::{define, tree};
use super::types::{
    Advice, DescriptorFlags, DescriptorStat, DescriptorType, MetadataHash, NewTimestamp,
};
use crate::files::{FileError, Kind};
use crate::wasm::host::context::Context;
use crate::wasm::instance::{Role, State};
use wasmtime::Result;
use wasmtime::component::{LinkerInstance, Resource};

type This = Resource<Descriptor>;

pub(super) fn add_to_linker(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    bytes(types)?;
    streams(types)?;
    facts(types)?;
    for name in ["sync", "sync-data"] {
        define(
            types,
            &format!("[method]descriptor.{name}"),
            |store, (this,): (This,)| node(store, &this).map(|_| ()),
        )?;
    }
    define(
        types,
        "[method]descriptor.advise",
        |store, (this, _, _, _): (This, u64, u64, Advice)| node(store, &this).map(|_| ()),
    )
}

/// The node of a descriptor.
pub(super) fn node(store: &mut Context<'_>, this: &This) -> Result<u64, FileError> {
    Ok(store.data_mut().files.node(this.rep())?.0)
}

/// The node of a descriptor that may be read.
fn readable(store: &mut Context<'_>, this: &This) -> Result<u64, FileError> {
    match store.data_mut().files.node(this.rep())? {
        (node, true, _) => Ok(node),
        _ => Err(FileError::BadDescriptor),
    }
}

/// The node of a descriptor that may be written.
fn writable(store: &mut Context<'_>, this: &This) -> Result<u64, FileError> {
    match store.data_mut().files.node(this.rep())? {
        (node, _, true) => Ok(node),
        _ => Err(FileError::BadDescriptor),
    }
}

fn bytes(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.read",
        |store, (this, length, offset): (This, u64, u64)| {
            let node = readable(store, &this)?;
            let bytes = tree(store).read(node, offset, length)?;
            let ended = bytes.is_empty() && length > 0;
            Ok((bytes, ended))
        },
    )?;
    define(
        types,
        "[method]descriptor.write",
        |store, (this, bytes, offset): (This, Vec<u8>, u64)| {
            let node = writable(store, &this)?;
            Ok(tree(store).write(node, offset, &bytes)? as u64)
        },
    )?;
    define(
        types,
        "[method]descriptor.set-size",
        |store, (this, size): (This, u64)| {
            let node = writable(store, &this).map_err(|_| FileError::Invalid)?;
            tree(store).set_size(node, size)
        },
    )
}

fn streams(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.read-via-stream",
        |store, (this, offset): (This, u64)| {
            let node = readable(store, &this)?;
            if tree(store).status(node)?.kind == Kind::Folder {
                return Err(FileError::IsFolder);
            }
            let files = &mut store.data_mut().files;
            files.descriptor(this.rep())?.position = offset;
            let stream = files.open(node, Role::Reader(this.rep()))?;
            Ok(Resource::<InputStream>::new_own(stream))
        },
    )?;
    define(
        types,
        "[method]descriptor.write-via-stream",
        |store, (this, offset): (This, u64)| {
            let node = writable(store, &this)?;
            open_writer(store, &this, node, offset)
        },
    )?;
    // Before each write that appends the C library moves to the end, of which `stat` hears.
    define(
        types,
        "[method]descriptor.append-via-stream",
        |store, (this,): (This,)| {
            let node = writable(store, &this)?;
            let end = tree(store).status(node)?.size;
            open_writer(store, &this, node, end)
        },
    )
}

fn open_writer(
    store: &mut Context<'_>,
    this: &This,
    node: u64,
    offset: u64,
) -> Result<Resource<OutputStream>, FileError> {
    let files = &mut store.data_mut().files;
    files.descriptor(this.rep())?.position = offset;
    let stream = files.open(node, Role::Writer(this.rep()))?;
    Ok(Resource::new_own(stream))
}

fn facts(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.get-flags",
        |store, (this,): (This,)| {
            let (node, read, write) = store.data_mut().files.node(this.rep())?;
            let mut flags = DescriptorFlags::default();
            if read {
                flags |= DescriptorFlags::READ;
            }
            if write {
                flags |= DescriptorFlags::WRITE;
            }
            if tree(store).status(node)?.kind == Kind::Folder {
                flags |= DescriptorFlags::MUTATE_DIRECTORY;
            }
            Ok(flags)
        },
    )?;
    define(
        types,
        "[method]descriptor.get-type",
        |store, (this,): (This,)| {
            let node = node(store, &this)?;
            Ok(DescriptorType::from(tree(store).status(node)?.kind))
        },
    )?;
    status(types)?;
    types.func_wrap(
        "[method]descriptor.is-same-object",
        |mut store: Context<'_>, (this, other): (This, This)| {
            let same = match (node(&mut store, &this), node(&mut store, &other)) {
                (Ok(node), Ok(other)) => node == other,
                _ => false,
            };
            Ok((same,))
        },
    )?;
    define(
        types,
        "[method]descriptor.set-times",
        |store, (this, accessed, modified): (This, NewTimestamp, NewTimestamp)| {
            let node = node(store, &this)?;
            let now = clocks::now(store);
            tree(store).set_times(node, accessed.time(now), modified.time(now))
        },
    )
}

/// `stat` and `metadata-hash`. The C library asks for both, the hash first, where the guest calls `fstat`; for the size
/// alone where it moves to the end, which a stream that is open does not hear of.
fn status(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.metadata-hash",
        |store, (this,): (This,)| {
            let node = node(store, &this)?;
            if let Ok(descriptor) = store.data_mut().files.descriptor(this.rep()) {
                descriptor.hashed = true;
            }
            Ok(MetadataHash::from(tree(store).status(node)?))
        },
    )?;
    define(
        types,
        "[method]descriptor.stat",
        |store, (this,): (This,)| {
            let node = node(store, &this)?;
            let status = tree(store).status(node)?;
            if let Ok(descriptor) = store.data_mut().files.descriptor(this.rep())
                && !std::mem::take(&mut descriptor.hashed)
            {
                descriptor.position = status.size;
            }
            Ok(DescriptorStat::from(status))
        },
    )
}
