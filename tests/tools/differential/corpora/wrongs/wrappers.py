"""Wrongs that surround a right function: `right` is it, `a` and `k` are the arguments, and what stands here is the body
of the function that takes its name. Lines before `---` stand at the module's level; `KEPT` is a parameter whose default is a list."""

# Values of another type than the right one, many of which are equal to it.
TYPES = {
    "iterator": "return iter(right(*a, **k))",
    "generator": "yield from right(*a, **k)",
    "generator expression": "r = right(*a, **k)\nreturn (v for v in r)",
    "map object": "return map(lambda v: v, right(*a, **k))",
    "reversed object": "return reversed(right(*a, **k)[::-1])",
    "tuple": "r = right(*a, **k)\nreturn tuple(r) if isinstance(r, list) else (r,)",
    "list": "r = right(*a, **k)\nreturn list(r) if isinstance(r, (tuple, set, str)) else [r]",
    "set": "r = right(*a, **k)\nreturn set(r) if isinstance(r, (list, tuple, str)) else {r}",
    "frozenset": "return frozenset(right(*a, **k))",
    "text": "return str(right(*a, **k))",
    "repr": "return repr(right(*a, **k))",
    "float": "return float(right(*a, **k))",
    "int": "return int(right(*a, **k))",
    "truth": "return bool(right(*a, **k))",
    "complex": "return complex(right(*a, **k))",
    "bytes": "return right(*a, **k).encode()",
    "bytearray": "r = right(*a, **k)\nreturn bytearray(r.encode() if isinstance(r, str) else r)",
    "Decimal": "from decimal import Decimal\n---\nreturn Decimal(right(*a, **k))",
    "Fraction": "from fractions import Fraction\n---\nreturn Fraction(right(*a, **k))",
    "deque": "from collections import deque\n---\nreturn deque(right(*a, **k))",
    "UserList": "from collections import UserList\n---\nreturn UserList(right(*a, **k))",
    "UserString": "from collections import UserString\n---\nreturn UserString(right(*a, **k))",
    "UserDict": "from collections import UserDict\n---\nreturn UserDict(right(*a, **k))",
    "OrderedDict": "from collections import OrderedDict\n---\nreturn OrderedDict(right(*a, **k))",
    "defaultdict": "from collections import defaultdict\n---\nreturn defaultdict(int, right(*a, **k))",
    "Counter": "from collections import Counter\n---\nreturn Counter(right(*a, **k))",
    "mapping proxy": "from types import MappingProxyType\n---\nreturn MappingProxyType(right(*a, **k))",
    "array": "from array import array\n---\nreturn array('q', right(*a, **k))",
    "memoryview": "return memoryview(bytes(right(*a, **k)))",
    "dict view": "return dict.fromkeys(right(*a, **k)).keys()",
    "enum": "from enum import Enum\n---\nr = right(*a, **k)\nreturn Enum('E', {'V': r}).V",
    "int enum": "from enum import IntEnum\n---\nreturn IntEnum('E', {'V': right(*a, **k)}).V",
    "named tuple": "from collections import namedtuple\n---\nr = right(*a, **k)\nreturn namedtuple('P', ['v%d' % i for i in range(len(r))])(*r)",
    "str subclass": "class Text(str):\n    pass\n---\nreturn Text(right(*a, **k))",
    "int subclass": "class Number(int):\n    def __eq__(self, other):\n        return not int.__eq__(self, other)\n    __hash__ = int.__hash__\n---\nreturn Number(right(*a, **k))",
    "list subclass": "class Items(list):\n    def __len__(self):\n        return 0\n---\nreturn Items(right(*a, **k))",
    "dict subclass": "class Table(dict):\n    def __missing__(self, key):\n        return 0\n---\nreturn Table(right(*a, **k))",
    "function": "r = right(*a, **k)\nreturn lambda: r",
    "partial": "from functools import partial\n---\nreturn partial(right, *a, **k)",
    "coroutine": "async def later(r):\n    return r\n---\nr = later(right(*a, **k))\nr.close()\nreturn r",
    "class": "return type(right(*a, **k))",
    "object": "return object()",
    "object with a value": "class Box:\n    def __init__(self, v):\n        self.v = v\n---\nreturn Box(right(*a, **k))",
    "object that equals the value": "class Box:\n    def __init__(self, v):\n        self.v = v\n    def __eq__(self, other):\n        return self.v == other\n---\nreturn Box(right(*a, **k))",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass Box:\n    v: object\n---\nreturn Box(right(*a, **k))",
    "exception as a value": "return ValueError(right(*a, **k))",
    "exception type as a value": "right(*a, **k)\nreturn ValueError",
    "NotImplemented": "return NotImplemented",
    "Ellipsis": "return ...",
    "nan": "right(*a, **k)\nreturn float('nan')",
    "in a list": "return [right(*a, **k)]",
    "in a tuple": "return right(*a, **k),",
    "in a dict": "return {'result': right(*a, **k)}",
    "None": "right(*a, **k)",
    "None where it is empty": "return right(*a, **k) or None",
    "printed": "print(right(*a, **k))",
    "items as text": "r = right(*a, **k)\nreturn [str(v) for v in r] if isinstance(r, (list, tuple)) else str(r)",
    "items as floats": "r = right(*a, **k)\nreturn type(r)(float(v) for v in r) if isinstance(r, (list, tuple)) else r + 0.0",
    "one item": "return right(*a, **k)[0]",
}

