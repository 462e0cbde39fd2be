//! Why a model could not be asked, or not to the end.

use crate::store::StoreError;

/// A model's side that failed, or a limit that ended the asking. What was answered is kept in each case, and
/// the same command goes on.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Settings with which no server can be asked.
    #[error("{0}")]
    Setup(String),
    /// The server refuses whatever is asked: the key, the model, or a field.
    #[error("the server answered {status}: {message}\nhint: {hint}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// The server cannot be trusted.
    #[error(
        "the server's certificate is not valid: {0}\nhint: name the server as its certificate does, or add the authority to those of the system (`SSL_CERT_FILE`)"
    )]
    Certificate(String),
    /// Requests that were not answered after all retries.
    #[error(
        "{open} of {all} replies are missing after retries; the last answer: {last}\nhint: {hint}what was answered is kept; the same command asks for the rest, or goes on without it with `--partial`"
    )]
    Unanswered {
        /// The replies that are missing.
        open: usize,
        /// All replies.
        all: usize,
        /// The last fault.
        last: String,
        /// What else to do.
        hint: &'static str,
    },
    /// The budget does not cover one more request.
    #[error(
        "the budget ended with {open} of {all} replies missing: {spent}\nhint: raise `--budget-usd` or `--max-tokens-total`; the same command then goes on, or without the missing replies with `--partial`"
    )]
    OverBudget {
        /// The replies that are missing.
        open: usize,
        /// All replies.
        all: usize,
        /// What was spent.
        spent: String,
    },
    /// The time of the whole run is over.
    #[error(
        "the time limit ended with {open} of {all} replies missing\nhint: the same command asks for the rest, or goes on without it with `--partial`"
    )]
    OutOfTime {
        /// The replies that are missing.
        open: usize,
        /// All replies.
        all: usize,
    },
    /// A request that the recording does not hold.
    #[error(
        "`{recording}` holds no reply number {sample} of `{purpose}` for `{task_id}`, variant `{variant}`\nhint: prompts, model and settings must be those of the recording; record them with `--record`"
    )]
    NotRecorded {
        /// The recording.
        recording: String,
        /// The problem.
        task_id: String,
        /// The variant.
        variant: String,
        /// What was asked for.
        purpose: String,
        /// The number of the sample, from 1.
        sample: usize,
    },
    /// A function that stands for a model and gave no reply.
    #[error("the function that stands for the model failed: {0}")]
    Function(String),
    /// Replies that cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The user asked to stop.
    #[error("interrupted\nhint: the same command goes on from here")]
    Interrupted,
}

impl ClientError {
    /// The reason of replies that a budget did not cover.
    pub const BUDGET_ENDED: &str = "the budget ended";

    /// The reason of replies for which there was no time.
    pub const TIME_ENDED: &str = "the time limit ended";

    /// Says whether some replies may be there all the same, with which a run can go on.
    #[must_use]
    pub fn leaves_replies(&self) -> bool {
        use ClientError::{NotRecorded, OutOfTime, OverBudget, Unanswered};
        matches!(
            self,
            Unanswered { .. } | OverBudget { .. } | OutOfTime { .. } | NotRecorded { .. }
        )
    }

    /// Why replies are missing, in short.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Unanswered { last, .. } => last.clone(),
            Self::OverBudget { .. } => Self::BUDGET_ENDED.to_owned(),
            Self::OutOfTime { .. } => Self::TIME_ENDED.to_owned(),
            Self::NotRecorded { .. } => "they are not recorded".to_owned(),
            other => other.to_string(),
        }
    }
}
