"""A child of the zygote: it makes a world for itself, and then does what it is asked."""

import fcntl
import marshal
import os
import random
import sys

import candidate
import frameworks
import judge
import namespaces
import programs
import recording
import repository
import runner
import suites
import wit_world
from verdicts import UNCROSSABLE, fault

CHANNEL = 3  # the descriptor of the line to the zygote

VERSION = 2


def live(channel, output, outer_user, outer_group, limits):
    """What a child does from its first moment to its last."""
    take_descriptors(channel, output)
    file_bytes, files, memory, processes, folder, writable = limits
    namespaces.settle(outer_user, outer_group, file_bytes, files, folder, writable)
    os.chdir("/tmp")
    os.environ.update(USER="candidate", LOGNAME="candidate")
    namespaces.limit(memory, processes)
    random.seed(0)
    frameworks.seed()
    wit_world.connect(CHANNEL)
    while True:
        name, *arguments = marshal.loads(wit_world.line.hear())
        wit_world.answer(PARTS[name](*arguments))


def take_descriptors(channel, output):
    """Keeps standard input, which is empty, standard output and error, and the line; nothing else of the zygote's."""
    nothing = os.open("/dev/null", os.O_RDONLY)
    moved = [fcntl.fcntl(it, fcntl.F_DUPFD, CHANNEL + 1) for it in (nothing, output, output, channel)]
    for place, descriptor in enumerate(moved):
        os.dup2(descriptor, place)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > CHANNEL:
            try:
                os.close(int(name))
            except OSError:  # the one that the list was read with
                pass


def check(sources):
    errors = map(suites.check, sources)
    return marshal.dumps([error and tuple(fault(error)) for error in errors], VERSION)


def prepare(sources):
    return marshal.dumps([prepared(source) for source in sources], VERSION)


def prepared(source):
    try:
        return (True, *programs.prepare(source, apart=True))
    except Exception as error:
        return (False, *fault(error))


def compile_suite(sources, packed, entry):
    return marshal.dumps(suites.compile_suite(sources, packed, entry), VERSION)


def record(sources, entry):
    return marshal.dumps(recording.record(sources, entry), VERSION)


def load(code, bare):
    """Loads a candidate that will be called."""
    return ended(loaded, code, bare)


def judge_tests(suite, first, stateless):
    """Runs tests against a candidate elsewhere."""
    return ended(judge.judge, suite, first, stateless, report)


def run(code, bare, suite, first, end):
    """Loads a candidate and runs tests with it."""
    return ended(run_tests, code, bare, suite, first, end)


def run_tests(code, bare, suite, first, end):
    namespace = loaded(code, bare)
    wit_world.loaded()
    suites.run(suite, namespace, first, end, report)


def loaded(code, bare):
    """Loads a candidate, a program or a file of the repository, and gives the names that it defined."""
    return repository.load(*code) if isinstance(code, tuple) else candidate.load(code, bare)


def ended(action, *arguments):
    """Does something, and gives the fault that it ended with, or none."""
    try:
        action(*arguments)
    except BaseException as error:
        return marshal.dumps(tuple(fault(error)), VERSION)
    finally:
        flush()
    return marshal.dumps(None, VERSION)


def invoke(request):
    try:
        return candidate.invoke(request)
    finally:
        flush()


def read_file(path):
    """Gives a file of the environment, or nothing where there is none."""
    return marshal.dumps(repository.read(path), VERSION)


def test_repository(*arguments):
    """Runs tests of a repository of which one file may be another."""
    try:
        return marshal.dumps(repository.test(*arguments), VERSION)
    finally:
        flush()


def flush():
    """Lets go of what was printed, so that it is counted for who printed it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass


def report(index, verdict, error=None):
    """Tells the host how a test ended; gives the test that comes next in this child, if any."""
    flush()
    if error is None:
        return wit_world.report(index, verdict())
    if verdict is UNCROSSABLE:
        return wit_world.report(index, verdict(str(error)))
    return wit_world.report(index, verdict(fault(error)))


PARTS = {
    "check": check, "prepare": prepare, "compile": compile_suite, "record": record, "load": load, "invoke": invoke,
    "judge": judge_tests, "run": run, "execute": runner.execute, "file": read_file, "repository": test_repository,
}
