"""The sandbox's side: cases as input files of `mutagree execute`, and its matrix."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def command():
    return os.environ.get("MUTAGREE", str(ROOT / "target/release/mutagree"))


BROKEN = "!"  # the letter of each cell of a problem for which the command itself failed


def cells(cases, folder, jobs, options=()):
    """The letter of each cell, and whether it was judged with the candidate. Where the command fails, the problem that it
    fails for is found, and the others go on."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return letters(cases, execute(cases, folder, jobs, options))
    except subprocess.CalledProcessError as error:
        if len(cases) == 1:
            [case] = cases
            print(f"`mutagree execute` ended with {error.returncode} for {case.name}", file=sys.stderr)
            places = itertools.product(range(len(case.programs)), range(len(case.tests)))
            return {(case.name, program, test): (BROKEN, False) for program, test in places}
    half = len(cases) // 2
    halves = (cases[:half], cases[half:])
    return {cell: it for part in halves for cell, it in cells(part, folder, jobs, options).items()}


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
