//! The options by which a model is reached, and what asking it may cost.

use super::global::Global;
use anyhow::{Context, anyhow, bail, ensure};
use clap::Args;
use mutagree::client::{
    Budget, Client, ClientError, Endpoint, Manners, Preset, Price, Prices, Secret, Upstream,
    plain_address, presets,
};
use mutagree::engine::EngineError;
use mutagree::input::{InputError, Recording};
use mutagree::store::Replies;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Options for the model's side.
#[derive(Args)]
#[command(next_help_heading = "The model's side")]
pub(crate) struct Model {
    /// Name of the model, as its server knows it
    #[arg(long, value_name = "M")]
    #[expect(clippy::struct_field_names, reason = "the name is that of the option")]
    pub(crate) model: Option<String>,
    /// Server: openai, deepseek, gemini, openrouter, vllm or ollama [default: openai]
    #[arg(long, value_name = "NAME", requires = "model")]
    provider: Option<String>,
    /// Address under which `chat/completions` is, of any server with `OpenAI`'s protocol
    #[arg(long, value_name = "URL", requires = "model")]
    base_url: Option<String>,
    /// Environment variable that holds the key [default: the provider's, such as `OPENAI_API_KEY`;
    /// `MUTAGREE_API_KEY` with --base-url]
    #[arg(long, value_name = "VAR", requires = "model")]
    key_env: Option<String>,
    /// Further header of each request; its value is kept nowhere, and `NAME: $VAR` takes it from the environment
    #[arg(long, value_name = "NAME: VALUE", requires = "model")]
    header: Vec<String>,
    /// Requests at once, at most; few at first, and fewer where the server refuses them or comes late
    #[arg(long, value_name = "N", default_value_t = 32, requires = "model")]
    at_once: u16,
    /// Times that a request is sent again after 429, 5xx or a broken connection
    #[arg(long, value_name = "N", default_value_t = 6, requires = "model")]
    retries: usize,
    /// Give a request up after N failures, and go on without its reply, as with --partial
    #[arg(long, value_name = "N", requires = "model", conflicts_with = "retries")]
    give_up: Option<NonZeroUsize>,
    /// Go on without replies that cannot be had; the same command asks for them again
    #[arg(long, requires = "model")]
    partial: bool,
    /// Wait before the first retry, in seconds; it doubles with each
    #[arg(long, value_name = "S", default_value_t = 1.0, value_parser = seconds, requires = "model")]
    retry_wait: f64,
    /// Longest time of one request, in seconds; less once the server has shown how long it takes
    #[arg(long, value_name = "S", default_value_t = 300.0, value_parser = some_seconds, requires = "model")]
    request_timeout: f64,
    /// Send no more requests after this time, in seconds; the run can then be continued
    #[arg(long, value_name = "S", value_parser = some_seconds, requires = "model")]
    time_limit: Option<f64>,
    /// US dollars that the run may cost: a request is sent only while the most that it can cost is left
    #[arg(long, value_name = "USD", value_parser = dollars, requires = "model")]
    budget_usd: Option<f64>,
    /// Tokens that the run may read and write, by the same rule
    #[arg(long, value_name = "N", requires = "model")]
    max_tokens_total: Option<u64>,
    /// Price of the model for a million tokens, read and written, in US dollars
    #[arg(long, value_name = "IN,OUT", value_parser = price, requires = "model")]
    price: Option<Price>,
    /// TOML file of prices that come before those of mutagree
    #[arg(long, value_name = "FILE", requires = "model")]
    prices: Option<PathBuf>,
    /// Ask also for replies that are in the cache folder from other runs
    #[arg(long, requires = "model")]
    anew: bool,
    /// Record all replies in this folder, for --replay
    #[arg(long, value_name = "DIR", requires = "model")]
    pub(crate) record: Option<PathBuf>,
}

/// The variable that holds the key of a server that has no preset.
const KEY: &str = "MUTAGREE_API_KEY";

