//! Which problems a shard of a run has: what each needs is told from the inputs, before anything is done.

use super::RAW_TESTS;
use crate::candidate::Sample;
use crate::input::{InputError, Purpose, Reply, Subset};
use crate::problem::Problem;
use crate::shard::{Part, Shard};
use crate::test_case::TestSample;
use std::collections::HashSet;
use std::hash::Hash;
use std::num::NonZeroUsize;

/// How many tests loading a candidate takes as long as.
const LOADING: usize = 10;

/// The problems of a run that a shard of it has, given the key and the work of each; nothing where the run is whole.
pub(super) fn part<K: Eq + Hash>(
    shard: Option<Shard>,
    works: impl Iterator<Item = (K, u64)>,
) -> Option<Part> {
    shard.map(|which| Part {
        places: which.places(works),
        ..Part::of(which)
    })
}

/// The places in their file of a shard's problems, of those of the whole run.
pub(super) fn own(all: &[usize], part: Option<&Part>) -> Vec<usize> {
    match part {
        Some(part) => part.places.iter().map(|&place| all[place]).collect(),
        None => all.to_vec(),
    }
}

/// The places in their file of the problems that a model is asked about, and the shard that they are.
///
/// # Errors
/// Where a problem is named that there is not.
pub fn asked(
    problems: &[Problem],
    subset: &Subset,
    shard: Option<Shard>,
) -> Result<(Vec<usize>, Option<Part>), InputError> {
    let all = subset.places(problems)?;
    let part = part(shard, all.iter().map(|&place| of_prompt(&problems[place])));
    Ok((own(&all, part.as_ref()), part))
}

/// What running all distinct candidates of a problem on all its distinct tests takes, in tests. Which tests compile is not
/// known yet: it does not matter much, and every machine would have to find it out for all problems.
pub(super) fn of_samples(
    samples: &[Sample],
    tests: &[TestSample],
    most: Option<NonZeroUsize>,
) -> u64 {
    let candidates: HashSet<&str> = samples.iter().map(|it| it.solution.as_str()).collect();
    let sources = tests.iter().flat_map(|it| {
        let usual = if it.raw { RAW_TESTS } else { usize::MAX };
        it.sources
            .iter()
            .take(most.map_or(usual, NonZeroUsize::get))
    });
    let sources: HashSet<&String> = sources.collect();
    pairs(candidates.len(), sources.len())
}

/// The same for replies, whose programs and tests are not taken out yet.
pub(super) fn of_replies(replies: &[Reply], budget: usize) -> u64 {
    let count = |purpose| {
        let texts = replies
            .iter()
            .filter(|it| it.purpose == purpose)
            .take(budget);
        texts
            .map(|it| it.text.as_str())
            .collect::<HashSet<_>>()
            .len()
    };
    pairs(count(Purpose::Solution), RAW_TESTS * count(Purpose::Tests))
}

/// Problems that a model is asked about are alike. Those with the same prompt make the same requests, each of which a whole
/// run asks once.
fn of_prompt(problem: &Problem) -> (&str, u64) {
    (&problem.prompt, 1)
}

/// The same for so many candidates and tests.
pub(super) fn pairs(candidates: usize, tests: usize) -> u64 {
    let pairs = candidates.saturating_mul(tests.saturating_add(LOADING));
    u64::try_from(pairs).unwrap_or(u64::MAX).saturating_add(1)
}
