"""Candidates, compiled where none of them runs: two that compile to the same code are the same program."""

import ast
import marshal
import sys
import types

from annotations import evaluate_at_once, has_annotations
from stateless import is_stateless

# A program that mentions one of these may see on which line it stands; all others are compiled without lines,
# so that comments and layout make no difference.
LINES = (
    "lineno", "co_", "f_code", "__code__", "tb_", "_getframe", "currentframe", "traceback", "inspect", "warn",
    "logging", "settrace", "setprofile", "monitoring", "findsource", "dis",
)

TABLE = "co_linetable" if sys.version_info >= (3, 10) else "co_lnotab"  # the table of lines

NO_COLUMN = 0x80 | 13 << 3  # the kind of an entry that has a line alone, which follows as the distance to the one before


def prepare(source, apart):
    """Gives (a candidate's code, whether nothing is known to survive a call to it); raises where it does not compile.
    Only where tests may be judged apart is it looked for what survives."""
    code, stateless = None, False
    if not apart and "->" not in source:  # most of such have no annotation at all, and need no tree
        code = compile(source, "<candidate>", "exec", dont_inherit=True)
    if code is None or has_annotations(source, code):
        try:
            tree = ast.parse(source, "<candidate>")
            stateless = apart and is_stateless(tree)
            evaluate_at_once(tree)
            code = compile(tree, "<candidate>", "exec", dont_inherit=True)
        except RecursionError:  # a tree may be too deep to be looked at, but not to be compiled
            code = compile(source, "<candidate>", "exec", dont_inherit=True)
    if not any(word in source for word in LINES):
        code = without_lines(code)
    return marshal.dumps(code), stateless


def without_lines(code):
    """The same code, all of it on the first line: whoever formats a traceback needs a line for each instruction."""
    constants = tuple(without_lines(it) if isinstance(it, types.CodeType) else it for it in code.co_consts)
    table = {TABLE: one_line(len(code.co_code) // 2)}
    return code.replace(co_consts=constants, co_firstlineno=1, **table)


def one_line(units):
    """A table of positions in which so many units of code follow one another on a line."""
    if sys.version_info >= (3, 11):  # entries of up to eight
        whole, rest = divmod(units, 8)
        return bytes([NO_COLUMN | 7, 0]) * whole + (bytes([NO_COLUMN | rest - 1, 0]) if rest else b"")
    if sys.version_info >= (3, 10):  # entries of an even number of bytes
        whole, rest = divmod(units, 127)
        return bytes([254, 0]) * whole + (bytes([2 * rest, 0]) if rest else b"")
    return b""
