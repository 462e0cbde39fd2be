"""LDB's data: the solutions of four models × the assertions of HumanEval."""

from .data import rows
from .humaneval import case

CPU = 2.0
ALONE = True

MODELS = "codellama gpt-3.5-turbo-0613 gpt-4-1106-preview starcoder".split()


def cases(_options):
    solutions = {}
    for model in MODELS:
        for row in rows(f"ldb/humaneval_{model}.jsonl.gz"):
            solutions.setdefault(row["task_id"], []).append(row["solution"])
    return [
        case(row, solutions[row["task_id"]])
        for row in rows("humaneval/HumanEval.jsonl.gz")
        if row["task_id"] in solutions
    ]
