"""Where a run breaks first: what grows with its cells, beside what it may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from figures import Measured
from schedule import merge_seconds, shard_count
from table import count, duration, size

CELLS = tuple(10**n for n in range(6, 11))
MOST_CELLS_POWER = 13


class Thing(NamedTuple):
    """What grows with the number of cells; it never shrinks."""

    what: str
    written: Callable[[float], str]
    limit: float
    amount: Callable[[int], float]  # for a number of cells

    def breaks_at(self) -> float | None:
        """The fewest cells, to 1 %, with which the limit is passed."""
        steps = (10 ** (n / 200) for n in range(3 * 200, MOST_CELLS_POWER * 200 + 1))
        return next((cells for cells in steps if self.amount(int(cells)) > self.limit), None)

    def row(self) -> list[str]:
        amounts = [self.amount(cells) for cells in CELLS]
        at = self.breaks_at()
        return [
            self.what,
            self.written(self.limit),
            *(self.written(amount) + (" **!**" if amount > self.limit else "") for amount in amounts),
            f"{at:.1e}" if at else f"never below 10^{MOST_CELLS_POWER}",
        ]


def breaking_rows(m: Measured, best: dict[int, int]) -> list[list[str]]:
    """A row for each thing that grows, the one that breaks first on top, given the best shards per slot by cores."""
    few, most = sorted(best)[1], max(best)
    things = [*of_agree(m), *of_files(m), *of_resume(m, few, best[few]), *of_reading_all(m, most, best[most])]
    things += of_many_shards(m, most, best[most])
    for cores in (few, most):
        things += of_schedulers(m, cores, best[cores])
    things.sort(key=lambda thing: thing.breaks_at() or math.inf)
    return [thing.row() for thing in things]


def of_agree(m: Measured) -> list[Thing]:
    """Memory and time of `mutagree agree`, on one machine."""
    largest = m.problem_candidates_count * m.problem_tests_count_quantiles.at(1)

    def by_problem(cells: int) -> float:
        return largest * m.agree_bytes_per_cell + m.problems(cells) * m.agree_bytes_per_problem

    return [
        Thing("memory of `agree`, whole run", size, m.limit_memory_bytes, lambda n: n * m.agree_bytes_per_cell),
        Thing("memory of `agree`, a problem at a time", size, m.limit_memory_bytes, by_problem),
        Thing("time of `agree`", duration, m.limit_serial_step_seconds, lambda n: n / m.agree_cells_per_second),
    ]


def of_files(m: Measured) -> list[Thing]:
    """Bytes on the disk that merges."""
    return [
        Thing("merged matrix and its shards", size, m.limit_disk_bytes, lambda n: 2 * m.rows(n) * m.row_bytes),
        Thing("input", size, m.limit_disk_bytes, lambda n: m.problems(n) * m.input_bytes_per_problem),
    ]


def of_resume(m: Measured, cores: int, per_slot: int) -> list[Thing]:
    """Seconds that reading the journal takes when a run or a shard goes on."""

    def of_run(cells: int) -> float:
        return m.rows(cells) * m.journal_read_seconds_per_row

    def of_shard(cells: int) -> float:
        return of_run(cells) / shard_count(m, cells, cores, per_slot)

    name = "journal read on resume"
    return [
        Thing(f"{name}, whole run", duration, m.limit_resume_seconds, of_run),
        Thing(f"{name}, a shard of {cores:,} cores", duration, m.limit_resume_seconds, of_shard),
    ]


def of_reading_all(m: Measured, cores: int, per_slot: int) -> list[Thing]:
    """Seconds that go by before a shard works, and that a shared disk is busy, where shards look at all problems."""

    def by_all(cells: int) -> float:
        input_bytes = m.problems(cells) * m.input_bytes_per_problem
        return shard_count(m, cells, cores, per_slot) * input_bytes / m.shared_disk_bytes_per_second

    def read(cells: int) -> float:
        return m.problems(cells) * m.input_read_seconds_per_problem

    def plan(cells: int) -> float:
        return m.problems(cells) * m.plan_seconds_per_problem_of_run

    shared = f"shared disk, if each shard of {cores:,} cores reads all"
    return [
        Thing("input, if a shard reads all problems", duration, m.limit_resume_seconds, read),
        Thing("plan of a shard, from an index", duration, m.limit_resume_seconds, plan),
        Thing(shared, duration, m.limit_serial_step_seconds, by_all),
    ]


def of_many_shards(m: Measured, cores: int, per_slot: int) -> list[Thing]:
    """Seconds of the merge, and files of all shards."""

    def merge(cells: int) -> float:
        return merge_seconds(m, cells, shard_count(m, cells, cores, per_slot))

    def files(cells: int) -> float:
        return shard_count(m, cells, cores, per_slot) * m.files_per_shard_count

    return [
        Thing(f"merge on one disk, {cores:,} cores", duration, m.limit_serial_step_seconds, merge),
        Thing(f"files in one folder, {cores:,} cores", count, m.limit_folder_files_count, files),
    ]


def of_schedulers(m: Measured, cores: int, per_slot: int) -> list[Thing]:
    """Shards that Slurm or Kubernetes keeps."""

    def shards(cells: int) -> float:
        return shard_count(m, cells, cores, per_slot)

    return [
        Thing(f"shards in {where}, {cores:,} cores", count, limit, shards)
        for where, limit in (
            ("one Slurm array", m.limit_slurm_array_tasks_count),
            ("Slurm's memory", m.limit_slurm_jobs_count),
            ("one Indexed Job", m.limit_kubernetes_completions_count),
        )
    ]
