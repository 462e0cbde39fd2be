//! How good samples and selections are, against the problems' own tests.

mod breakdown;
mod calibration;
mod effects;
mod interval;
mod mcnemar;
mod pass_at_k;
mod robustness;
mod selection;
mod spread;

pub use breakdown::{Labelled, Part, Share, breakdown, by_value};
pub use calibration::{Bin, Calibration, calibration};
pub use effects::{Compared, Effect, effects};
pub use interval::{Interval, bootstrap, bootstrap_clusters};
pub use mcnemar::{holm, mcnemar};
pub use pass_at_k::pass_at_k;
pub use robustness::{Counted, Nominal, Robustness, mean, performance_drop, robustness};
pub use selection::{Group, groups, selected_pass_at_k};
pub use spread::Spread;
