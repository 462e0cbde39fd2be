"""Test suites: compiled once per problem, run against every candidate of it."""

import ast
import builtins
import marshal

from annotations import evaluate_at_once
from apart import looks
from calls import assertion, literal_calls
from harmless import EXCEPTIONS
from purity import is_pure
from scopes import syntax
from verdicts import FAILED, PASSED, RAISED, UNVIABLE, Unviable, describe

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

EACH, WHOLE, BROKEN = range(3)  # the forms of a suite: each test alone, one function, not compilable

TOO_COMPLEX = ("SyntaxError", "the source is too complex to compile")


def check(source):
    """Compiles a source and gives the exception that this raised, or None."""
    try:
        compile(source, "<source>", "exec", dont_inherit=True)
    except Exception as error:
        return error
    return None


def compile_suite(sources, packed, entry):
    """Gives a suite's code, whether it leaves nothing behind in its judge, its literal calls, which of them each
    test makes, what decides each test without a judge, and which tests need the candidate's interpreter."""
    trees = [parse(source) for source in sources]
    asked = [literal_calls(tree, entry) if isinstance(tree, ast.AST) else [] for tree in trees]
    calls = {}
    made = [[calls.setdefault(call, len(calls)) for call in test] for test in asked]
    calls = list(calls)
    if packed:
        return marshal.dumps(compile_packed(sources)), False, calls, made, [], []
    looked = [looks(tree, entry) if isinstance(tree, ast.AST) else frozenset() for tree in trees]
    together = [names is None for names in looked]
    assertions = [assertion(tree, entry) if isinstance(tree, ast.AST) else None for tree in trees]
    tests = [compile_test(tree, entry, names or ()) for tree, names in zip(trees, looked)]
    pure = all(code is None or pure for code, _, pure, *_ in tests)
    assertions = [None if code is None else known for known, (code, *_) in zip(assertions, tests)]
    code = marshal.dumps((EACH, entry, tests))
    return code, pure, calls, made, assertions, together


def parse(source):
    """Gives the tree of a test, or the fault that it has none."""
    if source is None:
        return TOO_COMPLEX
    try:
        return ast.parse(source, "<test>")
    except Exception as error:
        return describe(error)


def compile_test(tree, entry, looked):
    """Gives (code, whether it binds names, whether it is pure, whether it asks for types, whether it may catch what is
    no built-in exception, the names that it has from elsewhere), or (None, the fault, …)."""
    if not isinstance(tree, ast.AST):
        return None, tree, False, False, False, ()
    pure, names, asks_for_types = is_pure(tree, entry), foreign_names(tree, entry, looked), not ASKING.isdisjoint(names_read(tree))
    try:
        evaluate_at_once(tree)
        code = compile(tree, "<test>", "exec", dont_inherit=True)
    except Exception as error:
        return None, describe(error), False, False, False, ()
    return code, binds_names(tree), pure, asks_for_types, catches(tree), names


ASKING = frozenset({"type", "callable"})
CATCHING = syntax("withitem", "TryStar")


def catches(tree):
    """Says whether a test may catch an exception that has no built-in type."""
    for node in ast.walk(tree):
        if isinstance(node, CATCHING) or isinstance(node, ast.Attribute) and node.attr.startswith("assertRaises"):
            return True
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if not all(isinstance(kind, ast.Name) and kind.id in EXCEPTIONS for kind in kinds):
                return True
    return False


def binds_names(tree):
    """Says whether running a test could define, replace or delete a name of the candidate."""
    bound = (
        ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
        ast.ExceptHandler, *syntax("MatchAs", "MatchStar", "MatchMapping"),
    )
    return any(
        isinstance(node, bound)
        or (isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
        for node in ast.walk(tree)
    )


def foreign_names(tree, entry, looked):
    """The names that a test reads and does not bind itself, each with whether it looks at what it stands for, and
    whether it only calls it."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    used = {node.id for node in nodes if id(node) not in called}
    read = names_read(tree) - names_bound(tree) | read_before_bound(tree)
    foreign = (name for name in read if name == entry or not hasattr(builtins, name))
    return [(name, name in looked, name not in used) for name in sorted(foreign)]


def read_before_bound(tree):
    """The names that a test binds itself, but no later than it reads them: it has them from elsewhere first."""
    loads, stores = {}, {}
    for place, statement in enumerate(tree.body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            stores.setdefault(statement.name, 2 * place)
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    is_read = isinstance(node.ctx, ast.Load)
                    after = not is_read and isinstance(statement, (ast.Assign, ast.AugAssign))
                    (loads if is_read else stores).setdefault(node.id, 2 * place + after)
    return {name for name, place in loads.items() if place < stores.get(name, -1)}


def names_read(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def names_bound(tree):
    """The names that a test binds anywhere in it."""
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler):
            bound.add(node.name)
    return bound


def compile_packed(sources):
    """Puts all tests into one function; one that does not compile makes the suite unviable."""
    if None in sources:
        return BROKEN, TOO_COMPLEX
    lines = ["def check(_report, _first, _end, _passed, _failed, _raised):"]
    for index, source in enumerate(sources):
        body = source.strip().replace("\n", "\n" + " " * 12)
        lines += [
            f"    if _first <= {index} < _end:",
            "        try:",
            f"            {body}",
            f"            _report({index}, _passed)",
            "        except AssertionError as _error:",
            f"            _report({index}, _failed, _error)",
            "        except Exception as _error:",
            f"            _report({index}, _raised, _error)",
        ]
    lines.append("    return None")
    try:
        return WHOLE, compile("\n".join(lines), "<tests>", "exec", dont_inherit=True)
    except Exception as error:
        return BROKEN, describe(error)


def run(suite, namespace, first, end, report):
    """Runs tests from `first` on and reports each as it ends, until the host names no other."""
    form, *rest = marshal.loads(suite)
    if form == BROKEN:
        raise Unviable(*rest[0])
    if form == WHOLE:
        exec(rest[0], namespace)
        namespace["check"](report, first, end, PASSED, FAILED, RAISED)
        return
    tests = rest[1]
    index = first
    while index is not None:
        code, binds, *_ = tests[index]
        if code is None:
            index = report(index, UNVIABLE, Unviable(*binds))
        else:
            index = run_test(code, dict(namespace) if binds else namespace, index, report)


def run_test(code, namespace, index, report):
    """Runs one test."""
    verdict, fault = PASSED, None
    try:
        exec(code, namespace)
    except AssertionError as error:
        verdict, fault = FAILED, error
    except BaseException as error:
        verdict, fault = RAISED, error
    if fault is not None:
        fault.__traceback__ = None
    del namespace  # what the test made is destroyed while the test still runs
    return report(index, verdict, fault)
