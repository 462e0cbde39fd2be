//! `mutagree serve`.

use super::execute::Execution;
use super::follow_ups::FollowUps;
use super::generation::Asking;
use super::global::{Global, interrupted};
use super::model::Model;
use crate::terminal::{complain, say};
use anyhow::{Context, ensure};
use clap::Args;
use mutagree::consensus::Ranking;
use mutagree::engine::{EngineError, Environments, Settings};
use mutagree::input::InputError;
use mutagree::serve::{Access, Chat, Serving, Solving, serve};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Serve completions by agreement in front of a model, and an executor for trainers.
#[derive(Args)]
#[command(after_help = "\
Paths: POST /v1/chat/completions, GET /v1/models and every other path of the model's server; POST /run_code and /submit as
SandboxFusion has them; POST /v1/execute; GET /healthz, /metrics.

Examples:
  mutagree serve --model gpt-4o-mini                       (clients: base URL http://127.0.0.1:8080/v1)
  mutagree serve --provider ollama --model qwen2.5-coder:7b --candidates 10 --deadline 60
  mutagree serve                                           (without a model: only the executor)
  MUTAGREE_TOKEN=… mutagree serve --model M --host 0.0.0.0")]
pub(crate) struct Serve {
    /// Address to listen on; any other than this machine's own needs a token
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port; 0 takes one that is free, and says which
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// Environment variable that holds the token which clients must send
    #[arg(long, value_name = "VAR", default_value = "MUTAGREE_TOKEN")]
    token_env: String,
    /// File of tokens, one a line, each of a client that gets its turn
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// Longest time of an answer in seconds: then the best so far is given
    #[arg(long, value_name = "S", default_value_t = 120.0, value_parser = deadline)]
    deadline: f64,
    /// Scorer that selects
    #[arg(long, value_name = "NAME")]
    scorer: Option<Ranking>,
    /// Folder of the runs that answers come from
    #[arg(long, value_name = "DIR", default_value = "runs/serve")]
    runs: PathBuf,
    /// Most runs that are kept there
    #[arg(long, value_name = "N", default_value = "10000")]
    keep: NonZeroUsize,
    /// Requests for code that are solved at the same time
    #[arg(long, value_name = "N", default_value = "16")]
    solves: NonZeroUsize,
    /// Requests for code that may wait; then clients hear 429
    #[arg(long, value_name = "N", default_value = "256")]
    solves_waiting: NonZeroUsize,
    /// Programs of `/run_code` and the like that may wait; then clients hear 429
    #[arg(long, value_name = "N", default_value = "20000")]
    jobs_waiting: NonZeroUsize,
    /// Most memory of a program, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(64..=4096))]
    program_memory_mib: u32,
    /// How long requests under way are waited for after SIGTERM, in seconds
    #[arg(long, value_name = "S", default_value_t = 60.0, value_parser = deadline)]
    drain: f64,
    #[command(flatten)]
    model: Model,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    execution: Execution,
}

/// Requests to the model that one request of a client has under way, at most, for each of its own number of solves.
const SPREAD: usize = 4;

impl Serve {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let access = self.access()?;
        ensure!(
            self.host.is_loopback() || access.is_guarded(),
            "`{}` can be reached from elsewhere, and no token is asked for\nhint: set `{}`, or name a file with `--tokens`",
            self.host,
            self.token_env
        );
        self.model.check_for_server()?;
        let reporter = global.reporter();
        let listener = reporter.listener();
        let memory = usize::try_from(self.program_memory_mib).unwrap_or(usize::MAX) << 20;
        let settings = self.execution.settings(global)?;
        let engine = global.engine(settings.limits.memory.max(memory), None, &listener)?;
        let environments =
            Arc::into_inner(engine.environments).context("the environments are in use")?;
        let environments = Arc::new(environments.shared());
        let chat = self.model.model.as_ref();
        let chat = chat.map(|_| self.chat(global, settings, &environments));
        let chat = chat.transpose()?;
        let address = SocketAddr::new(self.host, self.port);
        let socket = TcpListener::bind(address).map_err(|error| {
            anyhow::anyhow!(
                "cannot listen on {address}: {error}\nhint: name another port with `--port`"
            )
        })?;
        let address = socket.local_addr()?;
        reporter.finish();
        if global.json {
            say(&serde_json::json!({"address": address.to_string()}).to_string())?;
        } else if !global.quiet {
            complain(&format!("listening on http://{address}"));
        }
        let serving = Serving {
            access,
            chat,
            environments,
            solves: self.solves.get(),
            solves_waiting: self.solves_waiting.get(),
            jobs: global.jobs(),
            jobs_waiting: self.jobs_waiting.get(),
            memory,
            drain: Duration::from_secs_f64(self.drain),
        };
        Ok(serve(serving, socket, interrupted())?)
    }

    /// The model, and how tasks are solved in front of it.
    fn chat(
        &self,
        global: &Global,
        settings: Settings,
        environments: &Arc<Environments>,
    ) -> anyhow::Result<Chat> {
        std::fs::create_dir_all(&self.runs).map_err(|error| {
            EngineError::from(InputError::new(
                &self.runs,
                format!("cannot be made: {error}"),
            ))
        })?;
        let (asking, follow_ups) = (&self.asking, FollowUps::default());
        let solving = Solving {
            generation: asking.generation(global, &self.model, &follow_ups, false)?,
            settings,
            ranking: self.scorer.unwrap_or_default(),
            deadline: Duration::from_secs_f64(self.deadline),
            runs: self.runs.clone(),
            keep: self.keep.get(),
            jobs: global.jobs(),
            results: global.results_folder()?,
        };
        Ok(Chat {
            model: self.model.name()?.to_owned(),
            upstream: Arc::new(self.model.upstream(global, SPREAD)?),
            environments: Arc::clone(environments),
            solving: Arc::new(solving),
        })
    }

    /// The tokens of the variable and of the file.
    fn access(&self) -> anyhow::Result<Access> {
        let own = std::env::var(&self.token_env).ok();
        let mut tokens: Vec<String> = own.into_iter().collect();
        if let Some(path) = &self.tokens {
            let text = std::fs::read_to_string(path).map_err(|error| {
                EngineError::from(InputError::new(path, format!("cannot be read: {error}")))
            })?;
            tokens.extend(text.lines().map(str::to_owned));
        }
        let tokens: Vec<&str> = tokens
            .iter()
            .map(|it| it.trim())
            .filter(|it| !it.is_empty())
            .collect();
        ensure!(
            self.tokens.is_none() || !tokens.is_empty(),
            "the file of `--tokens` holds no token\nhint: write one a line"
        );
        Ok(Access::new(&tokens))
    }
}

/// A number of seconds that is not too small to be meant.
fn deadline(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|it: &f64| (0.1..=3600.0).contains(it))
        .ok_or_else(|| "not a number of seconds from 0.1 to 3600".to_owned())
}
