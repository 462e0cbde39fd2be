//! Which replies are asked for.

use super::share::by_weight;
use super::voice::Voice;
use crate::client::{About, Ask, Content, Parameters, Request};
use crate::input::Purpose;
use crate::origin::{ORIGINAL, is_of};
use crate::problem::Problem;
use crate::prompting::{
    ANSWER_TEMPLATE, Failure, Prompted, REPAIR_TEMPLATE, Task, ask_for_answer, ask_for_repair,
};
use crate::sampling::{ANSWERS, Shares};
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
    let names: Vec<&str> = voices.iter().map(|it| it.origin.as_str()).collect();
    let samples = samples(generation, &names, candidates);
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

/// The requests for the value of a call: the samples are shared out among the variants as candidates are. A variant that
/// renames is asked in its own names.
pub(super) fn answers(
    generation: &Generation,
    problem: &Problem,
    voices: &[Voice],
    call: &str,
) -> Vec<Planned> {
    let said = voices.iter().filter_map(|voice| {
        let own = match voice.renames() {
            Some(map) => map.forward_code(call),
            None => call.to_owned(),
        };
        let begin = format!("{}(", voice.entry_point(problem));
        own.starts_with(&begin).then_some((voice, own))
    });
    let said: Vec<(&Voice, String)> = said.collect();
    let names: Vec<&str> = said.iter().map(|(it, _)| it.origin.as_str()).collect();
    let samples = samples(generation, &names, ANSWERS);
    let each = said.iter().zip(samples).filter(|(_, samples)| *samples > 0);
    each.map(|((voice, call), samples)| {
        let task = task(generation, problem, voice);
        let prompted = ask_for_answer(generation.api, &task, call);
        let kind = format!("answer/{ANSWER_TEMPLATE}");
        let purpose = Purpose::Answer;
        planned(
            generation,
            problem,
            &voice.origin,
            purpose,
            kind,
            prompted,
            samples,
        )
    })
    .collect()
}

/// The request for corrections of a program, in the words and names of the original.
pub(super) fn repairs(
    generation: &Generation,
    problem: &Problem,
    program: &str,
    failures: &[Failure],
) -> Planned {
    let task = Task {
        prompt: &problem.prompt,
        entry_point: &problem.entry_point,
        original: &problem.prompt,
        seed: generation.seed,
    };
    planned(
        generation,
        problem,
        ORIGINAL,
        Purpose::Repair,
        format!("repair/{REPAIR_TEMPLATE}"),
        ask_for_repair(generation.api, &task, program, failures),
        generation.repair,
    )
}

/// The samples that each variant is asked for.
fn samples(generation: &Generation, names: &[&str], all: usize) -> Vec<usize> {
    let turns = match generation.samples_per_variant {
        Some(_) => Shares::even().turns(names),
        None => generation.shares.turns(names),
    };
    let mut samples = vec![0; names.len()];
    turns.take(all).for_each(|place| samples[place] += 1);
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
