//! How good samples and selections are, against the problems' own tests.

mod calibration;
mod interval;
mod pass_at_k;
mod selection;

pub use calibration::{Bin, Calibration, calibration};
pub use interval::{Interval, bootstrap, bootstrap_clusters};
pub use pass_at_k::pass_at_k;
pub use selection::{Group, groups, selected_pass_at_k};
