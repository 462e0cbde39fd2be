"""The figures that the simulation takes, each measured by itself, and what follows from them for a job."""

from __future__ import annotations

import bisect
import functools
import itertools
import json
import math
import random
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """The figures of `measured.json`, by these names. A name ends with its unit, or says it."""

    source: str  # where the figures are from
    problem_candidates_count: int  # distinct candidates of a problem: its jobs
    problem_tests_count_quantiles: Quantiles  # tests of a problem
    job_seconds_quantiles: Quantiles  # CPU of a job apart from its pairs, with limits run into
    job_tail_from_probability: float  # where the tail of the line above begins, which is drawn job by job
    pair_seconds_quantiles: Quantiles  # CPU of a pair, as the average over the pairs of one job
    estimate_error_log_sigma: float  # standard deviation over problems of ln(real work / estimated work)

    process_cores_count: int  # cores of a process
    task_start_seconds: float  # from a free slot to a running container or Slurm step
    tasks_started_per_second: float  # by the scheduler, over all slots
    process_start_seconds: float  # exec to the first job's first instruction, without input
    plan_seconds_per_problem_of_run: float  # dividing the run into shards, from an index of its problems
    input_read_seconds_per_problem: float  # reading and parsing a problem with candidates and tests

    straggler_chance_per_slot: float  # that a slot is on a slow node
    straggler_slowdown_factor: float  # its time by that of others
    preemptions_per_core_hour: float  # of a slot; the cores of a process are taken together
    preemption_requeue_seconds: float  # until there is another slot
    journal_read_seconds_per_row: float  # on resume

    merge_rows_per_second: float  # with all in the page cache
    merge_file_open_seconds: float  # for each shard
    row_bytes: float  # of a row of `matrix.jsonl`
    disk_bytes_per_second: float  # sequential, of the disk that merges

    agree_bytes_per_cell: float  # peak memory of `agree`
    agree_bytes_per_problem: float  # kept of each problem if one is read at a time
    agree_cells_per_second: float  # of `agree`, all of it
    input_bytes_per_problem: float  # candidates and tests
    shared_disk_bytes_per_second: float  # read by all processes together
    files_per_shard_count: float  # that a shard leaves

    limit_memory_bytes: float  # of the machine that runs `agree`
    limit_disk_bytes: float  # free on the disk that merges
    limit_resume_seconds: float  # that a resume may take before it works
    limit_serial_step_seconds: float  # that a step on one machine may take
    limit_folder_files_count: float  # that a shared file system lists in reasonable time
    limit_slurm_array_tasks_count: float  # MaxArraySize, 1001 by default: indices 0 to 1000
    limit_slurm_jobs_count: float  # MaxJobCount, 10,000 by default
    limit_kubernetes_completions_count: float  # 10^5 of an Indexed Job: beyond, no more than 10^4 at once

    long_lived: bool = False  # whether a task takes shard after shard, so that a slot starts one task

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        """Once only: what is drawn is kept by its figures, and looked up often."""
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    def slots(self, cores: int) -> int:
        return max(1, cores // self.process_cores_count)

    def problems(self, pairs: int) -> int:
        return max(1, round(pairs / self.problem_candidates_count / self.problem_tests_count_quantiles.mean))

    def rows(self, pairs: int) -> int:
        return self.problems(pairs) * self.problem_candidates_count

    def start_seconds(self, own: float, problems: int) -> float:
        """Seconds of a shard's process before its first job: it plans all problems and reads its own."""
        return (
            self.process_start_seconds
            + problems * self.plan_seconds_per_problem_of_run
            + own * self.input_read_seconds_per_problem
        )

    def job_seconds(self, tests: float, rng: random.Random) -> float:
        """CPU seconds of one job, drawn: J + tests × P."""
        return self.job_seconds_quantiles.draw(rng) + tests * self.pair_seconds_quantiles.draw(rng)

    def job_mean_seconds(self, tests: float | None = None) -> float:
        """CPU seconds of a job on average, of a problem with so many tests or of all."""
        tests = self.problem_tests_count_quantiles.mean if tests is None else tests
        return self.job_seconds_quantiles.mean + tests * self.pair_seconds_quantiles.mean

    def job_variance(self, tests: float) -> float:
        """Variance of a job's CPU, in seconds squared."""
        return self.job_seconds_quantiles.variance + tests**2 * self.pair_seconds_quantiles.variance


def read_figures(path: Path) -> Measured:
    """The figures in a file; each must be there, and no other."""
    figures = json.loads(path.read_text())
    for name, value in figures.items():
        if name.endswith("_quantiles"):
            figures[name] = Quantiles(tuple((p, v) for p, v in value))
    return Measured(**figures)


@dataclass(frozen=True)
class Quantiles:
    """A distribution by its quantiles: pairs of a probability and a value, linear between them."""

    points: tuple[tuple[float, float], ...]

    def at(self, probability: float) -> float:
        place = bisect.bisect_left(self.points, (probability, -math.inf), 1, len(self.points) - 1)
        (p, low), (q, high) = self.points[place - 1 : place + 1]
        return low + (high - low) * (probability - p) / (q - p)

    def draw(self, rng: random.Random) -> float:
        return self.at(rng.random())

    @functools.cached_property
    def mean(self) -> float:
        return sum((q - p) * (a + b) / 2 for (p, a), (q, b) in itertools.pairwise(self.points))

    @functools.cached_property
    def variance(self) -> float:
        squares = sum((q - p) * (a * a + a * b + b * b) / 3 for (p, a), (q, b) in itertools.pairwise(self.points))
        return max(0.0, squares - self.mean**2)

    def part(self, low: float, high: float) -> Quantiles:
        """The distribution between two probabilities, given that it is there."""
        inner = [(p, value) for p, value in self.points if low < p < high]
        points = [(low, self.at(low)), *inner, (high, self.at(high))]
        return Quantiles(tuple(((p - low) / (high - low), value) for p, value in points))
