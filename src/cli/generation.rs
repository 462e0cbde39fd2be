//! The options that say what a model is asked for.

use super::choice::Choice;
use super::follow_ups::FollowUps;
use super::global::{Global, interrupted};
use super::model::{Model, replay};
use super::shard::ShardOption;
use super::strength::HowStrong;
use crate::reporter::Reporter;
use clap::{Args, ValueEnum};
use mutagree::engine::{self, EngineError, Estimate, Generator};
use mutagree::event::Listener;
use mutagree::input::{Source, Subset, read_problems_with_entry_points};
use mutagree::origin::ORIGINAL;
use mutagree::prompting;
use mutagree::sampling::Shares;
use mutagree::store::Generation;
use mutagree_mutators::Request;
use serde_json::{Map, Value};
use std::num::NonZeroUsize;
use std::path::Path;

/// Options for what is asked.
#[derive(Args)]
#[command(next_help_heading = "What the model is asked")]
pub(crate) struct Asking {
    /// How programs are asked for [default: zero-shot]
    #[arg(long, value_enum, default_value_t = Method::ZeroShot, requires = "model", hide_default_value = true)]
    method: Method,
    /// Protocol [default: completions with --method codet, else chat]
    #[arg(long, value_enum, requires = "model")]
    api: Option<Api>,
    /// Form in which tests are asked for [default: asserts]
    #[arg(long, value_enum, default_value_t = TestForm::Asserts, requires = "model", hide_default_value = true)]
    test_form: TestForm,
    /// Strategies or operators that make variants: those of `mutagree mutate`, and model/… for variants by the model
    #[arg(
        long,
        value_name = "S",
        value_delimiter = ',',
        default_value = "all",
        requires = "model"
    )]
    strategy: Vec<String>,
    /// Most variants of each problem, besides the original
    #[arg(long, value_name = "N", default_value_t = 8, requires = "model", value_parser = clap::value_parser!(u16).range(..=1000))]
    variants: u16,
    /// How much of a prompt a variant changes, where it has places enough
    #[arg(long, value_name = "HOW", default_value = "medium", requires = "model")]
    strength: HowStrong,
    /// Candidates of each problem
    #[arg(long, value_name = "N", default_value_t = 20, requires = "model", value_parser = clap::value_parser!(u16).range(..=10_000))]
    candidates: u16,
    /// Shares of the candidates that `original`, strategies or operators get, the other variants the rest; or `even`
    #[arg(
        long,
        value_name = "NAME=SHARE,…",
        default_value = "original=2/5",
        conflicts_with = "samples_per_variant"
    )]
    pub(crate) share: Shares,
    /// Candidates from each variant, instead
    #[arg(long, value_name = "N", requires = "model", conflicts_with = "candidates", value_parser = clap::value_parser!(u16).range(1..=1000))]
    samples_per_variant: Option<u16>,
    /// Tests of each problem that are asked for
    #[arg(long, value_name = "N", default_value_t = 50, requires = "model", value_parser = clap::value_parser!(u16).range(..=10_000))]
    tests: u16,
    /// Tests that one reply is asked for
    #[arg(long, value_name = "N", default_value_t = 10, requires = "model", value_parser = clap::value_parser!(u16).range(1..=1000))]
    tests_per_reply: u16,
    /// Weight of a strategy, operator or `original` in the share-out of replies with tests [default: 1 each]
    #[arg(long, value_name = "S=WEIGHT", value_parser = test_share, requires = "model")]
    test_share: Vec<(String, f64)>,
    /// Sampling temperature
    #[arg(long, value_name = "T", default_value_t = 0.8, requires = "model", value_parser = temperature)]
    temperature: f64,
    /// Mass of the nucleus
    #[arg(long, value_name = "P", default_value_t = 0.95, requires = "model", value_parser = mass)]
    top_p: f64,
    /// Most tokens of a reply
    #[arg(long, value_name = "N", default_value_t = 2048, requires = "model", value_parser = clap::value_parser!(u32).range(1..))]
    max_tokens: u32,
    /// Further fields of each request, as a JSON object
    #[arg(long, value_name = "JSON", value_parser = object, requires = "model")]
    body: Option<Map<String, Value>>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Method {
    /// The task alone
    ZeroShot,
    /// After three examples of any kind
    FewShot,
    /// With a request to think before
    Cot,
    /// After three examples of the task's stage in a deep-learning pipeline
    StageFewShot,
    /// As text to continue, as CodeT does
    Codet,
}

#[derive(Clone, Copy, ValueEnum)]
enum Api {
    /// `chat/completions`
    Chat,
    /// `completions`
    Completions,
}

#[derive(Clone, Copy, ValueEnum)]
enum TestForm {
    /// Single assertions
    Asserts,
    /// Functions for pytest
    Pytest,
    /// Methods of a unittest.TestCase
    Unittest,
}

