//! Asks for what a run does not have yet, and keeps each reply in the run before it is used.

use super::Generator;
use super::plan::Planned;
use crate::client::{Answered, Ask, ClientError, Spent};
use crate::engine::EngineError;
use crate::event::{Event, Stage};
use crate::input::{Call, Reply};
use crate::store::{Journal, Run};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The replies of a run, and the model that gives more.
pub(super) struct Asker<'a> {
    generator: &'a Generator<'a>,
    journal: Journal,
    record: Option<Journal>,
    known: HashMap<(String, usize), Reply>,
    /// Requests and samples that the recording has.
    recorded: HashSet<(String, usize)>,
    pub(super) spent: Spent,
}

impl<'a> Asker<'a> {
    /// Opens the replies of a run, and of a folder that records them too.
    pub(super) fn open(
        generator: &'a Generator<'a>,
        run: &Run,
        record: Option<&Path>,
    ) -> Result<Self, EngineError> {
        let (journal, rows) = Journal::open::<Reply>(&run.path("replies.jsonl"))?;
        let (record, recorded) = match record {
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
            known: rows
                .into_iter()
                .filter_map(|row| Some((key(&row)?, row)))
                .collect(),
            recorded: recorded.iter().filter_map(key).collect(),
            spent,
        })
    }

    /// The replies to all that was planned, in its order, sample after sample.
    pub(super) fn ask(&mut self, plan: &[Planned]) -> Result<Vec<Vec<Reply>>, EngineError> {
        let digests: Vec<String> = plan.iter().map(|it| it.ask.request.digest()).collect();
        let open: Vec<Ask> = plan
            .iter()
            .zip(&digests)
            .map(|(it, digest)| self.open_part(it, digest))
            .collect();
        let wanted = plan.iter().map(|it| it.ask.samples.len()).sum::<usize>();
        let missing: usize = open.iter().map(|ask| ask.samples.len()).sum();
        let listener = self.generator.listener;
        listener(Event::Began {
            stage: Stage::Generate,
            total: wanted,
            done: wanted - missing,
        });
        let before = self.spent;
        let generator = self.generator;
        let mut take = |answered: Answered| {
            let planned = &plan[answered.ask];
            self.keep(reply(planned, &digests[answered.ask], answered))?;
            listener(Event::Advanced);
            Ok::<(), ClientError>(())
        };
        let asked = generator
            .client
            .ask(&open, before, generator.interrupted, &mut take);
        self.spent = asked?;
        listener(Event::Ended(Stage::Generate));
        for (planned, digest) in plan.iter().zip(&digests) {
            self.record_known(planned, digest)?;
        }
        let replies = plan.iter().zip(&digests).map(|(planned, digest)| {
            let samples = planned.ask.samples.iter();
            samples
                .filter_map(|sample| self.known.get(&(digest.clone(), *sample)))
                .cloned()
                .collect()
        });
        Ok(replies.collect())
    }

    /// Leaves the run's replies in the order of what was planned.
    pub(super) fn settle(self, replies: &[Reply]) -> Result<(), EngineError> {
        Ok(self.journal.settle(replies)?)
    }

    /// The samples that the run does not have.
    fn open_part(&self, planned: &Planned, digest: &str) -> Ask {
        let missing = |sample: &&usize| !self.known.contains_key(&(digest.to_owned(), **sample));
        Ask {
            samples: planned
                .ask
                .samples
                .iter()
                .filter(missing)
                .copied()
                .collect(),
            ..planned.ask.clone()
        }
    }

    fn keep(&mut self, reply: Reply) -> Result<(), ClientError> {
        self.journal.append(&reply)?;
        if let Some(key) = key(&reply) {
            self.known.insert(key, reply);
        }
        Ok(())
    }

    /// Records the replies to a request that the recording does not have.
    fn record_known(&mut self, planned: &Planned, digest: &str) -> Result<(), EngineError> {
        let Some(record) = &mut self.record else {
            return Ok(());
        };
        for sample in &planned.ask.samples {
            let key = (digest.to_owned(), *sample);
            if let Some(reply) = self
                .known
                .get(&key)
                .filter(|_| !self.recorded.contains(&key))
            {
                record.append(reply)?;
                self.recorded.insert(key);
            }
        }
        Ok(())
    }
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
