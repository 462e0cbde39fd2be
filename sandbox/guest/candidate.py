"""The candidate's part: it is loaded, and answers calls."""

import builtins
import marshal
import sys
import types
from collections.abc import Iterator
from itertools import islice

from crossing import (
    ARGUMENT, FUNCTION, ITERATOR, MUTABLE, NOTHING, OPAQUE, VALUE, VERSION, Uncrossable, holds_mutable,
    pack, plain,
)
from verdicts import describe

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

LOST = object()

LARGEST_ARGUMENTS = 10_000  # bytes of an exception's arguments that cross

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
    everything = [*arguments, *named.values()]
    try:
        if name not in namespace:
            raise NameError(f"name '{name}' is not defined")
        value = namespace[name](*arguments, **named)
    except BaseException as error:
        return failure(error, everything)
    return answer(value, everything)


def kind_of(name):
    """Says what a name of the candidate stands for."""
    if name not in namespace:
        return NOTHING
    return FUNCTION if callable(namespace[name]) else OPAQUE


def answer(value, everything):
    """How a call returned: the kind of its value, the value, and what became of the arguments."""
    try:
        for place, argument in enumerate(everything):
            if value is argument and type(value) in MUTABLE:
                kind, value = ARGUMENT, place
                break
        else:
            kind, value = cross(value)
    except Uncrossable as error:
        kind, value = OPAQUE, str(error)
    except BaseException as error:
        return failure(error, everything)
    changed = what_became_of(everything)
    if changed is LOST:
        return pack((True, OPAQUE, "an argument that is plain no more", None))
    return marshal.dumps((True, kind, value, changed), VERSION)


def failure(error, everything):
    """How a call raised: the built-in type behind the exception, its text, its type, its arguments, and the
    call's."""
    kind, message = describe(error)
    try:
        arguments = plain(list(error.args))
        if len(marshal.dumps(arguments, VERSION)) > LARGEST_ARGUMENTS:
            arguments = [message]
    except BaseException:
        arguments = [message]
    changed = what_became_of(everything)
    changed = None if changed is LOST else changed
    return marshal.dumps((False, lineage(error), message, kind, arguments, changed), VERSION)


def what_became_of(everything):
    """The arguments after a call, where it could change one."""
    if not holds_mutable(everything):
        return None
    try:
        return plain(everything)
    except BaseException:
        return LOST


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
