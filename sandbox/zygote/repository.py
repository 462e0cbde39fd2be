"""A repository in a child: one of its files is replaced, and is a candidate, or some of the repository's tests run, by pytest.

The file that is replaced runs in the same process as the tests, so what is said of them is as good as the candidate's word: these
tests are shared. Each is reported as it ends, so that those before a crash are known.
"""

import importlib
import importlib.util
import marshal
import os
import sys

import candidate
import wit_world

VERSION = 2

PASSED, FAILED, RAISED, SKIPPED = range(4)

LONGEST = 1 << 10  # characters of a test's name, and of what is said of it

OPTIONS = (
    "-q", "--no-header", "--no-summary", "--tb=no", "--show-capture=no", "--disable-warnings", "--color=no",
    "--continue-on-collection-errors", "-p", "no:cacheprovider", "-o", "addopts=",
)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def load(folder, packages, path, content):
    """Imports the file's module with other content, and lets its names be those of the candidate."""
    why = enter(folder, packages, path, content)
    if why:
        raise ImportError(why)
    hide()
    root, name = module_of(path, packages)
    reach(os.path.join(folder, root))
    module = importlib.import_module(name)
    sys.modules["candidate"] = module
    candidate.namespace = vars(module)
    return candidate.namespace


def module_of(path, packages):
    """The folder that a file's module is found in, and the module's name."""
    parts = path[: -len(".py")].split("/")
    begin = next((place for place, part in enumerate(parts) if part in packages), len(parts) - 1)
    names = parts[begin:]
    if names[-1] == "__init__" and len(names) > 1:
        names.pop()
    return "/".join(parts[:begin]), ".".join(names)


def test(folder, packages, path, content, tests, until_failure):
    """Runs tests with a file replaced, where one is named; gives pytest's exit code, or why nothing ran."""
    why = enter(folder, packages, path, content)
    if why:
        return why
    try:
        import pytest
    except ImportError:
        return "the environment has no `pytest`"
    wit_world.loaded()
    hide()
    sys.argv[:] = ["pytest"]
    options = [*OPTIONS, "--rootdir", folder, *(["-x"] if until_failure else [])]
    return int(pytest.main([*options, *tests], plugins=[Reporter()]))


def enter(folder, packages, path, content):
    """Stands in the repository, with a file replaced, where one is named; gives why that cannot be, if so."""
    early = sorted({name for name in sys.modules if name.partition(".")[0] in packages})
    if early:
        return "the environment had imported `%s` before: its `preload` must not import the repository" % early[0]
    if path:
        replace(os.path.join(folder, path), content)
    os.chdir(folder)
    reach(folder)
    return None


def reach(folder):
    """Lets modules of a folder be imported."""
    folder = os.path.normpath(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def hide():
    """Lets the names of these modules of ours be those of the repository's again."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__loader__", None) is __loader__:
            del sys.modules[name]
    sys.meta_path.remove(__loader__)


def replace(path, content):
    """Puts a file in the place of another, whose bytecode is not used any more."""
    for name in (path, importlib.util.cache_from_source(path)):
        if os.path.lexists(name):
            os.unlink(name)
    with open(path, "wb") as file:
        file.write(content)


class Reporter:
    """What pytest tells of its tests, each in its phases."""

    def __init__(self):
        self.ended = {}  # by the name of a test, how its phases have ended so far

    def pytest_collectreport(self, report):
        if report.failed:
            say(report.nodeid or ".", RAISED, "CollectError", last_line(report))

    def pytest_runtest_logstart(self, nodeid):
        self.ended[nodeid] = None

    def pytest_runtest_logreport(self, report):
        worse = self.verdict(report)
        known = self.ended.get(report.nodeid)
        if known is None or known[0] in (PASSED, SKIPPED) and worse is not None and worse[0] in (FAILED, RAISED):
            self.ended[report.nodeid] = worse
        if report.when == "teardown":
            say(report.nodeid, *(self.ended.pop(report.nodeid) or (RAISED, "NotRun", "no phase of it has run")))

    def verdict(self, report):
        """What a phase says of its test, if anything."""
        if hasattr(report, "wasxfail"):
            return SKIPPED, "xfail" if report.skipped else "xpass", str(report.wasxfail)
        if report.skipped:
            return SKIPPED, "skip", last_line(report)
        if report.failed:
            kind, _, message = last_line(report).partition(": ")
            in_test = report.when == "call" and kind.rpartition(".")[2] in ("AssertionError", "Failed")
            return FAILED if in_test else RAISED, kind, message
        return (PASSED, "", "") if report.when == "call" else None


def last_line(report):
    """What a report says in a line: the exception, or the reason."""
    about = report.longrepr
    crash = getattr(about, "reprcrash", None)
    if crash is not None:
        return crash.message.partition("\n")[0]
    if isinstance(about, tuple):
        return str(about[-1])
    lines = [line for line in str(about).splitlines() if line.strip()]
    return lines[-1].lstrip("E").strip() if lines and lines[-1].startswith("E  ") else "".join(lines[-1:])


def say(name, number, kind, message):
    """Tells the host how a test ended."""
    words = (name[:LONGEST], number, kind[:LONGEST], message[:LONGEST])
    wit_world.line.say(wit_world.REPORT, marshal.dumps(tuple(map(cleaned, words)), VERSION))
    wit_world.line.hear()


def cleaned(word):
    return word.encode("utf-8", "replace").decode("utf-8") if isinstance(word, str) else word
