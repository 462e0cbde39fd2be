#!/usr/bin/env python3
"""Writes a run of made-up candidates, tests and outcomes, to measure what reads runs: `report`, `agree`, `show`.

    tests/tools/large_run.py LIKE FOLDER [PROBLEMS CANDIDATES TESTS]

LIKE is a run that was executed, whose `run.json` is taken over; FOLDER becomes the run, of 1,000 problems with 200 candidates and
100 tests each unless others are named.
"""

import json
import random
import sys
from pathlib import Path

BODY = "".join(f"    if x == {place}:\n        return x * {place} + y\n" for place in range(6))


def main():
    like, folder = Path(sys.argv[1]), Path(sys.argv[2])
    problems, candidates, tests = map(int, sys.argv[3:] or (1000, 200, 100))
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((like / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**config, "outputs": None, "generation": None}))
    files = {name: (folder / f"{name}.jsonl").open("w") for name in ("problems", "candidates", "tests", "matrix", "reference")}
    drawn = random.Random(0)
    for place in range(problems):
        write(files, drawn, f"Large/{place}", candidates, tests)


def write(files, drawn, task, candidates, tests):
    def row(name, **fields):
        files[name].write(json.dumps({"task_id": task, **fields}) + "\n")

    prompt = f'def f(x, y):\n    """Adds up what {task} says."""\n'
    labels = {"stage": [drawn.choice(["training", "inference"])]}
    row("problems", prompt=prompt, entry_point="f", reference_tests=["assert f(1, 2) == 3"], labels=labels)
    for test in range(tests):
        row("tests", test_id=test, source=f"assert f({test}, 1) == {test + 1}", multiplicity=1, origins={"original": 1})
    for candidate in range(candidates):
        right = drawn.random() < 0.4
        passes = 0.9 if right else 0.3
        origin = drawn.choice(["original", "lexical/phrase", "grammatical/passive", "naming/case-style"])
        solution = f"def f(x, y):\n{BODY}    return x + y + {candidate}\n"
        row("candidates", candidate_id=candidate, solution=solution, multiplicity=1, origins={origin: 1})
        outcomes = "".join("P" if drawn.random() < passes else "F" for _ in range(tests))
        row("matrix", candidate_id=candidate, outcomes=outcomes)
        failure = {} if right else {"failure": {"outcome": "F", "test": 0, "exception": "AssertionError"}}
        row("reference", candidate_id=candidate, passed=right, **failure)


main()
