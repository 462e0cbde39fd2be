//! What a run will ask for and cost, before anything is asked.

use super::by_model::{judgement, most_by_model, requests, rewrites, variant};
use super::distinguish::LONGEST_CALL;
use super::plan::{Planned, answers, candidates, plan, repairs};
use super::repair::{FAILURES, LONGEST_PROGRAM, LONGEST_TEST, LONGEST_VALUE};
use super::voice::{Voice, refusal};
use super::{Generator, voices_of};
use crate::client::{Ask, Price, tokens};
use crate::engine::EngineError;
use crate::problem::Problem;
use crate::prompting::Failure;
use crate::store::{Generation, UsualLength};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is expected of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// Requests that will be sent, without retries.
    pub requests: u64,
    /// Replies that they give.
    pub replies: u64,
    /// Replies that are kept from before, and cost nothing.
    pub kept: u64,
    /// Tokens that the model will read.
    pub prompt_tokens: u64,
    /// Tokens that it will probably write.
    pub completion_tokens: u64,
    /// Tokens that it can write at most.
    pub most_completion_tokens: u64,
    /// US dollars, probably; nothing where the price is not known.
    pub usd: Option<f64>,
    /// US dollars at most.
    pub most_usd: Option<f64>,
    /// Those of the replies that are asked for only where candidates disagree or fail after a vote: as many as there can
    /// be, with the longest requests. All other figures hold them, and are upper bounds where there are any.
    pub follow_ups: u64,
    /// The share of the replies whose length is that of earlier replies of this model to such requests; that of the
    /// others is a guess.
    pub measured: f64,
}

/// Estimates what a run will ask for. Where a model writes variants, each of them is counted with two judgements.
///
/// # Errors
/// Where the store of replies cannot be read, or a strategy is not known.
pub fn estimate(
    generator: &Generator<'_>,
    generation: &Generation,
    problems: &[Problem],
    price: Option<Price>,
) -> Result<Estimate, EngineError> {
    let (mut rewrites, rules) = rewrites(&generation.strategies);
    let most = most_by_model(generation, &rules);
    rewrites.truncate(if most == 0 { 0 } else { rewrites.len() });
    let mut planned = requests(generation, problems, &rewrites);
    let refused: Vec<bool> = problems.iter().map(|it| refusal(it).is_some()).collect();
    let sayable = problems
        .iter()
        .zip(&refused)
        .filter(|(_, refused)| !**refused);
    for (problem, _) in sayable {
        let judged = rewrites.iter().flat_map(|rewrite| {
            let (name, prompt) = (rewrite.name, &problem.prompt);
            [0, 1].map(|_| judgement(generation, problem, name, prompt, prompt))
        });
        planned.extend(judged);
    }
    let expected = problems.iter().zip(&refused).map(|(problem, refused)| {
        let rewrites = rewrites.iter().take(if *refused { 0 } else { most });
        rewrites
            .map(|it| variant(generation, problem, *it, problem.prompt.clone()))
            .collect()
    });
    let voices = voices_of(generation, problems, &rules, expected.collect())?;
    for (problem, voices) in problems.iter().zip(&voices) {
        let candidates = candidates(generation, voices);
        planned.extend(plan(generation, problem, voices, candidates));
    }
    let first = planned.len();
    for (problem, voices) in problems.iter().zip(&voices) {
        planned.extend(follow_ups(generation, problem, voices));
    }
    let mut counts = Counts {
        ratio: generator.client.prompt_ratio(&generation.model)?,
        ..Counts::default()
    };
    let asks: Vec<Ask> = planned.iter().map(|it| it.ask.clone()).collect();
    let open = generator.client.open(&asks)?;
    for (place, (planned, open)) in planned.iter().zip(open).enumerate() {
        counts.add(generator, planned, open.len())?;
        counts.estimate.follow_ups += if place < first { 0 } else { open.len() as u64 };
    }
    Ok(counts.estimate(price))
}

