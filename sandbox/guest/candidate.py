"""The candidate's part: it is loaded, and answers calls."""

import builtins
import marshal
import sys
import types
from collections.abc import Iterator
from itertools import islice

from crossing import (
    FUNCTION, ITERATOR, NOTHING, OPAQUE, VALUE, VERSION, Uncrossable, holds_mutable, pack, plain,
)
from verdicts import describe

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)

EXCEPTIONS = {
    kind: name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}

LONGEST = 10_000  # items of an iterator that crosses

namespace = {}


def load(source, bare):
    """Runs a candidate's source and keeps the names that it defined."""
    global namespace
    if bare:
        builtins.exit = builtins.quit = None
        namespace = {}
    else:
        module = types.ModuleType("candidate")
        sys.modules["candidate"] = module
        namespace = module.__dict__
    namespace["__builtins__"] = vars(builtins)
    exec(compile(source, "<candidate>", "exec", dont_inherit=True), namespace)
    return namespace


def invoke(request):
    """Calls a function: gives its value and what became of its arguments, or how it raised. Without
    arguments it says what the name stands for."""
    name, arguments, named = marshal.loads(request)
    if arguments is None:
        return pack((True, kind_of(name), name, None))
    try:
        if name not in namespace:
            raise NameError(f"name '{name}' is not defined")
        value = namespace[name](*arguments, **named)
    except BaseException as error:
        return pack((False, lineage(error), *describe(error)))
    return answer(value, arguments, named)


def kind_of(name):
    """Says what a name of the candidate stands for."""
    if name not in namespace:
        return NOTHING
    return FUNCTION if isinstance(namespace[name], FUNCTIONS) else OPAQUE


def answer(value, arguments, named):
    everything = [*arguments, *named.values()]
    try:
        kind, value = cross(value)
    except Uncrossable as error:
        kind, value = OPAQUE, str(error)
    except BaseException as error:
        return pack((False, lineage(error), *describe(error)))
    changed = None
    if kind != OPAQUE and holds_mutable(everything):
        try:
            changed = plain(everything)
        except BaseException:
            kind, value = OPAQUE, "an argument that is plain no more"
    return marshal.dumps((True, kind, value, changed), VERSION)


def cross(value):
    """A value, or the items of an iterator, as they cross."""
    if not isinstance(value, Iterator):
        return VALUE, plain(value)
    items = list(islice(value, LONGEST + 1))
    if len(items) > LONGEST:
        raise Uncrossable("a long iterator")
    return ITERATOR, plain(items)


def lineage(error):
    """The built-in type that an exception has, or derives from first."""
    kinds = type.__dict__["__mro__"].__get__(type(error))
    return next(EXCEPTIONS[kind] for kind in kinds if kind in EXCEPTIONS)
