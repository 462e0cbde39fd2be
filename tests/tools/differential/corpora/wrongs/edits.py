"""Wrongs in the text of a program: one change of its syntax tree."""

import ast
import copy

EDITS = {}


def edit(name, kind):
    """Declares an edit: `change(node)` gives what takes the place of a node, or None where it does not fit."""

    def declare(change):
        def apply(random, source, _entry_point):
            tree = ast.parse(source)
            places = [node for node in ast.walk(tree) if isinstance(node, kind) and change(copy.deepcopy(node)) is not None]
            if not places:
                return None
            chosen = random.choice(places)
            text = ast.unparse(ast.fix_missing_locations(Replace(chosen, change).visit(tree)))
            return text if text != ast.unparse(ast.parse(source)) else None

        EDITS[name] = apply
        return change

    return declare


class Replace(ast.NodeTransformer):
    def __init__(self, chosen, change):
        self.chosen, self.change = chosen, change

    def visit(self, node):
        return self.change(copy.deepcopy(node)) if node is self.chosen else self.generic_visit(node)


def swap(name, kind, field, table):
    """An edit that replaces an operator by another."""

    @edit(name, kind)
    def change(node):
        operators = getattr(node, field)
        old = operators[0] if isinstance(operators, list) else operators
        if type(old) not in table:
            return None
        new = table[type(old)]()
        setattr(node, field, [new, *operators[1:]] if isinstance(operators, list) else new)
        return node


swap("boundary", ast.Compare, "ops", {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt})
swap("other side", ast.Compare, "ops", {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE})
swap("unequal", ast.Compare, "ops", {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In})
swap("minus for plus", ast.BinOp, "op", {ast.Add: ast.Sub, ast.Sub: ast.Add})
swap("times for plus", ast.BinOp, "op", {ast.Add: ast.Mult, ast.Mult: ast.Add})
swap("true division", ast.BinOp, "op", {ast.FloorDiv: ast.Div, ast.Div: ast.FloorDiv})
swap("remainder for quotient", ast.BinOp, "op", {ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Mod})
swap("power for times", ast.BinOp, "op", {ast.Mult: ast.Pow, ast.Pow: ast.Mult})
swap("and for or", ast.BoolOp, "op", {ast.And: ast.Or, ast.Or: ast.And})
swap("other update", ast.AugAssign, "op", {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add})


@edit("is for equals", ast.Compare)
def is_for_equals(node):
    """Of numbers only: whether two texts of one letter are one object differs from CPython 3.11 to 3.12."""
    others = {ast.Eq: ast.Is, ast.NotEq: ast.IsNot}
    number = any(isinstance(it, ast.Constant) and isinstance(it.value, (int, float)) for it in (node.left, *node.comparators))
    if not number or type(node.ops[0]) not in others:
        return None
    node.ops[0] = others[type(node.ops[0])]()
    return node


@edit("one more", ast.Constant)
def one_more(node):
    return ast.Constant(node.value + 1) if type(node.value) is int else None


@edit("one less", ast.Constant)
def one_less(node):
    return ast.Constant(node.value - 1) if type(node.value) is int else None


@edit("float for int", ast.Constant)
def float_for_int(node):
    return ast.Constant(float(node.value)) if type(node.value) is int else None


@edit("text for number", ast.Constant)
def text_for_number(node):
    return ast.Constant(str(node.value)) if type(node.value) in (int, float) else None


@edit("other truth", ast.Constant)
def other_truth(node):
    return ast.Constant(not node.value) if type(node.value) is bool else None


@edit("other text", ast.Constant)
def other_text(node):
    return ast.Constant(node.value + " ") if type(node.value) is str and len(node.value) < 9 else None


@edit("always", ast.If)
def always(node):
    node.test = ast.Constant(True)
    return node


@edit("never", ast.If)
def never(node):
    node.test = ast.Constant(False)
    return node


@edit("not", ast.If)
def negated(node):
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return node


@edit("nothing returned", ast.Return)
def nothing_returned(node):
    return ast.Expr(node.value) if node.value is not None else None


@edit("yield for return", ast.Return)
def yield_for_return(node):
    return ast.Expr(ast.Yield(node.value)) if node.value is not None else None


@edit("print for return", ast.Return)
def print_for_return(node):
    return ast.Expr(ast.Call(ast.Name("print", ast.Load()), [node.value], [])) if node.value is not None else None


@edit("assignment dropped", (ast.Assign, ast.AugAssign))
def assignment_dropped(node):
    return ast.Pass()


@edit("call dropped", ast.Expr)
def call_dropped(node):
    return ast.Pass() if isinstance(node.value, ast.Call) else None


@edit("assigned for updated", ast.AugAssign)
def assigned_for_updated(node):
    return ast.Assign([node.target], node.value, lineno=0)


@edit("break for continue", (ast.Continue, ast.Break))
def break_for_continue(node):
    return ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


