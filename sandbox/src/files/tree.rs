//! The tree itself: nodes by number, names that lead to them, and what both take of the capacity.

use super::FileError;
use super::node::{Body, Folder, Kind, Node, Status};
use std::collections::BTreeMap;
use std::time::Duration;

/// The number of `/`.
pub(crate) const ROOT: u64 = 1;

/// The folders of a new tree, and whether they are the system's. The guest was in `/world` when its snapshot was made,
/// so that is where programs begin.
const STANDARD: [(&str, bool); 5] = [
    ("dev", true),
    ("home", true),
    ("home/candidate", false),
    ("tmp", false),
    ("world", false),
];

/// What a tree may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capacity {
    /// Bytes of files and of the targets of links. A hole in a file counts as the bytes that it reads as.
    pub(crate) bytes: usize,
    /// Files, folders and links; also those that are open and have no name any more. There are no more names than
    /// that either.
    pub(crate) files: usize,
}

/// Folders, files and links.
pub(crate) struct Tree {
    nodes: BTreeMap<u64, Node>,
    /// The number of the next node; none is used twice.
    next: u64,
    names: usize,
    pub(super) used: usize,
    pub(super) capacity: Capacity,
    now: Duration,
    pub(super) work: u64,
}

impl Tree {
    /// A fresh system: `/tmp`, a working folder, a home, and `/dev/null`.
    pub(crate) fn new(capacity: Capacity, now: Duration) -> Self {
        let mut tree = Self {
            nodes: BTreeMap::new(),
            next: ROOT,
            names: 0,
            used: 0,
            capacity: Capacity {
                bytes: usize::MAX,
                files: usize::MAX,
            },
            now,
            work: 0,
        };
        let mut root = Node::new(Body::Folder(Folder::default()), now);
        root.links = 2;
        tree.nodes.insert(ROOT, root);
        tree.next += 1;
        for (path, _) in STANDARD {
            tree.make_folder(ROOT, path).ok();
        }
        if let Ok(dev) = tree.look_up(ROOT, "dev", true) {
            tree.add(dev, "null", Body::Null).ok();
        }
        for (path, _) in STANDARD.iter().filter(|(_, sealed)| *sealed) {
            if let Ok(folder) = tree.look_up(ROOT, path, true) {
                tree.seal(folder);
            }
        }
        tree.seal(ROOT);
        tree.capacity = capacity;
        tree.work = 0;
        tree
    }

    fn seal(&mut self, folder: u64) {
        if let Ok(folder) = self.folder_mut(folder) {
            folder.sealed = true;
        }
    }

    /// Tells the time that what comes next happens at.
    pub(crate) fn set_clock(&mut self, now: Duration) {
        self.now = now;
    }

    /// The work since this was last asked: bytes that were moved or cleared, and 64 for each name that was looked up.
    pub(crate) fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// What `stat` says.
    pub(crate) fn status(&self, number: u64) -> Result<Status, FileError> {
        Ok(self.node(number)?.status(number))
    }

    /// Sets the times that are given.
    pub(crate) fn set_times(
        &mut self,
        number: u64,
        accessed: Option<Duration>,
        modified: Option<Duration>,
    ) -> Result<(), FileError> {
        let now = self.now;
        let node = self.node_mut(number)?;
        node.accessed = accessed.unwrap_or(node.accessed);
        node.modified = modified.unwrap_or(node.modified);
        node.changed = now;
        Ok(())
    }

    /// Keeps a node while it is open, with or without a name.
    pub(crate) fn retain(&mut self, number: u64) -> Result<(), FileError> {
        self.node_mut(number)?.open += 1;
        Ok(())
    }

    /// Ends what `retain` began.
    pub(crate) fn release(&mut self, number: u64) {
        if let Ok(node) = self.node_mut(number) {
            node.open = node.open.saturating_sub(1);
            self.forget(number);
        }
    }

    pub(super) fn node(&self, number: u64) -> Result<&Node, FileError> {
        self.nodes.get(&number).ok_or(FileError::BadDescriptor)
    }

    pub(super) fn node_mut(&mut self, number: u64) -> Result<&mut Node, FileError> {
        self.nodes.get_mut(&number).ok_or(FileError::BadDescriptor)
    }

