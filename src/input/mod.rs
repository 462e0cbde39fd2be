//! Reading what users bring: problems, solutions, tests and recorded replies, in the forms of the
//! field. Whatever is wrong is said with its file, line and field.

mod assertions;
mod classeval;
mod completion;
mod dlbench;
mod error;
mod evalplus;
mod labels;
mod length;
mod list;
mod literal;
mod mbpp;
mod packed;
mod pairs;
mod problems;
mod prompts;
mod published;
mod python;
mod recording;
mod replies;
mod repository;
mod rows;
mod snippets;
mod solutions;
mod source;
mod subset;
mod suites;
mod table;
mod tasks;
mod tests;
mod unittest;

pub use assertions::in_a_block;
pub use error::InputError;
pub use pairs::{PromptPair, read_pair, read_pairs};
pub use problems::{read_problems, read_problems_with_entry_points, read_reference_solutions};
pub use prompts::{TaskPrompt, read_prompts};
pub use python::read_python;
pub use recording::Recording;
pub use replies::{Call, Purpose, Reply, read_replies};
pub use solutions::read_solutions;
pub use source::Source;
pub use subset::{Subset, Wanted};
pub(crate) use tasks::Tasks;
pub use tasks::{Grouped, Unknown};
pub use tests::read_tests;
