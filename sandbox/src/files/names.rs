//! What gives, changes and takes away names: opening, making, moving, linking, removing.

use super::node::{Body, Folder};
use super::tree::Tree;
use super::walk::{Found, check_path};
use super::{FileError, Kind};
use std::ops::Bound;

/// A path, and the folder that it begins at.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) from: u64,
    pub(crate) path: &'a str,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the independent flags of `open`"
)]
pub(crate) struct Opening {
    pub(crate) follow: bool,
    pub(crate) create: bool,
    pub(crate) exclusive: bool,
    pub(crate) folder: bool,
    pub(crate) truncate: bool,
    pub(crate) write: bool,
}

impl Tree {
    /// Opens what a path leads to, or makes it, and gives its number.
    pub(crate) fn open(&mut self, spot: Spot<'_>, how: Opening) -> Result<u64, FileError> {
        let follow = how.follow && !(how.create && how.exclusive);
        let found = self.find(spot.from, spot.path, follow)?;
        if found.node.is_none() && how.create {
            return match found.name {
                Some(_) if found.slash || how.folder => Err(FileError::IsFolder),
                Some(name) => self.add(found.folder, &name, Body::File(Vec::new())),
                None => Err(FileError::IsFolder),
            };
        }
        if found.node.is_some() && how.create && how.exclusive {
            return Err(FileError::Exists);
        }
        let number = self.existing(&found)?;
        match self.node(number)?.kind() {
            Kind::Link => return Err(FileError::Loop),
            Kind::Folder if how.write || how.create || how.truncate => {
                return Err(FileError::IsFolder);
            }
            Kind::File | Kind::Device if how.folder => return Err(FileError::NotFolder),
            Kind::File if how.truncate => self.set_size(number, 0)?,
            _ => {}
        }
        Ok(number)
    }

    /// Makes a folder.
    pub(crate) fn make_folder(&mut self, from: u64, path: &str) -> Result<(), FileError> {
        let found = self.find(from, path, false)?;
        let name = free(found)?;
        self.add(name.0, &name.1, Body::Folder(Folder::default()))?;
        Ok(())
    }

    /// Makes a symbolic link to a path, which need not lead anywhere.
    pub(crate) fn make_link(&mut self, target: &str, spot: Spot<'_>) -> Result<(), FileError> {
        check_path(target)?;
        let found = self.find(spot.from, spot.path, false)?;
        if found.node.is_none() && found.slash {
            return Err(FileError::NoEntry);
        }
        let name = free(found)?;
        self.add(name.0, &name.1, Body::Link(target.to_owned()))?;
        Ok(())
    }

    /// The path that a symbolic link holds.
    pub(crate) fn read_link(&mut self, from: u64, path: &str) -> Result<String, FileError> {
        let number = self.look_up(from, path, false)?;
        match &self.node(number)?.body {
            Body::Link(target) => Ok(target.clone()),
            _ => Err(FileError::Invalid),
        }
    }

    /// Gives a file another name.
    pub(crate) fn link(
        &mut self,
        old: Spot<'_>,
        follow: bool,
        new: Spot<'_>,
    ) -> Result<(), FileError> {
        let number = self.look_up(old.from, old.path, follow)?;
        let found = self.find(new.from, new.path, false)?;
        if found.node.is_none() && found.slash {
            return Err(FileError::NoEntry);
        }
        let (folder, name) = free(found)?;
        if self.is_folder(number) {
            return Err(FileError::NotPermitted);
        }
        self.check_change(folder)?;
        self.check_names()?;
        self.bind(folder, &name, number)
    }

    /// Removes the name of a file or a link.
    pub(crate) fn remove_file(&mut self, from: u64, path: &str) -> Result<(), FileError> {
        let found = self.find(from, path, false)?;
        let number = self.existing(&found)?;
        if self.is_folder(number) {
            return Err(FileError::IsFolder);
        }
        let name = found.name.ok_or(FileError::IsFolder)?;
        self.check_change(found.folder)?;
        self.remove(found.folder, &name)
    }

    /// Removes a folder that is empty.
    pub(crate) fn remove_folder(&mut self, from: u64, path: &str) -> Result<(), FileError> {
        let found = self.find(from, path, false)?;
        let number = self.existing(&found)?;
        let entries = &self.folder(number)?.entries;
        let name = found.name.ok_or(match path.rsplit('/').next() {
            Some(".") => FileError::Invalid,
            Some("..") => FileError::NotEmpty,
            _ => FileError::Busy,
        })?;
        self.check_change(found.folder)?;
        if !entries.is_empty() {
            return Err(FileError::NotEmpty);
        }
        self.remove(found.folder, &name)
    }

    /// Moves a file, link or folder, over what is there, if that may be replaced.
    pub(crate) fn rename(&mut self, old: Spot<'_>, new: Spot<'_>) -> Result<(), FileError> {
        let source = self.find(old.from, old.path, false)?;
        let target = self.find(new.from, new.path, false)?;
        let (Some(name), Some(new_name)) = (&source.name, &target.name) else {
            return Err(FileError::Busy);
        };
        let number = self.existing(&source)?;
        let is_folder = self.is_folder(number);
        if target.slash && !is_folder {
            return Err(FileError::NotFolder);
        }
        self.check_change(source.folder)?;
        self.check_change(target.folder)?;
        if is_folder && self.is_inside(target.folder, number)? {
            return Err(FileError::Invalid);
        }
        if let Some(other) = target.node {
            if other == number {
                return Ok(());
            }
            match (is_folder, self.folder(other)) {
                (true, Err(_)) => return Err(FileError::NotFolder),
                (false, Ok(_)) => return Err(FileError::IsFolder),
                (true, Ok(folder)) if !folder.entries.is_empty() => {
                    return Err(FileError::NotEmpty);
                }
                _ => self.remove(target.folder, new_name)?,
            }
        }
        self.unbind(source.folder, name)?;
        self.bind(target.folder, new_name, number)
    }

    /// The first name of a folder after another, in their order, and what it is.
    pub(crate) fn entry_after(
        &mut self,
        number: u64,
        last: Option<&str>,
    ) -> Result<Option<(String, Kind)>, FileError> {
        let begin = last.map_or(Bound::Unbounded, Bound::Excluded);
        let entries = &self.folder(number)?.entries;
        let entry = entries.range::<str, _>((begin, Bound::Unbounded)).next();
        let Some((name, &child)) = entry else {
            return Ok(None);
        };
        let entry = (name.clone(), self.node(child)?.kind());
        self.work += name.len() as u64;
        Ok(Some(entry))
    }
}

/// A name that leads nowhere yet, and its folder.
fn free(found: Found) -> Result<(u64, String), FileError> {
    match found {
        Found {
            folder,
            name: Some(name),
            node: None,
            ..
        } => Ok((folder, name)),
        _ => Err(FileError::Exists),
    }
}
