//! Naming operators, and the reversible map that each of their variants carries.

pub(crate) mod adversarial_name;
mod apply;
mod backward;
pub(crate) mod case_style;
pub(crate) mod class_method;
pub(crate) mod entry_synonym;
pub(crate) mod expand_abbreviate;
mod name_map;
mod name_table;
pub(crate) mod opaque;
pub(crate) mod parameter;
mod prose;
mod shim;
mod site;
mod source;
pub(crate) mod task_name;
pub(crate) mod words;

pub use apply::NameError;
pub use backward::Backward;
pub use name_map::{NameMap, Rename, RenameKind};
