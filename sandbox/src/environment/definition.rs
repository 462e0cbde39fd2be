//! The files that define an environment, and the key that is theirs.

use super::{EnvironmentError, Manifest};
use crate::component::sha256;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

const MANIFEST: &str = "environment.toml";
const CONTAINERFILE: &str = "Containerfile";
const LOCK: &str = "requirements.txt";
/// The folder of the files that are added to the repository.
const ADDED: &str = "repository/";
/// Bytes that the files of a definition may have together: they are sent to the engine.
const ROOM: u64 = 64 << 20;

/// A file of an environment that is part of this crate.
macro_rules! file {
    ($environment:literal, $name:literal) => {
        (
            $name,
            include_str!(concat!("../../environments/", $environment, "/", $name)),
        )
    };
}

/// The environments of this crate, smallest first.
const BUNDLED: [&[(&str, &str)]; 12] = [
    &[
        file!("numpy", "environment.toml"),
        file!("numpy", "Containerfile"),
        file!("numpy", "requirements.txt"),
    ],
    &[
        file!("scikit-learn", "environment.toml"),
        file!("scikit-learn", "Containerfile"),
        file!("scikit-learn", "requirements.txt"),
    ],
    &[
        file!("cleanlab", "environment.toml"),
        file!("cleanlab", "Containerfile"),
        file!("cleanlab", "requirements.txt"),
        file!("cleanlab", "source.txt"),
    ],
    &[
        file!("jax", "environment.toml"),
        file!("jax", "Containerfile"),
        file!("jax", "requirements.txt"),
    ],
    &[
        file!("tensorflow", "environment.toml"),
        file!("tensorflow", "Containerfile"),
        file!("tensorflow", "requirements.txt"),
    ],
    &[
        file!("recommenders", "environment.toml"),
        file!("recommenders", "Containerfile"),
        file!("recommenders", "requirements.txt"),
        file!("recommenders", "source.txt"),
        file!("recommenders", "repository/tests/conftest.py"),
    ],
    &[
        file!("gpflow", "environment.toml"),
        file!("gpflow", "Containerfile"),
        file!("gpflow", "requirements.txt"),
        file!("gpflow", "source.txt"),
        file!("gpflow", "repository/tests/__init__.py"),
    ],
    &[
        file!("small-text", "environment.toml"),
        file!("small-text", "Containerfile"),
        file!("small-text", "requirements.txt"),
        file!("small-text", "source.txt"),
    ],
    &[
        file!("torch", "environment.toml"),
        file!("torch", "Containerfile"),
    ],
    &[
        file!("deepchem", "environment.toml"),
        file!("deepchem", "Containerfile"),
        file!("deepchem", "requirements.txt"),
        file!("deepchem", "source.txt"),
    ],
    &[
        file!("ds1000", "environment.toml"),
        file!("ds1000", "Containerfile"),
        file!("ds1000", "requirements.txt"),
    ],
    &[
        file!("bigcodebench", "environment.toml"),
        file!("bigcodebench", "Containerfile"),
        file!("bigcodebench", "requirements.txt"),
    ],
];

/// What defines an environment: its manifest, a `Containerfile`, a lock, and what else stands beside them.
#[derive(Clone, Debug)]
pub struct Definition {
    manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

impl Definition {
    /// The environments that come with this crate.
    ///
    /// # Errors
    /// Where one is broken, which is a fault of this crate.
    pub fn bundled() -> Result<Vec<Self>, EnvironmentError> {
        let owned = |files: &[(&str, &str)]| -> BTreeMap<String, Vec<u8>> {
            let files = files.iter();
            files
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
                .collect()
        };
        BUNDLED
            .iter()
            .map(|files| Self::new(owned(files), Path::new("bundled")))
            .collect()
    }

    /// Reads the environment of a folder.
    ///
    /// # Errors
    /// Where a file cannot be read, is missing or wrong.
    pub fn from_folder(folder: &Path) -> Result<Self, EnvironmentError> {
        let mut files = BTreeMap::new();
        let mut room = ROOM;
        gather(folder, "", &mut files, &mut room)?;
        Self::new(files, folder)
    }

