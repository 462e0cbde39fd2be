//! Which replies are asked for.

use super::share::by_weight;
use super::voice::Voice;
use crate::client::{About, Ask, Content, Parameters, Request};
use crate::input::Purpose;
use crate::origin::is_of;
use crate::problem::Problem;
use crate::prompting::{Prompted, Task};
use crate::sampling::Shares;
use crate::store::Generation;

/// A request with what its replies are for.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) purpose: Purpose,
    /// The end of the prompt that its replies go on from.
    pub(super) lead: String,
    pub(super) ask: Ask,
}

/// The most candidates of a problem with some variants.
pub(super) fn candidates(generation: &Generation, voices: &[Voice]) -> usize {
    let each = generation.samples_per_variant;
    each.map_or(generation.candidates, |each| each.get() * voices.len())
}

/// The requests for a problem: so many programs, shared out among the variants, then tests from each variant.
pub(super) fn plan(
    generation: &Generation,
    problem: &Problem,
    voices: &[Voice],
    candidates: usize,
) -> Vec<Planned> {
    let samples = samples(generation, voices, candidates);
    let replies = generation.tests.div_ceil(generation.tests_per_reply.get());
    let weights: Vec<f64> = voices.iter().map(|it| weight(generation, it)).collect();
    let solutions = voices.iter().zip(samples);
    let solutions = solutions.map(|(voice, samples)| solution(generation, problem, voice, samples));
    let tests = voices.iter().zip(by_weight(replies, &weights));
    let tests = tests.map(|(voice, samples)| test(generation, problem, voice, samples));
    solutions
        .chain(tests)
        .filter(|planned| !planned.ask.samples.is_empty())
        .collect()
}

/// The candidates that each variant is asked for.
fn samples(generation: &Generation, voices: &[Voice], candidates: usize) -> Vec<usize> {
    let names: Vec<&str> = voices.iter().map(|it| it.origin.as_str()).collect();
    let turns = match generation.samples_per_variant {
        Some(_) => Shares::even().turns(&names),
        None => generation.shares.turns(&names),
    };
    let mut samples = vec![0; voices.len()];
    turns.take(candidates).for_each(|place| samples[place] += 1);
    samples
}

/// The weight of a variant in the share-out of replies with tests: that of its strategy, or of its operator.
fn weight(generation: &Generation, voice: &Voice) -> f64 {
    let said = generation.test_shares.iter();
    let own = said.rev().find(|(name, _)| is_of(&voice.origin, name));
    own.map_or(1.0, |(_, weight)| *weight)
}

fn solution(generation: &Generation, problem: &Problem, voice: &Voice, samples: usize) -> Planned {
    let task = task(generation, problem, voice);
    let prompted = generation.method.solution(generation.api, &task);
    let purpose = format!("solution/{}", generation.solution_template);
    planned(
        generation,
        problem,
        &voice.origin,
        Purpose::Solution,
        purpose,
        prompted,
        samples,
    )
}

fn test(generation: &Generation, problem: &Problem, voice: &Voice, samples: usize) -> Planned {
    let task = task(generation, problem, voice);
    let count = generation.tests_per_reply.get();
    let prompted = generation
        .method
        .tests(generation.api, &task, generation.test_form, count);
    let purpose = format!("tests/{}/{count}", generation.test_template);
    planned(
        generation,
        problem,
        &voice.origin,
        Purpose::Tests,
        purpose,
        prompted,
        samples,
    )
}

fn task<'a>(generation: &Generation, problem: &'a Problem, voice: &'a Voice) -> Task<'a> {
    Task {
        prompt: &voice.variant.prompt,
        entry_point: voice.entry_point(problem),
        original: &problem.prompt,
        seed: generation.seed,
    }
}

fn planned(
    generation: &Generation,
    problem: &Problem,
    origin: &str,
    purpose: Purpose,
    kind: String,
    prompted: Prompted,
    samples: usize,
) -> Planned {
    let parameters = Parameters {
        temperature: generation.temperature,
        top_p: generation.top_p,
        max_tokens: generation.max_tokens,
        stop: prompted.stop,
        extra: generation.extra.clone(),
    };
    Planned {
        purpose,
        lead: prompted.lead,
        ask: ask(
            generation,
            problem,
            origin,
            kind,
            prompted.content,
            parameters,
            samples,
        ),
    }
}

/// A request about a variant of a problem.
pub(super) fn ask(
    generation: &Generation,
    problem: &Problem,
    origin: &str,
    kind: String,
    content: Content,
    parameters: Parameters,
    samples: usize,
) -> Ask {
    Ask {
        about: About {
            task_id: problem.task_id.clone(),
            variant: origin.to_owned(),
            purpose: kind,
        },
        request: Request {
            model: generation.model.clone(),
            content,
            parameters,
        },
        samples: (0..samples).collect(),
    }
}