/// The most that is asked about a problem after a vote, with texts as long as they can be.
fn follow_ups(generation: &Generation, problem: &Problem, voices: &[Voice]) -> Vec<Planned> {
    let questions = (0..generation.distinguish).flat_map(|place| {
        // No two questions are the same.
        let argument = format!("{place}: {}", longest(LONGEST_CALL));
        let call = format!("{}({argument:?})", problem.entry_point);
        answers(generation, problem, voices, &call)
    });
    let failure = Failure {
        test: longest(LONGEST_TEST),
        gave: longest(LONGEST_VALUE),
    };
    let program = longest(LONGEST_PROGRAM);
    let corrections = repairs(generation, problem, &program, &vec![failure; FAILURES]);
    let corrections = (generation.repair > 0).then_some(corrections);
    questions.chain(corrections).collect()
}

/// A text of so many characters, with the tokens of usual code.
fn longest(characters: usize) -> String {
    "value + 1; ".chars().cycle().take(characters).collect()
}

#[derive(Default)]
struct Counts {
    estimate: Estimate,
    /// The server's tokens for each of ours, in what the model reads.
    ratio: f64,
    prompt_tokens: f64,
    completion_tokens: f64,
    measured: u64,
    /// The usual lengths by purpose, looked up once.
    usual: BTreeMap<String, Option<UsualLength>>,
}

impl Counts {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn add(
        &mut self,
        generator: &Generator<'_>,
        planned: &Planned,
        open: usize,
    ) -> Result<(), EngineError> {
        let Ask {
            about,
            request,
            samples,
        } = &planned.ask;
        self.estimate.kept += (samples.len() - open) as u64;
        if open == 0 {
            return Ok(());
        }
        if !self.usual.contains_key(&about.purpose) {
            let usual = generator
                .client
                .usual_length(&request.model, &about.purpose)?;
            self.usual.insert(about.purpose.clone(), usual);
        }
        let usual = self.usual.get(&about.purpose).copied().flatten();
        let requests = open.div_ceil(generator.client.choices()) as u64;
        let prompt = tokens::of_request(request) as f64 * self.ratio;
        let (open, most) = (open as u64, u64::from(request.parameters.max_tokens));
        let length = usual.map_or_else(|| guess(&about.purpose, prompt), |it| it.at(prompt));
        self.measured += if usual.is_some() { open } else { 0 };
        self.completion_tokens += length.min(most as f64) * open as f64;
        self.estimate.requests += requests;
        self.estimate.replies += open;
        self.prompt_tokens += prompt * requests as f64;
        self.estimate.most_completion_tokens += most * open;
        Ok(())
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "counts are positive and far below 2⁵²"
    )]
    fn estimate(self, price: Option<Price>) -> Estimate {
        let Estimate {
            most_completion_tokens,
            replies,
            ..
        } = self.estimate;
        let prompt_tokens = self.prompt_tokens.round() as u64;
        let completion_tokens = self.completion_tokens.round() as u64;
        Estimate {
            prompt_tokens,
            completion_tokens,
            usd: price.map(|it| it.usd(prompt_tokens, completion_tokens)),
            most_usd: price.map(|it| it.usd(prompt_tokens, most_completion_tokens)),
            measured: self.measured as f64 / replies.max(1) as f64,
            ..self.estimate
        }
    }
}

/// The tokens that a chat model usually writes, where this one was not asked yet.
fn guess(purpose: &str, prompt: f64) -> f64 {
    let parts: Vec<&str> = purpose.split('/').collect();
    let count = parts.get(2).and_then(|it| it.parse().ok()).unwrap_or(1.0);
    match parts[..] {
        ["solution", "cot.v1", ..] => 400.0,
        ["solution", ..] => 200.0,
        ["tests", "asserts.v1", ..] => 10.0 + 22.0 * count,
        ["tests", "codet.v1", ..] => 150.0,
        ["tests", ..] => 20.0 + 50.0 * count,
        ["variant", ..] => prompt,
        ["answer", ..] => 120.0,
        _ => 250.0,
    }
}
