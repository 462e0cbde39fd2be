//! Where a path leads: names, `.` and `..`, symbolic links, slashes at its end.

use super::node::Body;
use super::tree::{ROOT, Tree};
use super::{FileError, Kind};

/// Bytes of one name.
const LONGEST_NAME: usize = 255;

/// Symbolic links on one path.
const MOST_LINKS: usize = 40;

/// The work that a look-up counts as.
const LOOK_UP: u64 = 64;

/// Where a path ends.
pub(super) struct Found {
    /// The folder that holds the last name.
    pub(super) folder: u64,
    /// The last name; none where the path ends in `.`, `..` or is `/`.
    pub(super) name: Option<String>,
    /// What the name leads to.
    pub(super) node: Option<u64>,
    /// There is a slash at the end: what the path means is a folder.
    pub(super) slash: bool,
}

impl Tree {
    /// Bytes of a path, as on Linux one less than 4 KiB.
    pub(crate) const LONGEST_PATH: usize = 4095;

    /// Follows a path from a folder, and a link at its end where `follow` says so. The last name need not lead
    /// anywhere.
    pub(super) fn find(&mut self, from: u64, path: &str, follow: bool) -> Result<Found, FileError> {
        check_path(path)?;
        let mut folder = if path.starts_with('/') { ROOT } else { from };
        let mut slash = path.ends_with('/');
        let mut names = Names::of(path);
        let mut links = 0;
        self.folder(folder)?;
        while let Some(name) = names.next() {
            self.work += LOOK_UP;
            let last = names.is_empty();
            match name.as_str() {
                "." => continue,
                ".." => {
                    folder = self.folder(folder)?.parent.max(ROOT);
                    self.folder(folder).map_err(|_| FileError::NoEntry)?;
                    continue;
                }
                _ if name.len() > LONGEST_NAME => return Err(FileError::NameTooLong),
                _ => {}
            }
            let Some(&node) = self.folder(folder)?.entries.get(&name) else {
                return if last {
                    Ok(Found::new(folder, Some(name), None, slash))
                } else {
                    Err(FileError::NoEntry)
                };
            };
            match &self.node(node)?.body {
                Body::Link(target) if !last || follow || slash => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(FileError::Loop);
                    }
                    slash |= last && target.ends_with('/');
                    if target.starts_with('/') {
                        folder = ROOT;
                    }
                    names.begin_with(target);
                }
                _ if last => return Ok(Found::new(folder, Some(name), Some(node), slash)),
                Body::Folder(_) => folder = node,
                _ => return Err(FileError::NotFolder),
            }
        }
        Ok(Found::new(folder, None, Some(folder), slash))
    }

    /// What a path leads to.
    pub(crate) fn look_up(
        &mut self,
        from: u64,
        path: &str,
        follow: bool,
    ) -> Result<u64, FileError> {
        let found = self.find(from, path, follow)?;
        self.existing(&found)
    }

    /// What was found, which must be there, and a folder where there is a slash.
    pub(super) fn existing(&self, found: &Found) -> Result<u64, FileError> {
        let node = found.node.ok_or(FileError::NoEntry)?;
        if found.slash && self.node(node)?.kind() != Kind::Folder {
            return Err(FileError::NotFolder);
        }
        Ok(node)
    }

    /// Says whether a folder is another or lies in it.
    pub(super) fn is_inside(&mut self, mut folder: u64, other: u64) -> Result<bool, FileError> {
        while folder != other && folder != ROOT {
            self.work += LOOK_UP;
            folder = self.folder(folder)?.parent;
        }
        Ok(folder == other)
    }
}

impl Found {
    fn new(folder: u64, name: Option<String>, node: Option<u64>, slash: bool) -> Self {
        Self {
            folder,
            name,
            node,
            slash,
        }
    }
}

/// Refuses what is no path.
pub(super) fn check_path(path: &str) -> Result<(), FileError> {
    match path {
        "" => Err(FileError::NoEntry),
        _ if path.len() > Tree::LONGEST_PATH => Err(FileError::NameTooLong),
        _ if path.contains('\0') => Err(FileError::Invalid),
        _ => Ok(()),
    }
}

/// The names of a path that are still to be followed, the next one last.
struct Names(Vec<String>);

impl Names {
    fn of(path: &str) -> Self {
        let mut names = Self(Vec::new());
        names.begin_with(path);
        names
    }

    /// Puts the names of a path before the others.
    fn begin_with(&mut self, path: &str) {
        let names = path.rsplit('/').filter(|name| !name.is_empty());
        self.0.extend(names.map(str::to_owned));
    }

    fn next(&mut self) -> Option<String> {
        self.0.pop()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
