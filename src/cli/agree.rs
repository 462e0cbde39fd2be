//! `mutagree agree`.

use super::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree::consensus::{Codet, Scorer};
use mutagree::engine::{self, Agreement, EngineError, Loaded};
use mutagree::store::Run;
use std::path::PathBuf;

/// Rank the sets of candidates that pass the same tests, and select one for each problem.
#[derive(Args)]
#[command(after_help = "Example: mutagree agree runs/first --scorer codet")]
pub(crate) struct Agree {
    /// Directory of a run that was executed
    run: PathBuf,
    #[command(flatten)]
    scoring: Scoring,
}

/// How consensus sets are scored.
#[derive(Args)]
pub(crate) struct Scoring {
    /// Scorer: codet (√candidates · tests)
    #[arg(long, default_value_t, value_name = "NAME")]
    scorer: Scorer,
    /// Score by candidates · tests, without the root
    #[arg(long)]
    product: bool,
}

impl Scoring {
    /// The scorer's name, with what changes it.
    pub(crate) fn name(&self) -> String {
        let suffix = if self.product { "-product" } else { "" };
        format!("{}{suffix}", self.scorer)
    }

    /// Ranks and selects.
    pub(crate) fn agree(&self, run: &Run, loaded: &Loaded) -> Result<Agreement, EngineError> {
        match self.scorer {
            Scorer::Codet => engine::agree(
                run,
                loaded,
                &self.name(),
                &Codet {
                    product: self.product,
                },
            ),
        }
    }
}

impl Agree {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let run = Run::open(&self.run).map_err(EngineError::from)?;
        let loaded = engine::load(&run)?;
        let agreement = self.scoring.agree(&run, &loaded)?;
        let ranked = agreement
            .sets
            .iter()
            .filter(|sets| !sets.is_empty())
            .count();
        let sets: usize = agreement.sets.iter().map(Vec::len).sum();
        if global.json {
            return say(&serde_json::json!({
                "run": run.folder(), "scorer": self.scoring.name(),
                "problems": loaded.problems.len(), "ranked": ranked, "sets": sets,
            })
            .to_string());
        }
        say(&format!(
            "{sets} consensus sets; {ranked} of {} problems have one: `{}`",
            loaded.problems.len(),
            run.path("submission.jsonl").display()
        ))
    }
}