impl Model {
    /// The name of the model.
    pub(crate) fn name(&self) -> anyhow::Result<&str> {
        let name = self.model.as_deref().filter(|it| !it.is_empty());
        name.context("no model is named\nhint: name one with `--model`")
    }

    /// The server's address, without what follows a question mark.
    pub(crate) fn address(&self) -> anyhow::Result<String> {
        Ok(plain_address(&self.base_url()?).to_owned())
    }

    /// The price of the model, where it is known.
    pub(crate) fn price(&self) -> anyhow::Result<Option<Price>> {
        if let Some(price) = self.price {
            return Ok(Some(price));
        }
        let mut prices = Prices::shipped();
        if let Some(path) = &self.prices {
            prices = prices.with(prices_of(path)?);
        }
        let free = self.preset()?.filter(|preset| preset.free);
        let free = free.map(|_| Price {
            input: 0.0,
            output: 0.0,
        });
        Ok(prices.of(self.name()?).or(free))
    }

    /// Says whether to go on without replies that cannot be had.
    pub(crate) fn is_partial(&self) -> bool {
        self.partial || self.give_up.is_some()
    }

    /// A client for the server; without a key where nothing is to be sent.
    pub(crate) fn client(&self, global: &Global, sends: bool) -> anyhow::Result<Client> {
        let replies = Replies::open(global.store()?.folder()).map_err(EngineError::from)?;
        let client = Client::new(
            self.endpoint(sends)?,
            self.manners()?,
            Some(replies),
            self.anew,
        );
        Ok(client.map_err(EngineError::from)?)
    }

    /// The server as another server speaks to it, with a part of the requests at once for each request of a user.
    pub(crate) fn upstream(&self, global: &Global, parts: usize) -> anyhow::Result<Upstream> {
        let manners = self.manners()?;
        let manners = Manners {
            at_once: manners.at_once.div_ceil(parts),
            ..manners
        };
        let cache = global.store()?.folder().to_owned();
        let upstream = Upstream::new(self.endpoint(true)?, manners, cache, self.anew);
        Ok(upstream.map_err(EngineError::from)?)
    }

    /// An error where something was said that is not for a server.
    pub(crate) fn check_for_server(&self) -> anyhow::Result<()> {
        let said = [
            ("--record", self.record.is_some()),
            ("--time-limit", self.time_limit.is_some()),
            ("--partial", self.partial),
        ];
        match said.iter().find(|(_, given)| *given) {
            Some((name, _)) => bail!(
                "`{name}` is not for a server\nhint: `--deadline` says how long an answer may take, and what came by then is used"
            ),
            None => Ok(()),
        }
    }

    fn endpoint(&self, sends: bool) -> anyhow::Result<Endpoint> {
        let key = if sends { self.key()? } else { None };
        let preset = self.preset()?;
        Ok(Endpoint {
            base_url: self.base_url()?,
            key,
            headers: self
                .header
                .iter()
                .map(|it| header(it))
                .collect::<anyhow::Result<_>>()?,
            timeout: Duration::from_secs_f64(self.request_timeout),
            choices: preset.as_ref().map_or(8, |it| it.choices),
            reasoning: preset.is_some_and(|it| it.reasons(self.model.as_deref().unwrap_or(""))),
        })
    }

    fn manners(&self) -> anyhow::Result<Manners> {
        Ok(Manners {
            at_once: usize::from(self.at_once.max(1)),
            retries: self.give_up.map_or(self.retries, |it| it.get() - 1),
            wait: Duration::from_secs_f64(self.retry_wait),
            time_limit: self.time_limit.map(Duration::from_secs_f64),
            cuts: false,
            budget: Budget {
                usd: self.budget_usd,
                tokens: self.max_tokens_total,
            },
            price: self.price()?,
        })
    }

    fn base_url(&self) -> anyhow::Result<String> {
        if let Some(url) = &self.base_url {
            return Ok(url.clone());
        }
        let preset = self.preset()?.context("no server is known")?;
        Ok(preset.base_url)
    }

