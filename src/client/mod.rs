//! Asks a model: `OpenAI`'s protocol over HTTP, with retries, a pace that adapts, budgets, and replies that are kept
//! before they are used.

mod account;
mod ask;
mod completion;
mod dialect;
mod endpoint;
mod error;
mod fate;
mod function;
mod http;
mod lenient;
mod pace;
mod patience;
mod preset;
mod price;
mod refusal;
mod request;
mod secret;
mod session;
mod throughput;
pub mod tokens;
mod trace;
mod unit;
mod upstream;
mod waiting;
mod watch;

pub use account::{Budget, Spent};
pub use ask::{About, Answered, Ask};
pub use completion::{Completion, Finish};
pub use endpoint::{Endpoint, Manners};
pub use error::ClientError;
pub use function::Respond;
pub use http::plain_address;
pub use preset::{Preset, presets};
pub use price::{Price, Prices};
pub use request::{Content, Message, Parameters, Request};
pub use secret::Secret;
pub use session::Outside;
pub use upstream::{Allowed, Striker, Upstream};

use crate::input::Recording;
use crate::store::{KeptReply, Replies, UsualLength};
use http::Http;
use session::Session;
use std::sync::OnceLock;
use std::time::Instant;

/// Who answers.
enum Source {
    Server(Box<Server>),
    Recording(Recording),
    Function(Box<dyn Respond>),
}

struct Server {
    http: Http,
    endpoint: Endpoint,
    manners: Manners,
    replies: Option<Replies>,
    /// Whether replies that are in the store are asked for again.
    anew: bool,
    /// When the first request was sent.
    began: OnceLock<Instant>,
}

/// Asks a model, a recording of one, or a function that stands for one.
pub struct Client(Source);

impl Client {
    /// A client for a server. Replies are kept in a store before anything else is done with them; `anew` asks
    /// also for those that the store has.
    ///
    /// # Errors
    /// Where no server can be asked with these settings.
    pub fn new(
        endpoint: Endpoint,
        manners: Manners,
        replies: Option<Replies>,
        anew: bool,
    ) -> Result<Self, ClientError> {
        if manners.budget.usd.is_some() && manners.price.is_none() {
            return Err(ClientError::Setup(
                "the model's price is not known, so no budget in dollars can be kept\nhint: say it with `--price IN,OUT`, in dollars for a million tokens".to_owned(),
            ));
        }
        let server = Server {
            http: Http::new(&endpoint)?,
            endpoint,
            manners,
            replies,
            anew,
            began: OnceLock::new(),
        };
        Ok(Self(Source::Server(Box::new(server))))
    }

    /// A client that answers from a recording, without a network.
    #[must_use]
    pub fn replay(recording: Recording) -> Self {
        Self(Source::Recording(recording))
    }

    /// A client that answers by a function, without a network.
    #[must_use]
    pub fn function(function: Box<dyn Respond>) -> Self {
        Self(Source::Function(function))
    }

    /// Gives each sample of each request to `take`: those that are kept at once, the others as they are answered.
    /// `before` is what was spent already. After an interrupt, a fault or the end of a budget nothing more is sent,
    /// but what is under way is waited for: it is paid. Gives what was spent in any case.
    ///
    /// # Errors
    /// Where samples are missing in the end, or `take` fails.
    pub fn ask(
        &self,
        asks: &[Ask],
        before: Spent,
        outside: &Outside<'_>,
        take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
    ) -> (Spent, Result<(), ClientError>) {
        match &self.0 {
            Source::Recording(recording) => (before, replay(recording, asks, take)),
            Source::Function(function) => (before, function.respond(asks, take)),
            Source::Server(server) => match server.kept(asks, take) {
                Ok(open) => Session::new(server, asks, open, before, outside, take).run(),
                Err(error) => (before, Err(error)),
            },
        }
    }

