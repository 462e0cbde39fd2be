"""The sandbox's side: cases as input files of `mutagree execute`, and its matrix."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def command():
    return os.environ.get("MUTAGREE", str(ROOT / "target/release/mutagree"))


def execute(cases, folder, jobs, options=(), nice=None):
    """Runs every program of every case against its tests; the letters by (case, program, test)."""
    folder.mkdir(parents=True, exist_ok=True)
    problems = [
        {"task_id": case.name, "prompt": case.prompt, "entry_point": case.entry_point, "reference_tests": []}
        for case in cases
    ]
    solutions = [{"task_id": case.name, "solution": program} for case in cases for program in case.programs]
    tests = [{"task_id": case.name, "tests": case.tests} for case in cases]
    files = []
    for name, rows in (("problems", problems), ("solutions", solutions), ("tests", tests)):
        files += [f"--{name}", write(folder / f"{name}.jsonl", rows)]
    run = folder / "run"
    line = [command(), "execute", *files, "--run", str(run), "--no-results", "--quiet", "--jobs", str(jobs), *options]
    subprocess.run((["nice", "-n", str(nice)] if nice else []) + line, check=True, stdout=subprocess.DEVNULL)
    return run


def letters(cases, run):
    """The letter of each cell of a run. The run's own lists say which programs and tests it took for the same."""
    programs = places(run / "candidates.jsonl", "candidate_id", "solution")
    tests = places(run / "tests.jsonl", "test_id", "source")
    rows = {(row["task_id"], row["candidate_id"]): row for row in rows_of(run / "matrix.jsonl")}
    cells = {}
    for case in cases:
        for program, source in enumerate(case.programs):
            row = rows[case.name, programs[case.name, source]]
            shared = set(row.get("shared", ()))
            for test, text in enumerate(case.tests):
                place = tests[case.name, text]
                cells[case.name, program, test] = (row["outcomes"][place], place in shared)
    return cells


def places(path, number, text):
    return {(row["task_id"], row[text]): row[number] for row in rows_of(path)}


def rows_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)
