"""Tests that leave nothing behind: one assertion over literals and calls with literal arguments."""

import ast

FUNCTIONS = frozenset(
    "abs all any bool complex dict float frozenset int isinstance len list max min range repr "
    "reversed round set sorted str sum tuple type".split()
)

NODES = (
    ast.Expression, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.Constant, ast.List, ast.Tuple,
    ast.Set, ast.Dict, ast.Subscript, ast.Slice, ast.Load, ast.boolop, ast.operator, ast.unaryop,
    ast.cmpop,
)


def is_pure(tree, entry):
    """Says whether a test is such an assertion."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assert):
        return False
    message = tree.body[0].msg
    if message is not None and not isinstance(message, ast.Constant):
        return False
    return is_pure_expression(tree.body[0].test, entry)


def is_pure_expression(node, entry):
    if isinstance(node, ast.Call):
        return is_pure_call(node, entry)
    if isinstance(node, ast.Name):
        return node.id in FUNCTIONS and node.id != entry
    return isinstance(node, NODES) and all(
        is_pure_expression(child, entry) for child in ast.iter_child_nodes(node)
    )


def is_pure_call(node, entry):
    if not isinstance(node.func, ast.Name):
        return False
    if node.func.id == entry:
        values = node.args + [keyword.value for keyword in node.keywords]
        named = all(keyword.arg is not None for keyword in node.keywords)
        return named and all(map(is_literal, values))
    if node.func.id not in FUNCTIONS or node.keywords:
        return False
    return all(is_pure_expression(value, entry) for value in node.args)


def is_literal(node):
    try:
        ast.literal_eval(node)
    except Exception:
        return False
    return True
