"""HumanEval: canonical solutions × the assertions of `check`, each as a test, and `check` as one test."""

import ast

from ..case import Case
from .data import rows

CPU = 10.0
ALONE = True


def cases(_options):
    return [case(row, [row["prompt"] + row["canonical_solution"]]) for row in rows("humaneval/HumanEval.jsonl.gz")]


def case(row, programs):
    """A problem with given programs."""
    tests = [*assertions(row["test"], row["entry_point"]), whole(row)]
    return Case(row["task_id"], row["entry_point"], programs, tests, row["prompt"])


def whole(row):
    return f"{row['test']}\ncheck({row['entry_point']})"


def assertions(test, entry_point):
    """The assertions that stand in `check` itself, of the entry point under its own name."""
    for node in ast.parse(test).body:
        if isinstance(node, ast.FunctionDef) and node.name == "check":
            name = node.args.args[0].arg
            kept = [it for it in node.body if isinstance(it, ast.Assert)]
            return [ast.unparse(Renamed(name, entry_point).visit(it)) for it in kept]
    return []


class Renamed(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit_Name(self, node):
        return ast.Name(self.new, node.ctx) if node.id == self.old else node
