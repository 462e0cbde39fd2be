"""Candidates, compiled where none of them runs: two that compile to the same code are the same program."""

import ast
import marshal
import types

from annotations import evaluate_at_once
from stateless import is_stateless

# A program that mentions one of these may see on which line it stands; all others are compiled without lines,
# so that comments and layout make no difference.
LINES = (
    "lineno", "co_", "f_code", "__code__", "tb_", "_getframe", "currentframe", "traceback", "inspect", "warn",
    "logging", "settrace", "setprofile", "monitoring", "findsource", "dis",
)


def prepare(source):
    """Gives (a candidate's code, whether nothing survives a call to it); raises where it does not compile."""
    stateless = False
    try:
        tree = ast.parse(source, "<candidate>")
        stateless = is_stateless(tree)
        evaluate_at_once(tree)
        code = compile(tree, "<candidate>", "exec", dont_inherit=True)
    except RecursionError:  # a tree may be too deep to be looked at, but not to be compiled
        code = compile(source, "<candidate>", "exec", dont_inherit=True)
    if not any(word in source for word in LINES):
        code = without_lines(code)
    return marshal.dumps(code), stateless


def without_lines(code):
    constants = tuple(without_lines(it) if isinstance(it, types.CodeType) else it for it in code.co_consts)
    return code.replace(co_consts=constants, co_linetable=nowhere(len(code.co_code) // 2), co_firstlineno=1)


def nowhere(units):
    """The table of lines of so much code that stands on none: an entry for each eight units. `traceback` fails on an empty one."""
    full, rest = divmod(units, 8)
    return b"\xff" * full + (bytes([0xF7 + rest]) if rest else b"")
