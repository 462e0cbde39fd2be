"""A number of pairs on a number of cores: which number of shards is best, and what is lost with it."""

from __future__ import annotations

import functools
import statistics
from dataclasses import dataclass

import without
from figures import Measured
from schedule import Run, merge_seconds, run, shard_count
from work import run_moments

SHARDS_PER_SLOT = (1, 2, 4, 8, 16, 32)
TOLERANCE = 0.01
"""A part of the wall-clock for which no more shards are made."""


@dataclass(frozen=True)
class Case:
    """So many pairs on so many cores, drawn so many times."""

    m: Measured
    pairs: int
    cores: int
    seed: int
    draws: int

    @functools.cached_property
    def best(self) -> int:
        """The fewest shards per slot whose run and merge end, on average, within TOLERANCE of the soonest."""
        ends = {k: statistics.fmean(self.walls(k)) + self.merge_seconds(k) for k in SHARDS_PER_SLOT}
        return min(k for k, end in ends.items() if end <= min(ends.values()) * (1 + TOLERANCE))

    def walls(self, per_slot: int) -> list[float]:
        """Seconds of each draw, without the merge."""
        return [run.wall_seconds for run in self._runs(self.m, per_slot)]

    def shards(self, per_slot: int) -> int:
        return shard_count(self.m, self.pairs, self.cores, per_slot)

    def merge_seconds(self, per_slot: int) -> float:
        return merge_seconds(self.m, self.pairs, self.shards(per_slot))

    @property
    def work_seconds(self) -> float:
        """CPU seconds of all jobs, as expected."""
        return run_moments(self.m, self.pairs)[0]

    def busy(self) -> float:
        """Share of the cores' time that jobs have, at the best number of shards."""
        return statistics.median(1 / run.stretch for run in self._runs(self.m, self.best)) / self.cores

    def losses(self) -> list[float]:
        """Share of the wall-clock lost to stragglers, preemption, starts and wrong estimates, with the best number.

        Each is 1 − (wall-clock without it) / (wall-clock), for the same work. They need not sum to anything, and one
        may be below zero, since equal shards end in rounds and a round may be all but empty.
        """
        removals = (without.stragglers, without.preemption, without.starts, without.wrong_estimates)
        return [self._saved(removed(self.m)) for removed in removals]

    def _saved(self, other: Measured) -> float:
        """Share of the wall-clock that would be saved with other figures."""
        pairs = zip(self._runs(self.m, self.best), self._runs(other, self.best), strict=True)
        return statistics.median(1 - after.stretch / before.stretch for before, after in pairs)

    def _runs(self, m: Measured, per_slot: int) -> list[Run]:
        return [run(m, self.pairs, self.cores, per_slot, self.seed, draw) for draw in range(self.draws)]
