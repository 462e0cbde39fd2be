//! What a tree holds: a file, a folder or a link, and what `stat` says of it.

use std::collections::BTreeMap;
use std::time::Duration;

/// What `stat` says the size of a folder is.
const FOLDER_SIZE: u64 = 4096;

pub(super) struct Node {
    pub(super) body: Body,
    /// Names that lead here; of a folder 2, and 1 more for each folder in it. None once it is removed.
    pub(super) links: u64,
    /// Descriptors that hold it open: it lives on without a name while there are any.
    pub(super) open: u64,
    pub(super) accessed: Duration,
    pub(super) modified: Duration,
    pub(super) changed: Duration,
}

pub(super) enum Body {
    File(Vec<u8>),
    Folder(Folder),
    Link(String),
    /// `/dev/null`
    Null,
}

#[derive(Default)]
pub(super) struct Folder {
    /// Sorted, so that a listing has an order.
    pub(super) entries: BTreeMap<String, u64>,
    pub(super) parent: u64,
    /// A folder of the system: a program, which is nobody special, may not change what names it has.
    pub(super) sealed: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Link,
    Device,
}

/// What `stat` says of a node. Times count from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    pub(crate) links: u64,
    pub(crate) size: u64,
    pub(crate) accessed: Duration,
    pub(crate) modified: Duration,
    pub(crate) changed: Duration,
}

impl Node {
    pub(super) fn new(body: Body, now: Duration) -> Self {
        Self {
            body,
            links: 0,
            open: 0,
            accessed: now,
            modified: now,
            changed: now,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.body {
            Body::File(_) => Kind::File,
            Body::Folder(_) => Kind::Folder,
            Body::Link(_) => Kind::Link,
            Body::Null => Kind::Device,
        }
    }

    /// The bytes of the tree that it takes.
    pub(super) fn bytes(&self) -> usize {
        match &self.body {
            Body::File(content) => content.len(),
            Body::Link(target) => target.len(),
            Body::Folder(_) | Body::Null => 0,
        }
    }

    pub(super) fn status(&self, number: u64) -> Status {
        let size = match self.kind() {
            Kind::Folder => FOLDER_SIZE,
            _ => self.bytes() as u64,
        };
        Status {
            number,
            kind: self.kind(),
            links: self.links,
            size,
            accessed: self.accessed,
            modified: self.modified,
            changed: self.changed,
        }
    }
}