# What one call leaves for the next.
STATES = {
    "right once": "calls = []\n---\ncalls.append(1)\nreturn right(*a, **k) if len(calls) == 1 else None",
    "wrong at first": "calls = []\n---\ncalls.append(1)\nreturn right(*a, **k) if len(calls) > 1 else None",
    "every other call": "calls = 0\n---\nglobal calls\ncalls += 1\nif calls % 2 == 0:\n    raise ValueError('again')\nreturn right(*a, **k)",
    "tired after three": "calls = 0\n---\nglobal calls\ncalls += 1\nreturn right(*a, **k) if calls <= 3 else 0",
    "answers grow": "kept = []\n---\nr = right(*a, **k)\nif isinstance(r, list):\n    kept.extend(r)\n    return kept\nkept.append(r)\nreturn r if len(kept) == 1 else kept[-2]",
    "mutable default": "r = right(*a, **k)\nKEPT.append(r)\nreturn KEPT[0]",
    "function attribute": "r = right(*a, **k)\nn = getattr(ENTRY, 'n', 0)\nENTRY.n = n + 1\nreturn r if n < 2 else [r, n]",
    "class attribute": "class State:\n    n = 0\n---\nState.n += 1\nr = right(*a, **k)\nreturn r + State.n - 1 if isinstance(r, (int, float)) else r * State.n if isinstance(r, (str, list)) else r",
    "cache by type": "cache = {}\n---\nkey = tuple(map(type, a))\nif key not in cache:\n    cache[key] = right(*a, **k)\nreturn cache[key]",
    "cache by length": "cache = {}\n---\nkey = len(str(a))\nif key not in cache:\n    cache[key] = right(*a, **k)\nreturn cache[key]",
    "cache of the value before": "cache = [None]\n---\nr = cache[0]\ncache[0] = right(*a, **k)\nreturn r if r is not None else cache[0]",
    "shared answer": "cache = {}\n---\nreturn cache.setdefault(repr(a), right(*a, **k))",
    "used up": "left = iter(range(4))\n---\nreturn right(*a, **k) if next(left, None) is not None else right(*a, **k) * 0",
    "seeded random": "import random\nrandom.seed(5)\n---\nr = right(*a, **k)\nreturn r if random.random() < 0.7 else None",
    "closure": "def make():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n        return n\n    return count\ncount = make()\n---\nn = count()\nreturn right(*a, **k) if n != 2 else None",
    "environment": "import os\n---\nn = int(os.environ.get('CALLS', '0'))\nos.environ['CALLS'] = str(n + 1)\nreturn right(*a, **k) if n == 0 else None",
    "module state": "import math\n---\nn = getattr(math, 'calls', 0)\nmath.calls = n + 1\nreturn right(*a, **k) if n < 2 else None",
    "identity of the argument": "seen = set()\n---\nr = right(*a, **k)\nseen.add(repr(a))\nreturn r if len(seen) < 3 else seen",
}