    /// What is known of the server: nothing where only an address is named.
    fn preset(&self) -> anyhow::Result<Option<Preset>> {
        let name = match (&self.provider, &self.base_url) {
            (Some(name), _) => name,
            (None, None) => "openai",
            (None, Some(_)) => return Ok(None),
        };
        let mut presets = presets();
        let known = presets.keys().cloned().collect::<Vec<_>>().join(", ");
        let preset = presets.remove(name);
        Ok(Some(preset.ok_or_else(|| {
            anyhow!("`{name}` is no provider that is known\nhint: one of {known}; or name any server with `--base-url`")
        })?))
    }

    fn key(&self) -> anyhow::Result<Option<Secret>> {
        let preset = self.preset()?;
        let own = preset.as_ref().filter(|_| self.base_url.is_none());
        let default = own.map_or(Some(KEY), |it| it.key.as_deref());
        let Some(variable) = self.key_env.as_deref().or(default) else {
            return Ok(None);
        };
        let key = std::env::var(variable).ok();
        let key = key
            .map(|key| key.trim().to_owned())
            .filter(|key| !key.is_empty());
        let optional = own.is_none_or(|it| it.key_is_optional) && self.key_env.is_none();
        ensure!(
            key.is_some() || optional,
            "there is no key: the environment variable `{variable}` is not set\nhint: set it, or name another with `--key-env`"
        );
        Ok(key.map(Secret::new))
    }
}

/// The prices in a file.
fn prices_of(path: &Path) -> Result<Prices, EngineError> {
    let text = fs::read_to_string(path)
        .map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
    let prices = Prices::read(&text).map_err(|error| {
        InputError::new(path, error.to_string().trim_end())
            .hint("expected a table for each model, such as `[gpt-4o]`, with `input` and `output` in US dollars for a million tokens")
    })?;
    Ok(prices)
}

/// A client that answers from a recording.
pub(crate) fn replay(folder: &Path) -> anyhow::Result<Client> {
    let recording = Recording::read(folder).map_err(EngineError::from)?;
    Ok(Client::replay(recording))
}

/// A header's name and value, which is in no message.
fn header(text: &str) -> anyhow::Result<(String, Secret)> {
    let (name, value) = text
        .split_once(':')
        .context("a `--header` is not of the form `NAME: VALUE`")?;
    let value = match value.trim().strip_prefix('$') {
        Some(variable) => std::env::var(variable).with_context(|| {
            format!("a `--header` needs the environment variable `{variable}`, which is not set")
        })?,
        None => value.trim().to_owned(),
    };
    Ok((name.trim().to_owned(), Secret::new(value)))
}

fn price(text: &str) -> Result<Price, String> {
    let number = |text: &str| {
        text.trim()
            .parse()
            .ok()
            .filter(|it: &f64| *it >= 0.0 && it.is_finite())
    };
    let parts = text.split_once(',');
    parts
        .and_then(|(input, output)| {
            Some(Price {
                input: number(input)?,
                output: number(output)?,
            })
        })
        .ok_or_else(|| "not of the form `IN,OUT`, such as `0.15,0.60`".to_owned())
}

fn dollars(text: &str) -> Result<f64, String> {
    let number = text.trim_start_matches('$').parse().ok();
    number
        .filter(|it: &f64| *it >= 0.0 && it.is_finite())
        .ok_or_else(|| "not an amount of dollars".to_owned())
}

/// A number of seconds that is not negative.
fn seconds(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|it: &f64| (0.0..=1e7).contains(it))
        .ok_or_else(|| "not a number of seconds".to_owned())
}

/// A number of seconds above zero, and not too few for a clock.
fn some_seconds(text: &str) -> Result<f64, String> {
    let seconds = seconds(text)?;
    if seconds < 1e-9 {
        return Err("not above 0 seconds".to_owned());
    }
    Ok(seconds)
}

/// The exit code of a fault on the model's side.
pub(crate) fn exit_code(error: &ClientError) -> u8 {
    match error {
        ClientError::Setup(_) => 1,
        ClientError::NotRecorded { .. } | ClientError::Store(_) => 2,
        ClientError::Interrupted => 5,
        _ => 3,
    }
}
