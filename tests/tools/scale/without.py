"""The same figures where one thing does not go wrong, or costs nothing."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

from figures import Measured


def stragglers(m: Measured) -> Measured:
    return replace(m, straggler_chance_per_slot=0)


def preemption(m: Measured) -> Measured:
    return replace(m, preemptions_per_core_hour=0)


def wrong_estimates(m: Measured) -> Measured:
    return replace(m, estimate_error_log_sigma=0)


def starts(m: Measured) -> Measured:
    return replace(
        m,
        task_start_seconds=0,
        tasks_started_per_second=math.inf,
        process_start_seconds=0,
        plan_seconds_per_problem_of_run=0,
        input_read_seconds_per_problem=0,
    )


@functools.cache
def all_but_work(m: Measured) -> Measured:
    """The figures that the work of jobs depends on, the others set to the same: what is drawn once serves all."""
    return starts(preemption(stragglers(m)))
