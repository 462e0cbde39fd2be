"""A random program: imports, classes, states, and the function `f` with statements of all kinds."""

from .expressions import PLAIN, RICH, Expressions

HEAD = '''\
import json, math, random, re, uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from functools import lru_cache, partial

Point = namedtuple("Point", "x y")

class Color(Enum):
    RED = 1
    BLUE = 2

class Level(IntEnum):
    LOW = 1
    HIGH = 2

class Failure(Exception):
    pass

class Thing:
    made = 0
    def __init__(self, size):
        self.size = size
        Thing.made += 1
    def __eq__(self, other):
        return isinstance(other, Thing) and self.size == other.size
    def __hash__(self):
        return hash(str(self.size))
    def __repr__(self):
        return f"Thing({self.size!r})"

class Other(Thing):
    def __len__(self):
        return 3
    def __iter__(self):
        return iter([self.size])
    def __lt__(self, other):
        return True
'''

PARAMETERS = {"int": ["x"], "str": ["s"], "list": ["items"], "dict": ["table"], "float": ["x"]}

# State: what stands before `f`, what `f` does first (an int `n` comes of it), and what it adds to the parameters.
STATES = [
    ("", "", ""),
    ("", "", ""),
    ("count = 0", "global count; count += 1; n = count", ""),
    ("seen = []", "seen.append(1); n = len(seen)", ""),
    ("", "acc.append(len(acc)); n = len(acc)", "acc=[]"),
    ("", "memo['n'] = memo.get('n', 0) + 1; n = memo['n']", "memo={}"),
    ("", "f.n = getattr(f, 'n', 0) + 1; n = f.n", ""),
    ("numbers = iter(range(5))", "n = next(numbers, -1)", ""),
    ("random.seed(7)", "n = random.randrange(3)", ""),
    ("class State:\n    n = 0", "State.n += 2; n = State.n", ""),
    ("def counter():\n    k = 0\n    def step():\n        nonlocal k\n        k += 1\n        return k\n    return step\nstep = counter()",
     "n = step()", ""),
    ("@lru_cache(None)\ndef cached(v):\n    return [v]", "cached(1).append(2); n = len(cached(1))", ""),
    ("toggle = [False]", "toggle[0] = not toggle[0]; n = int(toggle[0])", ""),
    ("", "n = Thing.made; Thing(0)", ""),
    ("", "n = f.__code__.co_argcount", ""),
    ("", "n = len(f.__doc__ or '')", ""),
    ("", "n = f.__code__.co_firstlineno", ""),
    ("", "n = len(locals())", ""),
    ("", "Point.extra = getattr(Point, 'extra', 0) + 1; n = Point.extra", ""),
    ("kept = {}", "kept[len(kept)] = len(kept); n = len(kept) % 2", ""),
]

STATEMENTS = """
k = {int}
t = {str}
if {bool}: return {any}
if {bool}: raise ValueError({str})
if {bool}: raise Failure({int})
if {bool}: raise KeyError({any})
for v in {list}: k = k + v
for c in {str}: t = c + t
while k > 50: k //= 3
try: k = {int} // ({int})\\nexcept ZeroDivisionError: k = -1
try: k = int({str})\\nexcept ValueError as error: t = str(error)
try: k = {list}[{int}]\\nexcept Exception: pass
with_list = {list}; with_list.sort(); k = len(with_list)
assert {bool}, {str}
k, t = {int}, {str}
del t; t = ''
if (q := {int}) > 1: k = q
match {any}:\\n    case int(): k = 1\\n    case [a, *_]: t = 'seq'\\n    case _: k = 2
print({any})
random.seed({small}); k = random.randrange(100)
"""

MUTATIONS = {
    "list": ["items.append({int})", "items.sort()", "items.reverse()", "items[:] = {list}", "items.pop() if items else None", "items += [{int}]", "items = items + [{int}]", "items.clear()"],
    "dict": ["table['a'] = {int}", "table.pop('a', None)", "table.update({dict})", "table.setdefault('q', []).append(1)", "table.clear()"],
}

RETURNS = [
    "return {value}", "return {value}", "return {value}", "return {value}", "return k", "return n", "return [n, {value}]", "return {plain}, n",
    "yield {value}\\nyield n", "yield from {list}", "return None", "pass", "return (lambda: {value})", "print({value})",
    "return {parameter}", "return [{parameter}] * 2", "return {value} if n % 2 else {value}", "raise Failure({str})", "return Thing({value})",
    "return t or {value}", "return {rich}", "return {rich}", "return [{rich}]", "return ({rich}, {rich})", "return {'k': {rich}}",
]


class Programs:
    """Draws programs whose `f` takes one parameter of a given type."""

    def __init__(self, random, kind):
        self.random, self.kind = random, kind
        self.parameter = PARAMETERS[kind][0]

    def draw(self):
        random = self.random
        before, first, more = random.choice(STATES)
        scope = {"int": ["k", "n"], "str": ["t"]}
        scope.setdefault(self.kind, []).append(self.parameter)
        expressions = Expressions(random, scope)
        body = [first or "n = 0", "k, t = 1, 'a'"]
        body += [self.fill(expressions, random.choice(STATEMENTS)) for _ in range(random.choice([0, 0, 1, 2, 3]))]
        if self.kind in MUTATIONS and random.random() < 0.4:
            body.append(self.fill(expressions, random.choice(MUTATIONS[self.kind])))
        body.append(self.fill(expressions, random.choice(RETURNS)))
        lines = [line for part in body for line in part.split("\n")]
        parameters = ", ".join(filter(None, [self.parameter, more]))
        source = f"def f({parameters}):\n" + "".join(f"    {line}\n" for line in lines)
        return HEAD + (before + "\n\n" if before else "\n") + source

    def fill(self, expressions, template):
        template = template.replace("\\n", "\n").replace("{parameter}", self.parameter)
        while "{" in template and any(hole in template for hole in HOLES):
            hole = min((hole for hole in HOLES if hole in template), key=template.index)
            template = template.replace(hole, expressions.draw(self.kind_of(hole)), 1)
        return template

    def kind_of(self, hole):
        name = hole.strip("{}")
        if name == "value":
            return self.random.choice(PLAIN if self.random.random() < 0.6 else RICH)
        return self.random.choice({"plain": PLAIN, "rich": RICH}.get(name, [name]))


HOLES = ["{value}", "{rich}", "{plain}", "{int}", "{str}", "{bool}", "{any}", "{list}", "{dict}", "{small}"]

STATEMENTS = STATEMENTS.strip().splitlines()
