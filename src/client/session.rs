//! Sends what is open, as fast as the server takes it, until all is answered or something ends it.

use super::account::{Account, Reserve};
use super::completion::Choices;
use super::dialect::Dialect;
use super::fate::{Fate, refused};
use super::http::{Broken, Exchange, Http};
use super::pace::Pace;
use super::patience::Patience;
use super::refusal::Refusal;
use super::trace::{tell_fate, tell_request};
use super::unit::{LONGEST_WAIT, Sent, Unit, apart, count, unit};
use super::waiting::Waiting;
use super::watch::Watch;
use super::{Answered, Ask, ClientError, Completion, Content, Finish, Server, Spent, tokens};
use crate::event::{Event, Listener};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a wait or an interrupt may go unnoticed.
const TICK: Duration = Duration::from_millis(20);

/// Requests that fail for good, one after the other without an answer between them, after which a server is down; and
/// tries, where each request has few.
const DOWN: usize = 3;
const DOWN_TRIES: usize = 12;

type Take<'a> = &'a mut dyn FnMut(Answered) -> Result<(), ClientError>;

pub(super) struct Session<'a> {
    server: &'a Server,
    asks: &'a [Ask],
    queue: VecDeque<Unit>,
    pace: Pace,
    patience: Patience,
    watch: Watch,
    waiting: Waiting,
    dialect: Dialect,
    account: Account,
    outside: &'a Outside<'a>,
    take: Take<'a>,
    answers: usize,
    wanted: usize,
    open: usize,
    failed_in_a_row: usize,
    last_fault: Fault,
    /// Units that the server did not take, while it is not known whether it takes any.
    doubtful: Vec<(Unit, ClientError)>,
    end: Option<End>,
}

/// Who is told what happens, and may stop it.
pub struct Outside<'a> {
    /// Who is told what is waited for.
    pub listener: &'a Listener<'a>,
    /// Set from outside to stop.
    pub interrupted: &'a AtomicBool,
}

/// What went wrong last, and what may help beside another try.
#[derive(Default)]
struct Fault {
    said: String,
    hint: &'static str,
}

