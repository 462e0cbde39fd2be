//! `mutagree evaluate`.

use super::choice::{Choice, Strangers};
use super::global::Global;
use super::shard::tell_part;
use super::spending::tell_missing;
use super::table;
use crate::terminal::say;
use clap::{Args, ValueEnum};
use mutagree::candidate::{self, Sample};
use mutagree::engine::{self, EngineError, Evaluation, Figures, Loaded};
use mutagree::evaluation::Spread;
use mutagree::event::Listener;
use mutagree::input::{InputError, Source, Subset, read_problems, read_solutions};
use mutagree::store::{Allowance, EventLog, Run, write_jsonl};
use mutagree_sandbox::Limits;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Measure a selection, or plain samples, against the problems' own tests.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree evaluate runs/first --json
  mutagree evaluate runs/first --by stage,library
  mutagree evaluate runs/seed-*
  mutagree evaluate samples.jsonl --problems HumanEval.jsonl.gz
  mutagree evaluate greedy.jsonl sampled.jsonl --problems problems.jsonl --k 1,10 --from 2025-01-01")]
pub(crate) struct Evaluate {
    /// Directory of a run that `mutagree agree` has ranked, several to see how figures vary, or files of solutions, which count together
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<PathBuf>,
    /// Problems of the solutions; a run remembers its own
    #[arg(long, value_name = "FILE")]
    problems: Option<PathBuf>,
    /// The k of pass@k; a problem with fewer samples is left out of that k
    #[arg(
        long,
        value_name = "K",
        value_delimiter = ',',
        default_value = "1,2,10"
    )]
    k: Vec<NonZeroUsize>,
    /// What becomes of problems without samples: they count as not solved, are left out, or are an error
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Unsampled::Zero)]
    missing: Unsampled,
    /// WebAssembly instructions for each reference test of plain samples; an input of EvalPlus gets eight times what
    /// the reference solution took, where that is more [default: 10 billion]
    #[arg(long, value_name = "N", requires = "problems")]
    limit_instructions: Option<u64>,
    /// Labels of the problems by whose values figures are broken down: `stage`, `library`, `difficulty` and the like
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    by: Vec<String>,
    /// Writes a row for each problem: its `task_id`, how many `samples` it has, how many of them are `right`, and how many a
    /// limit `stopped`
    #[arg(long, value_name = "FILE")]
    per_problem: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    strangers: Strangers,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unsampled {
    /// They count as not solved
    Zero,
    /// They are left out
    Skip,
    /// Nothing is evaluated
    Error,
}

impl Evaluate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let figures = Figures {
            ks: &self.k,
            seed: global.seed,
            skips_unsampled: self.missing == Unsampled::Skip,
            by: &self.by,
        };
        self.check()?;
        let evaluations = if let Some(problems) = &self.problems {
            vec![self.samples(global, problems, figures, &reporter.listener())?]
        } else {
            let ranked = |run: &PathBuf| {
                let log = EventLog::of(run);
                self.ranked(global, run, figures, &reporter.logging(&log))
            };
            let runs = self.targets.iter().map(ranked);
            runs.collect::<anyhow::Result<Vec<_>>>()?
        };
        reporter.finish();
        if let [evaluation] = &evaluations[..] {
            return self.tell(global, evaluation);
        }
        self.tell_spread(global, &evaluations)
    }

    fn samples(
        &self,
        global: &Global,
        problems: &Path,
        figures: Figures<'_>,
        listener: &Listener<'_>,
    ) -> anyhow::Result<Evaluation> {
        self.choice.check(problems)?;
        let loaded = self.read(global, problems, listener)?;
        self.check_samples(&loaded).map_err(EngineError::from)?;
        let allowance = self.allowance(global);
        let engine = global.engine(allowance.usual.memory, None, listener)?;
        Ok(engine::evaluate_samples(
            &engine, &loaded, allowance, figures,
        )?)
    }

    fn ranked(
        &self,
        global: &Global,
        folder: &Path,
        figures: Figures<'_>,
        listener: &Listener<'_>,
    ) -> anyhow::Result<Evaluation> {
        let run = Run::open(folder).map_err(EngineError::from)?;
        tell_missing(global, &run)?;
        tell_part(global, &run);
        let loaded = engine::load(&run)?;
        self.check_samples(&loaded).map_err(EngineError::from)?;
        let agreement = engine::read_agreement(&run, &loaded)?;
        let engine = global.engine(run.config().limits.memory, Some(run.config()), listener)?;
        Ok(engine::evaluate(
            &engine, &run, &loaded, &agreement, figures,
        )?)
    }

    fn tell(&self, global: &Global, evaluation: &Evaluation) -> anyhow::Result<()> {
        if let Some(path) = &self.per_problem {
            write_jsonl(path, &evaluation.verdicts).map_err(EngineError::from)?;
        }
        if global.json {
            return say(&serde_json::to_string(evaluation)?);
        }
        say(&table::figures(evaluation))
    }

    /// Says how figures vary over several runs, as of other seeds.
    fn tell_spread(&self, global: &Global, evaluations: &[Evaluation]) -> anyhow::Result<()> {
        let value = |name: &str, figure: &dyn Fn(&Evaluation) -> Option<f64>| {
            let values: Vec<f64> = evaluations.iter().filter_map(figure).collect();
            Some((name.to_owned(), Spread::of(&values)?))
        };
        let mut spread = vec![value("submission", &|it| it.submission)];
        for k in &self.k {
            let k = k.get();
            spread.push(value(&format!("pass@{k}"), &|it| {
                it.pass_at.get(&k).copied()
            }));
            let plain = format!("pass@{k} of plain samples");
            spread.push(value(&plain, &|it| it.baseline.as_ref()?.get(&k).copied()));
        }
        let spread: Vec<(String, Spread)> = spread.into_iter().flatten().collect();
        if global.json {
            let over: serde_json::Map<String, serde_json::Value> = spread
                .iter()
                .map(|(name, it)| (name.clone(), serde_json::json!(it)))
                .collect();
            let runs = self.targets.iter().zip(evaluations);
            let runs = runs.map(|(run, it)| serde_json::json!({ "run": run, "evaluation": it }));
            let runs: Vec<serde_json::Value> = runs.collect();
            return say(&serde_json::json!({ "over_runs": over, "runs": runs }).to_string());
        }
        say(&table::spread(&spread))
    }
}

