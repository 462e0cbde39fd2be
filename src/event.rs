//! What the engine says while it works. Reporters render it; the engine never prints.

use mutagree_sandbox::{BuildStep, InstallStep};

/// A stage of a run that takes long enough to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Asking the model.
    Generate,
    /// Reading and counting candidates and tests.
    Prepare,
    /// Running every candidate against every test.
    Execute,
    /// Running every candidate against the problem's own tests.
    Reference,
    /// Putting the shards of a run together.
    Merge,
}

impl Stage {
    /// The word for it in `events.jsonl` and in Python.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Prepare => "prepare",
            Self::Execute => "execute",
            Self::Reference => "reference",
            Self::Merge => "merge",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The sandbox is being made ready.
    Installing(InstallStep),
    /// An environment is being built.
    Building {
        /// Its name.
        environment: String,
        /// What is being done.
        step: BuildStep,
    },
    /// A stage begins: `total` units of work, of which `done` were done by an earlier process.
    Began {
        /// The stage.
        stage: Stage,
        /// All units of work.
        total: usize,
        /// The units that need not be done again.
        done: usize,
    },
    /// One more unit of work is done.
    Advanced,
    /// The stage is over.
    Ended(Stage),
    /// Something that the user should know.
    Note(String),
    /// Something for users who want to see more, from this level on.
    Detail {
        /// How much more: 1 for a line, 2 for whole texts.
        level: u8,
        /// What there is to see.
        text: String,
    },
}

/// Takes events as they happen.
pub type Listener<'a> = dyn Fn(Event) + Sync + 'a;
