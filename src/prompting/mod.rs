//! What a model is told: prompting methods in versioned templates, examples by pipeline stage, requests for prompts in
//! other words, and what is asked after a vote.

mod follow_up;
mod method;
mod rewrite;
pub mod stage;
mod template;

pub use follow_up::{ANSWER_TEMPLATE, Failure, REPAIR_TEMPLATE, ask_for_answer, ask_for_repair};
pub use method::{Api, Method, Prompted, Task, TestForm};
pub use rewrite::{REWRITES, Rewrite, ask_for_judgement, ask_for_rewrite, judged_same, rewritten};
