//! The steps of building an environment that take long enough to be told.

use std::fmt;

/// A step of building an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildStep {
    /// Another process builds one.
    Waiting,
    /// Debian's packages are fetched and unpacked.
    Extracting,
    /// The lock is installed.
    Installing,
    /// The engine takes the root folder as an image.
    Importing,
    /// The engine follows an instruction of the `Containerfile`.
    Following(String),
    /// Python compiles its modules.
    Compiling,
    /// All modules are imported once.
    Checking,
}

impl fmt::Display for BuildStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Waiting => "waiting for another process that builds an environment",
            Self::Extracting => "fetching and unpacking Debian's packages",
            Self::Installing => "installing the lock",
            Self::Importing => "handing the image to the engine",
            Self::Following(line) => line,
            Self::Compiling => "compiling the modules",
            Self::Checking => "importing every module once",
        })
    }
}
