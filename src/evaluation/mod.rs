//! How good samples and selections are, against the problems' own tests.

mod interval;
mod pass_at_k;
mod selection;

pub use interval::{Interval, bootstrap};
pub use pass_at_k::pass_at_k;
pub use selection::{Group, groups, selected_pass_at_k};
