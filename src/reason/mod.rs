//! Why a model-written Python function failed, by rules that a researcher can read and replace.
//!
//! ```
//! use mutagree::reason::{Bug, Failure, Kind, Outcome, Rules, explain};
//! let failure = Failure {
//!     code: "def mean(values):\n    return np.mean(values)\n",
//!     prompt: "",
//!     outcome: Outcome::Raised,
//!     exception: Some("NameError"),
//!     message: Some("name 'np' is not defined"),
//!     in_candidate: Some(true),
//! };
//! let reason = explain(&failure, &Rules::default());
//! assert_eq!(reason.kind, Kind::Executability);
//! assert_eq!(reason.bug, Bug::HallucinatedObject);
//! assert_eq!(reason.second, Some(Bug::UndefinedReference));
//! ```

mod bug;
mod explain;
mod facts;
mod failure;
mod fault;
mod kind;
mod pattern;
mod rule;
mod rules;
mod subtype;
#[cfg(test)]
mod tests;

pub use bug::Bug;
pub use explain::{Reason, explain, explain_all};
pub use facts::{Fact, Facts};
pub use failure::{Failure, Outcome};
pub use fault::RulesFault;
pub use kind::Kind;
pub use rule::Rule;
pub use rules::Rules;
pub use subtype::Subtype;
