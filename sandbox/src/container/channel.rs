//! A child of the zygote, seen from the host: it is asked, answers within its budget, or ends.

use super::end::Why;
use super::frame::{Event, Order};
use super::limits::{Budget, marshalled};
use super::link::Link;
use super::repository::Repository;
use crate::{Limits, SandboxError};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

/// How often a child is asked for where there is no process to be had: others may be about to end.
const ATTEMPTS: u32 = 50;
const PATIENCE: Duration = Duration::from_millis(100);

/// A child, which ends with this.
pub(super) struct Channel {
    link: Arc<Link>,
    number: u32,
    events: Receiver<Event>,
    limits: Limits,
    repository: Option<Arc<Repository>>,
    /// The beginning of what it wrote.
    pub(super) output: Vec<u8>,
    ended: Option<Why>,
    asked: bool,
}

/// What came of a question.
pub(super) enum Heard {
    /// The child answered: the kind of what it says, and that.
    Said(u8, Vec<u8>),
    Ended(Why),
}

impl Channel {
    /// Asks for a child.
    pub(super) fn open(link: &Arc<Link>, limits: Limits) -> Result<Self, SandboxError> {
        Self::open_in(link, limits, None)
    }

    /// Asks for a child that can change what is in the folders of a repository.
    pub(super) fn open_in(
        link: &Arc<Link>,
        limits: Limits,
        repository: Option<&Arc<Repository>>,
    ) -> Result<Self, SandboxError> {
        let (number, events) = link.connect()?;
        let channel = Self {
            link: Arc::clone(link),
            repository: repository.cloned(),
            number,
            events,
            limits,
            output: Vec::new(),
            ended: None,
            asked: false,
        };
        link.say(
            number,
            &Order::Open(&marshalled(limits, repository.map(|it| &**it))),
        )?;
        Ok(channel)
    }

    /// Asks the child, and waits for its answer; gives the instructions that it took.
    pub(super) fn ask(
        &mut self,
        question: &[u8],
        budget: u64,
    ) -> Result<(Heard, u64), SandboxError> {
        let is_first = !std::mem::replace(&mut self.asked, true);
        for _ in 1..ATTEMPTS {
            match self.ask_once(question, budget)? {
                (Heard::Ended(Why::NotStarted), _) if is_first => {
                    thread::sleep(PATIENCE);
                    let other = Self::open_in(&self.link, self.limits, self.repository.as_ref())?;
                    drop(std::mem::replace(self, other));
                    self.asked = true;
                }
                heard => return Ok(heard),
            }
        }
        self.ask_once(question, budget)
    }

    fn ask_once(&mut self, question: &[u8], budget: u64) -> Result<(Heard, u64), SandboxError> {
        if let Some(why) = self.ended {
            return Ok((Heard::Ended(why), 0));
        }
        let budget = Budget::of(budget);
        let order = Order::Send {
            cpu: budget.cpu,
            wall: budget.wall,
            question,
        };
        self.link.say(self.number, &order)?;
        loop {
            match self.events.recv().map_err(|_| SandboxError::Lost)? {
                Event::Output(mut written) => self.output.append(&mut written),
                Event::Said(used, content) => {
                    let (kind, content) = match content.split_first() {
                        Some((kind, content)) => (*kind, content.to_vec()),
                        None => (0, Vec::new()),
                    };
                    return Ok((Heard::Said(kind, content), Budget::instructions(used)));
                }
                Event::Ended(used, why) => {
                    self.ended = Some(why);
                    if why == Why::NotStarted && self.output.is_empty() {
                        self.output = b"no process".to_vec();
                    }
                    return Ok((Heard::Ended(why), Budget::instructions(used)));
                }
                Event::Ready(_) => {}
            }
        }
    }
}

impl Drop for Channel {
    /// Ends the child, unless the environment has ended before.
    fn drop(&mut self) {
        self.link.disconnect(self.number);
        if self.ended.is_none() {
            let _ = self.link.say(self.number, &Order::Close);
        }
    }
}
