"""How long the shards of a run take on slots, and their merge.

Shards wait in one queue, in order; the slot that is free first takes the next. A shard costs starting its task (no
faster than the scheduler starts tasks), starting the process, the plan, reading its problems, its jobs, and on several
cores the wait for its last jobs. A slot is slow by a factor for the whole run, with a chance. Preemptions come as a
Poisson process while a shard runs; each costs the jobs under way, the wait for another slot, a start, and reading
input and journal again. Finished rows are kept.
Not in the model: backup copies of slow shards, nodes whose slots are slow together, a shared disk under load.

Graham (1966, 1969): a list schedule ends by W/m + (1 − 1/m) × longest shard, so smaller shards bound the loss. Kruskal
and Weiss (1985), "Allocating independent subtasks on parallel processors": W/m + starts + σ√(2K ln m) for chunks of K
tasks, so there is a best size between starts and spread. Ousterhout et al. (2013, "The case for tiny tasks") and Bora,
Walker and Fidler (2022, "The tiny-tasks granularity trade-off") find the same on real clusters. Renewal theory: the
job under way has run E[x²]/2E[x] on average when it is stopped.
"""

from __future__ import annotations

import functools
import heapq
import random
from collections.abc import Sequence
from typing import NamedTuple

import without
from chance import stream
from figures import Measured
from work import Shard, work


class Run(NamedTuple):
    """What one draw gave."""

    wall_seconds: float  # from the first task to the end of the last shard
    work_seconds: float  # CPU of all jobs, run once

    @property
    def stretch(self) -> float:
        """Wall-clock by CPU: 1 / cores at best."""
        return self.wall_seconds / self.work_seconds


@functools.cache
def run(m: Measured, pairs: int, cores: int, per_slot: int, seed: int, draw: int) -> Run:
    """One draw of a run with so many shards per slot."""
    shards = work(without.all_but_work(m), pairs, shard_count(m, pairs, cores, per_slot), seed, draw)
    return Run(schedule(m, m.problems(pairs), shards, cores, seed, draw), sum(seconds for seconds, _ in shards))


def shard_count(m: Measured, pairs: int, cores: int, per_slot: int) -> int:
    return min(per_slot * m.slots(cores), m.problems(pairs))


def schedule(m: Measured, problems: int, shards: Sequence[Shard], cores: int, seed: int, draw: int) -> float:
    """Seconds until all shards of a run of so many problems ended, each taken by the slot that is free first."""
    process_cores = min(m.process_cores_count, cores)
    waits = waits_at_end(m, process_cores)
    slowness, chance, ending = (stream(seed, draw, what) for what in ("slow", "preemption", "end"))
    slow = [
        m.straggler_slowdown_factor if slowness.random() < m.straggler_chance_per_slot else 1.0
        for _ in range(m.slots(cores))
    ]
    free = [(0.0, slot) for slot in range(len(slow))]
    gap, launch, last = 1 / m.tasks_started_per_second, 0.0, 0.0
    for seconds, own in shards:
        begin, slot = free[0]
        if begin == 0 or not m.long_lived:
            launch = max(begin, launch)
            begin = launch + m.task_start_seconds
            launch += gap
        start = m.start_seconds(own, problems)
        running = start + seconds / process_cores + waits[int(ending.random() * len(waits))]
        lost = start + m.task_start_seconds + m.preemption_requeue_seconds
        journal = own * m.problem_candidates_count * m.journal_read_seconds_per_row
        end = begin + preempted(m, slow[slot] * running, lost, journal, process_cores, chance)
        heapq.heapreplace(free, (end, slot))
        last = max(last, end)
    return last


def preempted(m: Measured, busy: float, lost: float, journal: float, cores: int, rng: random.Random) -> float:
    """Seconds that `busy` seconds take when each preemption costs `lost`, the part of `journal` written, and jobs."""
    rate = m.preemptions_per_core_hour / 3600
    if rate == 0:
        return busy
    total, at = busy, rng.expovariate(rate)
    while at < total:
        ages = ages_under_way(m)
        redone = sum(ages[int(rng.random() * len(ages))] for _ in range(cores)) / cores
        total += lost + journal * at / total + redone
        at += rng.expovariate(rate)
    return total


def merge_seconds(m: Measured, pairs: int, shards: int) -> float:
    """Seconds of `mutagree merge`: its rows or the disk, whichever is slower, and opening the files."""
    rows = m.rows(pairs)
    return (
        max(rows / m.merge_rows_per_second, 2 * rows * m.row_bytes / m.disk_bytes_per_second)
        + shards * m.merge_file_open_seconds
    )


@functools.lru_cache(maxsize=64)
def ages_under_way(m: Measured) -> list[float]:
    """Seconds that a job under way has run at a random moment: a job found by its length, a part of it.

    Evenly spaced in the long tail of J, which chance would miss.
    """
    rng, drawn = random.Random(0), 50_000
    tests, pair = m.problem_tests_count_quantiles, m.pair_seconds_quantiles
    own = (m.job_seconds_quantiles.at((n + 0.5) / drawn) for n in range(drawn))
    jobs = [seconds + tests.draw(rng) * pair.draw(rng) for seconds in own]
    return [rng.random() * seconds for seconds in rng.choices(jobs, weights=jobs, k=drawn)]


@functools.lru_cache(maxsize=64)
def waits_at_end(m: Measured, cores: int) -> list[float]:
    """Seconds by which a process on several cores ends later than its work / cores, since its last jobs differ.

    When the last job starts, the other cores are somewhere in theirs; the last one is taken as short.
    """
    if cores == 1:
        return [0.0]
    rests, rng = ages_under_way(m), random.Random(0)
    last = [rng.choices(rests, k=cores - 1) for _ in range(4000)]
    return [max(rest) - sum(rest) / cores for rest in last]
