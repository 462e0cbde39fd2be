//! `mutagree agree`.

use super::global::Global;
use super::table;
use crate::terminal::say;
use clap::Args;
use mutagree::consensus::{ConsensusSet, Ranking, Scorer, Weigh};
use mutagree::engine::{self, Agreement, EngineError, Figures, Loaded};
use mutagree::input::{Source, read_problems};
use mutagree::store::Run;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Rank the sets of candidates that pass the same tests, and select one for each problem.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree agree runs/first --scorer b4+layers
  mutagree agree runs/first --compare codet,b4,trust --problems P.jsonl")]
pub(crate) struct Agree {
    /// Directory of a run that was executed
    run: PathBuf,
    #[command(flatten)]
    scoring: Scoring,
    /// Compare scorers against reference tests instead, with paired intervals of the differences to the first
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', conflicts_with_all = ["scorer", "weigh", "product", "abstain_below"])]
    compare: Vec<Ranking>,
    /// Problems whose reference tests decide a comparison [default: the run's own]
    #[arg(long, value_name = "FILE", requires = "compare")]
    problems: Option<PathBuf>,
    /// The k of pass@k in a comparison
    #[arg(
        long,
        default_value = "1,2,10",
        value_delimiter = ',',
        value_name = "K,…",
        requires = "compare"
    )]
    k: Vec<NonZeroUsize>,
}

/// How consensus sets are scored.
#[derive(Args)]
pub(crate) struct Scoring {
    /// Scorer, with switches after `+`: trust, fusion, overlap, codet, codet-product, b4, srank, mbr-exec, latent,
    /// frequency, max-pass, random; +fallback, +tie-break or both, +layers [default: trust, or codet where the
    /// run has no outputs]
    #[arg(long, value_name = "NAME")]
    scorer: Option<Ranking>,
    /// How candidates are counted: raw, unique, origins, sqrt-per-origin [default: as the method's authors do]
    #[arg(long, value_name = "HOW")]
    weigh: Option<Weigh>,
    /// Mark the selections that are right with a lower probability in `selection.jsonl`; they stay the best guess
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    abstain_below: f64,
    /// Score `codet` by candidates · tests, without the root
    #[arg(long)]
    product: bool,
}

impl Scoring {
    /// What was asked for, or what suits the run.
    pub(crate) fn ranking(&self, run: &Run) -> anyhow::Result<Ranking> {
        let mut ranking = match (self.scorer, adaptive(run)) {
            (Some(ranking), _) | (None, Some(ranking)) => ranking,
            (None, None) if run.config().outputs.is_some() => Ranking::default(),
            (None, None) => Ranking {
                scorer: Scorer::Codet,
                ..Ranking::default()
            },
        };
        if self.product {
            anyhow::ensure!(
                ranking.scorer == Scorer::Codet,
                "`--product` belongs to `--scorer codet`"
            );
            ranking.scorer = Scorer::CodetProduct;
        }
        ranking.weigh = self.weigh.or(ranking.weigh);
        check_fits(run, ranking)?;
        Ok(ranking)
    }

    /// Ranks and selects.
    pub(crate) fn agree(&self, run: &Run, loaded: &Loaded) -> anyhow::Result<Agreement> {
        let ranking = self.ranking(run)?;
        Ok(engine::agree(run, loaded, ranking, self.abstain_below)?)
    }
}

/// The ranking that decided which pairs of a run were executed, where one did.
fn adaptive(run: &Run) -> Option<Ranking> {
    let name = run.config().adaptive.as_ref();
    name.and_then(|name| name.parse().ok())
}

/// An error where a scorer needs more than a run has kept.
fn check_fits(run: &Run, ranking: Ranking) -> anyhow::Result<()> {
    anyhow::ensure!(
        run.config().outputs.is_some() || !ranking.scorer.needs_outputs(),
        "`{}` looks at outputs, and the run was executed without them\nhint: execute again with `--inputs 20`",
        ranking.scorer
    );
    if let Some(adaptive) = adaptive(run).filter(|it| it.scorer != ranking.scorer) {
        anyhow::bail!(
            "the run has only the pairs that `{adaptive}` needs, and `{ranking}` may need others\nhint: execute into another directory without `--adaptive`"
        );
    }
    Ok(())
}

/// A number between 0 and 1.
fn probability(text: &str) -> Result<f64, String> {
    let probability: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&probability) {
        Ok(probability)
    } else {
        Err("not between 0 and 1".to_owned())
    }
}

impl Agree {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let run = Run::open(&self.run).map_err(EngineError::from)?;
        let loaded = engine::load(&run)?;
        if !self.compare.is_empty() {
            return self.compare(global, &run, loaded);
        }
        let agreement = self.scoring.agree(&run, &loaded)?;
        let has_sets = |sets: &&Vec<ConsensusSet>| !sets.is_empty();
        let ranked = agreement.sets.iter().filter(has_sets).count();
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

    /// Measures several scorers against reference tests; the run's selection stays as it is.
    fn compare(&self, global: &Global, run: &Run, loaded: Loaded) -> anyhow::Result<()> {
        for ranking in &self.compare {
            check_fits(run, *ranking)?;
        }
        let problems = match &self.problems {
            Some(path) => {
                let source = Source::read(path).map_err(EngineError::from)?;
                Some(read_problems(&source).map_err(EngineError::from)?)
            }
            None => None,
        };
        let reporter = global.reporter();
        let listener = reporter.listener();
        let engine = global.engine(run.config().limits.memory, Some(run.config()), &listener)?;
        let figures = Figures {
            ks: &self.k,
            seed: global.seed,
        };
        let compared = engine::compare(&engine, run, loaded, problems, &self.compare, figures)?;
        reporter.finish();
        if global.json {
            return say(&serde_json::json!({ "compared": compared }).to_string());
        }
        say(&table::comparison(&compared))
    }
}
