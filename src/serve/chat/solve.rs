//! One task, from its text to a selection: a run of its own, as `mutagree boost` makes it.

use super::reply::{Selected, Usage};
use super::task::Task;
use super::wish::Wish;
use crate::client::{Allowed, Budget, Upstream};
use crate::consensus::Ranking;
use crate::engine::{
    Agreement, Begun, Engine, EngineError, Environments, Generator, Interview, Loaded, RunSpent,
    Settings, agree, agree_so_far, execute, load,
};
use crate::event::Event;
use crate::input::Subset;
use crate::problem::Problem;
use crate::store::{EventLog, Generation, Results, write_jsonl};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The part of the time that the model is asked; the rest is for execution.
const ASKING: f64 = 0.7;

/// The most time that is kept for what is to be said of a run that has not ended.
const MARGIN: Duration = Duration::from_millis(500);

/// How tasks are solved where a request says nothing else.
#[derive(Clone)]
pub struct Solving {
    /// What the model is asked.
    pub generation: Generation,
    /// How candidates are executed.
    pub settings: Settings,
    /// How they are ranked.
    pub ranking: Ranking,
    /// How long a request may take.
    pub deadline: Duration,
    /// The folder of the runs.
    pub runs: PathBuf,
    /// The most runs that are kept.
    pub keep: usize,
    /// The number of candidates that run at the same time.
    pub jobs: usize,
    /// The cache folder, where results of earlier jobs are used.
    pub results: Option<PathBuf>,
}

/// One task under way.
pub(super) struct Attempt {
    pub(super) solving: Arc<Solving>,
    pub(super) upstream: Arc<Upstream>,
    pub(super) environments: Arc<Environments>,
    pub(super) task: Task,
    pub(super) generation: Generation,
    pub(super) ranking: Ranking,
    pub(super) budget: Budget,
    /// Its name, which is that of its folder.
    pub(super) id: String,
    /// When it was asked for, and when it is to be answered.
    pub(super) began: Instant,
    pub(super) ends: Instant,
    /// Set where nobody waits for an answer any more.
    pub(super) stopped: Arc<AtomicBool>,
}

/// What came of a task.
pub(super) enum Solved {
    /// A program was selected.
    Selected(Box<Selected>),
    /// No reply held a program; where there was no reply at all, why.
    Nothing(Usage, Option<String>),
}

impl Attempt {
    /// The folder of its run.
    pub(super) fn folder(&self) -> PathBuf {
        self.solving.runs.join(&self.id)
    }

    /// When the best so far is taken, so that it is there in time.
    pub(super) fn last_call(&self) -> Instant {
        let time = self.ends.saturating_duration_since(self.began);
        self.began + time.saturating_sub(MARGIN.min(time / 10))
    }

    /// Asks the model, executes and ranks.
    pub(super) fn solve(&self) -> Result<Solved, EngineError> {
        let folder = self.folder();
        let log = EventLog::of(&folder);
        let listener = move |event: Event| log.take(&event);
        let problems = self.write_problem(&folder)?;
        let time = self.ends.saturating_duration_since(Instant::now());
        let client = self.upstream.client(Allowed {
            time: time.mul_f64(ASKING),
            budget: self.budget,
        })?;
        let generator = Generator {
            client,
            component: self.environments.usual().digest.clone(),
            listener: &listener,
            interrupted: &self.stopped,
            partial: true,
        };
        let begun = Begun {
            generation: &self.generation,
            settings: &self.solving.settings,
            sure: None,
            record: None,
            subset: &Subset::default(),
            shard: None,
        };
        let (run, mut interview) = Interview::begin(&generator, &folder, &problems, &begun)?;
        let all = interview.most();
        interview.take(&run, &all)?;
        let results = self.solving.results.as_deref();
        let engine = Engine {
            environments: Arc::clone(&self.environments),
            results: results.and_then(|it| Results::open_if_usable(it, &listener)),
            jobs: self.solving.jobs,
            merges: true,
            listener: &listener,
            interrupted: &self.stopped,
        };
        let loaded = load(&run)?;
        if loaded.candidate_count() == 0 {
            let generated = interview.finish(None)?;
            let missing = generated.missing.filter(|_| generated.replies == 0);
            let why = missing.map(|it| it.why);
            return Ok(Solved::Nothing(generated.spent.run.into(), why));
        }
        execute(&engine, &run, &loaded)?;
        let agreement = agree(&run, &loaded, self.ranking, 0.0)?;
        let generated = interview.finish(Some(&agreement))?;
        let selected = self.selected(&loaded, &agreement, generated.spent.run.into());
        Ok(match selected {
            Some(selected) => Solved::Selected(Box::new(Selected {
                is_whole: generated.missing.is_none(),
                ..selected
            })),
            None => Solved::Nothing(generated.spent.run.into(), None),
        })
    }

