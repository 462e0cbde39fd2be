//! What a model is told: prompting methods in versioned templates, examples by pipeline stage, and requests for
//! prompts in other words.

mod method;
mod rewrite;
pub mod stage;
mod template;

pub use method::{Api, Method, Prompted, Task, TestForm};
pub use rewrite::{REWRITES, Rewrite, ask_for_judgement, ask_for_rewrite, judged_same, rewritten};
