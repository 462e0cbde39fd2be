//! Recorded replies of a model.

use super::{Grouped, InputError, Source, Tasks, Unknown};
use crate::client::Finish;
use crate::origin::Origin;
use crate::problem::Problem;
use serde::{Deserialize, Serialize};

/// What a reply was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A program.
    Solution,
    /// Tests.
    Tests,
    /// The prompt in other words.
    Variant,
    /// Whether two prompts mean the same.
    Judgement,
    /// What a call must give.
    Answer,
    /// A program in the place of one that fails tests.
    Repair,
}

impl Purpose {
    /// Says whether it is about other words for a prompt, and neither candidates nor tests.
    #[must_use]
    pub fn is_of_variants(self) -> bool {
        matches!(self, Self::Variant | Self::Judgement)
    }
}

/// One reply of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The problem that it answers.
    pub task_id: String,
    /// The variant that was asked.
    #[serde(rename = "variant_id")]
    pub origin: Origin,
    /// What it was asked for.
    pub purpose: Purpose,
    /// What the model wrote.
    pub text: String,
    /// The request that it answers, where it is known.
    #[serde(flatten)]
    pub call: Option<Call>,
}

impl Reply {
    /// Says whether the text ends where the most tokens were written.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let call = self.call.as_ref();
        call.is_some_and(|it| it.finish == Finish::Length)
    }
}

/// The request that a reply answers, and what it cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The SHA-256 of the request.
    pub request: String,
    /// The number of the sample, from 0.
    pub sample: usize,
    /// The model.
    pub model: String,
    /// The end of the prompt that the text goes on from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lead: String,
    /// Why the text ends where it does.
    pub finish: Finish,
    /// The tokens that the model read for it.
    pub prompt_tokens: u64,
    /// The tokens that it wrote.
    pub completion_tokens: u64,
    /// Whether the model was asked by this run, and not by an earlier one.
    pub fresh: bool,
}

/// Reads recorded replies.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a reply is about no problem.
pub fn read_replies(
    source: &Source,
    problems: &[Problem],
    unknown: Unknown,
) -> Result<Grouped<Reply>, InputError> {
    let tasks = Tasks::new(problems);
    let mut of_problem = vec![Vec::new(); problems.len()];
    let (rows, ignored) = tasks.rows(source, unknown)?;
    for row in rows {
        let purpose = match row.text("purpose")?.as_str() {
            "solution" => Purpose::Solution,
            "tests" => Purpose::Tests,
            "variant" => Purpose::Variant,
            "judgement" => Purpose::Judgement,
            "answer" => Purpose::Answer,
            "repair" => Purpose::Repair,
            other => {
                return Err(row
                    .wrong("purpose", &format!("is `{other}`"))
                    .hint("a reply's purpose is `solution` or `tests`"));
            }
        };
        if row.has("request") {
            return Err(row
                .wrong("request", "says that the reply was asked for by mutagree")
                .hint(
                    "name the model of the recording with `--model`, and repeat its other options",
                ));
        }
        of_problem[tasks.by_name(&row)?].push(Reply {
            task_id: row.text("task_id")?,
            origin: row.origin()?,
            purpose,
            text: row.text("text")?,
            call: None,
        });
    }
    Ok(Grouped {
        of_problem,
        ignored,
    })
}
