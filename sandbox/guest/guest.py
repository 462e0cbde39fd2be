"""What the host calls. Loaded once while the snapshot is made; every instance starts from that state."""

import builtins
import gc
import random
import warnings

import errors

errors.install()  # before the modules that take its numbers

import account
import candidate
import compatibility
import concurrency
import heap
import judge
import library
import main_program
import practice
import programs
import suites
import wit_world
from componentize_py_types import Err, Ok
from verdicts import UNCROSSABLE, fault

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


class WitWorld(wit_world.WitWorld):
    """The exports of the world `guest`."""

    def check(self, sources):
        found = map(suites.check, sources)
        return [error and fault(error) for error in found]

    def prepare(self, sources, apart):
        return [prepare(source, apart) for source in sources]

    def compile(self, sources, packed, entry):
        code, pure, calls, made, assertions, together = suites.compile_suite(sources, packed, entry)
        decided = [known and wit_world.Assertion(*known) for known in assertions]
        return wit_world.Suite(code, pure, calls, made, decided, together)

    def run(self, code, bare, suite, first, end):
        try:
            namespace = candidate.load(code, bare)
            wit_world.loaded()
            suites.run(suite, namespace, first, end, report)
        except BaseException as error:
            raise Err(fault(error))

    def execute(self, code):
        failed = main_program.run(code)
        if failed is not None:
            raise Err(failed)

    def main(self):
        return main_program.main()

    def load(self, code, bare):
        try:
            candidate.load(code, bare)
        except BaseException as error:
            raise Err(fault(error))

    def invoke(self, request):
        return candidate.invoke(request)

    def judge(self, suite, first, stateless):
        judge.judge(suite, first, stateless, report)


def prepare(source, apart):
    """Compiles a candidate, or says why it does not compile."""
    try:
        return Ok(wit_world.Program(*programs.prepare(source, apart)))
    except Exception as error:
        return Err(fault(error))


def report(index, verdict, error=None):
    """Tells the host how a test ended; gives the test that comes next in this instance, if any."""
    if error is None:
        return wit_world.report(index, verdict())
    if verdict is UNCROSSABLE:
        return wit_world.report(index, verdict(str(error)))
    return wit_world.report(index, verdict(fault(error)))


concurrency.install()
compatibility.install()
account.embed()
library.embed()
warnings.simplefilter("ignore")
practice.practise()
random.seed(0)
gc.collect()
LASTING = heap.lasting()
gc.freeze()
HOARD = heap.fill_holes()