impl Asking {
    /// What the run remembers of it.
    pub(crate) fn generation(
        &self,
        global: &Global,
        model: &Model,
        follow_ups: &FollowUps,
        replays: bool,
    ) -> anyhow::Result<Generation> {
        let by_model = self.strategy.iter().any(|it| it.starts_with("model"));
        let named = self.strategy.iter().map(String::as_str);
        named
            .chain(self.share.names())
            .try_for_each(check_strategy)?;
        let method = match self.method {
            Method::ZeroShot => prompting::Method::ZeroShot,
            Method::FewShot => prompting::Method::FewShot,
            Method::Cot => prompting::Method::Cot,
            Method::StageFewShot => prompting::Method::StageFewShot,
            Method::Codet => prompting::Method::Codet,
        };
        let test_form = match self.test_form {
            TestForm::Asserts => prompting::TestForm::Asserts,
            TestForm::Pytest => prompting::TestForm::Pytest,
            TestForm::Unittest => prompting::TestForm::Unittest,
        };
        let api = match self.api {
            Some(Api::Chat) => prompting::Api::Chat,
            Some(Api::Completions) => prompting::Api::Completions,
            None => method.api(),
        };
        anyhow::ensure!(
            !by_model || api == prompting::Api::Chat,
            "variants by a model need a chat\nhint: leave `model` out of `--strategy`, or use `--api chat`"
        );
        Ok(Generation {
            model: model.name()?.to_owned(),
            base_url: (!replays).then(|| model.address()).transpose()?,
            api,
            method,
            solution_template: method.solution_template().to_owned(),
            test_form,
            test_template: method.tests_template(test_form).to_owned(),
            strategies: self.strategy.clone(),
            variants: usize::from(self.variants),
            strength: self.strength.into(),
            candidates: usize::from(self.candidates),
            shares: self.share.clone(),
            samples_per_variant: self.samples_per_variant.map(count),
            tests: usize::from(self.tests),
            tests_per_reply: count(self.tests_per_reply),
            test_shares: self.test_share.clone(),
            distinguish: follow_ups.distinguish(),
            answer_template: follow_ups.answer_template(),
            repair: follow_ups.repair(),
            repair_template: follow_ups.repair_template(),
            temperature: Some(self.temperature),
            top_p: Some(self.top_p),
            max_tokens: self.max_tokens,
            extra: self.body.clone().unwrap_or_default(),
            seed: global.seed,
        })
    }

    /// What is to be asked, and who answers: a model, or a recording of one.
    pub(crate) fn generator<'g>(
        &self,
        global: &Global,
        model: &Model,
        follow_ups: &FollowUps,
        replay: Option<&Path>,
        listener: &'g Listener<'g>,
    ) -> anyhow::Result<(Generation, Generator<'g>)> {
        let generation = self.generation(global, model, follow_ups, replay.is_some())?;
        let client = match replay {
            Some(folder) => self::replay(folder)?,
            None => model.client(global, true)?,
        };
        let generator = Generator {
            client,
            component: global.digest(listener)?,
            listener,
            interrupted: interrupted(),
            partial: model.is_partial(),
        };
        Ok((generation, generator))
    }

    /// Says what a run would ask for and cost.
    pub(crate) fn estimate(
        &self,
        global: &Global,
        model: &Model,
        follow_ups: &FollowUps,
        problems: &Path,
        (choice, shard): (&Choice, &ShardOption),
        reporter: &Reporter,
    ) -> anyhow::Result<Estimate> {
        let generation = self.generation(global, model, follow_ups, false)?;
        let source = Source::read(problems).map_err(EngineError::from)?;
        let all = read_problems_with_entry_points(&source).map_err(EngineError::from)?;
        let places = engine::asked(&all, &choice.subset(global), shard.shard()?);
        let problems = Subset::of(&places.map_err(EngineError::from)?.0, all);
        let listener = reporter.listener();
        let generator = Generator {
            client: model.client(global, false)?,
            component: String::new(),
            listener: &listener,
            interrupted: interrupted(),
            partial: false,
        };
        let price = model.price()?;
        Ok(engine::estimate(&generator, &generation, &problems, price)?)
    }
}

/// A number that the command line has from 1 on.
fn count(number: u16) -> NonZeroUsize {
    NonZeroUsize::new(usize::from(number)).unwrap_or(NonZeroUsize::MIN)
}

/// The temperatures that some server takes.
fn temperature(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|it: &f64| (0.0..=5.0).contains(it))
        .ok_or_else(|| "not a number from 0 to 5".to_owned())
}

fn mass(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    number
        .filter(|it: &f64| *it > 0.0 && *it <= 1.0)
        .ok_or_else(|| "not a number above 0, up to 1".to_owned())
}

fn test_share(text: &str) -> Result<(String, f64), String> {
    let (name, weight) = text
        .rsplit_once('=')
        .ok_or("not of the form `STRATEGY=WEIGHT`")?;
    let number = weight.parse().ok();
    let number = number.filter(|it: &f64| (0.0..=1e6).contains(it));
    let weight = number.ok_or("the weight is no number from 0 to a million")?;
    check_strategy(name).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), weight))
}

/// Fields of a request that have options of their own, or that would change what a reply is.
const OWN_FIELDS: [&str; 8] = [
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "model",
    "n",
    "prompt",
    "stream",
    "temperature",
];

fn object(text: &str) -> Result<Map<String, Value>, String> {
    let object: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("no JSON object: {error}"))?;
    match OWN_FIELDS.iter().find(|field| object.contains_key(**field)) {
        Some(field) => Err(format!("`{field}` is not for `--body` to say")),
        None => Ok(object),
    }
}

/// A strategy or operator that can make variants, `original` included.
fn check_strategy(name: &str) -> anyhow::Result<()> {
    let by_model = name == "model" || prompting::REWRITES.iter().any(|it| it.name == name);
    if name != ORIGINAL && !by_model {
        Request::new(&[name], 0, 0)?;
    }
    Ok(())
}
