"""Tables in Markdown, and how numbers are written in them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |")
    print()


def interval(seconds: Sequence[float]) -> str:
    """Median, and between which values eight of ten are, in the unit of the median."""
    tenths = statistics.quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else [seconds[0]]
    unit, by = unit_of(statistics.median(seconds))
    middle, low, high = (digits(value / by) for value in (statistics.median(seconds), tenths[0], tenths[-1]))
    return f"{middle} [{low}, {high}] {unit}"


def duration(seconds: float) -> str:
    unit, by = unit_of(seconds)
    return f"{digits(seconds / by)} {unit}"


def unit_of(seconds: float) -> tuple[str, float]:
    """The largest unit of which there are two, and its seconds."""
    units = [("d", 86400.0), ("h", 3600.0), ("min", 60.0)]
    return next(((unit, by) for unit, by in units if seconds >= 2 * by), ("s", 1.0))


def size(amount: float) -> str:
    unit, by = next(((u, b) for u, b in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)] if amount >= b), ("kB", 1e3))
    return f"{digits(amount / by)} {unit}"


def count(amount: float) -> str:
    return f"{amount:,.0f}"


def digits(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def power(number: int) -> str:
    return f"10^{round(math.log10(number))}"
