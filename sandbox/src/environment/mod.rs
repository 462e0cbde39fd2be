//! Environments: where candidates run that need more than the standard library. Each is defined by files, built once for an
//! engine, and known by a digest of what is in it.

mod build;
mod built;
mod check;
mod debian;
mod definition;
mod error;
mod fleet;
mod manifest;
mod packing;
mod selection;
mod step;
mod store;
mod tools;

pub use build::Order;
pub use built::Built;
pub use definition::Definition;
pub use error::EnvironmentError;
pub use fleet::Fleet;
pub use manifest::{Bounds, Debian, Manifest};
pub use selection::{Choice, Missing, Needs, choose, choose_for_all, missing};
pub use step::BuildStep;
pub use store::Environments;
