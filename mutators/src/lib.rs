//! Rewrites of a programming prompt that keep its meaning, each with a certificate.
//!
//! [`mutate`] takes a [`Problem`] and a [`Request`] and gives back the original, its certified
//! variants, what was rejected and why, and which operators found no site. [`certify_pair`] certifies a pair
//! made elsewhere. [`NameMap`] renames a whole problem forward and any candidate backward.

mod certificate;
mod compose;
mod edit;
mod format;
mod grammar;
mod grammatical;
mod intake;
mod lexical;
mod lexicon;
mod mutate;
mod names;
mod naming;
mod noise;
mod offer;
mod operator;
mod prompt;
mod registry;
mod seed;
mod segment;
mod select;
mod span;
mod strength;
mod syntax;
mod tables;
mod variant;

pub use certificate::{
    Certificate, Check, CheckName, Outcome, Verdict, certify_pair, certify_rewrite,
};
pub use edit::{Edit, Kept, Proposal, Site, Splice, apply, undo};
pub use intake::{Reason, Refusal};
pub use mutate::{Problem, Request, mutate};
pub use naming::{Backward, NameError, NameMap, Rename, RenameKind};
pub use operator::{Card, Operator, Strategy, Tier};
pub use prompt::{Prompt, PromptKind};
pub use registry::{UnknownStrategy, aliases, card, operators, resolve};
pub use span::{Span, SpanKind};
pub use strength::Strength;
pub use variant::{Mutated, Rejection, Variant};
