//! `mutagree evaluate`.

use super::{global::Global, say, table};
use clap::Args;
use mutagree::engine::{self, EngineError};
use mutagree::input::{Source, read_problems, read_solutions};
use mutagree::store::Run;
use mutagree_sandbox::Limits;
use std::path::{Path, PathBuf};

/// Measure a selection, or plain samples, against the problems' own tests.
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree evaluate runs/first --json
  mutagree evaluate samples.jsonl --problems HumanEval.jsonl.gz")]
pub(crate) struct Evaluate {
    /// Directory of a run that `mutagree agree` has ranked, or a file of solutions
    target: PathBuf,
    /// Problems of the solutions; a run remembers its own
    #[arg(long, value_name = "FILE")]
    problems: Option<PathBuf>,
    /// The k of pass@k; a k larger than the fewest samples of a problem is left out
    #[arg(long, value_name = "K", value_delimiter = ',', default_values_t = [1, 2, 10])]
    k: Vec<usize>,
}

impl Evaluate {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let listener = reporter.listener();
        let options = (self.k.as_slice(), global.seed);
        let evaluation = if let Some(problems) = &self.problems {
            let (problems, samples) = read(problems, &self.target)?;
            let limits = Limits::default();
            let engine = global.engine(limits.memory, &listener)?;
            engine::evaluate_samples(&engine, problems, &samples, limits, options)?
        } else {
            let run = Run::open(&self.target).map_err(EngineError::from)?;
            let loaded = engine::load(&run)?;
            let agreement = engine::read_agreement(&run, &loaded)?;
            let engine = global.engine(run.config().limits.memory, &listener)?;
            engine::check_component(&engine, &run)?;
            engine::evaluate(&engine, &run, &loaded, &agreement, options)?
        };
        reporter.finish();
        if global.json {
            return say(&serde_json::to_string(&evaluation)?);
        }
        say(&table::figures(&evaluation))
    }
}

type Read = (
    Vec<mutagree::problem::Problem>,
    Vec<Vec<mutagree::candidate::Sample>>,
);

fn read(problems: &Path, samples: &Path) -> Result<Read, EngineError> {
    let problems = read_problems(&Source::read(problems)?)?;
    let samples = read_solutions(&Source::read(samples)?, &problems)?;
    Ok((problems, samples))
}
