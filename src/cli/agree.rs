//! `mutagree agree`.

use super::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree::consensus::{Ranking, Scorer, Weigh};
use mutagree::engine::{self, Agreement, EngineError, Loaded};
use mutagree::store::Run;
use std::path::PathBuf;

/// Rank the sets of candidates that pass the same tests, and select one for each problem.
#[derive(Args)]
#[command(after_help = "Example: mutagree agree runs/first --scorer b4+layers")]
pub(crate) struct Agree {
    /// Directory of a run that was executed
    run: PathBuf,
    #[command(flatten)]
    scoring: Scoring,
}

/// How consensus sets are scored.
#[derive(Args)]
pub(crate) struct Scoring {
    /// Scorer, with switches after `+`: fusion, overlap, codet, codet-product, b4, srank, mbr-exec, latent,
    /// frequency, max-pass, random; +fallback, +tie-break or both, +layers [default: fusion, or codet where the
    /// run has no outputs]
    #[arg(long, value_name = "NAME")]
    scorer: Option<Ranking>,
    /// How candidates are counted: raw, unique, origins, sqrt-per-origin [default: as the method's authors do]
    #[arg(long, value_name = "HOW")]
    weigh: Option<Weigh>,
    /// Score `codet` by candidates · tests, without the root
    #[arg(long)]
    product: bool,
}

impl Scoring {
    /// What was asked for, or what suits the run.
    pub(crate) fn ranking(&self, run: &Run) -> anyhow::Result<Ranking> {
        let has_outputs = run.config().outputs.is_some();
        let mut ranking = self.scorer.unwrap_or(Ranking {
            scorer: if has_outputs {
                Scorer::Fusion
            } else {
                Scorer::Codet
            },
            ..Ranking::default()
        });
        if self.product {
            anyhow::ensure!(
                ranking.scorer == Scorer::Codet,
                "`--product` belongs to `--scorer codet`"
            );
            ranking.scorer = Scorer::CodetProduct;
        }
        anyhow::ensure!(
            has_outputs || !ranking.scorer.needs_outputs(),
            "`{}` looks at outputs, and the run was executed without them\nhint: execute again with `--inputs 20`",
            ranking.scorer
        );
        ranking.weigh = self.weigh.or(ranking.weigh);
        Ok(ranking)
    }

    /// Ranks and selects.
    pub(crate) fn agree(&self, run: &Run, loaded: &Loaded) -> anyhow::Result<Agreement> {
        Ok(engine::agree(run, loaded, &self.ranking(run)?)?)
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
                "run": run.folder(), "scorer": agreement.scorer,
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