    /// The best answer that the files of the run give so far.
    pub(super) fn so_far(&self) -> Option<Selected> {
        let folder = self.folder();
        let so_far = agree_so_far(&folder, self.ranking)?;
        self.selected(&so_far.loaded, &so_far.agreement, self.usage())
    }

    /// What the replies of the run have cost so far.
    pub(super) fn usage(&self) -> Usage {
        Usage::of_replies(&self.folder())
    }

    fn selected(&self, loaded: &Loaded, agreement: &Agreement, usage: Usage) -> Option<Selected> {
        let place = *agreement.selected.first()?.as_ref()?;
        let candidates = loaded.candidates.first()?;
        Some(Selected {
            id: self.id.clone(),
            solution: candidates.get(place)?.solution.clone(),
            confidence: agreement.confidence.first().copied().flatten(),
            support: agreement.support(loaded, 0),
            samples: candidates.iter().map(|it| it.multiplicity).sum(),
            candidates: candidates.len(),
            tests: loaded.tests.first().map_or(0, Vec::len),
            scorer: agreement.scorer.clone(),
            usage,
            is_whole: false,
            is_late: false,
        })
    }

    /// Writes the task as a file of one problem, beside what the run makes of it.
    fn write_problem(&self, folder: &Path) -> Result<PathBuf, EngineError> {
        let problem = Problem {
            task_id: "request".to_owned(),
            prompt: self.task.prompt.clone(),
            entry_point: self.task.entry_point.clone(),
            ..Problem::default()
        };
        fs::create_dir_all(folder)
            .map_err(crate::store::StoreError::io("make the folder", folder))?;
        let path = folder.join("request.jsonl");
        write_jsonl(&path, &[problem])?;
        Ok(path)
    }
}

impl Solving {
    /// What is asked for a request: the server's settings, and what the request says.
    pub(super) fn generation(
        &self,
        wish: &Wish,
        body: &serde_json::Map<String, serde_json::Value>,
    ) -> Generation {
        let number = |name: &str| body.get(name).and_then(serde_json::Value::as_f64);
        let tokens = ["max_completion_tokens", "max_tokens"];
        let tokens = tokens.iter().find_map(|name| body.get(*name)?.as_u64());
        let mut extra = self.generation.extra.clone();
        for name in ["frequency_penalty", "presence_penalty"] {
            if let Some(value) = body.get(name).filter(|it| it.is_number()) {
                extra.insert(name.to_owned(), value.clone());
            }
        }
        let candidates = wish.candidates.unwrap_or(self.generation.candidates);
        Generation {
            candidates,
            tests: wish.tests.unwrap_or(self.generation.tests),
            variants: wish.variants.unwrap_or(self.generation.variants),
            strategies: (wish.strategy.clone())
                .unwrap_or_else(|| self.generation.strategies.clone()),
            temperature: number("temperature").or(self.generation.temperature),
            top_p: number("top_p").or(self.generation.top_p),
            max_tokens: tokens.map_or(self.generation.max_tokens, |it| {
                u32::try_from(it).unwrap_or(u32::MAX).max(1)
            }),
            seed: body
                .get("seed")
                .and_then(serde_json::Value::as_u64)
                .unwrap_or(self.generation.seed),
            extra,
            ..self.generation.clone()
        }
    }

    /// Removes the oldest runs, of which more are there than are kept. Their names begin with the time.
    pub(super) fn forget_old(&self) {
        let entries = fs::read_dir(&self.runs).into_iter().flatten().flatten();
        let mut runs: Vec<PathBuf> = entries
            .map(|it| it.path())
            .filter(|it| is_run(it))
            .collect();
        if runs.len() <= self.keep {
            return;
        }
        runs.sort_unstable();
        runs.truncate(runs.len() - self.keep);
        for run in runs {
            // One that cannot be removed now is tried again with the next.
            let _ = fs::remove_dir_all(run);
        }
    }
}

/// The beginning of the names of runs that a server makes: it removes no others.
pub(super) const PREFIX: &str = "serve-";

fn is_run(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(|it| it.starts_with(PREFIX)) && !is_in_use(path)
}

/// Says whether somebody works on a run, or it was not begun yet.
fn is_in_use(run: &Path) -> bool {
    let lock = fs::File::open(run.join("run.lock"));
    !lock.is_ok_and(|lock| lock.try_lock().is_ok())
}

impl From<RunSpent> for Usage {
    fn from(spent: RunSpent) -> Self {
        Self {
            prompt_tokens: spent.prompt_tokens,
            completion_tokens: spent.completion_tokens,
            usd: spent.usd,
        }
    }
}
