#!/usr/bin/env python3
"""Fits the confidence of selections from published data: executes the candidates of all models with each source of tests, one
run for each source, evaluates them, and calls `calibrate` with the runs.

    tests/tools/calibrate.py DATA FOLDER

DATA is as for `model_pools.py`; FOLDER gets the runs, which are kept and used again. It calls what `cargo build --release --examples`
and `cargo build --release` make.
"""

import subprocess
import sys
from pathlib import Path

from model_pools import LDB, MUTAGREE, SOURCES, WEAKEST, rows_of, suites, write, written


def main():
    data, folder = Path(sys.argv[1]), Path(sys.argv[2])
    solutions, tests = written(data, samples=100), suites(data)
    runs = [run(folder / source, data, solutions, tests[source]) for source in SOURCES]
    groups = {"weakest": WEAKEST[:10], "next": WEAKEST[10:20], "best": WEAKEST[20:], "ldb": LDB, "codegen": ["codegen"]}
    groups = [f"{name}={','.join(models)}" for name, models in groups.items()]
    subprocess.run(["target/release/examples/calibrate", *groups, *runs], check=True)


def run(place, data, solutions, tests):
    """A run of all models with the tests of one source, in which the origin of a candidate is its model."""
    made = place / "run"
    if (made / "reference.jsonl").exists():
        return made
    place.mkdir(parents=True, exist_ok=True)
    problems = [row for row in rows_of(data / "humaneval/HumanEval.jsonl.gz") if row["task_id"] in tests]
    write(place / "problems.jsonl", problems)
    write(place / "tests.jsonl", [{"task_id": task, "tests": suite} for task, suite in tests.items()])
    rows = [
        {"task_id": task, "variant_id": model, "solution": program}
        for model in [*WEAKEST, *LDB, "codegen"]
        for task, programs in solutions[model].items()
        if task in tests
        for program in programs
    ]
    write(place / "solutions.jsonl", rows)
    inputs = [argument for name in ("problems", "solutions", "tests") for argument in (f"--{name}", place / f"{name}.jsonl")]
    for command in (["execute", *inputs, "--run", made], ["agree", made], ["evaluate", made]):
        subprocess.run([MUTAGREE, "--quiet", *command], check=True, stdout=subprocess.DEVNULL)
    return made


main()
