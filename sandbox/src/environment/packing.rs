//! A root folder as an archive, piece by piece, on its way to an engine.

use super::EnvironmentError;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;
use tar::{Builder, EntryType, Header, HeaderMode};
use tokio::sync::mpsc;

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// Packs a folder in a thread of its own. All belongs to root and can be read by everybody, and times are always the same.
pub(super) fn pieces(root: PathBuf) -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, pieces) = mpsc::channel(4);
    thread::spawn(move || {
        if let Err(error) = pack(&root, Pieces(sender.clone())) {
            // Nobody listens any more where the engine has refused.
            let _ = sender.blocking_send(Err(error));
        }
    });
    pieces
}

fn pack(root: &Path, pieces: Pieces) -> io::Result<()> {
    let mut archive = Builder::new(BufWriter::with_capacity(PIECE, pieces));
    archive.mode(HeaderMode::Deterministic);
    archive.follow_symlinks(false);
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "tmp" {
            // An engine gives the temporary files that it mounts there the rights of the folder.
            let mut header = Header::new_gnu();
            header.set_entry_type(EntryType::Directory);
            header.set_mode(0o1777);
            header.set_size(0);
            archive.append_data(&mut header, name, io::empty())?;
        } else if entry.file_type()?.is_dir() {
            archive.append_dir_all(name, entry.path())?;
        } else {
            archive.append_path_with_name(entry.path(), name)?;
        }
    }
    archive.into_inner()?.flush()
}

struct Pieces(mpsc::Sender<io::Result<Vec<u8>>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Ok(bytes.to_vec())).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes of all files in a folder.
pub(super) fn size(folder: &Path) -> Result<u64, EnvironmentError> {
    let failed = |error| EnvironmentError::file("read", folder, error);
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        bytes += if kind.is_dir() {
            size(&entry.path())?
        } else {
            entry.metadata().map_err(failed)?.len()
        };
    }
    Ok(bytes)
}
