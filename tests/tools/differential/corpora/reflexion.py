"""Reflexion's data: GPT-4's solutions of HumanEval × the tests that GPT-4 wrote, some of which are wrong."""

from ..case import Case
from .data import rows

CPU = 10.0
ALONE = True


def cases(_options):
    tests = {row["task_id"]: row["solution"] for row in rows("reflexion/humaneval_gpt4_tests.jsonl.gz")}
    return [
        Case(row["task_id"], row["entry_point"], [row["solution"]], tests[row["task_id"]], row["prompt"])
        for row in rows("reflexion/humaneval_gpt4_solutions.jsonl.gz")
    ]
