"""Random numbers: streams of them by purpose, and draws of sums and of counts."""

from __future__ import annotations

import math
import random

from figures import Quantiles

FEW = 200
"""Up to so many are drawn one by one; the sum or count of more is drawn from a normal."""


def stream(seed: int, draw: int, purpose: str) -> random.Random:
    """Random numbers for one purpose, the same whatever else is drawn.

    So they serve every number of shards and every run without something: differences are not noise.
    """
    return random.Random(f"{seed} {draw} {purpose}")


def normal_sum(quantiles: Quantiles, count: int, rng: random.Random) -> float:
    """A normal draw of the sum of `count` values, not below zero."""
    return max(0.0, rng.gauss(count * quantiles.mean, math.sqrt(count * quantiles.variance)))


def binomial(count: int, chance: float, rng: random.Random) -> int:
    """How many of `count` have a thing of this chance: exact while FEW are expected, else by a normal."""
    if chance == 0:
        return 0
    if count * chance > FEW:
        return round(min(count, max(0, rng.gauss(count * chance, math.sqrt(count * chance * (1 - chance))))))
    found, place = 0, 0
    while True:
        place += 1 + int(math.log(1 - rng.random()) / math.log1p(-chance))
        if place > count:
            return found
        found += 1
