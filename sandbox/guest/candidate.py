"""The candidate's part: it is loaded, and answers calls."""

import builtins
import marshal
import sys
import types
from collections.abc import Iterator

from crossing import (
    ARGUMENT, BASE, FUNCTION, ITERATOR, MODULE, NOTHING, OPAQUE, SCALARS, VALUE, VERSION, Uncrossable, decode,
    encode, exact, holds_mutable, pack, plain, stripped,
)
from harmless import ALIASES
from objects import text_of, text_of_iterator
from verdicts import describe

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

LOST = False  # stands for arguments that do not cross any more

LARGEST_ARGUMENTS = 10_000  # bytes of an exception's arguments that cross

EXCEPTIONS = {
    kind: name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind.__name__ == name
}

namespace = {}


def load(code, bare):
    """Runs a candidate's code and keeps the names that it defined."""
    global namespace
    if bare:
        builtins.exit = builtins.quit = None
        namespace = {}
    else:
        module = types.ModuleType("candidate")
        sys.modules["candidate"] = module
        namespace = module.__dict__
    namespace["__builtins__"] = vars(builtins)
    exec(marshal.loads(code), namespace)
    return namespace


def invoke(request):
    """Calls a function: gives its value and what became of its arguments, or how it raised. Without
    arguments it says what the name stands for. Further parts of the request say that arguments are to be
    decoded, and that an iterator is to be read."""
    name, arguments, named, *rest = marshal.loads(request)
    if arguments is None:
        return pack((True, kind_of(name), name, None, False))
    if DECODE in rest:
        arguments, named = decode(arguments), decode(named)
    everything = [*arguments, *named.values()]
    try:
        if name not in namespace:
            raise NameError(f"name '{name}' is not defined")
        value = namespace[name](*arguments, **named)
        if READ in rest and isinstance(value, Iterator):
            return pack((True, OPAQUE, text_of_iterator(value), None, False))
    except BaseException as error:
        return failure(error, everything)
    return answer(value, everything)


DECODE, READ = 1, 2


def kind_of(name):
    """Says what a name of the candidate stands for."""
    if name not in namespace:
        return NOTHING
    value = namespace[name]
    if type(value) is types.ModuleType:
        return MODULE if value is sys.modules.get(ALIASES.get(name, name)) else OPAQUE
    return FUNCTION if type(value) is types.FunctionType else OPAQUE


def answer(value, everything):
    """How a call returned: the kind of its value, the value, what became of the arguments, and whether these
    are to be decoded."""
    changed, is_coded = what_became_of(everything)
    for place, argument in enumerate(everything):
        if value is argument and type(value) not in SCALARS:
            if changed is not LOST:
                return marshal.dumps((True, ARGUMENT, place, changed, is_coded), VERSION)
    try:
        kind, value, is_value_coded = cross(value)
        return marshal.dumps((True, kind, value, changed, is_coded or is_value_coded), VERSION)
    except BaseException as error:
        return failure(error, everything)


def cross(value):
    """The kind of a value, the value as it crosses, and whether it is to be decoded."""
    try:
        return VALUE, *exact(value)
    except Uncrossable:
        pass
    if isinstance(value, Iterator):
        return ITERATOR, text_of(value), False
    try:
        return BASE, (stripped(value), text_of(value)), False
    except Uncrossable:
        return OPAQUE, text_of(value), False


def failure(error, everything):
    """How a call raised: the built-in type behind the exception, its text, its type, its arguments, the call's,
    and whether a copy of it is the same."""
    kind, message = describe(error)
    try:
        arguments = plain(list(error.args))
        if len(marshal.dumps(arguments, VERSION)) > LARGEST_ARGUMENTS:
            raise Uncrossable(kind)
        is_exact = EXCEPTIONS.get(type(error)) == kind and not vars(error)
        is_exact = is_exact and str(type(error)(*arguments)) == str(error)
    except BaseException:
        arguments, is_exact = [message], False
    try:
        changed = plain(everything) if holds_mutable(everything) else None
    except BaseException:
        changed, is_exact = None, False
    return marshal.dumps((False, lineage(error), message, kind, arguments, changed, is_exact), VERSION)


def what_became_of(everything):
    """The arguments after a call, where it could change one, and whether they are to be decoded."""
    if not holds_mutable(everything):
        return None, False
    try:
        return exact(everything)
    except Uncrossable:
        pass
    try:
        return encode(everything, lenient=True), True
    except BaseException:
        return LOST, False


def lineage(error):
    """The built-in type that an exception has, or derives from first."""
    kinds = type.__dict__["__mro__"].__get__(type(error))
    return next(EXCEPTIONS[kind] for kind in kinds if kind in EXCEPTIONS)
