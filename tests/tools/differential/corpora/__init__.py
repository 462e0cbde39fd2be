"""The corpora, by name. Each module gives `cases(options)`; data is read from `$MUTAGREE_DATA` or `../shared/data`."""

import importlib

NAMES = {
    "humaneval": "HumanEval's canonical solutions × the assertions of `check`, and `check` as one test",
    "plus": "the canonical solutions of HumanEval+ and MBPP+ × their inputs, by `mutagree evaluate`",
    "reflexion": "GPT-4's solutions × GPT-4's tests of HumanEval",
    "ldb": "the solutions of four models × the assertions of HumanEval",
    "bigcodebench": "BigCodeBench's tasks of the standard library × each method of their suites",
    "doctests": "the modules of packages from PyPI × their doctests",
    "stress": "programs of our own by topic (fixtures/programs/differential)",
    "grammar": "random programs × random assertions",
    "mutants": "mutants of HumanEval's and MBPP's canonical solutions × their tests",
}


def corpus(name):
    """The module of a corpus."""
    return importlib.import_module(f"{__name__}.{name}")
