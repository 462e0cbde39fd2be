//! Asks for what a run does not have yet, and keeps each reply in the run before it is used.

use super::Generator;
use super::plan::Planned;
use super::spending::Spending;
use crate::client::{Answered, Ask, ClientError, Outside, Spent};
use crate::engine::EngineError;
use crate::event::{Event, Stage};
use crate::input::{Call, Purpose, Reply};
use crate::store::{Journal, Missing, Run};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::Ordering;

/// The replies of a run, and the model that gives more.
pub(super) struct Asker<'a> {
    generator: &'a Generator<'a>,
    journal: Journal,
    record: Option<Journal>,
    known: HashMap<(String, usize), Reply>,
    /// Requests and samples that the recording has.
    recorded: HashSet<(String, usize)>,
    /// What the run had cost when it was opened.
    before: Spent,
    spent: Spent,
    /// Requests and samples that were given up, and are not asked for again.
    given_up: HashSet<(String, usize)>,
    short: Option<ClientError>,
}

impl<'a> Asker<'a> {
    /// Opens the replies of a run, and of a folder that records them too.
    pub(super) fn open(
        generator: &'a Generator<'a>,
        run: &Run,
        record: Option<&Path>,
    ) -> Result<Self, EngineError> {
        let (journal, rows) = Journal::open::<Reply>(&run.path("replies.jsonl"))?;
        let is_run = |folder: &&Path| {
            std::path::absolute(folder).ok() == std::path::absolute(run.folder()).ok()
        };
        let (record, recorded) = match record.filter(|folder| !is_run(folder)) {
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(crate::store::StoreError::io("create", folder))?;
                let (journal, rows) = Journal::open::<Reply>(&folder.join("replies.jsonl"))?;
                (Some(journal), rows)
            }
            None => (None, Vec::new()),
        };
        let spent = spent(&rows);
        Ok(Self {
            generator,
            journal,
            record,
            known: by_request(rows),
            recorded: recorded.iter().filter_map(key).collect(),
            before: spent,
            spent,
            given_up: HashSet::new(),
            short: None,
        })
    }

    /// The replies to all that was planned, in its order, sample after sample; those that could not be had are missing,
    /// and [`Asker::check`] says so. What is planned twice, as for two problems with the same prompt, is asked once.
    pub(super) fn ask(&mut self, plan: &[Planned]) -> Result<Vec<Vec<Reply>>, EngineError> {
        let digests: Vec<String> = plan.iter().map(|it| it.ask.request.digest()).collect();
        let open = self.open_parts(plan, &digests);
        let (generator, before) = (self.generator, self.spent);
        let missing: usize = open.iter().map(|ask| ask.samples.len()).sum();
        let wanted: usize = plan.iter().map(|it| it.ask.samples.len()).sum();
        (generator.listener)(Event::Began {
            stage: Stage::Generate,
            total: wanted,
            done: wanted - missing,
        });
        let mut take = |answered: Answered| {
            let place = answered.ask;
            self.keep(reply(&plan[place], &digests[place], answered))?;
            (generator.listener)(Event::Advanced);
            Ok::<(), ClientError>(())
        };
        let outside = Outside {
            listener: generator.listener,
            interrupted: generator.interrupted,
        };
        let (spent, asked) = generator.client.ask(&open, before, &outside, &mut take);
        self.spent = spent;
        match asked {
            Ok(()) => (generator.listener)(Event::Ended(Stage::Generate)),
            Err(error) if error.leaves_replies() => self.give_up(&open, error),
            Err(error) => return Err(error.into()),
        }
        let planned = plan.iter().zip(&digests);
        let replies = planned.map(|(planned, digest)| self.replies(planned, digest));
        let replies: Vec<Vec<Reply>> = replies.collect();
        self.record(replies.iter().flatten())?;
        Ok(replies)
    }

    /// Notes what was asked for in vain.
    fn give_up(&mut self, asked: &[Ask], error: ClientError) {
        for ask in asked.iter().filter(|ask| !ask.samples.is_empty()) {
            let digest = ask.request.digest();
            let keys = ask.samples.iter().map(|sample| (digest.clone(), *sample));
            let missing = keys.filter(|key| !self.known.contains_key(key));
            self.given_up.extend(missing);
        }
        self.short.get_or_insert(error);
    }

    /// An error where replies could not be had, unless the run goes on without them.
    pub(super) fn check(&mut self) -> Result<(), EngineError> {
        let goes_on = self.generator.partial;
        match self.short.take_if(|_| !goes_on) {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// An error where the user asked to stop.
    pub(super) fn check_interrupt(&self) -> Result<(), EngineError> {
        if self.generator.interrupted.load(Ordering::Relaxed) {
            return Err(EngineError::Interrupted);
        }
        Ok(())
    }

    /// What is missing of all that was planned.
    pub(super) fn missing<'p>(
        &self,
        planned: impl Iterator<Item = &'p Planned>,
    ) -> Option<Missing> {
        let short = self.short.as_ref()?;
        let (mut of, mut problems) = (0, BTreeMap::<String, usize>::new());
        for planned in planned {
            let digest = planned.ask.request.digest();
            let is_open = |sample: &&usize| !self.known.contains_key(&(digest.clone(), **sample));
            let open = planned.ask.samples.iter().filter(is_open).count();
            of += planned.ask.samples.len();
            if open > 0 {
                *problems
                    .entry(planned.ask.about.task_id.clone())
                    .or_default() += open;
            }
        }
        Some(Missing {
            replies: problems.values().sum(),
            of,
            problems,
            why: short.reason(),
        })
    }

    /// What was spent, by this process and by all that worked on the run.
    pub(super) fn spending(&self) -> Spending {
        let price = self.generator.client.price();
        Spending::new(self.before, self.spent, self.known.len(), price)
    }

    /// The replies with candidates of a problem.
    pub(super) fn solutions_of(&self, task_id: &str) -> usize {
        let replies = self.known.values();
        let is_own = |it: &&Reply| it.task_id == task_id && it.purpose == Purpose::Solution;
        replies.filter(is_own).count()
    }

    /// Leaves the run's replies in the order of what was planned.
    pub(super) fn settle(self, replies: &[Reply]) -> Result<(), EngineError> {
        Ok(self.journal.settle(replies)?)
    }

    /// What the run does not have, each sample of a request once.
    fn open_parts<'d>(&self, plan: &[Planned], digests: &'d [String]) -> Vec<Ask> {
        let mut asked: HashSet<(&str, usize)> = HashSet::new();
        let mut open = |planned: &Planned, digest: &'d String| {
            let is_new = |sample: &usize| {
                let key = (digest.clone(), *sample);
                let is_known = self.known.contains_key(&key) || self.given_up.contains(&key);
                !is_known && asked.insert((digest.as_str(), *sample))
            };
            let samples = planned.ask.samples.iter().copied().filter(is_new);
            Ask {
                samples: samples.collect(),
                ..planned.ask.clone()
            }
        };
        plan.iter()
            .zip(digests)
            .map(|(it, digest)| open(it, digest))
            .collect()
    }

    /// The replies to what was planned, for the problem and variant that it was planned for.
    fn replies(&self, planned: &Planned, digest: &str) -> Vec<Reply> {
        let about = &planned.ask.about;
        let known = |sample: &usize| self.known.get(&(digest.to_owned(), *sample));
        let relabelled = |reply: &Reply| {
            let is_own = reply.task_id == about.task_id && reply.origin == about.variant;
            let call = reply.call.clone().map(|call| Call {
                lead: planned.lead.clone(),
                fresh: call.fresh && is_own,
                ..call
            });
            Reply {
                task_id: about.task_id.clone(),
                origin: about.variant.clone(),
                purpose: planned.purpose,
                text: reply.text.clone(),
                call,
            }
        };
        planned
            .ask
            .samples
            .iter()
            .filter_map(known)
            .map(relabelled)
            .collect()
    }

    fn keep(&mut self, reply: Reply) -> Result<(), ClientError> {
        self.journal.append(&reply)?;
        if let Some(key) = key(&reply) {
            self.known.insert(key, reply);
        }
        Ok(())
    }

    /// Records the replies that the recording does not have.
    fn record<'r>(&mut self, replies: impl Iterator<Item = &'r Reply>) -> Result<(), EngineError> {
        let Some(record) = &mut self.record else {
            return Ok(());
        };
        for reply in replies {
            if key(reply).is_some_and(|key| self.recorded.insert(key)) {
                record.append(reply)?;
            }
        }
        Ok(())
    }
}