@edit("one round", ast.For)
def one_round(node):
    node.body.append(ast.Break())
    return node


@edit("early return", ast.For)
def early_return(node):
    node.body.append(ast.Return(ast.Constant(None)))
    return node


@edit("range one further", ast.Call)
def range_further(node):
    if not (isinstance(node.func, ast.Name) and node.func.id == "range" and node.args):
        return None
    node.args[-1] = ast.BinOp(node.args[-1], ast.Add(), ast.Constant(1))
    return node


@edit("range one shorter", ast.Call)
def range_shorter(node):
    if not (isinstance(node.func, ast.Name) and node.func.id == "range" and node.args):
        return None
    node.args[-1] = ast.BinOp(node.args[-1], ast.Sub(), ast.Constant(1))
    return node


@edit("call unwrapped", ast.Call)
def call_unwrapped(node):
    wraps = "sorted list set tuple str int float abs sum max min len reversed round".split()
    if isinstance(node.func, ast.Name) and node.func.id in wraps and len(node.args) == 1:
        return node.args[0]
    return None


@edit("min for max", ast.Call)
def min_for_max(node):
    others = {"max": "min", "min": "max", "any": "all", "all": "any", "list": "iter", "sorted": "list", "str": "repr", "int": "float", "sum": "max"}
    if isinstance(node.func, ast.Name) and node.func.id in others:
        node.func.id = others[node.func.id]
        return node
    return None


@edit("append for extend", ast.Call)
def append_for_extend(node):
    others = {"append": "extend", "extend": "append", "upper": "lower", "lower": "upper", "startswith": "endswith", "sort": "reverse", "split": "rsplit", "pop": "index", "strip": "lstrip", "isalpha": "isalnum", "keys": "values", "find": "rfind"}
    if isinstance(node.func, ast.Attribute) and node.func.attr in others:
        node.func.attr = others[node.func.attr]
        return node
    return None


@edit("reverse dropped", ast.Call)
def reverse_dropped(node):
    if not node.keywords:
        return None
    node.keywords = node.keywords[1:]
    return node


@edit("slice moved", ast.Slice)
def slice_moved(node):
    if node.lower is None:
        return ast.Slice(ast.Constant(1), node.upper, node.step)
    return ast.Slice(None, node.upper, node.step)


@edit("index moved", ast.Subscript)
def index_moved(node):
    if isinstance(node.slice, ast.Slice):
        return None
    node.slice = ast.BinOp(node.slice, ast.Sub(), ast.Constant(1))
    return node


@edit("generator for list", ast.ListComp)
def generator_for_list(node):
    return ast.GeneratorExp(node.elt, node.generators)


@edit("set for list", ast.ListComp)
def set_for_list(node):
    return ast.SetComp(node.elt, node.generators)


@edit("filter dropped", (ast.ListComp, ast.GeneratorExp))
def filter_dropped(node):
    if not node.generators[0].ifs:
        return None
    node.generators[0].ifs = []
    return node


@edit("operands swapped", ast.BinOp)
def operands_swapped(node):
    node.left, node.right = node.right, node.left
    return node


@edit("arguments swapped", ast.Call)
def arguments_swapped(node):
    if len(node.args) != 2:
        return None
    node.args.reverse()
    return node


@edit("list for tuple", ast.Tuple)
def list_for_tuple(node):
    return ast.List(node.elts, node.ctx) if isinstance(node.ctx, ast.Load) else None


@edit("tuple for list", ast.List)
def tuple_for_list(node):
    return ast.Tuple(node.elts, node.ctx) if isinstance(node.ctx, ast.Load) else None


@edit("local made global", ast.FunctionDef)
def local_made_global(node):
    names = [it.targets[0].id for it in node.body if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name)]
    parameters = {it.arg for it in node.args.args}
    names = [name for name in dict.fromkeys(names) if name not in parameters]
    if not names:
        return None
    node.body = [ast.Global(names), *node.body]
    return node


@edit("state as a default", ast.FunctionDef)
def state_as_a_default(node):
    for place, it in enumerate(node.body):
        if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name) and isinstance(it.value, (ast.List, ast.Dict, ast.Set)):
            node.args.args.append(ast.arg(it.targets[0].id))
            node.args.defaults.append(it.value)
            del node.body[place]
            return node
    return None


@edit("swallowed", ast.FunctionDef)
def swallowed(node):
    node.body = [ast.Try(node.body, [ast.ExceptHandler(None, None, [ast.Pass()])], [], [])]
    node.body[0].body.insert(0, ast.parse("[][len(__name__)]").body[0])
    return node


@edit("variable swapped", ast.Return)
def variable_swapped(node):
    if not isinstance(node.value, ast.Name):
        return None
    return ast.Return(ast.Call(ast.Name("locals", ast.Load()), [], []))
