"""What every job does, done a few times before the snapshot: the interpreter has then specialized its code and filled its
caches, and a job finds them so and need not write to them. Nothing else of it stays.
"""

import io
import marshal
import sys

import candidate
import main_program
import programs
import suites

TIMES = 12  # CPython specializes code in its first few runs

PROGRAM = '''
import collections, functools, itertools, json, math, operator, random, re, string
from typing import Any, Dict, List, Optional, Set, Tuple, Union
from typing import *

class Counted:
    """A class."""
    count: int = 0

    def __init__(self, count: int = 0):
        self.count = count

    def doubled(self):
        return 2 * self.count

def f(values: List[int], word: Optional[str] = None, *more: Any, **named: Dict[str, int]) -> Tuple[int, str]:
    """A function.

    >>> f([1, 2])[2]
    3
    """
    positive = [value for value in values if value > 0]
    texts = {value: str(value) for value in positive}
    for place, value in enumerate(positive):
        texts[place] = value
    line = f"{values}" + "a".upper() + " ".join(map(str, positive))
    try:
        int("a")
    except ValueError:
        pass
    count = Counted(1).doubled()
    return sorted(texts), len(line) + count, sum(positive), max(positive), line.split(), set(positive)
'''

PLAIN = '''
def f(values):
    return [value for value in values[1:] if value > 0]
'''

TESTS = [
    "assert f([1, 2])[2] == 3",
    "assert f([1]) == 2",
    "assert f('a') == 2",
    "result = f([3])\nassert result[2] == 3, result",
]

PACKED = TESTS[:2]  # what compiles on one line


def practise():
    """Compiles a candidate and tests, and runs them in each form."""
    for _ in range(TIMES):
        programs.prepare(PLAIN, False)
        code, _ = programs.prepare(PROGRAM, True)
        for tests, packed in ((TESTS, False), (PACKED, True)):
            suite, *_ = suites.compile_suite(tests, packed, "f")
            namespace = candidate.load(code, False)
            suites.run(suite, namespace, 0, len(tests), next_of(len(tests)))
        candidate.invoke(marshal.dumps(("f", ([1, 2],), {})))
        practise_errors()
    del sys.modules["candidate"]
    candidate.namespace = {}


def practise_errors():
    """Tells how programs end that raise, or do not compile."""
    stream, sys.stderr = sys.stderr, io.StringIO()
    try:
        for source in ("def f(x):\n    return 1 / x\n\nf(0)", "def f(:\n    pass"):
            try:
                exec(compile(source, "<practice>", "exec", dont_inherit=True), {"__name__": "__main__"})
            except Exception as error:
                main_program.tell(error)
    finally:
        sys.stderr = stream


def next_of(count):
    """Stands for the host, which names the test that comes after another."""
    return lambda index, verdict, error=None: index + 1 if index + 1 < count else None
