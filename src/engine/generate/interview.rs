//! A run whose candidates and tests a model writes, all at once or some at a time.

use super::asker::Asker;
use super::by_model::{by_model, most_by_model, rewrites};
use super::follow_ups::FollowUps;
use super::plan::{Planned, candidates, plan};
use super::voice::Voice;
use super::{Generated, Generator, refused, voices_of};
use crate::candidate::Sample;
use crate::engine::examples::tell_examples;
use crate::engine::extracted::{Extracted, Unused, Wording, add_unused};
use crate::engine::part::asked;
use crate::engine::prepare::{config, write};
use crate::engine::told::told;
use crate::engine::{EngineError, Settings};
use crate::input::{Purpose, Reply, Source, Subset, read_problems_with_entry_points};
use crate::problem::Problem;
use crate::shard::Shard;
use crate::store::{Generation, Run, RunConfig, write_jsonl};
use crate::test_case::TestSample;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::Path;

/// What a run that a model fills is begun with.
#[derive(Clone, Copy, Debug)]
pub struct Begun<'a> {
    /// What the model is asked.
    pub generation: &'a Generation,
    /// How the run will be executed.
    pub settings: &'a Settings,
    /// How sure a selection must be for no more candidates to be asked for, in percent.
    pub sure: Option<u8>,
    /// A folder where the replies are recorded too.
    pub record: Option<&'a Path>,
    /// The problems that are asked for.
    pub subset: &'a Subset,
    /// The shard of them; all where this is nothing.
    pub shard: Option<Shard>,
}

/// A run that asks a model.
pub struct Interview<'a> {
    pub(super) generation: Generation,
    settings: Settings,
    pub(super) problems: Vec<Problem>,
    pub(super) voices: Vec<Vec<Voice>>,
    pub(super) asker: Asker<'a>,
    /// The replies from which variants were made.
    by_model: Vec<Reply>,
    /// The replies with candidates and tests so far, in the order in which they were planned.
    pub(super) replies: Vec<Reply>,
    /// The candidates of each problem that were asked for.
    pub(super) taken: Vec<usize>,
    /// What was decided to ask after a vote.
    pub(super) follow_ups: FollowUps,
    /// The replies to each question, and to each request for corrections.
    pub(super) answered: Vec<Vec<Reply>>,
    pub(super) corrected: Vec<Vec<Reply>>,
    pub(super) generated: Generated,
}

impl<'a> Interview<'a> {
    /// Begins a run, or continues it, and makes the variants of its problems.
    ///
    /// # Errors
    /// Where the problems cannot be used, the run was begun with something else, or the model's side fails.
    pub fn begin(
        generator: &'a Generator<'a>,
        folder: &Path,
        problems: &Path,
        begun: &Begun<'_>,
    ) -> Result<(Run, Self), EngineError> {
        let source = Source::read(problems)?;
        let generation = begun.generation.clone();
        let config = RunConfig {
            generation: Some(generation.clone()),
            sure: begun.sure,
            subset: begun.subset.clone(),
            ..config(
                &generator.component,
                &[("problems", &source)],
                begun.settings,
            )
        };
        let problems = read_problems_with_entry_points(&source)?;
        let (places, shard) = asked(&problems, begun.subset, begun.shard)?;
        let problems = Subset::of(&places, problems);
        let run = Run::begin(folder, RunConfig { shard, ..config })?;
        if run.missing()?.is_some() {
            run.forget_results()?;
        }
        let follow_ups = FollowUps::read(&run)?;
        tell_examples(generator.listener, &problems, begun.settings.compat);
        let mut asker = Asker::open(generator, &run, begun.record)?;
        let (kinds, rules) = rewrites(&generation.strategies);
        let most = most_by_model(&generation, &rules);
        let made = by_model(&mut asker, &generation, &problems, &kinds, most)?;
        asker.check()?;
        let voices = voices_of(&generation, &problems, &rules, made.variants)?;
        write_jsonl(&run.path("variants.jsonl"), &voices.concat())?;
        let generated = Generated {
            variants: voices.iter().map(Vec::len).sum(),
            refused: refused(&generation, &problems),
            rejected_variants: made.rejected,
            ..Generated::default()
        };
        let interview = Self {
            generation,
            settings: *begun.settings,
            problems,
            voices,
            asker,
            by_model: made.replies,
            replies: Vec::new(),
            taken: Vec::new(),
            follow_ups,
            answered: Vec::new(),
            corrected: Vec::new(),
            generated,
        };
        Ok((run, interview))
    }

