//! What is in a folder, one entry at a time, in the order of the names: a listing keeps only the name that it gave
//! last, so a folder may change under it.

use super::super::denied::{Descriptor, DirectoryEntryStream};
use super::access::{define, tree};
use super::descriptors::node;
use super::streams::close;
use super::types::DirectoryEntry;
use crate::files::{FileError, Kind};
use crate::wasm::instance::{OpenFile, Role, State};
use wasmtime::Result;
use wasmtime::component::{LinkerInstance, Resource, ResourceType};

pub(super) fn add_to_linker(types: &mut LinkerInstance<'_, State>) -> Result<()> {
    types.resource(
        "directory-entry-stream",
        ResourceType::host::<DirectoryEntryStream>(),
        close,
    )?;
    define(
        types,
        "[method]descriptor.read-directory",
        |store, (this,): (Resource<Descriptor>,)| {
            let node = node(store, &this)?;
            if tree(store).status(node)?.kind != Kind::Folder {
                return Err(FileError::NotFolder);
            }
            let listing = store
                .data_mut()
                .files
                .open(node, Role::Listing { last: None })?;
            Ok(Resource::<DirectoryEntryStream>::new_own(listing))
        },
    )?;
    define(
        types,
        "[method]directory-entry-stream.read-directory-entry",
        |store, (listing,): (Resource<DirectoryEntryStream>,)| {
            let (node, last) = match store.data_mut().files.get(listing.rep())? {
                OpenFile {
                    node,
                    role: Role::Listing { last },
                } => (*node, last.take()),
                _ => return Err(FileError::BadDescriptor),
            };
            let entry = tree(store).entry_after(node, last.as_deref())?;
            if let Role::Listing { last: place } =
                &mut store.data_mut().files.get(listing.rep())?.role
            {
                *place = entry.as_ref().map(|(name, _)| name.clone()).or(last);
            }
            Ok(entry.map(|(name, kind)| DirectoryEntry {
                kind: kind.into(),
                name,
            }))
        },
    )
}
