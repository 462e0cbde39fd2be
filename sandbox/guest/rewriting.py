"""Functions that can be left where they wait, and gone on with: each gets a second version, a generator.

A version does what its function does. Before each call it asks `plan` whether the callee has a version too; where it has,
the version is delegated to (`yield from`), so that what blocks deep inside reaches the scheduler as a value that is
yielded. Only code that could block has a version: all else runs as it is, at its own speed.
"""

import builtins
import contextvars
import functools
import types

from bytecode import OP, decode
from delegation import ANY_GENERATOR, has_while, rewritten

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# What is called to wait, in the library and in programs. A function that names one of these gets a version.
WAITING = frozenset("""
    acquire wait wait_for get put join sleep result exception submit shutdown start run as_completed map select
    block is_alive is_set done run_until_complete run_forever __enter__ apply starmap imap close
""".split())

plans = {}  # code: the code of its version, or None
known = {}  # function: its version, where it has no variables of another one
versions = {}  # code of a function of the sandbox's own: the function that is its version


def plan(callee):
    """Gives what to delegate to instead of calling `callee`, or None where it is just called."""
    kind = type(callee)
    if kind is types.FunctionType:
        return version(callee)
    if kind is types.MethodType:
        made = plan(callee.__func__)
        return made and types.MethodType(made, callee.__self__)
    if kind is functools.partial:
        made = plan(callee.func)
        return made and functools.partial(made, *callee.args, **callee.keywords)
    if callee is iter:
        return iterate
    if callee is RUN:
        return run_in_context
    if kind is types.BuiltinMethodType and type(callee.__self__) is contextvars.Context and callee.__name__ == "run":
        return functools.partial(run_in_context, callee.__self__)
    if kind in PLAIN_KINDS or issubclass(kind, type):
        return None
    made = type.__getattribute__(kind, "__call__") if hasattr(kind, "__call__") else None
    if type(made) is types.FunctionType:
        made = version(made)
        return made and types.MethodType(made, callee)
    return None


PLAIN_KINDS = frozenset([type, types.MethodDescriptorType, types.WrapperDescriptorType, types.MethodWrapperType])


def run_in_context(where, function, *arguments, **named):
    """What a thread does instead of `Context.run`: whoever goes on with it does so in that context."""
    made = plan(function)
    if made is None:
        return where.run(function, *arguments, **named)
    before = yield where
    try:
        return (yield from made(*arguments, **named))
    finally:
        yield before


class Calls:
    """What `iter(function, sentinel)` gives; a thread may wait for the next item before it takes it."""

    def __init__(self, function, sentinel):
        self.function, self.sentinel = function, sentinel
        self.items = []
        self.ended = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.ended:
            raise StopIteration
        item = self.items.pop() if self.items else self.function()
        if item == self.sentinel:
            self.ended = True
            raise StopIteration
        return item

    def fetch(self):
        made = plan(self.function)
        self.items.append(self.function() if made is None else (yield from made()))


def iterate(*arguments):
    return Calls(*arguments) if len(arguments) == 2 else iter(*arguments)
    yield


def awaited(iterator):
    """What to wait for before the next item is taken, where the iterator calls a function for each."""
    return iterator.fetch if type(iterator) is Calls and not iterator.ended else None


RUN = contextvars.Context.run


def version(function):
    """The version of a Python function."""
    code = function.__code__
    made = versions.get(code) or known.get(function)
    if made is not None:
        return made
    if code not in plans:
        plans[code] = None  # also for one that calls itself
        plans[code] = rewritten(code, plan, awaited) if may_wait(function, set()) else None
    made = plans[code]
    if made is None:
        return None
    copy = types.FunctionType(made, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    if function.__closure__ is None:
        known[function] = copy
    return copy


def may_wait(function, seen):
    """Says whether a call of a function could have to wait for another thread, as far as its names tell."""
    code = function.__code__
    if code in seen or code.co_flags & ANY_GENERATOR:
        return False
    if code in versions or plans.get(code) is not None:
        return True
    seen.add(code)
    instructions = decode(code)
    operations = {op for op, *_ in instructions}
    if operations & ALWAYS or not WAITING.isdisjoint(code.co_names) or has_while(instructions):
        return True
    return any(may_wait(other, seen) for name in code.co_names for other in named(function.__globals__, name))


ALWAYS = frozenset([OP["LOAD_SPECIAL"], OP["PUSH_NULL"], OP["CALL_FUNCTION_EX"]])


def named(namespace, name):
    """The functions that a name could mean: that of the module, and the methods of its classes."""
    value = namespace.get(name)
    if type(value) is types.FunctionType:
        yield value
    for value in list(namespace.values()):
        if isinstance(value, type):
            method = value.__dict__.get(name)
            if type(method) is types.FunctionType:
                yield method
