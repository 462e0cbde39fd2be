"""Mutants of reference solutions: another dtype, another axis, off by one, swapped arguments."""

import ast
import itertools
import random as chance
import textwrap
from dataclasses import replace

NUMBERS = {
    "int": "float", "float": "int", "bool": "int", "int64": "int32", "int32": "int64", "float64": "float32",
    "float32": "float64", "str": "object", "object": "str", "uint8": "int64",
}


def of(problems, count, seed):
    """So many mutants, each way in its turn, of problems drawn at random; each is a problem with a name of its own."""
    random = chance.Random(seed)
    made = {}
    for way in itertools.islice(itertools.cycle(WAYS), 20 * count):
        if len(made) == count:
            break
        for problem in random.sample(problems, min(200, len(problems))):
            mutant = attempt(random, way, problem)
            if mutant and (problem.name, mutant) not in made:
                name = f"{problem.name}~{len(made)}"
                made[problem.name, mutant] = replace(problem, name=name, solution=mutant, label=way)
                break
    return list(made.values())


def attempt(random, way, problem):
    """A mutant of a solution in one way, if it has a place for it."""
    text = problem.solution
    margin = text[: len(text) - len(text.lstrip(" "))]
    try:
        tree = ast.parse(textwrap.dedent(text))
    except SyntaxError:
        return None
    places = [it for node in inside(tree) for it in WAYS[way](node)]
    if not places:
        return None
    random.choice(places)()
    mutant = ast.unparse(ast.fix_missing_locations(tree))
    return textwrap.indent(mutant, margin)


def inside(tree):
    """What can be changed: not the signature of a function, nor its docstring."""
    open_nodes = list(tree.body)
    while open_nodes:
        node = open_nodes.pop(0)
        if isinstance(node, ast.FunctionDef):
            open_nodes += node.body
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node
            open_nodes += ast.iter_child_nodes(node)


def dtype(node):
    if not isinstance(node, ast.Call):
        return
    given = [(it, "value") for it in node.keywords if it.arg == "dtype"]
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("astype", "view", "cast"):
        given += [(node.args, place) for place in range(len(node.args))]
    for holder, place in given:
        value = getattr(holder, place) if isinstance(place, str) else holder[place]
        other = other_type(value)
        if other:
            yield lambda holder=holder, place=place, other=other: put(holder, place, other)


def other_type(node):
    """The other type that an expression could name."""
    if isinstance(node, ast.Constant) and node.value in NUMBERS:
        return ast.Constant(NUMBERS[node.value])
    if isinstance(node, ast.Name) and node.id in NUMBERS:
        return ast.Name(NUMBERS[node.id], ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in NUMBERS:
        return ast.Attribute(node.value, NUMBERS[node.attr], ast.Load())
    return None


def axis(node):
    for keyword in node.keywords if isinstance(node, ast.Call) else []:
        if keyword.arg in ("axis", "dim"):
            is_first = isinstance(keyword.value, ast.Constant) and keyword.value.value in (0, "index")
            yield lambda keyword=keyword, other=int(is_first): put(keyword, "value", ast.Constant(other))


def off_by_one(node):
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield lambda: put(node, "value", node.value + 1)
    edges = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
    if isinstance(node, ast.Compare) and type(node.ops[0]) in edges:
        yield lambda: put(node.ops, 0, edges[type(node.ops[0])]())


def swapped(node):
    if isinstance(node, ast.Call) and len(node.args) >= 2 and not any(isinstance(it, ast.Starred) for it in node.args):
        yield lambda: put(node.args, slice(0, 2), node.args[1::-1])
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)):
        left, right = node.left, node.right
        yield lambda: (put(node, "left", right), put(node, "right", left))


def put(holder, place, value):
    if isinstance(place, str):
        setattr(holder, place, value)
    else:
        holder[place] = value


WAYS = {"dtype": dtype, "axis": axis, "off by one": off_by_one, "swapped": swapped}
