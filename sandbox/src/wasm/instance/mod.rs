//! One instance of the component: what it exports, what the host keeps while it runs, and what it may use.

pub(super) mod backstop;
mod crossing;
mod guest;
mod meter;
mod open_files;
mod random;
mod state;
mod terminal;

pub(super) use crossing::GuestVerdict;
pub(super) use guest::{Guest, Image};
pub(super) use open_files::{Descriptor, OpenFile, ROOT_DESCRIPTOR, Role};
pub(super) use state::{Part, State, Stop};
pub(super) use terminal::Terminal;
