"""Random programs × random tests: five programs to a problem, some of them variations of others, and eight tests.
The expectations come from native CPython, and half of them are wrong."""

import ast
import random as chance
import re

from ..case import Case
from .random_programs.assertions import draw, near
from .random_programs.programs import PARAMETERS, Programs
from .random_programs.variations import variation

CPU = 0.5
ALONE = True
SIZE = 10_000  # programs
PROGRAMS, TESTS = 5, 8  # of a problem


def cases(options):
    """A problem's seed is the seed of the whole and its number, so that one can be made again alone."""
    problems = range((options.size or SIZE) // PROGRAMS)
    if options.sample is not None:
        problems = chance.Random(options.seed).sample(problems, min(options.sample, len(problems)))
    return options.oracle.map(lambda number: case(options, number), problems)


def case(options, number):
    random = chance.Random(f"{options.seed}/{number}")
    kind = random.choice(list(PARAMETERS))
    programs = Programs(random, kind)
    sources = [valid(programs)]
    while len(sources) < PROGRAMS:
        fresh = random.random() < 0.5
        sources.append(valid(programs) if fresh else variation(random, random.choice(sources)))
    tests = [test(options.oracle, random, kind, sources) for _ in range(TESTS)]
    return Case(f"grammar/{options.seed}/{number}", "f", sources, tests)


def test(oracle, random, kind, sources):
    """A test whose value a program really gives, as a rule: most of what is drawn raises."""
    source = random.choice(sources)
    for _ in range(3):
        text, compared, other = draw(random, kind)
        value, *texts = values(oracle, source, compared)
        if value.startswith("=") and not shows_address([value, *texts]):
            break
    if written(compared) and any(shows_address(values(oracle, it, compared)) for it in sources):
        text, compared, other = draw_plain(random, kind)
        value, *_ = values(oracle, source, compared)
    return expecting(random, text, value, other)


def values(oracle, source, compared):
    """What a program gives for an expression, its text, and the texts that are made in it."""
    return oracle.ask(source, [compared, f"str({compared})", *written(compared)], ["values"])["values"]


def shows_address(values):
    """An address is as wide as the machine's, so tests that show one stay out."""
    return any(" at 0x" in it for it in values)


def draw_plain(random, kind):
    """A test that makes no text of anything."""
    while True:
        text, compared, other = draw(random, kind)
        if not written(compared):
            return text, compared, other


def written(compared):
    """The parts of an expression that make a text of something: its length or order may show an address that it does not."""
    parts = (ast.unparse(it) for it in ast.walk(ast.parse(compared, mode="eval")) if is_text(it))
    return [f"str({it})" for it in parts]


def is_text(node):
    """A call of `str` or `repr`, or a text that is formatted."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("str", "repr")
    return called or isinstance(node, ast.JoinedStr) or isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def valid(programs):
    """A program that compiles."""
    while True:
        source = programs.draw()
        try:
            compile(source, "<program>", "exec")
            return source
        except (SyntaxError, ValueError):
            continue


def expecting(random, text, value, other):
    """Puts the value that native CPython gave, or one that is wrong, into a test."""
    right = value.partition(" ")[2] if value.startswith("=") else "'" + value[1:] + "'"
    right = re.sub(r"\bnan\b", "float('nan')", re.sub(r"\binf\b", "float('inf')", right))
    if "\n" in right or len(right) > 300 or not compiles(right) or random.random() < 0.3:
        right = other
    wrong = other if random.random() < 0.5 else close(random, right)
    return re.sub(r"\bW\b", lambda _: wrong, re.sub(r"\bV\b", lambda _: right, text))


def close(random, value):
    """A value that is nearly another."""
    ways = [f"str({value})", f"[{value}]", f"({value},)", f"{value} + 1", f"list({value})", f"float({value})", f"tuple({value})", f"-{value}"]
    return random.choice([it for it in ways if compiles(it)] or [near(random)])


def compiles(text):
    try:
        compile(text, "<value>", "eval")
        return True
    except (SyntaxError, ValueError):
        return False