    pub(super) fn folder(&self, number: u64) -> Result<&Folder, FileError> {
        match &self.node(number)?.body {
            Body::Folder(folder) => Ok(folder),
            _ => Err(FileError::NotFolder),
        }
    }

    fn folder_mut(&mut self, number: u64) -> Result<&mut Folder, FileError> {
        match &mut self.node_mut(number)?.body {
            Body::Folder(folder) => Ok(folder),
            _ => Err(FileError::NotFolder),
        }
    }

    pub(super) fn is_folder(&self, number: u64) -> bool {
        self.folder(number).is_ok()
    }

    /// Refuses to change the names of a folder of the system, and of one that was removed.
    pub(super) fn check_change(&self, folder: u64) -> Result<(), FileError> {
        if self.folder(folder)?.sealed {
            return Err(FileError::Access);
        }
        if self.node(folder)?.links == 0 {
            return Err(FileError::NoEntry);
        }
        Ok(())
    }

    /// Adds a new node with a name, and gives its number.
    pub(super) fn add(
        &mut self,
        folder: u64,
        name: &str,
        mut body: Body,
    ) -> Result<u64, FileError> {
        self.check_change(folder)?;
        let (now, number) = (self.now, self.next);
        if let Body::Folder(made) = &mut body {
            made.parent = folder;
        }
        let node = Node::new(body, now);
        let used = self.used.saturating_add(node.bytes());
        if self.nodes.len() >= self.capacity.files || used > self.capacity.bytes {
            return Err(FileError::NoSpace);
        }
        self.check_names()?;
        self.used = used;
        self.next += 1;
        self.nodes.insert(number, node);
        self.bind(folder, name, number)?;
        Ok(number)
    }

    /// Says whether there may be one more name.
    pub(super) fn check_names(&self) -> Result<(), FileError> {
        if self.names >= self.capacity.files {
            return Err(FileError::NoSpace);
        }
        Ok(())
    }

    /// Gives a node a name. A folder has one parent, so its old name is taken away first.
    pub(super) fn bind(&mut self, folder: u64, name: &str, number: u64) -> Result<(), FileError> {
        let now = self.now;
        self.folder_mut(folder)?
            .entries
            .insert(name.to_owned(), number);
        self.names += 1;
        let node = self.node_mut(number)?;
        node.changed = now;
        if let Body::Folder(moved) = &mut node.body {
            moved.parent = folder;
            node.links = node.links.max(2);
            self.node_mut(folder)?.links += 1;
        } else {
            node.links += 1;
        }
        self.touch(folder)
    }

    /// Takes a name away, and gives what it led to, which stays in the tree until it is forgotten.
    pub(super) fn unbind(&mut self, folder: u64, name: &str) -> Result<u64, FileError> {
        let now = self.now;
        let removed = self.folder_mut(folder)?.entries.remove(name);
        let number = removed.ok_or(FileError::NoEntry)?;
        self.names -= 1;
        let node = self.node_mut(number)?;
        node.changed = now;
        if node.kind() == Kind::Folder {
            let parent = self.node_mut(folder)?;
            parent.links = parent.links.saturating_sub(1);
        } else {
            node.links = node.links.saturating_sub(1);
        }
        self.touch(folder)?;
        Ok(number)
    }

    /// Takes a name away, and with the last one, and no descriptor, the node.
    pub(super) fn remove(&mut self, folder: u64, name: &str) -> Result<(), FileError> {
        let number = self.unbind(folder, name)?;
        if let Body::Folder(_) = self.node(number)?.body {
            self.node_mut(number)?.links = 0;
        }
        self.forget(number);
        Ok(())
    }

    /// Says that the content of a node was changed.
    pub(super) fn touch(&mut self, number: u64) -> Result<(), FileError> {
        let now = self.now;
        let node = self.node_mut(number)?;
        node.modified = now;
        node.changed = now;
        Ok(())
    }

    /// Drops a node that nothing leads to.
    fn forget(&mut self, number: u64) {
        let dead = |node: &Node| node.links == 0 && node.open == 0;
        if self.nodes.get(&number).is_some_and(dead)
            && let Some(node) = self.nodes.remove(&number)
        {
            self.used -= node.bytes();
        }
    }

    /// What the tree holds: bytes, nodes, names.
    #[cfg(test)]
    pub(super) fn holds(&self) -> (usize, usize, usize) {
        (self.used, self.nodes.len(), self.names)
    }
}