    fn new(files: BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<Self, EnvironmentError> {
        let wrong = |name: &str, detail: String| EnvironmentError::Definition {
            path: folder.join(name),
            detail,
        };
        let text = |name: &str| {
            let bytes = files
                .get(name)
                .ok_or_else(|| wrong(name, "is missing".to_owned()))?;
            str::from_utf8(bytes).map_err(|_| wrong(name, "is not UTF-8".to_owned()))
        };
        let manifest =
            Manifest::parse(text(MANIFEST)?).map_err(|detail| wrong(MANIFEST, detail))?;
        text(CONTAINERFILE)?;
        if files.contains_key(LOCK) && manifest.debian.is_some() {
            text(LOCK)?;
        }
        Ok(Self { manifest, files })
    }

    /// Its manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Sixteen hexadecimal digits that change with any of its files: what is built is kept under them.
    #[must_use]
    pub fn key(&self) -> String {
        let mut parts = Vec::new();
        let lengths: Vec<[u8; 8]> = self
            .files
            .values()
            .map(|it| (it.len() as u64).to_be_bytes())
            .collect();
        for ((name, bytes), length) in self.files.iter().zip(&lengths) {
            parts.extend([name.as_bytes(), b"\0", length, bytes]);
        }
        let mut digest = sha256(&parts);
        digest.truncate(16);
        digest
    }

    /// The lock for pip, where it has one.
    pub(crate) fn lock(&self) -> Option<&[u8]> {
        self.files.get(LOCK).map(Vec::as_slice)
    }

    /// The files that are added to its repository, by their paths there.
    pub(super) fn added(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter();
        files.filter_map(|(name, bytes)| Some((name.strip_prefix(ADDED)?, bytes.as_slice())))
    }

    /// Its files, as an engine wants them to build an image.
    pub(crate) fn context(&self) -> Result<Vec<u8>, EnvironmentError> {
        archive(
            self.files
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice())),
        )
    }

    /// What an engine needs to add an archive of bytecode to an image.
    pub(crate) fn bytecode(image: &str, bytecode: &[u8]) -> Result<Vec<u8>, EnvironmentError> {
        let containerfile = format!("FROM {image}\nADD compiled.tar /\n");
        archive(
            [
                (CONTAINERFILE, containerfile.as_bytes()),
                ("compiled.tar", bytecode),
            ]
            .into_iter(),
        )
    }
}

/// Packs files.
fn archive<'a>(
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<u8>, EnvironmentError> {
    let failed = |error| EnvironmentError::file("pack", Path::new(CONTAINERFILE), error);
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive
            .append_data(&mut header, name, bytes)
            .map_err(failed)?;
    }
    archive.into_inner().map_err(failed)
}

/// Reads all files in a folder and below it, under their paths from the first.
fn gather(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
    room: &mut u64,
) -> Result<(), EnvironmentError> {
    let wrong = |path: &Path, detail: String| EnvironmentError::Definition {
        path: path.to_owned(),
        detail,
    };
    let failed = |error: io::Error| wrong(folder, format!("cannot be read: {error}"));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files, room)?;
            continue;
        }
        let failed = |error: io::Error| wrong(&path, format!("cannot be read: {error}"));
        let length = fs::metadata(&path).map_err(failed)?.len();
        *room = room.checked_sub(length).ok_or_else(|| {
            let room = ROOM >> 20;
            wrong(
                &path,
                format!("is too much: all files together may have {room} MiB"),
            )
        })?;
        files.insert(name, fs::read(&path).map_err(failed)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_environments_are_whole_and_stand_in_the_order_of_their_sizes() {
        let bundled = Definition::bundled().unwrap();
        assert_eq!(bundled.len(), BUNDLED.len());
        assert!(bundled.iter().map(|it| it.manifest.size_mib).is_sorted());
        for definition in &bundled {
            assert!(
                definition.manifest.debian.is_some(),
                "{}",
                definition.name()
            );
        }
    }

    #[test]
    fn every_package_of_a_bundled_lock_has_a_version_and_a_hash() {
        for definition in Definition::bundled().unwrap() {
            let Some(lock) = definition.lock() else {
                continue;
            };
            let lock = str::from_utf8(lock).unwrap().replace("\\\n", "");
            let is_package = |it: &&str| !it.is_empty() && !it.starts_with(['#', '-']);
            for line in lock.lines().filter(is_package) {
                assert!(
                    line.contains("==") && line.contains("--hash=sha256:"),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn the_key_changes_with_any_file_of_a_folder_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            MANIFEST,
            "name='x'\nabout=''\npython='3.11'\nmodules=[]\nsize_mib=1",
        );
        write(CONTAINERFILE, "FROM scratch");
        let key = || Definition::from_folder(folder.path()).unwrap().key();
        let first = key();
        assert_eq!(first, key());
        fs::create_dir(folder.path().join("data")).unwrap();
        write("data/words", "a");
        let second = key();
        write("data/words", "b");
        assert!(first != second && second != key());
    }

    #[test]
    fn a_folder_that_is_no_environment_is_told_which_file_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let told = || {
            Definition::from_folder(folder.path())
                .unwrap_err()
                .to_string()
        };
        assert!(
            told().contains("environment.toml` is missing"),
            "{}",
            told()
        );
        fs::write(folder.path().join(MANIFEST), "name = 1").unwrap();
        assert!(told().contains("environment.toml`"), "{}", told());
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(told().contains("cannot be read"), "{}", told());
    }
}
