"""Compares the simulation with what can be calculated, or drawn job by job."""

from __future__ import annotations

import heapq
import itertools
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace

import without
from chance import stream
from figures import Measured, Quantiles
from schedule import preempted, run, schedule, waits_at_end
from work import (
    Shard,
    estimate_errors,
    run_moments,
    shares,
    sums,
    tests_of_problems,
    work_by_problem,
    work_by_shard,
)

Work = Callable[[Measured, int, int, int, int], list[Shard]]


def check(m: Measured, seed: int) -> None:
    """Prints each comparison; ends with 1 at the first that is off by more than it may be."""
    plain = without.starts(without.wrong_estimates(without.preemption(without.stragglers(m))))
    plain = replace(plain, process_cores_count=1, long_lived=False)
    uneven = replace(plain, estimate_error_log_sigma=m.estimate_error_log_sigma)
    even = replace(
        plain,
        problem_tests_count_quantiles=Quantiles(((0, 100), (1, 100))),
        job_seconds_quantiles=Quantiles(((0, 0.1), (1, 0.1))),
        pair_seconds_quantiles=Quantiles(((0, 1e-4), (1, 1e-4))),
    )
    check_even(even, seed)
    check_stragglers(even, seed)
    check_sums(uneven, seed)
    check_many_sums(replace(m, process_cores_count=1), seed)
    check_preemption(replace(plain, preemptions_per_core_hour=0.5), m, seed)
    check_graham(uneven, seed)
    check_waits(plain, seed)


def check_even(m: Measured, seed: int) -> None:
    """(a) Without variance the wall-clock is work / cores and the starts."""
    m = replace(m, task_start_seconds=3.0, process_start_seconds=0.5, input_read_seconds_per_problem=0.01)
    pairs = 64 * 10**6
    for cores, per_slot in ((1, 1), (1, 8), (100, 1), (100, 4), (100, 32), (400, 2)):
        starts = per_slot * 3.5 + m.problems(pairs) / cores * 0.01
        wall = run(m, pairs, cores, per_slot, seed, 0).wall_seconds
        same("a", f"{cores} cores, {per_slot} a slot", wall, run_moments(m, pairs)[0] / cores + starts, 1e-9)


def check_stragglers(m: Measured, seed: int) -> None:
    """(b) With one shard a core the slowest node is waited for; with many, speeds add up."""
    m = replace(m, straggler_chance_per_slot=0.02, straggler_slowdown_factor=2.5)
    ideal = run_moments(m, 10**9)[0] / 1000
    same("b", "one shard a core", run(m, 10**9, 1000, 1, seed, 0).wall_seconds, 2.5 * ideal, 1e-6)
    rng = stream(seed, 0, "slow")
    speeds = sum(1 / 2.5 if rng.random() < 0.02 else 1 for _ in range(1000))
    same("b", "100 shards a core", run(m, 10**9, 1000, 100, seed, 0).wall_seconds, 1000 * ideal / speeds, 0.02)


def check_sums(m: Measured, seed: int) -> None:
    """(c) Sums of problems and of shards give the wall-clock that single jobs give, on average over draws."""
    problems = [problem_seconds_by_job(m, 10**6, seed, draw) for draw in range(1000)]

    def work_by_job(m: Measured, pairs: int, shards: int, _: int, draw: int) -> list[Shard]:
        return sums(shares(m, pairs, shards), problems[draw], shards)

    for cores, per_slot in ((1, 1), (4, 1), (4, 4), (10, 2)):
        by_job, by_problem, by_shard = (
            mean_wall(m, work, 10**6, cores, cores * per_slot, seed, len(problems))
            for work in (work_by_job, work_by_problem, work_by_shard)
        )
        same("c", f"problems, {cores} cores, {per_slot} a slot", by_problem, by_job, 0.02)
        same("c", f"shards, {cores} cores, {per_slot} a slot", by_shard, by_job, 0.02)


