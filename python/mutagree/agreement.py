"""Ranks of a matrix."""

from __future__ import annotations

from typing import Any, Optional, Sequence, cast

from . import _mutagree
from .errors import InputError
from .types import ConsensusSet, Matrix, Report

__all__ = ["rank", "scorers"]


def rank(
    matrix: Matrix,
    scorer: Optional[str] = None,
    *,
    candidates: Optional[Sequence[int]] = None,
    tests: Optional[Sequence[int]] = None,
    outputs: Optional[Sequence[Sequence[str]]] = None,
) -> list[ConsensusSet]:
    """Ranks the sets of candidates that pass the same tests, best first.

    `matrix` is what `Sandbox.run_many` gives, or a row for each candidate with a truth value for each test. `candidates` and `tests`
    say how often each was written (shapes: rows, columns), once where nothing is said. `outputs` has what each candidate gave for
    calls, a row for each, empty for one that does not load; reports bring their own. `scorer` is a name of `scorers()`, with switches
    after `+` as for `mutagree agree`: `trust` where there are outputs, else `codet`.

    Raises `InputError` where shapes differ, the scorer is not known, or it needs outputs and there are none.
    """
    given = cast("Any", matrix)
    rows = cast("list[Any]", given.tolist() if hasattr(given, "tolist") else list(given))
    if rows and isinstance(rows[0], dict):
        reports = cast("list[Report]", rows)
        if outputs is None and any(it["outputs"] for it in reports):
            outputs = [[] if it["unloadable"] else it["outputs"] for it in reports]
        rows = [it["passed"] for it in reports]
    passes = [[bool(it) for it in cast("Sequence[Any]", row)] for row in rows]
    width = len(passes[0]) if passes else 0
    counts = {"candidates": candidates, "tests": tests}
    for name, numbers in counts.items():
        if numbers is not None and any(it < 0 for it in numbers):
            raise InputError(f"`{name}` has a negative number")
    return _mutagree.rank(
        passes,
        scorer,
        [1] * len(passes) if candidates is None else list(candidates),
        [1] * width if tests is None else list(tests),
        None if outputs is None else [list(row) for row in outputs],
    )


def scorers() -> list[str]:
    """The names of all scorers."""
    return _mutagree.scorers()