    /// The replies with candidates of each problem that the run has already.
    #[must_use]
    pub fn answered(&self) -> Vec<usize> {
        let names = self.problems.iter().map(|problem| &problem.task_id);
        names.map(|name| self.asker.solutions_of(name)).collect()
    }

    /// The most candidates of each problem.
    #[must_use]
    pub fn most(&self) -> Vec<usize> {
        let voices = self.voices.iter();
        voices
            .map(|voices| candidates(&self.generation, voices))
            .collect()
    }

    /// Asks for so many candidates of each problem, for all tests, and for what was decided after a vote, and writes them.
    ///
    /// # Errors
    /// Where the model's side fails: what was answered by then is kept.
    pub fn take(&mut self, run: &Run, wanted: &[usize]) -> Result<(), EngineError> {
        self.taken = wanted.to_vec();
        let works = self.problems.iter().zip(&self.voices).zip(wanted);
        let planned = works.flat_map(|((problem, voices), wanted)| {
            plan(&self.generation, problem, voices, *wanted)
        });
        let planned: Vec<_> = planned.collect();
        let (questions, corrections) = self.planned_follow_ups();
        let all = [&[planned.clone()][..], &questions, &corrections].concat();
        let all = all.concat();
        let mut replies = self.asker.ask(&all)?.into_iter();
        let mut of = |planned: &Vec<Planned>| -> Vec<Reply> {
            replies.by_ref().take(planned.len()).flatten().collect()
        };
        let own = of(&planned);
        self.answered = questions.iter().map(&mut of).collect();
        self.corrected = corrections.iter().map(&mut of).collect();
        self.replies = self.by_model.iter().cloned().chain(own).collect();
        self.generated.missing = self.asker.missing(all.iter());
        run.set_missing(self.generated.missing.as_ref())?;
        self.write(run)?;
        self.asker.check()
    }

    /// Writes the candidates and tests that the replies hold.
    fn write(&mut self, run: &Run) -> Result<(), EngineError> {
        let (mut samples, mut tests) = (Vec::new(), Vec::new());
        let (mut unused, mut mended) = (Unused::new(), 0);
        for extracted in self.extracted()? {
            samples.push(extracted.samples);
            tests.push(extracted.tests);
            mended += extracted.mended;
            add_unused(&mut unused, extracted.unused);
        }
        self.add_follow_ups(&mut samples, &mut tests);
        self.follow_ups.write(run)?;
        let sources =
            |suite: &Vec<TestSample>| suite.iter().map(|it| it.sources.len()).sum::<usize>();
        let follow_ups = self.answered.iter().chain(&self.corrected);
        self.generated = Generated {
            replies: self.replies.len() + follow_ups.map(Vec::len).sum::<usize>(),
            programs: samples.iter().map(Vec::<Sample>::len).sum(),
            tests: tests.iter().map(sources).sum(),
            mended,
            unused,
            told: told(&self.problems, &tests),
            spent: self.asker.spending(),
            ..self.generated.clone()
        };
        write(run, &self.problems, &samples, &tests)
    }

    /// What the replies of each problem hold: the first sample of each variant before the second of any, so that more
    /// samples leave the order of the others as it is.
    fn extracted(&self) -> Result<Vec<Extracted>, EngineError> {
        let most = self.settings.tests_per_sample;
        let most = most.map_or(usize::MAX, NonZeroUsize::get);
        let mut by_problem: HashMap<&str, Vec<&Reply>> = HashMap::new();
        for reply in &self.replies {
            by_problem.entry(&reply.task_id).or_default().push(reply);
        }
        let works = self.problems.iter().zip(&self.voices);
        works
            .map(|(problem, voices)| {
                self.asker.check_interrupt()?;
                let mut own = by_problem
                    .remove(problem.task_id.as_str())
                    .unwrap_or_default();
                own.sort_by_key(|reply| (reply.purpose == Purpose::Tests, sample(reply)));
                let wording = |origin: &str| wording(problem, voices, origin);
                Ok(Extracted::of(problem, own.into_iter(), wording, most))
            })
            .collect()
    }
}

fn sample(reply: &Reply) -> usize {
    reply.call.as_ref().map_or(0, |call| call.sample)
}

/// The words and names of a variant.
pub(super) fn wording<'v>(problem: &'v Problem, voices: &'v [Voice], origin: &str) -> Wording<'v> {
    let voice = voices.iter().find(|it| it.origin == origin);
    Wording {
        prompt: voice.map_or(&problem.prompt, |it| &it.variant.prompt),
        entry_point: voice.map_or(&problem.entry_point, |it| it.entry_point(problem)),
        renames: voice.and_then(|it| it.renames().map(|map| &**map)),
    }
}
