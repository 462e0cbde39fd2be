//! From a model's reply to code: a program, or single tests.

mod alternative;
mod answer;
mod callees;
mod chunks;
mod clean;
mod compose;
mod continuation;
mod costly;
mod definition;
mod ends;
mod examples;
mod fences;
mod forgotten;
mod harness;
mod imports;
mod lines;
mod literal;
mod names;
mod parameters;
mod placing;
mod program;
mod reach;
mod reason;
mod respelt;
mod scopes;
mod search;
mod signature;
mod snippet;
mod sound;
mod statement;
pub(crate) mod syntax;
mod taken;
mod task;
mod tests;
mod unused;
mod wrapped;

pub use answer::{NoAnswer, answer};
pub use callees::{called_by, definitions};
pub use examples::{Examples, examples};
pub use harness::{Unfit, unfit};
pub use imports::imports;
pub use literal::literal;
pub use parameters::{Parameter, parameters};
pub use placing::{Placing, Refusal, Target, locate};
pub use program::{Form, Program, program};
pub use snippet::snippet;
pub use taken::taken;
pub use tests::{
    Test, TestForm, Tests, imports_of_suite, is_resting, named, tests, tests_of_file,
    tests_of_suite,
};
pub use unused::{Reason, Unused};

/// The longest text, in bytes, in which code is read, thoughts left out: far more than any program.
pub const LONGEST: usize = 256 << 10;

/// What the model was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The prompt that the reply answers, in the names that it was asked in.
    pub prompt: &'a str,
    /// The name of the function that tests call. Where it is empty, every check counts as a test.
    pub entry_point: &'a str,
}
