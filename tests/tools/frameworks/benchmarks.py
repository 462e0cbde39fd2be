"""The two benchmarks: their rows, what a right solution is, and what their own harness runs."""

from collections import namedtuple
from dataclasses import dataclass

from differential.corpora.data import rows

Benchmark = namedtuple("Benchmark", "environment problems")


@dataclass
class Problem:
    """A problem with one solution."""

    name: str
    row: dict  # as the benchmark has it
    solution: str
    tests: str  # what its own harness runs
    label: str = "reference"


def bigcodebench():
    """A solution goes on from the prompt."""
    return [
        Problem(row["task_id"], row, row["prompt"] + row["canonical_solution"], row["test"])
        for row in rows("bigcodebench/BigCodeBench.jsonl.gz")
    ]


def ds1000():
    """A solution is a snippet."""
    return [
        Problem(str(row["metadata"]["problem_id"]), row, row["reference_code"], row["code_context"])
        for row in rows("ds1000/ds1000.jsonl.gz")
    ]


ALL = {"bigcodebench": Benchmark("bigcodebench", bigcodebench), "ds1000": Benchmark("ds1000", ds1000)}
