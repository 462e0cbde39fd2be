"""How many shards a core should get, and where a run of mutagree breaks first: a simulation from measured figures.

    python3 tests/tools/scale [--figures FILE] [--seed 1] [--draws 5] [--process-cores C] [--long-lived]
    python3 tests/tools/scale --check       # compares it with what can be calculated

It prints three tables as Markdown: the wall-clock with each number of shards, the best number and what is lost there,
and what grows with the cells beside its limit.

A *pair* is one candidate and one test, a cell of the matrix. A *job* is one candidate with all tests of its problem; it
gives one row. A *problem* is some 100 jobs, and the least that a shard can hold. A *slot* is a place for one process of
C cores; with C = 1 a slot is a core. Cores that do not make up a slot are idle. A run has k × slots shards, but never
more than it has problems. The k that is best is asked for.

`figures.py` says what is measured, `work.py` how work is drawn, `schedule.py` how shards run, `breaks.py` what grows.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import replace
from pathlib import Path

from breaks import CELLS, breaking_rows
from case import SHARDS_PER_SLOT, Case
from check import check
from figures import Measured, read_figures
from table import duration, interval, percent, power, print_table

HERE = Path(__file__).parent
PAIRS = (10**6, 10**8, 10**10)
CORES = (1, 100, 10_000)


def main() -> None:
    """Prints the tables, or checks the model."""
    parser = argparse.ArgumentParser(prog="scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--figures", type=Path, help="[measured.json; for --check example.json, whose problems are many]")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn [1]")
    parser.add_argument("--draws", type=int, default=5, help="of each run on most cores; four times that on fewer [5]")
    parser.add_argument("--process-cores", type=int, metavar="C", help="instead of process_cores_count")
    parser.add_argument("--long-lived", action="store_true", help="a task takes shard after shard")
    parser.add_argument("--check", action="store_true", help="compare with what can be calculated")
    options = parser.parse_args()
    figures = read_figures(options.figures or HERE / ("example.json" if options.check else "measured.json"))
    figures = replace(
        figures,
        process_cores_count=options.process_cores or figures.process_cores_count,
        long_lived=options.long_lived,
    )
    if options.check:
        check(figures, options.seed)
    else:
        report(figures, options.seed, options.draws)


def report(m: Measured, seed: int, draws: int) -> None:
    """Prints all tables."""
    cases = [
        Case(m, pairs, cores, seed, draws if cores == max(CORES) else 4 * draws) for pairs in PAIRS for cores in CORES
    ]
    tasks = "one task a slot" if m.long_lived else "one task a shard"
    print(
        f"Figures: {m.source}. Seed {seed}; median of {draws} draws (on fewer cores {4 * draws}) [10 %, 90 %]."
        f" {m.process_cores_count} cores a process, {tasks}, a shard reads its own problems."
        f" A job takes {m.job_mean_seconds():.3g} s on average.\n"
    )
    print_table(
        ["pairs", "cores", "problems", "CPU-hours", "work / cores", *(f"{k} a slot" for k in SHARDS_PER_SLOT)],
        [wall_row(case) for case in cases],
    )
    print_table(
        [
            *("pairs", "cores", "best", "shards", "wall-clock", "busy", "lost to stragglers", "to preemption"),
            *("to starts", "to wrong estimates", "merge", "merge of all"),
        ],
        [best_row(case) for case in cases],
    )
    print_table(
        ["what breaks (first one first)", "limit", *(power(cells) for cells in CELLS), "breaks at cells"],
        breaking_rows(m, {case.cores: case.best for case in cases}),
    )


def wall_row(case: Case) -> list[str]:
    """The wall-clock with each number of shards."""
    return [
        *(power(case.pairs), f"{case.cores:,}", f"{case.m.problems(case.pairs):,}"),
        *(f"{case.work_seconds / 3600:,.3g}", duration(case.work_seconds / case.cores)),
        *(interval(case.walls(k)) for k in SHARDS_PER_SLOT),
    ]


def best_row(case: Case) -> list[str]:
    """The best number of shards, and what is lost there."""
    walls, merge = case.walls(case.best), case.merge_seconds(case.best)
    merge_share = merge / (statistics.median(walls) + merge)
    return [
        *(power(case.pairs), f"{case.cores:,}", str(case.best), f"{case.shards(case.best):,}", interval(walls)),
        *(percent(share) for share in (case.busy(), *case.losses())),
        *(duration(merge), percent(merge_share)),
    ]


if __name__ == "__main__":
    main()