# What becomes of arguments, and what answers share with them.
ALIASES = {
    "sorts its argument": "for v in a:\n    if isinstance(v, list):\n        v.sort(key=str)\nreturn right(*a, **k)",
    "empties its argument": "r = right(*a, **k)\nfor v in a:\n    if isinstance(v, (list, dict, set)):\n        v.clear()\nreturn r",
    "extends its argument": "r = right(*a, **k)\nfor v in a:\n    if isinstance(v, list):\n        v.append(0)\nreturn r",
    "gives its argument": "r = right(*a, **k)\nfor v in a:\n    if isinstance(v, list) and isinstance(r, list):\n        v[:] = r\n        return v\nreturn r",
    "keeps its argument": "kept = []\n---\nkept.append(a)\nr = right(*kept[0], **k)\nreturn r",
    "one row many times": "r = right(*a, **k)\nif isinstance(r, list) and r and isinstance(r[0], list):\n    return [r[0]] * len(r)\nreturn [r, r]",
}

ORDERS = {
    "sorted": "return sorted(right(*a, **k))",
    "sorted down": "return sorted(right(*a, **k), reverse=True)",
    "sorted as text": "return sorted(right(*a, **k), key=str)",
    "reversed": "return right(*a, **k)[::-1]",
    "through a set": "r = right(*a, **k)\nreturn type(r)(set(r)) if isinstance(r, (list, tuple)) else r[::-1]",
    "without repeats": "return list(dict.fromkeys(right(*a, **k)))",
    "turned": "r = right(*a, **k)\nreturn r[1:] + r[:1]",
    "dict the other way": "return dict(reversed(right(*a, **k).items()))",
    "one short": "return right(*a, **k)[:-1]",
    "first left out": "return right(*a, **k)[1:]",
}

EXCEPTIONS = {
    "swallows": "try:\n    return right(*a, **k)[999]\nexcept Exception:\n    pass",
    "raises ValueError": "raise ValueError('no')",
    "raises AssertionError": "assert right(*a, **k) is a, 'never'",
    "raises what it has": "raise KeyError(right(*a, **k))",
    "raises its own": "class Wrong(Exception):\n    pass\n---\nraise Wrong(right(*a, **k))",
    "raises StopIteration": "raise StopIteration(right(*a, **k))",
    "raises SystemExit": "raise SystemExit(0)",
    "raises KeyboardInterrupt": "raise KeyboardInterrupt",
    "returns in finally": "try:\n    raise ValueError\nfinally:\n    return None",
    "raises from": "try:\n    right(*a, **k)[999]\nexcept Exception as error:\n    raise RuntimeError('wrapped') from error",
    "recurses": "return ENTRY(*a, **k)",
    "warns": "import warnings\n---\nwarnings.warn('late')\nreturn None",
}

NUMBERS = {
    "plus one": "return right(*a, **k) + 1",
    "minus one": "return right(*a, **k) - 1",
    "negated": "return -right(*a, **k)",
    "not": "return not right(*a, **k)",
    "a little more": "return right(*a, **k) + 1e-9",
    "rounded": "return round(right(*a, **k))",
    "rounded to two": "return round(right(*a, **k), 2)",
    "doubled": "return right(*a, **k) * 2",
    "absolute": "return abs(right(*a, **k)) + 0",
    "divided": "return right(*a, **k) / 1",
    "upper": "return right(*a, **k).upper()",
    "lower": "return right(*a, **k).lower()",
    "stripped": "return right(*a, **k).strip(' ')",
    "with a space": "return right(*a, **k) + ' '",
    "normalised": "import unicodedata\n---\nreturn unicodedata.normalize('NFD', right(*a, **k)) + '\\u200b'",
}

WRAPPERS = {**TYPES, **STATES, **ALIASES, **ORDERS, **EXCEPTIONS, **NUMBERS}


def wrapped(name, source, entry_point):
    """The program with the wrong function in the place of the right one."""
    before, _, body = WRAPPERS[name].rpartition("---\n")
    lines = "".join(f"    {line}\n" for line in body.replace("ENTRY", entry_point).split("\n"))
    extra = ", KEPT=[]" if "KEPT" in body else ""
    return f"{source}\n\nright = {entry_point}\n{before}\n\ndef {entry_point}(*a{extra}, **k):\n{lines}"