    /// The price of the model, where it is known.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        match &self.0 {
            Source::Recording(_) | Source::Function(_) => None,
            Source::Server(server) => server.manners.price,
        }
    }

    /// The number of samples that the server would be asked for.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn open(&self, asks: &[Ask]) -> Result<Vec<Vec<usize>>, ClientError> {
        match &self.0 {
            Source::Recording(_) => Ok(vec![Vec::new(); asks.len()]),
            Source::Function(_) => Ok(asks.iter().map(|it| it.samples.clone()).collect()),
            Source::Server(server) => server.kept(asks, &mut |_| Ok(())),
        }
    }

    /// How long the model's replies to a purpose were so far, where there are some.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn usual_length(
        &self,
        model: &str,
        purpose: &str,
    ) -> Result<Option<UsualLength>, ClientError> {
        let Source::Server(server) = &self.0 else {
            return Ok(None);
        };
        let replies = server.replies.as_ref();
        Ok(replies
            .map(|it| it.usual_length(model, purpose))
            .transpose()?
            .flatten())
    }

    /// How many tokens the server counted in earlier requests to the model for each that [`tokens`] counts; 1 where
    /// there was none.
    ///
    /// # Errors
    /// Where the store cannot be read.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn prompt_ratio(&self, model: &str) -> Result<f64, ClientError> {
        const ENOUGH: usize = 50;
        let Source::Server(server) = &self.0 else {
            return Ok(1.0);
        };
        let requests = match &server.replies {
            Some(replies) => replies.counted_requests(model, ENOUGH)?,
            None => Vec::new(),
        };
        let (ours, theirs) = requests
            .iter()
            .fold((0, 0), |(ours, theirs), (request, counted)| {
                (ours + tokens::of_request(request), theirs + counted)
            });
        Ok(if ours == 0 {
            1.0
        } else {
            theirs as f64 / ours as f64
        })
    }

    /// The most choices that one request asks for.
    #[must_use]
    pub fn choices(&self) -> usize {
        match &self.0 {
            Source::Recording(_) | Source::Function(_) => 1,
            Source::Server(server) => server.endpoint.choices.max(1),
        }
    }
}

fn replay(
    recording: &Recording,
    asks: &[Ask],
    take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
) -> Result<(), ClientError> {
    let mut missing = None;
    for (place, ask) in asks.iter().enumerate() {
        let digest = ask.request.digest();
        for &sample in &ask.samples {
            let Some(completion) = recording.get(&digest, sample) else {
                missing.get_or_insert_with(|| ClientError::NotRecorded {
                    recording: recording.path().display().to_string(),
                    task_id: ask.about.task_id.clone(),
                    variant: ask.about.variant.clone(),
                    purpose: ask.about.purpose.clone(),
                    sample: sample + 1,
                });
                continue;
            };
            take(Answered {
                ask: place,
                sample,
                completion: completion.clone(),
                fresh: false,
            })?;
        }
    }
    missing.map_or(Ok(()), Err)
}

impl Server {
    fn address(&self) -> &str {
        plain_address(&self.endpoint.base_url)
    }

    /// Gives what is kept, and says for each request which samples are not.
    fn kept(
        &self,
        asks: &[Ask],
        take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
    ) -> Result<Vec<Vec<usize>>, ClientError> {
        let mut open = Vec::with_capacity(asks.len());
        for (place, ask) in asks.iter().enumerate() {
            let digest = ask.request.digest();
            let mut missing = Vec::new();
            for &sample in &ask.samples {
                let kept = match self.replies.as_ref().filter(|_| !self.anew) {
                    Some(replies) => replies.get(self.address(), &digest, sample)?,
                    None => None,
                };
                match kept {
                    Some(completion) => take(Answered {
                        ask: place,
                        sample,
                        completion,
                        fresh: false,
                    })?,
                    None => missing.push(sample),
                }
            }
            open.push(missing);
        }
        Ok(open)
    }

    fn keep(&self, ask: &Ask, completions: &[(usize, Completion)]) -> Result<(), ClientError> {
        let Some(replies) = &self.replies else {
            return Ok(());
        };
        Ok(replies.put(&KeptReply {
            prompt_tokens: completions.iter().map(|(_, it)| it.prompt_tokens).sum(),
            base_url: self.address(),
            request: &ask.request,
            purpose: &ask.about.purpose,
            completions,
        })?)
    }
}
