"""Judges programs by EvalPlus: reads {"problem", "program"} rows on standard input, each problem with what stands in
HumanEvalPlus.jsonl, and writes whether each passes, a line for a row.

Started by peers.sh, inside a namespace of its own: never run it as it is.
"""

import json
import multiprocessing
import os
import sys

from evalplus.eval import PASS, untrusted_check
from evalplus.gen.util import trusted_exec

os.environ["EVALPLUS_MAX_MEMORY_BYTES"] = "-1"  # its own limit does not hold everywhere; the namespace has one


def expected(problem, known={}):
    """What the reference solution gives for every input, and the seconds that each took."""
    name = problem["task_id"]
    if name not in known:
        code = problem["prompt"] + problem["canonical_solution"]
        known[name] = trusted_exec(code, inputs(problem), problem["entry_point"], record_time=True)
    return known[name]


def inputs(problem):
    return [*problem["base_input"], *(problem["plus_input"] or [])]


def passes(problem, program):
    values, seconds = expected(problem)
    status, _ = untrusted_check(
        "humaneval", program, inputs(problem), problem["entry_point"], values, problem["atol"], seconds, fast_check=True
    )
    return status == PASS


def main():
    problems = {}
    for line in sys.stdin:
        row = json.loads(line)
        if "prompt" in row:
            problems[row["task_id"]] = row
        else:
            print(json.dumps({**row, "passed": passes(problems[row["task_id"]], row.pop("solution"))}), flush=True)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
