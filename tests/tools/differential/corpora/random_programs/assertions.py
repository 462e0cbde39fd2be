"""Random tests of `f`: the forms in which a test looks at what calls gave, with right and with wrong expectations."""

# `E` is what is compared: its value is asked of native CPython first, and V stands for it, W for something near it.
# A and B are arguments. What a test looks at beyond plain values, state and order is what these forms are for.
COMPARED = """
f(A)
f(B)
f(f(A))
f(x=A) if False else f(A)
len(f(A))
type(f(A)).__name__
type(f(A))
str(f(A))
repr(f(A))
list(f(A))
sorted(f(A), key=str)
sorted(f(A))
dict(f(A))
set(f(A))
tuple(f(A))
f(A)[0]
f(A)[-1]
f(A)[1:]
f(A)['a']
[f(A), f(B)]
[f(A)] * 2
(f(A), f(A))
f(A) == f(A)
f(A) != f(B)
f(A) is f(A)
f(A) is None
not f(A)
bool(f(A))
f(A) in [f(A)]
f(A) in [f(B), None]
f(A) not in (f(A),)
isinstance(f(A), int)
isinstance(f(A), (list, tuple))
isinstance(f(A), dict)
isinstance(f(A), float)
isinstance(f(A), str)
callable(f(A))
hasattr(f(A), '__iter__')
hasattr(f(A), '__len__')
hash(f(A)) == hash(f(A))
len({str(f(A)), str(f(A))})
len({f(A), f(B)})
{f(A): 1}
sum(f(A))
max(f(A))
max(f(A), f(B))
f(A) + f(B)
f(A) * 2
f(A) < f(B)
-f(A)
abs(f(A))
int(f(A))
float(f(A))
f"{f(A)}"
'%s' % (f(A),)
json.dumps(f(A))
any(f(A))
all(f(A))
list(zip(f(A), f(B)))
next(iter(f(A)))
next(f(A))
f(A)()
f(A).size
f(A).x
f(A).real
f(A).keys()
f(A).upper()
f(A).total()
f(A).value
f(A).args
[v for v in f(A)]
list(map(f, [A, A]))
[f(v) for v in (A, B, A)]
(f(A) or f(B))
(f(A) and f(B))
f(A) if f(B) else None
(lambda r: (r, r))(f(A))
sorted([f(A), f(B)])
(lambda a, b: a == b)(f(A), f(B))
f(A).__class__
f(A).__eq__(f(A))
issubclass(type(f(A)), tuple)
isinstance(f(A), Thing)
f(A) == Thing(1)
round(f(A), 1)
len(str(f(A)))
Thing(f(A))
[*f(A)]
{**f(A)}
divmod(f(A), 2)
type(f)(f.__code__, globals())(A) == f(A)
""".strip().splitlines()

RELATIONS = ["E == V"] * 6 + ["V == E", "E != W", "not E == W", "not (E != V)", "E == W", "E != V", "[E] == [V]", "E in [V, W]", "(E == V) is True", "W != E"]

BARE = ["E", "not E", "E is None", "E is not None", "E is True", "E is False", "bool(E)", "E or True", "E and True", "E == E", "E != E"]

WHOLE = """
r = f(A)
assert r == f(A)
---
r = f(A)
f(B)
assert r == V
---
a = A
r = f(a)
assert a == A
---
a = A
r = f(a)
assert r is a
---
a = A
assert f(a) == f(a)
---
r = f(A)
r.append(1)
assert f(A) == V
---
try:
    f(A)
except Exception as error:
    assert str(error) == str(f(B))
---
try:
    f(A)
except (ValueError, KeyError):
    pass
---
try:
    f(A)
    assert False
except Failure:
    pass
---
try:
    len(f(A))
except TypeError:
    pass
---
try:
    r = f(A)
except Exception as error:
    r = type(error).__name__
assert r == V
---
for _ in range(3):
    r = f(A)
assert r == V
---
assert f(A) == V
assert f(A) == V
---
assert f(A) == V and f(B) != W
---
r = f(A)
assert list(r) == list(r)
---
r = f(A)
s = f(A)
assert (r is s) == (r == s)
---
import copy
r = f(A)
assert copy.deepcopy(r) == r
---
def check(candidate):
    assert candidate(A) == V
check(f)
---
g = f
assert g(A) == V
---
assert [f(v) for v in [A, B]] == [f(A), f(B)]
---
r = list(f(A))
assert r and r[0] is not None
---
assert abs(f(A) - V) < 1e-6
---
with __import__('contextlib').suppress(Exception):
    f(A)
    assert False, 'here'
---
from unittest import TestCase
TestCase().assertEqual(f(A), V)
---
from unittest import TestCase
with TestCase().assertRaises(ValueError):
    f(A)
---
import random
random.seed(3)
assert f(A) == V
---
class Sub(type(f(A))):
    pass
assert issubclass(Sub, object)
---
f(A)
assert Thing.made == 1
---
r = f(A)
while r == f(A) and len(str(r)) < 3:
    r = str(r) + str(r)
assert r != W
""".strip().split("\n---\n")

ARGUMENTS = {
    "int": ["0", "1", "2", "-3", "10", "100"],
    "float": ["0.0", "1.5", "-2.5", "3.0"],
    "str": ["''", "'a'", "'abc'", "'12'", "'Hello World'"],
    "list": ["[]", "[1]", "[3, 1, 2]", "[2, 2, -1]", "[0]"],
    "dict": ["{}", "{'a': 1}", "{'b': 2, 'a': 0}"],
}

NEAR = ["None", "0", "1", "1.0", "True", "False", "''", "[]", "()", "{}", "[0]", "'a'", "{1}", "(1, 2)", "[1, 2]", "Decimal('1.10')",
        "Fraction(1, 2)", "deque([1])", "Point(1, 2)", "Counter('a')", "b''", "float('nan')", "Color.RED", "date(2020, 1, 1)", "range(3)", "1j"]


def draw(random, kind):
    """A test as (text with holes, the expression whose value V is, the value to take where it has none)."""
    a, b = random.choice(ARGUMENTS[kind]), random.choice(ARGUMENTS[kind])
    fill = lambda text: text.replace("f(A)", f"f({a})").replace("f(B)", f"f({b})").replace("A,", f"{a},").replace("A]", f"{a}]")
    shape = random.random()
    if shape < 0.3:
        text = random.choice(WHOLE)
        filled = holes(text, a, b)
        return filled, f"f({a})", near(random)
    compared = holes(random.choice(COMPARED if shape < 0.75 else COMPARED[:2]), a, b)
    if random.random() < 0.8:
        relation = random.choice(RELATIONS)
        return "assert " + relation.replace("E", "\0").replace("\0", compared), compared, near(random)
    return "assert " + random.choice(BARE).replace("E", compared), compared, near(random)


def holes(text, a, b):
    """Puts the arguments where a capital A or B stands alone."""
    for name, value in (("A", a), ("B", b)):
        for before in "( =[,":
            for after in "),]\n":
                text = text.replace(f"{before}{name}{after}", f"{before}{value}{after}")
        text = text.replace(f" {name}", f" {value}") if text.endswith(f"== {name}") else text
    return text


def near(random):
    return random.choice(NEAR)
