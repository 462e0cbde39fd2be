"""BigCodeBench's tasks whose programs and suites import the standard library alone: each method of a suite is a test,
and the suite is one."""

import ast
import sys

from ..case import Case
from .data import rows

CPU = 10.0
ALONE = False  # a suite builds and forgets what its methods need

RUN = """
import unittest as _unittest
_result = _unittest.TestResult()
_unittest.TestSuite([{cases}]).run(_result)
assert _result.testsRun == {count} and _result.wasSuccessful(), str((_result.errors + _result.failures)[:1])[-150:]
"""


def cases(_options):
    return [case(row) for row in rows("bigcodebench/BigCodeBench.jsonl.gz") if is_of_the_library(row)]


def case(row):
    program = row["prompt"] + row["canonical_solution"]
    return Case(row["task_id"], row["entry_point"], [program], tests(row["test"]), row["prompt"])


def is_of_the_library(row):
    return imports(row["prompt"] + row["canonical_solution"]) | imports(row["test"]) <= set(sys.stdlib_module_names)


def imports(source):
    """The top-level names of the modules that a source imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def tests(suite):
    """The suite with each of its methods alone, then with all of them."""
    methods = [
        f"{node.name}({it.name!r})"
        for node in ast.parse(suite).body
        if isinstance(node, ast.ClassDef)
        for it in node.body
        if isinstance(it, ast.FunctionDef) and it.name.startswith("test")
    ]
    methods = list(dict.fromkeys(methods))
    each = [suite + RUN.format(cases=method, count=1) for method in methods]
    return [*each, suite + RUN.format(cases=", ".join(methods), count=len(methods))]
