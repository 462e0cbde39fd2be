//! The options that say what a cluster is to do, and with what.

use crate::cli::global::Global;
use anyhow::{Context, ensure};
use clap::Args;
use mutagree::cluster::{Plan, Span};
use mutagree::engine::EngineError;
use mutagree::input::InputError;
use mutagree::shard;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

/// What is done in shards.
#[derive(Args)]
pub(crate) struct Work {
    /// File of problems: with --solutions and --tests they are executed, else `boost` does the whole job but for the vote
    #[arg(required_unless_present = "from")]
    problems: Option<PathBuf>,
    /// Solutions of the problems
    #[arg(long, value_name = "FILE", requires = "tests", requires = "problems")]
    solutions: Option<PathBuf>,
    /// Tests of the problems
    #[arg(long, value_name = "FILE", requires = "solutions")]
    tests: Option<PathBuf>,
    /// Run that has its candidates and tests already, such as one that `generate` filled, to be executed
    #[arg(long, value_name = "RUN", conflicts_with = "problems")]
    from: Option<PathBuf>,
    /// Directory of the merged run, where all workers can write; the shards are in `shards` there [default: that of --from]
    #[arg(long, value_name = "DIR", required_unless_present = "from")]
    run: Option<PathBuf>,
    /// Shards that the problems are divided into, a worker for each
    #[arg(long, value_name = "N")]
    shards: NonZeroUsize,
    /// Most workers at the same time [default: all]
    #[arg(long, value_name = "N")]
    at_once: Option<NonZeroUsize>,
    /// Cores of a worker
    #[arg(long, value_name = "N", default_value = "4")]
    cores: NonZeroU32,
    /// Memory of a worker, in MiB [default: 1024, and 600 for each core]
    #[arg(long, value_name = "MIB")]
    memory_mib: Option<u64>,
    /// Longest time of one try of a shard, as `[DAYS-]HOURS:MINUTES[:SECONDS]`; one that takes longer goes on in the next
    #[arg(long, value_name = "TIME", default_value = "04:00:00")]
    time: Span,
    /// Times that a shard is tried again that was lost, killed or stopped
    #[arg(long, value_name = "N", default_value_t = 3)]
    retries: u32,
    /// Name of the jobs
    #[arg(long, value_name = "NAME", default_value = "mutagree")]
    name: String,
    /// Submit it, instead of printing it
    #[arg(long)]
    pub(super) submit: bool,
    /// Further options of each worker's `execute` or `boost`
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
}

/// MiB that a worker takes, and each of its jobs.
const MEMORY: u64 = 1024;
const MEMORY_PER_CORE: u64 = 600;

/// What each worker gets in its own way.
const OWN: [&str; 4] = ["--shard", "--run", "--jobs", "--from"];

impl Work {
    /// The plan, whose paths are made by `path`.
    pub(super) fn plan(
        &self,
        global: &Global,
        path: impl Fn(&Path) -> anyhow::Result<String>,
    ) -> anyhow::Result<Plan> {
        let own = self.options.iter().find(|it| {
            let name = it.split('=').next().unwrap_or_default();
            OWN.contains(&name)
        });
        if let Some(own) = own {
            anyhow::bail!(
                "`{own}` is what each worker gets in its own way\nhint: leave it out after `--`"
            );
        }
        ensure!(
            !global.environment.is_given() && !global.says_jobs(),
            "where and how candidates run is what workers are told\nhint: give `--environment` after `--`, and `--cores` in the place of `--jobs`"
        );
        ensure!(
            self.shards.get() <= shard::MOST,
            "there are at most {} shards",
            shard::MOST
        );
        let cores = self.cores.get();
        let memory = MEMORY + MEMORY_PER_CORE * u64::from(cores);
        let run = self.run.as_ref().or(self.from.as_ref());
        let run = run.context("no directory of a run is named\nhint: name one with `--run`")?;
        Ok(Plan {
            name: self.name.clone(),
            arguments: self.arguments(global, &path)?,
            variables: Vec::new(),
            run: path(run)?,
            shards: self.shards.get(),
            at_once: self.at_once.unwrap_or(self.shards).min(self.shards).get(),
            retries: self.retries,
            cores,
            memory_mib: self.memory_mib.unwrap_or(memory),
            time: self.time,
        })
    }

    /// The verb of the workers with its inputs.
    fn arguments(
        &self,
        global: &Global,
        path: &impl Fn(&Path) -> anyhow::Result<String>,
    ) -> anyhow::Result<Vec<String>> {
        let mut arguments = vec!["execute".to_owned()];
        match (&self.problems, &self.solutions, &self.tests, &self.from) {
            (Some(problems), Some(solutions), Some(tests), _) => {
                let files = [
                    ("--problems", problems),
                    ("--solutions", solutions),
                    ("--tests", tests),
                ];
                for (name, file) in files {
                    arguments.extend([name.to_owned(), path(file)?]);
                }
            }
            (Some(problems), ..) => arguments = vec!["boost".to_owned(), path(problems)?],
            (None, .., from) => {
                let from = from.as_ref().context("nothing is to be done")?;
                arguments.extend(["--from".to_owned(), path(from)?]);
            }
        }
        if global.seed != 0 {
            arguments.extend(["--seed".to_owned(), global.seed.to_string()]);
        }
        if global.no_results {
            arguments.push("--no-results".to_owned());
        }
        arguments.extend(self.options.iter().cloned());
        Ok(arguments)
    }

    /// The inputs that must be there.
    pub(super) fn check_inputs(&self) -> Result<(), EngineError> {
        let files = [&self.problems, &self.solutions, &self.tests, &self.from];
        let mut files = files.into_iter().flatten();
        let Some(absent) = files.find(|file| !file.exists()) else {
            return Ok(());
        };
        let error = InputError::new(absent, "there is no such file or folder");
        Err(error
            .hint("name what workers can read too, on a file system that they share")
            .into())
    }
}

/// A path as a text.
pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.with_context(|| {
        format!(
            "`{}` is no Unicode\nhint: give it another name",
            path.display()
        )
    })
}
