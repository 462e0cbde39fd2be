"""Mutants of HumanEval's and MBPP's canonical solutions × their tests, and more that ask for state, types and aliases.
The first program of each problem is right."""

import ast
import gzip
import itertools
import json
import random as chance

from ..case import Case
from . import humaneval
from .data import path, rows
from .wrongs import mutant, names

CPU = 0.5
ALONE = False  # what depends on order is the very thing that many of these get wrong
SIZE = 5_000  # mutants
PATIENCE = 60  # problems that are looked at for a place


def cases(options):
    random = chance.Random(options.seed)
    right = [*of_humaneval(), *of_mbpp()]
    if options.sample is not None:
        right = random.sample(right, min(options.sample, len(right)))
    wanted = options.size or (SIZE if options.sample is None else len(right) * 9)
    made = 0
    for way in itertools.islice(itertools.cycle(names()), wanted * 2):  # every way in its turn
        made += made < wanted and extend(random, way, right)
    return right


def extend(random, way, right):
    """Adds a mutant of one kind to one of the problems that have a place for it."""
    for case in random.sample(right, min(PATIENCE, len(right))):
        source = attempt(random, way, case)
        if source is not None and source not in case.programs:
            case.programs.append(source)
            case.labels[source] = way
            return True
    return False


def attempt(random, way, case):
    """A mutant that compiles, or None."""
    try:
        source = mutant(random, way, case.programs[0], case.entry_point)
        compile(source or "(", "<mutant>", "exec")
        return source
    except (SyntaxError, ValueError):
        return None


def of_humaneval():
    for row in rows("humaneval/HumanEval.jsonl.gz"):
        tests = humaneval.assertions(row["test"], row["entry_point"])
        yield case(row["task_id"], row["entry_point"], row["prompt"] + row["canonical_solution"], tests, row["prompt"])


def of_mbpp():
    with gzip.open(path("mbpp/sanitized-mbpp.json.gz"), "rt", encoding="utf-8") as file:
        tasks = json.load(file)
    for task in tasks:
        entry = entry_point(task["code"], task["test_list"][0])
        if entry:
            tests = ["\n".join([*task["test_imports"], test]) for test in task["test_list"]]
            yield case(f"Mbpp/{task['task_id']}", entry, task["code"].replace("\r", ""), tests, "")


def entry_point(code, test):
    """The function of a program that a test calls."""
    defined = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    called = [node.func.id for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return next((name for name in called if name in defined), None)


def case(name, entry, source, tests, prompt):
    return Case(name, entry, [source], tests[:6] + more(tests, entry), prompt)


def more(tests, entry):
    """Tests that look at what an assertion does not: a second call, types, aliases, the arguments afterwards."""
    found = [pair for test in tests[:3] if (pair := equality(test, entry))]
    if not found:
        return []
    call, value = found[0]
    arguments = call[len(entry) + 1:-1]
    other, expected = found[-1]
    return [
        f"assert {call} == {call}",
        f"assert {call} == {value}\nassert {call} == {value}",
        f"first = {call}\n{other}\nassert first == {value} and {call} == {value}",
        f"assert type({call}) is type({value})",
        f"assert not {call} != {value}",
        f"assert repr({call}) == repr({value})",
        f"arguments = [{arguments}]\nbefore = repr(arguments)\n{entry}(*arguments)\nassert repr(arguments) == before",
        f"result = {call}\nassert result == {value}\nif isinstance(result, list):\n    result.append(None)\nassert {call} == {value}",
        f"assert [{call}, {other}] == [{value}, {expected}]",
        f"assert {call} in [{value}] and {value} in ({call},)",
        f"try:\n    result = {call}\nexcept Exception:\n    result = {value}\nassert result == {value}",
        f"assert {call} is not None and str({call}) == str({value})",
        f"assert {call} != None and hash(repr({call})) == hash(repr({value}))",
    ]


def equality(test, entry):
    """The call and the literal of `assert call == literal`."""
    node = ast.parse(test).body[-1]
    if not (isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
        return None
    call, value = node.test.left, node.test.comparators[0]
    plain = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == entry and not call.keywords
    return (ast.unparse(call), ast.unparse(value)) if plain and isinstance(node.test.ops[0], ast.Eq) else None