def check_many_sums(m: Measured, seed: int) -> None:
    """(c) Sums of shards give what sums of problems give, with all that can go wrong and thousands of shards."""
    by_problem, by_shard = (mean_wall(m, work, 10**8, 500, 2000, seed, 20) for work in (work_by_problem, work_by_shard))
    same("c", "shards by problems, 500 cores, 4 a slot", by_shard, by_problem, 0.02)


def check_preemption(m: Measured, figures: Measured, seed: int) -> None:
    """(d) The time lost to preemption is T λL / (1 − λL), with L the fixed part, half the journal and E[x²]/2E[x]."""
    rng, rate = stream(seed, 0, "preemption"), m.preemptions_per_core_hour / 3600
    tests, pair, mean = m.problem_tests_count_quantiles, m.pair_seconds_quantiles, m.job_mean_seconds()
    second = m.job_variance(tests.mean) + tests.variance * (pair.variance + pair.mean**2) + mean**2
    journal = 4.0
    for busy, fixed in ((600.0, 66.0), (7200.0, 66.0), (7200.0, figures.task_start_seconds)):
        loss = fixed + journal / 2 + second / (2 * mean)
        total = statistics.fmean(preempted(m, busy, fixed, journal, 1, rng) for _ in range(200_000))
        expected = busy * rate * loss / (1 - rate * loss)
        same("d", f"lost of {busy:.0f} s, {fixed:.0f} s each", total - busy, expected, 0.02)


def check_graham(m: Measured, seed: int) -> None:
    """(e) No schedule is longer than Graham's bound or shorter than the work / slots."""
    for draw, per_slot in itertools.product(range(20), (1, 4, 16)):
        shards = work_by_problem(m, 10**8, 100 * per_slot, seed, draw)
        total, longest = sum(seconds for seconds, _ in shards), max(seconds for seconds, _ in shards)
        wall = schedule(m, m.problems(10**8), shards, 100, seed, draw)
        least, most = max(total / 100, longest), total / 100 + longest * 99 / 100
        if not least * (1 - 1e-9) <= wall <= most * (1 + 1e-9):
            sys.exit(f"e   {wall} s are not between {least} s and {most} s")
    print("e   60 schedules are within Graham's bound")


def check_waits(m: Measured, seed: int) -> None:
    """(f) A process on 8 cores ends when a schedule of its single jobs does."""
    rng, waits = stream(seed, 0, "waits"), []
    for _ in range(2000):
        jobs = [m.job_seconds(m.problem_tests_count_quantiles.draw(rng), rng) for _ in range(1000)]
        free = [0.0] * 8
        for job in jobs:
            heapq.heapreplace(free, free[0] + job)
        waits.append(max(free) - sum(jobs) / 8)
    expected = statistics.fmean(waits)
    same("f", "wait for the last of 1000 jobs on 8 cores", statistics.fmean(waits_at_end(m, 8)), expected, 0.05)


def problem_seconds_by_job(m: Measured, pairs: int, seed: int, draw: int) -> list[float]:
    """CPU seconds of each problem, where each job is drawn: slow, to compare with."""
    rng, problems = stream(seed, draw, "jobs"), tests_of_problems(m, pairs, m.problems(pairs))
    return [
        factor * sum(m.job_seconds(tests, rng) for _ in range(m.problem_candidates_count))
        for factor, tests in zip(estimate_errors(m, seed, draw), problems, strict=False)
    ]


def mean_wall(m: Measured, work: Work, pairs: int, cores: int, shards: int, seed: int, draws: int) -> float:
    """Seconds until all shards ended, on average over draws."""
    return statistics.fmean(
        schedule(m, m.problems(pairs), work(m, pairs, shards, seed, draw), cores, seed, draw) for draw in range(draws)
    )


def same(letter: str, what: str, simulated: float, calculated: float, tolerance: float) -> None:
    """Says both, and ends if they differ by more."""
    off = simulated / calculated - 1
    print(f"{letter}   {what}: {simulated:.6g} s simulated, {calculated:.6g} s expected, {100 * off:+.3f} %")
    if abs(off) > tolerance:
        sys.exit(f"{letter}   {what}: off by {abs(off):.3g}, and may be by {tolerance:g}")
