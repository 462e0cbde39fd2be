"""What the host calls. Loaded once while the snapshot is made; every job starts from that state."""

import builtins
import gc
import random
import sys
import types
import warnings

import heap
import library
import suites
import wit_world
from componentize_py_types import Err
from verdicts import fault


class WitWorld(wit_world.WitWorld):
    """The exports of the world `guest`."""

    def check(self, sources):
        errors = map(suites.check, sources)
        return [error and fault(error) for error in errors]

    def compile(self, sources, packed):
        return suites.compile_packed(sources) if packed else suites.compile_isolated(sources)

    def run(self, candidate, bare, suite, first, end):
        try:
            namespace = load(candidate, bare)
            wit_world.loaded()
            suites.run(suite, namespace, first, end, report)
        except BaseException as error:
            raise Err(fault(error))


def load(candidate, bare):
    """Runs a candidate's source and gives the names that it defined."""
    if bare:
        builtins.exit = builtins.quit = None
        namespace = {}
    else:
        module = types.ModuleType("candidate")
        sys.modules["candidate"] = module
        namespace = module.__dict__
    exec(compile(candidate, "<candidate>", "exec", dont_inherit=True), namespace)
    return namespace


def report(index, verdict, error=None):
    """Tells the host how a test ended."""
    wit_world.report(index, verdict() if error is None else verdict(fault(error)))


library.embed()
warnings.simplefilter("ignore")
random.seed(0)
gc.collect()
gc.freeze()
HOARD = heap.fill_holes()
