"""How much work each shard has.

A job takes J + tests × P CPU seconds, where J and P are drawn from their quantiles. The real work of a problem is the
sum over its jobs × a log-normal factor of mean 1, since shards are balanced by an estimate of it. Problems go to
shards longest first, each to the shard with the least estimated work, as `src/shard/balance.rs` does.

Up to PROBLEMS_DRAWN problems each is drawn: a normal for the jobs of the body, and every job of the tail by itself
where these are few. Beyond, a shard is one draw from the log-normal that has the mean and variance of its sum (Fenton
1960), with equal estimates, which longest first gives up to its smallest problem.
"""

from __future__ import annotations

import functools
import heapq
import math
from collections.abc import Iterator, Sequence

from chance import FEW, binomial, normal_sum, stream
from figures import Measured

PROBLEMS_DRAWN = 50_000
PROBLEMS_SUMMED = 1000
"""Evenly spaced problems that the moments of a run are taken from, where it has more."""

Shard = tuple[float, float]
"""CPU seconds of the jobs of a shard, and its number of problems."""


def work(m: Measured, pairs: int, shards: int, seed: int, draw: int) -> list[Shard]:
    """The work of each shard of a run."""
    drawn = work_by_problem if m.problems(pairs) <= PROBLEMS_DRAWN else work_by_shard
    return drawn(m, pairs, shards, seed, draw)


def work_by_problem(m: Measured, pairs: int, shards: int, seed: int, draw: int) -> list[Shard]:
    """Each shard's work, where each problem is drawn."""
    return sums(shares(m, pairs, shards), problem_seconds(m, pairs, seed, draw), shards)


def work_by_shard(m: Measured, pairs: int, shards: int, seed: int, draw: int) -> list[Shard]:
    """Each shard's work as one draw from the log-normal with the mean and variance of its sum."""
    mean, variance = (moment / shards for moment in run_moments(m, pairs))
    sigma = math.sqrt(math.log1p(variance / mean**2))
    middle, rng = math.log(mean) - sigma**2 / 2, stream(seed, draw, "shards")
    own = m.problems(pairs) / shards
    return [(math.exp(rng.gauss(middle, sigma)), own) for _ in range(shards)]


@functools.lru_cache(maxsize=64)
def run_moments(m: Measured, pairs: int) -> tuple[float, float]:
    """Mean and variance of the CPU seconds of all jobs of a run, wrong estimates included."""
    error = math.expm1(m.estimate_error_log_sigma**2)
    mean = variance = 0.0
    for tests in tests_of_problems(m, pairs, PROBLEMS_SUMMED):
        own = m.problem_candidates_count * m.job_mean_seconds(tests)
        mean += own
        variance += (1 + error) * m.problem_candidates_count * m.job_variance(tests) + error * own**2
    scale = m.problems(pairs) / min(m.problems(pairs), PROBLEMS_SUMMED)
    return mean * scale, variance * scale


@functools.lru_cache(maxsize=64)
def tests_of_problems(m: Measured, pairs: int, at_most: int) -> list[int]:
    """Tests of each problem, most first; of evenly spaced problems where there are more than `at_most`."""
    count = min(m.problems(pairs), at_most)
    return [round(m.problem_tests_count_quantiles.at(1 - (n + 0.5) / count)) for n in range(count)]


@functools.lru_cache(maxsize=64)
def shares(m: Measured, pairs: int, shards: int) -> list[int]:
    """The shard of each problem: longest first, each to the shard with the least estimated work."""
    loads = [(0.0, shard) for shard in range(shards)]
    shard_of = []
    for tests in tests_of_problems(m, pairs, m.problems(pairs)):
        load, shard = loads[0]
        heapq.heapreplace(loads, (load + m.job_mean_seconds(tests), shard))
        shard_of.append(shard)
    return shard_of


@functools.lru_cache(maxsize=64)
def problem_seconds(m: Measured, pairs: int, seed: int, draw: int) -> list[float]:
    """CPU seconds of each problem, longest estimate first."""
    rng, jobs, tail_from = stream(seed, draw, "jobs"), m.problem_candidates_count, m.job_tail_from_probability
    body, tail = m.job_seconds_quantiles.part(0, tail_from), m.job_seconds_quantiles.part(tail_from, 1)
    problems = tests_of_problems(m, pairs, m.problems(pairs))
    seconds = []
    for factor, tests in zip(estimate_errors(m, seed, draw), problems, strict=False):
        slow = binomial(jobs, 1 - tail_from, rng)
        total = normal_sum(body, jobs - slow, rng) + tests * normal_sum(m.pair_seconds_quantiles, jobs, rng)
        total += sum(tail.draw(rng) for _ in range(slow)) if slow <= FEW else normal_sum(tail, slow, rng)
        seconds.append(factor * total)
    return seconds


def estimate_errors(m: Measured, seed: int, draw: int) -> Iterator[float]:
    """Real work by estimated work of each problem: log-normal, of mean 1, without end."""
    rng, sigma = stream(seed, draw, "errors"), m.estimate_error_log_sigma
    while True:
        yield math.exp(rng.gauss(0, 1) * sigma - sigma**2 / 2)


def sums(shard_of: Sequence[int], seconds: Sequence[float], shards: int) -> list[Shard]:
    """Work and number of problems of each shard."""
    totals, counts = [0.0] * shards, [0] * shards
    for shard, problem in zip(shard_of, seconds, strict=True):
        totals[shard] += problem
        counts[shard] += 1
    return list(zip(totals, counts, strict=True))
