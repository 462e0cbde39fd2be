"""The calls that tests make with arguments that are no literals: what stands before a call runs, and its arguments are
kept.

It happens in a child in which no candidate ever is. A call of the entry point is not made, so whatever needs its value is
passed over, and the next statement is tried.
"""

import ast
import builtins
import marshal
import sys
import types

import frameworks
from crossing import VERSION, Uncrossable, exact
from harmless import ALIASES
from judge import DECODE

__builtins__ = vars(builtins).copy()

MOST = 12  # calls of a test
LARGEST = 256 << 10  # bytes of a call
TURNS = 3  # of a loop


class Recorded(BaseException):
    """Stands for what a call of the entry point would give."""


def record(sources, entry):
    """Gives for each test the requests of its calls whose arguments cross."""
    return [calls_of(source, entry) for source in sources]


def calls_of(source, entry):
    try:
        tree = ast.parse(source, "<test>")
    except Exception:
        return []
    recorder = Recorder(tree, entry)
    recorder.statements(tree.body)
    return list(dict.fromkeys(recorder.requests))


class Recorder:
    """Runs the statements of one test, as far as they go without the candidate."""

    def __init__(self, tree, entry):
        self.entry = entry
        self.requests = []
        self.scope = {"__name__": "tests", **usual_modules(tree), entry: self.call}
        frameworks.seed()

    def call(self, *arguments, **named):
        """What tests call in place of the entry point."""
        try:
            (arguments, is_coded), (named, is_named_coded) = exact(arguments), exact(named)
            rest = (DECODE,) if is_coded or is_named_coded else ()
            request = marshal.dumps((self.entry, arguments, named, *rest), VERSION)
            if len(request) <= LARGEST:
                self.requests.append(request)
        except Uncrossable:
            pass
        raise Recorded

    def statements(self, nodes):
        for node in nodes:
            if len(self.requests) >= MOST:
                return
            visit = VISITORS.get(type(node)) if self.mentions(node) else None
            if visit is None:
                self.simple(node)
            else:
                visit(self, node)

    def mentions(self, node):
        return any(isinstance(it, ast.Name) and it.id == self.entry for it in ast.walk(node))

    def simple(self, node):
        """Tries each call in a statement by itself, and then the statement."""
        before = len(self.requests)
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == self.entry:
                self.evaluate(call)
        if len(self.requests) == before:
            self.execute(node)

    def execute(self, node):
        self.run(lambda: exec(compile(ast.Module([node], []), "<test>", "exec", dont_inherit=True), self.scope))

    def evaluate(self, node):
        return self.run(lambda: eval(compile(ast.Expression(node), "<test>", "eval", dont_inherit=True), self.scope))

    def run(self, action):
        """Does something; gives nothing where that raises."""
        try:
            return action()
        except BaseException:
            return None

    def branches(self, node):
        for part in ("body", "orelse", "finalbody"):
            self.statements(getattr(node, part, ()))
        for handler in getattr(node, "handlers", ()):
            self.statements(handler.body)

    def loop(self, node):
        items = self.evaluate(node.iter)
        for _, item in zip(range(TURNS), self.run(lambda: iter(items)) or ()):
            self.scope[ITEM] = item
            taken = ast.Assign([node.target], ast.Name(ITEM, ast.Load()))
            self.simple(ast.fix_missing_locations(ast.copy_location(taken, node)))
            self.statements(node.body)

    def context(self, node):
        self.statements(node.body)

    def function(self, node):
        """Reads a test function as if its body stood here; any other is defined."""
        arguments = node.args
        needed = len(arguments.args) - len(arguments.defaults) - (arguments.args[:1] != [] and arguments.args[0].arg == "self")
        if needed > 0 or not node.name.startswith(("test", "setUp")):
            self.execute(node)
        else:
            self.statements(node.body)

    def methods(self, node):
        """Reads a test case: what is set up first, then each test."""
        self.scope["self"] = types.SimpleNamespace()
        functions = [it for it in node.body if isinstance(it, ast.FunctionDef)]
        for function in sorted(functions, key=lambda it: not it.name.startswith("setUp")):
            self.function(function)


ITEM = " item"  # no program has a name with a space

VISITORS = {
    ast.If: Recorder.branches, ast.Try: Recorder.branches, ast.While: Recorder.branches, ast.For: Recorder.loop,
    ast.With: Recorder.context, ast.FunctionDef: Recorder.function, ast.ClassDef: Recorder.methods,
}


def usual_modules(tree):
    """The modules that a test has from the program that it tests, under their usual names: those that were imported before."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    usual = {name: sys.modules.get(ALIASES.get(name, name)) for name in names}
    return {name: module for name, module in usual.items() if module is not None}
