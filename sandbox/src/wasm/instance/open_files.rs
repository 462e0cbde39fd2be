//! What an instance has open, by the numbers that stand for it in the guest's handles.

use crate::Limits;
use crate::files::{Capacity, FileError, ROOT, Tree};
use std::time::Duration;

/// The number of the folder that every path begins at. It is always open.
pub(crate) const ROOT_DESCRIPTOR: u32 = 15;

/// The first number of what is opened; those below are the standard streams' and the root's.
const FIRST: u32 = 16;

/// What may be open at the same time: descriptors, streams and listings.
const MOST_OPEN: usize = 1024;

/// The files of an instance: nothing before the first is asked for.
#[derive(Default)]
pub(crate) struct Files {
    tree: Option<Box<Tree>>,
    open: Vec<Option<OpenFile>>,
}

/// Something open, and the number of its node.
pub(crate) struct OpenFile {
    pub(crate) node: u64,
    pub(crate) role: Role,
}

pub(crate) enum Role {
    Descriptor(Descriptor),
    /// Reads where the descriptor with this number is.
    Reader(u32),
    /// Writes where the descriptor with this number is.
    Writer(u32),
    Listing {
        last: Option<String>,
    },
}

/// A descriptor. Its streams share its position: `CPython`'s C library keeps a stream where it was when the other one
/// has moved on.
#[derive(Clone, Copy)]
pub(crate) struct Descriptor {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) position: u64,
    /// Its hash was asked for, which is the first half of `fstat`.
    pub(crate) hashed: bool,
}

impl Files {
    /// The tree, which is made on first use.
    pub(crate) fn tree(&mut self, limits: &Limits, now: Duration) -> &mut Tree {
        let capacity = Capacity {
            bytes: limits.file_bytes,
            files: limits.files,
        };
        let tree = self
            .tree
            .get_or_insert_with(|| Box::new(Tree::new(capacity, now)));
        tree.set_clock(now);
        tree
    }

    /// The work of the tree since this was last asked.
    pub(crate) fn take_work(&mut self) -> u64 {
        self.tree.as_mut().map_or(0, |tree| tree.take_work())
    }

    /// Opens a node of the tree.
    pub(crate) fn open(&mut self, node: u64, role: Role) -> Result<u32, FileError> {
        let free = self.open.iter().position(Option::is_none);
        let place = free.unwrap_or(self.open.len());
        if place >= MOST_OPEN {
            return Err(FileError::NoMemory);
        }
        let tree = self.tree.as_mut().ok_or(FileError::BadDescriptor)?;
        tree.retain(node)?;
        let open = Some(OpenFile { node, role });
        match self.open.get_mut(place) {
            Some(slot) => *slot = open,
            None => self.open.push(open),
        }
        u32::try_from(place)
            .map(|place| place + FIRST)
            .map_err(|_| FileError::NoMemory)
    }

    /// Closes what a number stands for, if it stands for anything.
    pub(crate) fn close(&mut self, number: u32) {
        let slot = self.slot(number).and_then(Option::take);
        if let (Some(open), Some(tree)) = (slot, &mut self.tree) {
            tree.release(open.node);
        }
    }

    /// What a number stands for.
    pub(crate) fn get(&mut self, number: u32) -> Result<&mut OpenFile, FileError> {
        self.slot(number)
            .and_then(Option::as_mut)
            .ok_or(FileError::BadDescriptor)
    }

    /// A descriptor.
    pub(crate) fn descriptor(&mut self, number: u32) -> Result<&mut Descriptor, FileError> {
        match self.get(number)? {
            OpenFile {
                role: Role::Descriptor(descriptor),
                ..
            } => Ok(descriptor),
            _ => Err(FileError::BadDescriptor),
        }
    }

    /// The node of a descriptor, and whether it may be read and written.
    pub(crate) fn node(&mut self, number: u32) -> Result<(u64, bool, bool), FileError> {
        if number == ROOT_DESCRIPTOR {
            return Ok((ROOT, true, false));
        }
        let &mut Descriptor { read, write, .. } = self.descriptor(number)?;
        Ok((self.get(number)?.node, read, write))
    }

    fn slot(&mut self, number: u32) -> Option<&mut Option<OpenFile>> {
        let place = number.checked_sub(FIRST)?;
        self.open.get_mut(place as usize)
    }
}
