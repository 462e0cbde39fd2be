"""HumanEval+ and MBPP+: the canonical solutions × all inputs, as `mutagree evaluate` counts them. A cell is a problem."""

import json
import subprocess

from .. import sandboxed
from ..case import Case
from .data import path, rows

CPU = 60.0
ALONE = False

FILES = {"HumanEval": "humaneval/HumanEvalPlus.jsonl.gz", "Mbpp": "mbpp/MbppPlus.jsonl.gz"}


def cases(_options):
    return [case(row) for file in FILES.values() for row in rows(file)]


def case(row):
    program = row["prompt"] + row["canonical_solution"]
    # What Mbpp/120 expects is said with `math`, which EvalPlus imports for it.
    test = f"import math\n{row['assertion']}" if "assertion" in row else inputs(row, program)
    return Case(row["task_id"], row["entry_point"], [program], [test], row["prompt"])


# What EvalPlus does with its inputs: exact, or within a tolerance where a float is expected.
COMPARE = '''
import copy, json

def close(actual, expected):
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return actual == expected or abs(actual - expected) <= {atol} + 1e-7 * abs(expected) or (
            actual != actual and expected != expected)
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        return len(actual) == len(expected) and all(map(close, actual, expected))
    return actual == expected

names = {{}}
exec({reference!r}, names)
for arguments in json.loads({inputs!r}):
    expected = names[{entry!r}](*copy.deepcopy(arguments))
    assert close({entry}(*copy.deepcopy(arguments)), expected), arguments
'''


def inputs(row, program):
    """HumanEval+'s inputs as a test of our own, which asks the reference what is right."""
    given = [*row["base_input"], *(row["plus_input"] or [])]
    return COMPARE.format(atol=row["atol"], reference=program, inputs=json.dumps(given), entry=row["entry_point"])


def execute(cases, folder, options):
    """Evaluates a run of the canonical solutions; `reference.jsonl` says which are right."""
    cells = {}
    for prefix, file in FILES.items():
        some = [case for case in cases if case.name.startswith(prefix)]
        for name in evaluated(some, folder / prefix, path(file), options):
            cells[name, 0, 0] = ("P", False)
        for case in some:
            cells.setdefault((case.name, 0, 0), ("F", False))
    return cells


def evaluated(cases, folder, problems, options):
    """The names of the problems whose canonical solution is right for `mutagree evaluate`."""
    folder.mkdir(parents=True, exist_ok=True)
    run = folder / "run"
    solutions = [{"task_id": case.name, "solution": program} for case in cases for program in case.programs]
    tests = [{"task_id": case.name, "tests": ["assert True"]} for case in cases]
    common = ["--quiet", "--no-results", "--jobs", str(options.jobs)]
    files = ["--problems", str(problems)]
    files += ["--solutions", sandboxed.write(folder / "solutions.jsonl", solutions)]
    files += ["--tests", sandboxed.write(folder / "tests.jsonl", tests)]
    for verb in (["execute", *files, "--run", str(run)], ["agree", str(run)], ["evaluate", str(run)]):
        subprocess.run([sandboxed.command(), *verb, *common], check=True, stdout=subprocess.DEVNULL)
    return {row["task_id"] for row in sandboxed.rows_of(run / "reference.jsonl") if row["passed"]}
