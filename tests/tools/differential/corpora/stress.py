"""Programs of our own, a file for each topic: the program, then its tests behind the line `# tests`. In a
paragraph, each assertion or call is a test, up to the first other statement, which begins one with all that follows."""

import ast

from ..case import Case
from .data import ROOT

CPU = 10.0
ALONE = True

MARK = "\n# tests\n"


def cases(_options):
    folder = ROOT / "fixtures/programs/differential"
    return [case(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))]


def case(name, text):
    program, tests = text.split(MARK)
    entry = next(node.name for node in ast.parse(program).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return Case(f"stress/{name}", entry, [program], [test for part in tests.split("\n\n") for test in paragraph(part)])


def paragraph(text):
    """The tests of a paragraph: each statement that stands alone, then the others together."""
    lines, tests = text.strip("\n").split("\n"), []
    for statement in ast.parse(text.strip("\n")).body:
        if not stands_alone(statement):
            return [*tests, "\n".join(lines[statement.lineno - 1:])]
        tests.append("\n".join(lines[statement.lineno - 1:statement.end_lineno]))
    return tests


def stands_alone(statement):
    """Says whether a statement is a test of its own: it neither binds a name nor holds others."""
    return isinstance(statement, (ast.Assert, ast.Raise)) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    )
