"""Test suites: compiled once per problem, run against every candidate of it."""

import ast
import marshal

from verdicts import FAILED, PASSED, RAISED, UNVIABLE, Unviable, describe

TOO_COMPLEX = ("SyntaxError", "the source is too complex to compile")


def check(source):
    """Compiles a source and gives the exception that this raised, or None."""
    try:
        compile(source, "<source>", "exec", dont_inherit=True)
    except Exception as error:
        return error
    return None


def compile_isolated(sources):
    """Compiles each test alone, so that one that does not compile harms no other."""
    return marshal.dumps((False, [compile_test(source) for source in sources]))


def compile_test(source):
    """Gives (code, whether the test binds names), or (None, the fault)."""
    if source is None:
        return None, TOO_COMPLEX
    try:
        tree = ast.parse(source, "<test>")
        code = compile(tree, "<test>", "exec", dont_inherit=True)
    except Exception as error:
        return None, describe(error)
    return code, binds_names(tree)


def binds_names(tree):
    """Says whether running a test could define, replace or delete a name of the candidate."""
    bound = (
        ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
        ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping,
    )
    return any(
        isinstance(node, bound)
        or (isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
        for node in ast.walk(tree)
    )


def compile_packed(sources):
    """Puts all tests into one function; one that does not compile makes the suite unviable."""
    if None in sources:
        return marshal.dumps((True, TOO_COMPLEX))
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
        code = compile("\n".join(lines), "<tests>", "exec", dont_inherit=True)
    except Exception as error:
        return marshal.dumps((True, describe(error)))
    return marshal.dumps((True, code))


def run(suite, namespace, first, end, report):
    """Runs the tests `first` up to but without `end`, and reports each as it ends."""
    packed, tests = marshal.loads(suite)
    if packed:
        if isinstance(tests, tuple):
            raise Unviable(*tests)
        exec(tests, namespace)
        namespace["check"](report, first, end, PASSED, FAILED, RAISED)
        return
    for index in range(first, end):
        code, about = tests[index]
        if code is None:
            report(index, UNVIABLE, Unviable(*about))
        else:
            run_test(code, dict(namespace) if about else namespace, index, report)


def run_test(code, namespace, index, report):
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
    report(index, verdict, fault)