/// Replies by request and sample: of several for one, that which was paid for.
fn by_request(rows: Vec<Reply>) -> HashMap<(String, usize), Reply> {
    let mut known: HashMap<_, Reply> = HashMap::new();
    let is_fresh = |reply: &Reply| reply.call.as_ref().is_some_and(|call| call.fresh);
    for row in rows {
        let Some(key) = key(&row) else { continue };
        if is_fresh(&row) || !known.contains_key(&key) {
            known.insert(key, row);
        }
    }
    known
}

fn key(reply: &Reply) -> Option<(String, usize)> {
    let call = reply.call.as_ref()?;
    Some((call.request.clone(), call.sample))
}

fn reply(planned: &Planned, digest: &str, answered: Answered) -> Reply {
    let about = &planned.ask.about;
    let completion = answered.completion;
    Reply {
        task_id: about.task_id.clone(),
        origin: about.variant.clone(),
        purpose: planned.purpose,
        text: completion.text,
        call: Some(Call {
            request: digest.to_owned(),
            sample: answered.sample,
            model: planned.ask.request.model.clone(),
            lead: planned.lead.clone(),
            finish: completion.finish,
            prompt_tokens: completion.prompt_tokens,
            completion_tokens: completion.completion_tokens,
            fresh: answered.fresh,
        }),
    }
}

/// What the replies of a run cost that the run itself asked for.
fn spent(rows: &[Reply]) -> Spent {
    let calls = rows.iter().filter_map(|row| row.call.as_ref());
    calls
        .filter(|call| call.fresh)
        .fold(Spent::default(), |spent, call| Spent {
            prompt_tokens: spent.prompt_tokens + call.prompt_tokens,
            completion_tokens: spent.completion_tokens + call.completion_tokens,
            ..spent
        })
}
