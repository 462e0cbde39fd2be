//! What is done with a path that begins at an open folder.

use super::super::clocks;
use super::super::denied::Descriptor;
use super::access::{define, text, tree};
use super::descriptors::node;
use super::types::{
    DescriptorFlags, DescriptorStat, MetadataHash, NewTimestamp, OpenFlags, PathFlags,
};
use crate::files::{FileError, Opening, Spot, Status};
use crate::wasm::host::context::Context;
use crate::wasm::instance::{self, Role, State};
use wasmtime::Result;
use wasmtime::component::{LinkerInstance, Resource, WasmStr};

type This = Resource<Descriptor>;

pub(super) fn add_to_linker(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    opening(types)?;
    facts(types)?;
    links(types)?;
    define(
        types,
        "[method]descriptor.create-directory-at",
        |store, (this, path): (This, WasmStr)| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            tree(store).make_folder(from, &path)
        },
    )?;
    define(
        types,
        "[method]descriptor.remove-directory-at",
        |store, (this, path): (This, WasmStr)| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            tree(store).remove_folder(from, &path)
        },
    )?;
    define(
        types,
        "[method]descriptor.unlink-file-at",
        |store, (this, path): (This, WasmStr)| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            tree(store).remove_file(from, &path)
        },
    )?;
    define(
        types,
        "[method]descriptor.rename-at",
        |store, (this, old, other, new): (This, WasmStr, This, WasmStr)| {
            let (from, old) = (node(store, &this)?, text(store, &old)?);
            let (to, new) = (node(store, &other)?, text(store, &new)?);
            tree(store).rename(spot(from, &old), spot(to, &new))
        },
    )
}

fn spot(from: u64, path: &str) -> Spot<'_> {
    Spot { from, path }
}

fn follows(flags: PathFlags) -> bool {
    flags & PathFlags::SYMLINK_FOLLOW == PathFlags::SYMLINK_FOLLOW
}

fn opening(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    type Parameters = (This, PathFlags, WasmStr, OpenFlags, DescriptorFlags);
    define(
        types,
        "[method]descriptor.open-at",
        |store, (this, path_flags, path, open_flags, flags): Parameters| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            let has = |flag: OpenFlags| open_flags & flag == flag;
            let write = flags & DescriptorFlags::WRITE == DescriptorFlags::WRITE;
            let read = flags & DescriptorFlags::READ == DescriptorFlags::READ;
            let how = Opening {
                follow: follows(path_flags),
                create: has(OpenFlags::CREATE),
                exclusive: has(OpenFlags::EXCLUSIVE),
                folder: has(OpenFlags::DIRECTORY),
                truncate: has(OpenFlags::TRUNCATE),
                write,
            };
            let node = tree(store).open(spot(from, &path), how)?;
            let role = Role::Descriptor(instance::Descriptor {
                read,
                write,
                position: 0,
                hashed: false,
            });
            let descriptor = store.data_mut().files.open(node, role)?;
            Ok(Resource::<Descriptor>::new_own(descriptor))
        },
    )
}

type Times = (This, PathFlags, WasmStr, NewTimestamp, NewTimestamp);

fn facts(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.stat-at",
        |store, (this, flags, path): (This, PathFlags, WasmStr)| {
            Ok(DescriptorStat::from(status(store, &this, flags, &path)?))
        },
    )?;
    define(
        types,
        "[method]descriptor.metadata-hash-at",
        |store, (this, flags, path): (This, PathFlags, WasmStr)| {
            Ok(MetadataHash::from(status(store, &this, flags, &path)?))
        },
    )?;
    define(
        types,
        "[method]descriptor.set-times-at",
        |store, (this, flags, path, accessed, modified): Times| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            let now = clocks::now(store);
            let tree = tree(store);
            let node = tree.look_up(from, &path, follows(flags))?;
            tree.set_times(node, accessed.time(now), modified.time(now))
        },
    )
}

fn status(
    store: &mut Context<'_>,
    this: &This,
    flags: PathFlags,
    path: &WasmStr,
) -> Result<Status, FileError> {
    let (from, path) = (node(store, this)?, text(store, path)?);
    let tree = tree(store);
    let node = tree.look_up(from, &path, follows(flags))?;
    tree.status(node)
}

fn links(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    define(
        types,
        "[method]descriptor.link-at",
        |store, (this, flags, old, other, new): (This, PathFlags, WasmStr, This, WasmStr)| {
            let (from, old) = (node(store, &this)?, text(store, &old)?);
            let (to, new) = (node(store, &other)?, text(store, &new)?);
            tree(store).link(spot(from, &old), follows(flags), spot(to, &new))
        },
    )?;
    define(
        types,
        "[method]descriptor.symlink-at",
        |store, (this, target, path): (This, WasmStr, WasmStr)| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            let target = text(store, &target)?;
            tree(store).make_link(&target, spot(from, &path))
        },
    )?;
    define(
        types,
        "[method]descriptor.readlink-at",
        |store, (this, path): (This, WasmStr)| {
            let (from, path) = (node(store, &this)?, text(store, &path)?);
            tree(store).read_link(from, &path)
        },
    )
}
