//! What is in files: read, written, cut and grown, within the bytes of the tree.

use super::node::Body;
use super::tree::{ROOT, Tree};
use super::{FileError, Opening, Spot};

/// Where programs begin, and relative paths with them.
const WORKING_FOLDER: &str = "world";

impl Tree {
    /// Puts a file where a path says, with the folders on the way.
    pub(crate) fn put(&mut self, path: &str, content: &[u8]) -> Result<(), FileError> {
        let from = self.working_folder()?;
        for (end, _) in path.match_indices('/').filter(|(end, _)| *end > 0) {
            match self.make_folder(from, &path[..end]) {
                Ok(()) | Err(FileError::Exists) => {}
                Err(error) => return Err(error),
            }
        }
        let opening = Opening {
            follow: true,
            create: true,
            truncate: true,
            write: true,
            ..Opening::default()
        };
        let number = self.open(Spot { from, path }, opening)?;
        match self.write(number, 0, content)? {
            written if written < content.len() => Err(FileError::NoSpace),
            _ => Ok(()),
        }
    }

    /// The whole content of the file that a path leads to, where it has no more than so many bytes.
    pub(crate) fn get(&mut self, path: &str, most: usize) -> Result<Vec<u8>, FileError> {
        let from = self.working_folder()?;
        let number = self.look_up(from, path, true)?;
        if self.node(number)?.bytes() > most {
            return Err(FileError::TooLarge);
        }
        self.read(number, 0, u64::MAX)
    }

    fn working_folder(&mut self) -> Result<u64, FileError> {
        self.look_up(ROOT, WORKING_FOLDER, true)
    }

    /// The bytes from an offset on, at most `length`; none at the end.
    pub(crate) fn read(
        &mut self,
        number: u64,
        offset: u64,
        length: u64,
    ) -> Result<Vec<u8>, FileError> {
        let content = match &self.node(number)?.body {
            Body::File(content) => content.as_slice(),
            Body::Null => &[],
            Body::Folder(_) => return Err(FileError::IsFolder),
            Body::Link(_) => return Err(FileError::Invalid),
        };
        let size = content.len();
        let begin = usize::try_from(offset).map_or(size, |offset| offset.min(size));
        let length = usize::try_from(length).map_or(size, |length| length.min(size - begin));
        let bytes = content[begin..begin + length].to_vec();
        self.work += bytes.len() as u64;
        Ok(bytes)
    }

    /// Writes bytes at an offset, as many as there is room for, and gives how many.
    pub(crate) fn write(
        &mut self,
        number: u64,
        offset: u64,
        bytes: &[u8],
    ) -> Result<usize, FileError> {
        let most = self.room_at(number, offset)?;
        let Body::File(content) = &mut self.node_mut(number)?.body else {
            self.work += bytes.len() as u64;
            return Ok(bytes.len());
        };
        let end = offset.checked_add(bytes.len() as u64);
        if end.is_none_or(|end| i64::try_from(end).is_err()) {
            return Err(FileError::TooLarge);
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        let before = content.len();
        if most == 0 {
            return Err(FileError::NoSpace);
        }
        let begin = usize::try_from(offset).map_err(|_| FileError::NoSpace)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let written = &bytes[..bytes.len().min(most)];
        let end = begin + written.len();
        resize(content, before.max(end));
        content[begin..end].copy_from_slice(written);
        let grown = content.len() - before;
        self.used += grown;
        self.work += (written.len() + grown) as u64;
        self.touch(number)?;
        Ok(written.len())
    }

    /// Cuts a file, or lengthens it with zeros.
    pub(crate) fn set_size(&mut self, number: u64, size: u64) -> Result<(), FileError> {
        let room = self.room();
        let content = match &mut self.node_mut(number)?.body {
            Body::File(content) => content,
            Body::Folder(_) => return Err(FileError::IsFolder),
            Body::Link(_) | Body::Null => return Err(FileError::Invalid),
        };
        if i64::try_from(size).is_err() {
            return Err(FileError::TooLarge);
        }
        let before = content.len();
        let size = usize::try_from(size).map_err(|_| FileError::NoSpace)?;
        if size.saturating_sub(before) > room {
            return Err(FileError::NoSpace);
        }
        resize(content, size);
        self.used = self.used - before + size;
        self.work += before.abs_diff(size) as u64;
        self.touch(number)
    }

    /// The bytes that may be written from an offset on.
    pub(crate) fn room_at(&self, number: u64, offset: u64) -> Result<u64, FileError> {
        match &self.node(number)?.body {
            Body::File(content) => {
                let end = content.len().saturating_add(self.room()) as u64;
                Ok(end.saturating_sub(offset))
            }
            Body::Null => Ok(self.capacity.bytes as u64),
            Body::Folder(_) => Err(FileError::IsFolder),
            Body::Link(_) => Err(FileError::Invalid),
        }
    }

    /// The bytes that may still be added.
    fn room(&self) -> usize {
        self.capacity.bytes.saturating_sub(self.used)
    }
}

/// Cuts or lengthens. The memory that is kept beside the bytes is an eighth of them, so that the tree never takes
/// much more than it counts, and appending takes linear time.
fn resize(content: &mut Vec<u8>, size: usize) {
    if size > content.capacity() {
        content.reserve_exact(size - content.len() + size / 8);
    }
    content.resize(size, 0);
    if content.capacity() / 2 > size {
        content.shrink_to_fit();
    }
}
