//! What an environment is, as its `environment.toml` says it.

use crate::Repository;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An environment: its Python, the modules that it has, and what its programs may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How it is called on the command line and in problems.
    pub name: String,
    /// A line on what it has.
    pub about: String,
    /// The version of Python that its lock is made for, as `3.11`.
    pub python: String,
    /// The modules that can be imported in it beside the standard library, by the names of imports.
    pub modules: Vec<String>,
    /// The modules to import before the first job.
    #[serde(default)]
    pub preload: Vec<String>,
    /// About what it takes on the disk; of two that fit, the smaller is used.
    pub size_mib: u64,
    /// What it takes of Debian, to be built without a registry.
    #[serde(default)]
    pub debian: Option<Debian>,
    /// The repository whose files can be replaced, and whose tests then run.
    #[serde(default)]
    pub repository: Option<Repository>,
    /// Environment variables of its programs.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// What its programs may use together.
    #[serde(default)]
    pub limits: Bounds,
}

/// A release of Debian and the packages to take of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debian {
    /// The release, as `bookworm`. Its `python3` must be the manifest's.
    pub suite: String,
    /// The packages; those that they need come with them.
    pub packages: Vec<String>,
}

/// What the programs of an environment may use together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bounds {
    /// Memory, in MiB.
    pub memory_mib: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Room in each of its folders for temporary files, in MiB.
    pub temporary_mib: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            memory_mib: 2048,
            processes: 256,
            temporary_mib: 64,
        }
    }
}

impl Manifest {
    /// Reads a manifest; an error is a sentence on what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        match manifest.fault() {
            Some(fault) => Err(fault),
            None => Ok(manifest),
        }
    }

    /// What is wrong with the values, where something is.
    fn fault(&self) -> Option<String> {
        // The name becomes part of names of files, images and labels.
        let is_name = |it: &str| {
            it.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
                && it
                    .chars()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        };
        let is_module =
            |it: &String| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '_');
        if !is_name(&self.name) || self.name.len() > 64 {
            return Some(format!(
                "`name` is `{}`, but a name has lowercase letters, digits and `-`, at most 64",
                self.name
            ));
        }
        let version = self
            .python
            .split_once('.')
            .map(|(major, minor)| (major, minor.parse()));
        if !matches!(version, Some(("3", Ok(8..=14_u8)))) {
            return Some(format!(
                "`python` is `{}`, but must be from `3.8` to `3.14`",
                self.python
            ));
        }
        if let Some(module) = self.modules.iter().find(|it| !is_module(it)) {
            return Some(format!(
                "`modules` has `{module}`, which is no name of a module"
            ));
        }
        let is_one = |it: &&String| {
            let top = it.split('.').next().unwrap_or_default();
            !self.modules.iter().any(|module| module == top)
        };
        if let Some(module) = self.preload.iter().find(is_one) {
            return Some(format!(
                "`preload` has `{module}`, which is not among `modules`"
            ));
        }
        if let Some(name) = self
            .variables
            .keys()
            .find(|it| it.is_empty() || it.contains(['=', '\0']))
        {
            return Some(format!(
                "`variables` has `{name}`, which is no name of a variable"
            ));
        }
        if let Some(fault) = self.repository.as_ref().and_then(|it| self.misplaced(it)) {
            return Some(fault);
        }
        let Bounds {
            memory_mib,
            processes,
            temporary_mib,
        } = self.limits;
        if memory_mib < 64 || processes < 8 || temporary_mib == 0 {
            let fault =
                "`limits` must leave 64 MiB of memory, 8 processes and 1 MiB for temporary files";
            return Some(fault.to_owned());
        }
        None
    }

    /// What is wrong with the repository, where something is.
    fn misplaced(&self, repository: &Repository) -> Option<String> {
        // Commas and colons divide the options of a mount.
        let is_path = |it: &str| {
            !it.is_empty()
                && !it.contains([',', ':', '\\', '\0'])
                && it.split('/').all(|part| part != "..")
        };
        let Repository {
            folder,
            packages,
            writable,
            source,
        } = repository;
        if !folder.starts_with('/') || !is_path(folder) || folder.trim_matches('/').is_empty() {
            return Some(format!(
                "`repository.folder` is `{folder}`, but must be a path from the root, without `..`, `,` and `:`"
            ));
        }
        let is_inside = |it: &&String| it.starts_with('/') || !is_path(it);
        if let Some(path) = writable.iter().find(is_inside) {
            return Some(format!(
                "`repository.writable` has `{path}`, but must have paths in the repository"
            ));
        }
        if packages.is_empty() {
            return Some("`repository.packages` is empty: name what the repository defines".into());
        }
        let top = |it: &&String| packages.iter().any(|own| it.split('.').next() == Some(own));
        if let Some(module) = self.preload.iter().find(top) {
            return Some(format!(
                "`preload` has `{module}`, which is of the repository: what is imported before hides a file that is replaced"
            ));
        }
        let is_hash = |it: &str| it.len() == 64 && it.bytes().all(|it| it.is_ascii_hexdigit());
        let source = source.as_ref().filter(|it| !is_hash(&it.sha256))?;
        Some(format!(
            "`repository.source.sha256` is `{}`, which is no SHA-256",
            source.sha256
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "\
name = 'mine'
about = 'numpy alone'
python = '3.12'
modules = ['numpy']
preload = ['numpy.linalg']
size_mib = 100
";

    fn fault(from: &str, to: &str) -> String {
        assert!(WHOLE.contains(from));
        Manifest::parse(&WHOLE.replace(from, to)).unwrap_err()
    }

    #[test]
    fn a_manifest_without_limits_has_the_usual_ones() {
        let manifest = Manifest::parse(WHOLE).unwrap();
        assert_eq!(manifest.limits, Bounds::default());
        assert_eq!(manifest.debian, None);
    }

    #[test]
    fn a_manifest_that_cannot_be_used_is_told_what_is_wrong() {
        assert!(fault("'mine'", "'../mine'").contains("`name` is `../mine`"));
        assert!(fault("'mine'", "''").contains("`name` is ``"));
        assert!(fault("'3.12'", "'2.7'").contains("`python` is `2.7`"));
        assert!(fault("'3.12'", "'3.12.1'").contains("`python` is `3.12.1`"));
        assert!(fault("['numpy']", "['numpy.linalg']").contains("`modules` has `numpy.linalg`"));
        assert!(fault("'numpy.linalg'", "'scipy'").contains("`preload` has `scipy`"));
        assert!(fault("about", "abuot").contains("unknown field `abuot`"));
        assert!(fault("size_mib = 100", "size_mib = -1").contains("size_mib"));
        let own = "size_mib = 100\n[repository]\nfolder = '/src'\npackages = ['numpy']";
        assert!(fault("size_mib = 100", own).contains("hides a file"));
        let own = own.replace("['numpy']", "['mine']");
        assert!(Manifest::parse(&WHOLE.replace("size_mib = 100", &own)).is_ok());
        let relative = own.replace("'/src'", "'src'");
        assert!(fault("size_mib = 100", &relative).contains("`repository.folder` is `src`"));
        let outside = format!("{own}\nwritable = ['../etc']");
        assert!(fault("size_mib = 100", &outside).contains("`../etc`"));
        let tight = "size_mib = 100\n[limits]\nmemory_mib = 1";
        assert!(fault("size_mib = 100", tight).contains("64 MiB"));
    }
}