impl Evaluate {
    /// The run, or the first file of samples.
    fn target(&self) -> &Path {
        self.targets.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// What a model's test could use such that a reference test may use what was said.
    fn allowance(&self, global: &Global) -> Allowance {
        let instructions = self
            .limit_instructions
            .map(|said| said / u64::from(engine::ROOM));
        let with = |limits: Limits| Limits {
            instructions: instructions.unwrap_or(limits.instructions),
            ..limits
        };
        Allowance {
            usual: with(global.environment.limits(Limits::default())),
            frameworks: with(Limits::FRAMEWORKS),
        }
    }

    /// A folder is a run, and remembers its problems; a file is one of samples, and does not.
    fn check(&self) -> anyhow::Result<()> {
        let is_folder = self.targets.iter().any(|it| it.is_dir());
        let target = self.target().display();
        let missing = |it: &&PathBuf| !it.exists() && it.as_os_str() != "-";
        if let Some(missing) = self.targets.iter().find(missing) {
            let error = InputError::new(missing, "there is no such file or folder")
                .hint("name the directory of a run, or a file of samples with `--problems`");
            return Err(EngineError::from(error).into());
        }
        let all_are_folders = self.targets.iter().all(|it| it.is_dir());
        anyhow::ensure!(
            all_are_folders || !is_folder,
            "`{target}` is a run, and another is a file\nhint: several runs show how figures vary, several files of samples count together"
        );
        anyhow::ensure!(
            self.targets.len() == 1
                || !is_folder
                || self.per_problem.is_none() && self.by.is_empty(),
            "`--per-problem` and `--by` take one run\nhint: evaluate each by itself"
        );
        anyhow::ensure!(
            !is_folder || self.problems.is_none(),
            "`{target}` is a run, which remembers its problems\nhint: leave `--problems` out"
        );
        anyhow::ensure!(
            !is_folder || !self.choice.is_given(),
            "`{target}` is a run, of which all problems count\nhint: leave `--only`, `--limit`, `--shuffle`, `--from`, `--until` and `--format` out"
        );
        anyhow::ensure!(
            is_folder || self.problems.is_some(),
            "`{target}` is no run\nhint: name the problems of these samples with `--problems`"
        );
        Ok(())
    }

    /// The problems that are taken, and the samples of each.
    fn read(
        &self,
        global: &Global,
        problems: &Path,
        listener: &Listener<'_>,
    ) -> Result<Loaded, EngineError> {
        let wanted = self.choice.wanted(global, &self.strangers, None);
        let problems = read_problems(&Source::read(problems)?)?;
        let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); problems.len()];
        for target in &self.targets {
            let own = read_solutions(&Source::read(target)?, &problems, wanted.unknown)?;
            engine::say_ignored(listener, "samples", own.ignored);
            for (all, own) in samples.iter_mut().zip(own.of_problem) {
                all.extend(own);
            }
        }
        let places = wanted.subset.places(&problems)?;
        let problems = Subset::of(&places, problems);
        let samples = Subset::of(&places, samples);
        let works = problems.iter().zip(&samples);
        Ok(Loaded {
            candidates: works
                .map(|(problem, samples)| candidate::distinct(&problem.task_id, samples))
                .collect(),
            tests: vec![Vec::new(); problems.len()],
            problems,
        })
    }

    /// An error where problems have no samples, and that is to be one.
    fn check_samples(&self, loaded: &Loaded) -> Result<(), InputError> {
        let unsampled = engine::unsampled(loaded);
        if self.missing != Unsampled::Error || unsampled.is_empty() {
            return Ok(());
        }
        let said = format!("leaves {}", engine::unsampled_in_words(&unsampled));
        Err(InputError::new(self.target(), said).hint(
            "`--missing zero` counts them as not solved, and `--missing skip` leaves them out",
        ))
    }
}