/// Why nothing more is sent.
enum End {
    Fault(ClientError),
    Interrupted,
    OutOfTime,
    OverBudget,
    /// The server is down.
    Down,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        server: &'a Server,
        asks: &'a [Ask],
        open: Vec<Vec<usize>>,
        before: Spent,
        outside: &'a Outside<'a>,
        take: Take<'a>,
    ) -> Self {
        let (now, manners) = (Instant::now(), &server.manners);
        let dialect = Dialect::new(server.endpoint.choices.max(1), server.endpoint.reasoning);
        let missing = open.iter().map(Vec::len).sum();
        let units = open.into_iter().enumerate().flat_map(|(ask, samples)| {
            let units = samples.chunks(dialect.choices).map(<[usize]>::to_vec);
            units
                .map(|samples| unit(manners, ask, samples, now, &dialect))
                .collect::<Vec<_>>()
        });
        Self {
            queue: units.collect(),
            server,
            asks,
            pace: Pace::new(manners.at_once, server.endpoint.timeout, now),
            patience: Patience::new(server.endpoint.timeout),
            watch: Watch::new(now),
            waiting: Waiting::new(now),
            dialect,
            account: Account::new(manners.budget, manners.price, before),
            outside,
            take,
            answers: usize::from(before.completion_tokens > 0),
            wanted: asks.iter().map(|ask| ask.samples.len()).sum(),
            open: missing,
            failed_in_a_row: 0,
            last_fault: Fault::default(),
            doubtful: Vec::new(),
            end: None,
        }
    }

    /// Runs to the end, on this thread; gives what was spent in any case.
    pub(super) fn run(self) -> (Spent, Result<(), ClientError>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        match runtime {
            _ if self.queue.is_empty() => self.finish(),
            Ok(runtime) => runtime.block_on(self.send_all()),
            Err(error) => {
                let error = ClientError::Setup(format!("no work can be begun: {error}"));
                (self.account.spent(), Err(error))
            }
        }
    }

    async fn send_all(mut self) -> (Spent, Result<(), ClientError>) {
        let (http, asks) = (&self.server.http, self.asks);
        let mut under_way = FuturesUnordered::new();
        loop {
            while let Some((unit, body)) = self.next(under_way.len()) {
                self.watch.sent(unit.sent.at);
                self.waiting.sent(unit.sent.at + unit.sent.limit);
                tell_request(self.outside.listener, &asks[unit.ask], &unit, &body);
                under_way.push(exchange(http, &asks[unit.ask].request.content, unit, body));
            }
            self.tell(under_way.len());
            if under_way.is_empty() {
                self.resolve_doubts();
                if self.end.is_some() || self.queue.is_empty() {
                    return self.finish();
                }
            }
            if self.is_cut() {
                return self.finish();
            }
            tokio::select! {
                Some((unit, result)) = under_way.next(), if !under_way.is_empty() => {
                    if let Err(error) = self.receive(unit, result) {
                        self.end_with(End::Fault(error));
                    }
                }
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    /// The next unit to send, with its body, where one may be sent.
    fn next(&mut self, under_way: usize) -> Option<(Unit, Value)> {
        let now = Instant::now();
        self.look_for_the_end(now);
        let waits = self.end.is_some() || !self.doubtful.is_empty();
        if waits || !self.has_room(under_way, now) {
            return None;
        }
        let place = self.queue.iter().position(|unit| unit.ready <= now)?;
        let mut unit = self.queue.remove(place)?;
        if unit.samples.len() > self.dialect.choices {
            let rest = unit.samples.split_off(self.dialect.choices);
            self.put_back(unit.ask, rest, now);
        }
        let body = self
            .dialect
            .body(&self.asks[unit.ask].request, unit.samples.len());
        let reserve = self.account.is_limited().then(|| self.reserve(&unit));
        if reserve.is_some_and(|reserve| !self.account.reserve(reserve)) {
            self.queue.push_front(unit);
            if under_way == 0 {
                self.end_with(End::OverBudget);
            }
            return None;
        }
        unit.sent = Sent {
            at: now,
            limit: self.patience.limit(unit.late),
            dialect: self.dialect.clone(),
            answers: self.answers,
            reserve,
        };
        Some((unit, body))
    }

    /// Says whether one more request may be sent: within the pace, or, where the server fell silent, to see whether it
    /// answers again.
    fn has_room(&self, under_way: usize, now: Instant) -> bool {
        if self.watch.is_silent(now) {
            return under_way < self.server.manners.at_once && self.watch.may_probe(now);
        }
        self.pace.has_room(self.watch.taking_room(now), now)
            && under_way < self.server.manners.at_once
    }

    /// Ends the sending where the user asks for it, or the time is over, and something is left to send.
    fn look_for_the_end(&mut self, now: Instant) {
        if self.queue.is_empty() {
            return;
        }
        if self.outside.interrupted.load(Ordering::Relaxed) {
            self.end_with(End::Interrupted);
        }
        let began = *self.server.began.get_or_init(|| now);
        let limit = self.server.manners.time_limit;
        if limit.is_some_and(|limit| began + limit <= now) {
            self.end_with(End::OutOfTime);
        }
    }

    /// Says whether the time is over, and what is under way is not waited for.
    fn is_cut(&mut self) -> bool {
        let manners = &self.server.manners;
        let began = self.server.began.get();
        let limit = manners.time_limit.filter(|_| manners.cuts);
        let is_over = limit
            .zip(began)
            .is_some_and(|(limit, began)| began.elapsed() >= limit);
        let is_left = manners.cuts && self.outside.interrupted.load(Ordering::Relaxed);
        if is_over || is_left {
            self.end_with(if is_left {
                End::Interrupted
            } else {
                End::OutOfTime
            });
        }
        is_over || is_left
    }

    /// Says what is waited for, where that is long.
    fn tell(&mut self, under_way: usize) {
        let now = Instant::now();
        if self.outside.interrupted.load(Ordering::Relaxed)
            && let Some(line) = self.waiting.interrupted(under_way, now)
        {
            (self.outside.listener)(Event::Note(line));
        }
        let rests = under_way == 0 && self.end.is_none();
        let next = rests.then(|| self.queue.iter().map(|unit| unit.ready).min());
        let next = (next.flatten()).map(|it| self.pace.open_from().map_or(it, |open| open.max(it)));
        if let Some(line) = (self.waiting).line(under_way, next, &self.last_fault.said, now) {
            (self.outside.listener)(Event::Note(line));
        }
    }

    /// The first reason to end is the one that is told.
    fn end_with(&mut self, end: End) {
        self.end.get_or_insert(end);
    }

    fn reserve(&self, unit: &Unit) -> Reserve {
        let request = &self.asks[unit.ask].request;
        let most = u64::from(request.parameters.max_tokens);
        Reserve {
            prompt_tokens: tokens::at_most(request) as u64,
            completion_tokens: most * unit.samples.len() as u64,
        }
    }

    fn put_back(&mut self, ask: usize, samples: Vec<usize>, now: Instant) {
        let unit = unit(&self.server.manners, ask, samples, now, &self.dialect);
        self.queue.push_front(unit);
    }

    fn receive(&mut self, unit: Unit, result: Result<Exchange, Broken>) -> Result<(), ClientError> {
        if let Some(reserve) = unit.sent.reserve {
            self.account.release(reserve);
        }
        let content = &self.asks[unit.ask].request.content;
        let secrets = &self.server.http.secrets;
        let fate = Fate::of(result, content, unit.samples.len(), secrets);
        self.watch.ended(unit.sent.at);
        if !matches!(fate, Fate::Late | Fate::Unreachable(_)) {
            self.watch.heard(Instant::now());
        }
        tell_fate(self.outside.listener, &self.asks[unit.ask], &unit, &fate);
        match fate {
            Fate::Answered(choices) => return self.answered(&unit, choices),
            Fate::Again { fault, wait } => self.retry(unit, Fault::of(fault), wait),
            Fate::Late => self.late(unit),
            Fate::Unreachable(fault) => self.retry(unit, Fault::unreachable(fault), None),
            Fate::Crowded { fault, wait } => self.crowded(unit, fault, wait),
            Fate::Unfit { status, refusal } => return self.unfit(unit, status, &refusal),
            Fate::End(error) => return Err(error),
        }
        Ok(())
    }

    fn answered(&mut self, unit: &Unit, choices: Choices) -> Result<(), ClientError> {
        self.answers += 1;
        self.failed_in_a_row = 0;
        let now = Instant::now();
        let took = now.duration_since(unit.sent.at);
        let mut completions = choices.completions;
        let given = completions.len();
        let ask = &self.asks[unit.ask];
        let (read, written) = choices
            .counted
            .unwrap_or_else(|| count(&mut completions, ask));
        self.account.pay(read, written);
        self.pace.answered(took, written, now);
        self.patience.answered(took);
        self.watch.answered(took);
        self.waiting.answered(took, now);
        self.give(unit, completions, true)?;
        if given < unit.samples.len() {
            self.dialect.choices = given.max(1);
            self.put_back(unit.ask, unit.samples[given..].to_vec(), Instant::now());
        }
        for (unit, error) in std::mem::take(&mut self.doubtful) {
            self.rejected(&unit, &error.to_string(), false)?;
        }
        Ok(())
    }

    /// Keeps what was answered, for other runs too where `keep` says so, and gives it away.
    fn give(
        &mut self,
        unit: &Unit,
        completions: Vec<Completion>,
        keep: bool,
    ) -> Result<(), ClientError> {
        let completions: Vec<_> = unit.samples.iter().copied().zip(completions).collect();
        if keep && let Err(error) = self.server.keep(&self.asks[unit.ask], &completions) {
            // It was paid for: the run has it all the same, and what is under way.
            self.end_with(End::Fault(error));
        }
        for (sample, completion) in completions {
            self.open -= 1;
            (self.take)(Answered {
                ask: unit.ask,
                sample,
                completion,
                fresh: true,
            })?;
        }
        Ok(())
    }

    /// There were too many requests: fewer are sent from now on. Where others got through in the meantime, only the
    /// pace was wrong, and this is no failed try.
    fn crowded(&mut self, mut unit: Unit, fault: String, wait: Option<Duration>) {
        let now = Instant::now();
        self.pace.refused(wait, now);
        if self.answers == unit.sent.answers {
            self.retry(unit, Fault::of(fault), wait);
            return;
        }
        self.last_fault = Fault::of(fault);
        self.account.retried();
        let wait = wait.unwrap_or(self.server.manners.wait).min(LONGEST_WAIT);
        unit.ready = now + apart(wait, unit.ask);
        self.queue.push_back(unit);
    }

    /// A request was not answered in time: where others were, fewer are sent from now on. Where it may take longer, it is
    /// sent again at once, and this is no failed try.
    fn late(&mut self, mut unit: Unit) {
        let now = Instant::now();
        let limit = unit.sent.limit;
        if self.watch.has_heard_since(unit.sent.at) || self.answers == 0 {
            self.pace.late(unit.sent.at, limit, now);
        }
        let fault = Fault::of(format!("no answer in time ({:.1} s)", limit.as_secs_f64()));
        if self.patience.is_most(limit) {
            return self.retry(unit, fault, None);
        }
        self.last_fault = fault;
        self.account.retried();
        unit.late += 1;
        unit.ready = now;
        self.queue.push_back(unit);
    }

    /// The server does not take a request as it is: it is sent in the dialect that was learnt from that, or never. A
    /// server that takes others will never take this one; one that took none yet may take none at all.
    fn unfit(&mut self, unit: Unit, status: u16, refusal: &Refusal) -> Result<(), ClientError> {
        if self.dialect.learn(refusal) || unit.sent.dialect != self.dialect {
            self.queue.push_front(unit);
        } else if status == 413 || refusal.is_about_the_content() {
            self.rejected(&unit, &refusal.message, true)?;
        } else if self.answers > 0 {
            self.rejected(&unit, &refusal.message, false)?;
        } else {
            self.doubtful.push((unit, refused(status, refusal)));
        }
        Ok(())
    }

    /// Nothing is under way: where the server took no request, it is the settings that it does not take.
    fn resolve_doubts(&mut self) {
        if let Some((_, error)) = self.doubtful.pop() {
            self.end_with(End::Fault(error));
        }
    }

    /// The server will not answer this request: its samples are what it says.
    fn rejected(&mut self, unit: &Unit, said: &str, keep: bool) -> Result<(), ClientError> {
        let completion = Completion {
            text: said.to_owned(),
            finish: Finish::Rejected,
            ..Completion::default()
        };
        self.give(unit, vec![completion; unit.samples.len()], keep)
    }

    /// Sends a unit again after a while, or gives it up.
    fn retry(&mut self, mut unit: Unit, fault: Fault, wait: Option<Duration>) {
        let now = Instant::now();
        self.last_fault = fault;
        if let Some(pause) = unit.waits.next() {
            self.account.retried();
            let wait = wait.map(|wait| apart(wait.min(LONGEST_WAIT), unit.ask));
            unit.ready = now + wait.map_or(pause, |wait| wait.max(pause));
            self.queue.push_back(unit);
            return;
        }
        self.failed_in_a_row += 1;
        let tries = 1 + self.server.manners.retries;
        if self.failed_in_a_row >= DOWN.max(DOWN_TRIES / tries) {
            self.end_with(End::Down);
        }
    }

    fn finish(self) -> (Spent, Result<(), ClientError>) {
        let (open, all) = (self.open, self.wanted);
        let spent = self.account.spent();
        let result = match self.end {
            Some(End::Fault(error)) => Err(error),
            _ if open == 0 => Ok(()),
            Some(End::Interrupted) => Err(ClientError::Interrupted),
            Some(End::OutOfTime) => Err(ClientError::OutOfTime { open, all }),
            Some(End::OverBudget) => {
                let spent = spent.to_string();
                Err(ClientError::OverBudget { open, all, spent })
            }
            Some(End::Down) | None => Err(ClientError::Unanswered {
                open,
                all,
                last: self.last_fault.said,
                hint: self.last_fault.hint,
            }),
        };
        (spent, result)
    }
}

impl Fault {
    fn of(said: String) -> Self {
        Self { said, hint: "" }
    }

    fn unreachable(said: String) -> Self {
        let hint = "start the server, or name another with `--base-url`; ";
        Self { said, hint }
    }
}

async fn exchange<'h>(
    http: &'h Http,
    content: &'h Content,
    unit: Unit,
    body: Value,
) -> (Unit, Result<Exchange, Broken>) {
    let result = http.post(content, &body, unit.sent.limit).await;
    (unit, result)
}
