//! A file system in memory: a tree of folders, files and links, bounded in bytes and in number.
//!
//! It knows neither WASI nor the host's files. What it does depends on what was asked of it and on the times that it
//! was told, and nothing that is asked of it panics or allocates beyond its [`Capacity`].

mod contents;
mod error;
mod names;
mod node;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests;
mod tree;
mod walk;

pub(crate) use error::FileError;
pub(crate) use names::{Opening, Spot};
pub(crate) use node::{Kind, Status};
pub(crate) use tree::{Capacity, ROOT, Tree};
