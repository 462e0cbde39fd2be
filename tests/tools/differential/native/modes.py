"""The ways in which a job's tests run."""

import dis
import random
import sys
import types

from attempts import attempt, refill

FAULT = 200  # characters of a fault that are kept


def load(source):
    """Runs a program as the module `candidate`, and gives its names."""
    module = types.ModuleType("candidate")
    sys.modules["candidate"] = module
    exec(compile(source, "<candidate>", "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def copied(code, names):
    """Runs a test in a copy of the program's names, so that what it binds is forgotten."""
    exec(code, dict(names))


def appended(code, names):
    """Runs a test as if it stood at the end of the program; what it binds itself is forgotten too."""
    before = dict(names)
    try:
        exec(code, names)
    finally:
        for name in bound(code):
            if name in before:
                names[name] = before[name]
            else:
                names.pop(name, None)


def bound(code):
    """The global names that code binds or deletes, its functions' `global` names too."""
    binds = BINDS if code.co_name == "<module>" else {"STORE_GLOBAL", "DELETE_GLOBAL"}
    found = {it.argval for it in dis.get_instructions(code) if it.opname in binds}
    inner = [it for it in code.co_consts if isinstance(it, types.CodeType)]
    return found.union(*map(bound, inner))


BINDS = {"STORE_NAME", "DELETE_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"}


def verdict(test, names, runs=copied):
    """Runs one test: its letter, and its fault."""
    try:
        code = compile(test, "<test>", "exec", dont_inherit=True)
    except Exception as error:
        return "U", describe(error)
    try:
        runs(code, names)
    except AssertionError as error:
        return "F", describe(error)
    except BaseException as error:
        return "R", describe(error)
    return "P", ""


def describe(error):
    try:
        return f"{type(error).__name__}: {error}"[:FAULT]
    except BaseException:
        return type(error).__name__


def together(source, tests, limits, runs=copied):
    """All tests in one interpreter, in their order; after one that ends it the others go on in another."""
    verdicts = []
    while len(verdicts) < len(tests):
        rest = tests[len(verdicts):]

        def work(report):
            refill(limits)
            try:
                names = load(source)
            except BaseException as error:
                report("U" + describe(error))
                return
            report("L")
            for test in rest:
                refill(limits)
                report("".join(verdict(test, names, runs)))

        loaded = False
        for report in attempt(work, limits, limits.wall):
            if report == "L" and not loaded:
                loaded = True
            elif report != "done" and not loaded:
                return [["U", report[1:] or report]] * len(tests)
            elif report in ("T", "C"):
                verdicts.append([report, ""])
            elif report != "done":
                verdicts.append([report[0], report[1:]])
    return verdicts[:len(tests)]


def one_file(source, tests, limits):
    """The same as if each test stood at the end of the program: it sees names that calls bind anew."""
    return together(source, tests, limits, appended)


def alone(source, tests, limits):
    """Each test in a fork of an interpreter that has just loaded the program."""

    def work(report):
        refill(limits)
        try:
            names = load(source)
        except BaseException as error:
            report("U" + describe(error))
            return
        report("L")
        for test in tests:
            report(forked(limits, lambda: "".join(verdict(test, names))))

    reports = []
    for report in attempt(work, limits, limits.wall * 2):
        reports.append(report)
    if reports[0] != "L":
        return [["U", reports[0][1:]]] * len(tests)
    verdicts = [[report[0], report[1:]] for report in reports[1:] if report != "done"]
    return (verdicts + [["C", ""]] * len(tests))[:len(tests)]


def forked(limits, work):
    """What some work says in a fork of this process, whose `random` goes on as it would have here."""
    state = random.getstate()

    def once(report):
        random.setstate(state)
        refill(limits)
        report(work())

    return next(attempt(once, limits, limits.wall))


def values(source, expressions, limits):
    """The `repr` of each expression in a fresh fork, as `=repr` with the type before it, or `!exception`."""

    def value(names, expression):
        try:
            result = eval(expression, dict(names))
            return f"={type(result).__name__} {result!r}"
        except BaseException as error:
            return "!" + type(error).__name__

    def work(report):
        refill(limits)
        try:
            names = load(source)
        except BaseException as error:
            report("U" + describe(error))
            return
        for expression in expressions:
            report(forked(limits, lambda: value(names, expression)))

    reports = [report for report in attempt(work, limits, limits.wall * 2) if report != "done"]
    return (reports + ["U"] * len(expressions))[:len(expressions)]


MODES = {"together": together, "one file": one_file, "alone": alone, "values": values}
