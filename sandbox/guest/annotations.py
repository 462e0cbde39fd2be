"""Annotations as Python up to 3.13 has them: evaluated where they stand, when they are reached.

From 3.14 on they are evaluated when somebody asks for them, so that a name which is missing in one goes
unnoticed. Programs are written for, and checked with, the versions before.
"""

import ast
import re
import sys
import types

BODIES = ("body", "orelse", "finalbody", "handlers", "cases")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def evaluate_at_once(tree):
    """Changes a module's tree so that its annotations are evaluated, unless it wants them to be texts."""
    if sys.version_info >= (3, 14) and not any(map(wants_texts, tree.body)):
        change(tree, in_function=False)


def has_annotations(source, code):
    """Says whether a program, compiled without changing its tree, may have annotations to evaluate."""
    return sys.version_info >= (3, 14) and (asks_for_some(code) or may_annotate_a_place(source))


def asks_for_some(code):
    inner = (it for it in code.co_consts if isinstance(it, types.CodeType))
    return any(it.co_name == "__annotate__" or asks_for_some(it) for it in inner)


# The annotation of a place, as in `a.b: int`, leaves no trace in the code. Its colon stands behind one of these, on the same
# line where there is no backslash, and so does all up to the end of the statement or an open bracket.
BEHIND_A_PLACE = re.compile(r"(?:[\])]|\.\s*\w+)\s*:")
HEADER = re.compile(r"\s*(?:async\s+)?(?:def|class|if|elif|for|while|with|match|case|except)\b[^\"'#]*:\s*")


def may_annotate_a_place(source):
    """False where every colon behind what could be a place ends the header of a compound statement."""
    if not source.isascii() or "\\" in source or "\r" in source or "\f" in source:
        return True
    return any(BEHIND_A_PLACE.search(line) and not is_header(line) for line in source.split("\n"))


def is_header(line):
    return HEADER.fullmatch(line) and all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))


def wants_texts(statement):
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
        and any(alias.name == "annotations" for alias in statement.names)
    )


def change(node, in_function):
    for field in BODIES:
        statements = getattr(node, field, None)
        if isinstance(statements, list):
            setattr(node, field, list(changed(statements, in_function)))


def changed(statements, in_function):
    for statement in statements:
        if isinstance(statement, FUNCTIONS):
            change(statement, in_function=True)
            if has_annotation(statement):
                statement.decorator_list.append(asking(statement))
        else:
            change(statement, in_function and not isinstance(statement, ast.ClassDef))
        yield statement
        if isinstance(statement, ast.AnnAssign) and not in_function:
            yield ast.copy_location(ast.Expr(statement.annotation), statement)


def has_annotation(function):
    rest = function.args
    arguments = [*rest.posonlyargs, *rest.args, *rest.kwonlyargs, rest.vararg, rest.kwarg]
    return function.returns is not None or any(it is not None and it.annotation is not None for it in arguments)


def asking(function):
    """`lambda f: (f.__annotations__, f)[1]`, the innermost decorator: it asks for the annotations once."""
    place = {name: getattr(function, name) for name in function._attributes}
    itself = ast.Name("f", ast.Load(), **place)
    annotations = ast.Attribute(itself, "__annotations__", ast.Load(), **place)
    both = ast.Tuple([annotations, itself], ast.Load(), **place)
    arguments = ast.arguments([], [ast.arg("f", **place)], None, [], [], None, [])
    return ast.Lambda(arguments, ast.Subscript(both, ast.Constant(1, **place), ast.Load(), **place), **place)
