"""What the host calls. Loaded once while the snapshot is made; every instance starts from that state."""

import builtins
import gc
import random
import warnings

import account
import candidate
import heap
import judge
import library
import suites
import wit_world
from componentize_py_types import Err
from verdicts import UNCROSSABLE, fault

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


class WitWorld(wit_world.WitWorld):
    """The exports of the world `guest`."""

    def check(self, sources):
        errors = map(suites.check, sources)
        return [error and fault(error) for error in errors]

    def compile(self, sources, packed, entry, prelude):
        code, pure, calls, made, assertions = suites.compile_suite(sources, packed, entry, prelude)
        decided = [known and wit_world.Assertion(*known) for known in assertions]
        return wit_world.Suite(code, pure, calls, made, decided)

    def run(self, source, bare, suite, first, end):
        try:
            namespace = candidate.load(source, bare)
            wit_world.loaded()
            suites.run(suite, namespace, first, end, report)
        except BaseException as error:
            raise Err(fault(error))

    def load(self, source, bare):
        try:
            candidate.load(source, bare)
        except BaseException as error:
            raise Err(fault(error))

    def invoke(self, request):
        return candidate.invoke(request)

    def judge(self, suite, first):
        judge.judge(suite, first, report)


def report(index, verdict, error=None):
    """Tells the host how a test ended; gives the test that comes next in this instance, if any."""
    if error is None:
        return wit_world.report(index, verdict())
    if verdict is UNCROSSABLE:
        return wit_world.report(index, verdict(str(error)))
    return wit_world.report(index, verdict(fault(error)))


account.embed()
library.embed()
warnings.simplefilter("ignore")
random.seed(0)
gc.collect()
gc.freeze()
HOARD = heap.fill_holes()
