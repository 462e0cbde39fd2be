//! `mutagree agree`.

use super::global::Global;
use super::shard::tell_part;
use super::spending::tell_missing;
use super::table;
use crate::reporter::Reporter;
use crate::terminal::say;
use clap::Args;
use mutagree::candidate::Candidate;
use mutagree::consensus::{ByExamples, ConsensusSet, Ranking, Scorer, Weigh};
use mutagree::engine::{self, Agreement, EngineError, Figures, Loaded, Measured, Settings};
use mutagree::input::{Source, read_problems};
use mutagree::store::{Run, read_jsonl, write_jsonl};
use serde::Serialize;
use serde_json::Value;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

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
    /// Further runs that a comparison counts too; a problem keeps its values of all runs together in the intervals
    #[arg(
        long,
        value_name = "RUN,…",
        value_delimiter = ',',
        requires = "compare"
    )]
    pool: Vec<PathBuf>,
    /// Problems whose reference tests decide a comparison [default: those of each run]
    #[arg(long, value_name = "FILE", requires = "compare")]
    problems: Option<PathBuf>,
    /// Write a row for each problem of a comparison: its run and `task_id`, how many `samples` it has, how many of them are
    /// `right`, and `pass_at` by scorer and k
    #[arg(long, value_name = "FILE", requires = "compare")]
    per_problem: Option<PathBuf>,
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
    /// frequency, max-pass, random; +fallback, +tie-break or both, +layers; +examples-off [default: trust, or codet where the
    /// run has no outputs]
    #[arg(long, value_name = "NAME")]
    scorer: Option<Ranking>,
    /// How candidates are counted: raw, unique, origins, sqrt-per-origin [default: as the method's authors do]
    #[arg(long, value_name = "HOW")]
    weigh: Option<Weigh>,
    /// How the prompt's own examples count: filter (candidates that pass most of them come first), weight (together as
    /// much as all other tests), off [default: filter]
    #[arg(long, value_name = "HOW")]
    examples: Option<ByExamples>,
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
        ranking.examples = self.examples.unwrap_or(ranking.examples);
        check_fits(run, ranking)?;
        Ok(ranking)
    }

    /// Says whether the vote of a run with these settings looks at all its problems for each of them.
    pub(crate) fn looks_at_all_problems(&self, settings: &Settings) -> bool {
        let usual = match settings.outputs {
            Some(_) => Scorer::default(),
            None => Scorer::Codet,
        };
        let said = self.scorer.or(settings.adaptive);
        said.map_or(usual, |it| it.scorer).looks_at_all_problems()
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

/// An error where a ranking counts variants, and the run's candidates say of no two that they came from different ones.
fn check_origins(loaded: &Loaded, ranking: Ranking) -> anyhow::Result<()> {
    let counts_variants = ranking.scorer == Scorer::Frequency
        || matches!(ranking.weigh, Some(Weigh::Origins | Weigh::SqrtPerOrigin));
    let has_several = |candidates: &Vec<Candidate>| {
        let mut names = candidates.iter().flat_map(|it| it.origins.iter());
        let first = names.next().map(|(name, _)| name);
        names.any(|(name, _)| Some(name) != first)
    };
    anyhow::ensure!(
        !counts_variants || loaded.candidates.iter().any(has_several),
        "`{ranking}` counts the variants that candidates came from, and all of this run came from one\n\
        hint: name them in `origin` or `variant_id` of each solution, or leave `{ranking}` out"
    );
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
        if !self.compare.is_empty() {
            return self.compare(global);
        }
        let run = Run::open(&self.run).map_err(EngineError::from)?;
        tell_missing(global, &run)?;
        tell_part(global, &run);
        let loaded = engine::load(&run)?;
        let agreement = self.scoring.agree(&run, &loaded)?;
        let has_sets = |sets: &&Vec<ConsensusSet>| !sets.is_empty();
        let ranked = agreement.sets.iter().filter(has_sets).count();
        let sets: usize = agreement.sets.iter().map(Vec::len).sum();
        let found: usize = agreement.examples.iter().map(|it| it.found).sum();
        let used: usize = agreement.examples.iter().map(|it| it.used).sum();
        if global.json {
            let rows: Vec<Value> =
                read_jsonl(&run.path("selection.jsonl")).map_err(EngineError::from)?;
            return say(&serde_json::json!({
                "run": run.folder(), "per_problem": rows, "scorer": agreement.scorer,
                "problems": loaded.problems.len(), "ranked": ranked, "sets": sets,
                "examples": { "found": found, "used": used },
            })
            .to_string());
        }
        let examples = match found {
            0 => String::new(),
            _ => format!("; {used} of {found} examples in prompts count"),
        };
        say(&format!(
            "{sets} consensus sets; {ranked} of {} problems have one{examples}: `{}`",
            loaded.problems.len(),
            run.path("submission.jsonl").display()
        ))
    }

    /// Measures several scorers against reference tests; the selections of the runs stay as they are.
    fn compare(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let mut rows = Vec::new();
        for folder in std::iter::once(&self.run).chain(&self.pool) {
            let own = self.measure(global, folder, &reporter)?;
            rows.extend(own.into_iter().map(|measured| (folder, measured)));
        }
        reporter.finish();
        if let Some(path) = &self.per_problem {
            let rows = rows.iter();
            let rows: Vec<MeasuredRow<'_>> = rows
                .map(|(run, measured)| MeasuredRow { run, measured })
                .collect();
            write_jsonl(path, &rows).map_err(EngineError::from)?;
        }
        let measured: Vec<Measured> = rows.into_iter().map(|(_, it)| it).collect();
        let comparison = engine::compare(&measured, &self.rankings(), global.seed);
        if global.json {
            return say(&serde_json::to_string(&comparison)?);
        }
        say(&table::comparison(&comparison))
    }

    /// What is compared: where `--examples` is given, with that.
    fn rankings(&self) -> Vec<Ranking> {
        let with_examples = |ranking: &Ranking| Ranking {
            examples: self.scoring.examples.unwrap_or(ranking.examples),
            ..*ranking
        };
        self.compare.iter().map(with_examples).collect()
    }

    /// Measures the scorers on the problems of one run.
    fn measure(
        &self,
        global: &Global,
        folder: &Path,
        reporter: &Reporter,
    ) -> anyhow::Result<Vec<Measured>> {
        let run = Run::open(folder).map_err(EngineError::from)?;
        let loaded = engine::load(&run)?;
        let rankings = self.rankings();
        for ranking in &rankings {
            check_fits(&run, *ranking)?;
            check_origins(&loaded, *ranking)?;
        }
        let problems = match &self.problems {
            Some(path) => {
                let source = Source::read(path).map_err(EngineError::from)?;
                Some(read_problems(&source).map_err(EngineError::from)?)
            }
            None => None,
        };
        let listener = reporter.listener();
        let engine = global.engine(run.config().limits.memory, Some(run.config()), &listener)?;
        let figures = Figures {
            ks: &self.k,
            seed: global.seed,
            skips_unsampled: false,
            by: &[],
        };
        let measured = engine::measure(&engine, &run, loaded, problems, &rankings, figures)?;
        Ok(measured)
    }
}

/// A problem of a comparison, as `--per-problem` writes it.
#[derive(Serialize)]
struct MeasuredRow<'a> {
    run: &'a Path,
    #[serde(flatten)]
    measured: &'a Measured,
}
