"""What crosses between judge and candidate, marshalled, which the host checks: values that arrive as exactly
what they were.

Plain are None, bool, int, float, complex, str and bytes, and lists, tuples, dicts, sets and frozensets of
plain values; `library_values` adds types of the standard library. Of an instance of a class that derives from
a plain type, the plain value in it can be had too.
"""

import builtins
import marshal
from gc import get_referents
from types import MappingProxyType

from library_values import DECODERS, ENCODERS, TAG

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

VERSION = 2  # of marshal: without references between values
DEEPEST = 100

# What a call returned, or what a name stands for.
OPAQUE, VALUE, ITERATOR, ARGUMENT, FUNCTION, NOTHING, BASE, MODULE = range(8)

SCALARS = frozenset([type(None), bool, int, float, complex, str, bytes])
MUTABLE = frozenset([list, dict, set])


class Uncrossable(BaseException):
    """A value that does not cross as what it is, known by the name of its type."""

    def __init__(self, kind):
        super().__init__(kind[:LONGEST_NAME])


LONGEST_NAME = 200


def pack(value):
    """Marshals a plain value, or raises `Uncrossable`."""
    return marshal.dumps(plain(value), VERSION)


def exact(value):
    """Gives (the value as it crosses, whether it must be decoded), or raises `Uncrossable`."""
    try:
        return plain(value), False
    except Uncrossable:
        return encode(value), True


def plain(value, depth=0):
    """Gives the same value where it is plain, or raises `Uncrossable`."""
    kind = type(value)
    if kind in SCALARS:
        return value
    if depth > DEEPEST:
        raise Uncrossable("a deeply nested value")
    depth += 1
    if kind is list or kind is tuple:
        if SCALARS.issuperset(map(type, value)):
            return value
        return kind([plain(item, depth) for item in value])
    if kind is dict:
        return {plain(key, depth): plain(item, depth) for key, item in value.items()}
    if kind is set or kind is frozenset:
        return kind([plain(item, depth) for item in value])
    raise Uncrossable(name_of(kind))


def encode(value, depth=0, lenient=False):
    """The same with values of the library, as tuples that begin with `TAG` and a name. Where this is `lenient`, an
    item that does not cross is replaced by the name of its type."""
    kind = type(value)
    if kind in SCALARS:
        return value
    if depth > DEEPEST:
        raise Uncrossable("a deeply nested value")
    depth += 1
    if kind is list or kind is tuple:
        return kind([encode(item, depth, lenient) for item in value])
    if kind is set or kind is frozenset:
        return kind([encode(item, depth) for item in value])
    if kind is dict:
        return {encode(key, depth): encode(item, depth, lenient) for key, item in value.items()}
    name, encoder = ENCODERS.get(kind, (None, None))
    parts = encoder(value) if encoder is not None else None
    if parts is not None:
        return (TAG, name, *(encode(part, depth) for part in parts))
    if lenient:
        return (TAG, HIDDEN, name_of(kind)[:LONGEST_NAME])
    raise Uncrossable(name_of(kind))


HIDDEN = "object"  # stands for an item that does not cross


def decode(value, hidden=None):
    """The value that `encode` gave this for; what does not cross is made by `hidden`."""
    kind = type(value)
    if kind is tuple and value and value[0] is TAG:
        if value[1] == HIDDEN:
            return hidden(value[2])
        return DECODERS[value[1]](*(decode(part, hidden) for part in value[2:]))
    if kind in (list, tuple, set, frozenset):
        return kind([decode(item, hidden) for item in value])
    if kind is dict:
        return {decode(key, hidden): decode(item, hidden) for key, item in value.items()}
    return value


def name_of(kind):
    """The name of a type, whatever its metaclass says."""
    return str(type.__dict__["__name__"].__get__(kind))


def stripped(value, depth=0):
    """Gives the value that is held by an instance of a class derived from a plain type, or by a proxy that equals what is behind
    it, or raises `Uncrossable`."""
    kind = type(value)
    if kind in SCALARS:
        return value
    if depth > DEEPEST:
        raise Uncrossable("a deeply nested value")
    if kind is MappingProxyType:
        return stripped(get_referents(value)[0], depth + 1)
    for base, items in HELD:
        if issubclass(kind, base):
            held = items(value)
            if base is dict:
                return {stripped(key, depth + 1): stripped(item, depth + 1) for key, item in held.items()}
            return held if base in SCALARS else base([stripped(item, depth + 1) for item in held])
    raise Uncrossable(name_of(kind))


HELD = (
    (int, int.__pos__),
    (float, float.__pos__),
    (complex, complex.__pos__),
    (str, lambda value: str.__add__("", value)),
    (bytes, lambda value: bytes.__add__(b"", value)),
    (tuple, lambda value: list(tuple.__iter__(value))),
    (list, lambda value: list(list.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
    (frozenset, lambda value: list(frozenset.__iter__(value))),
    (set, lambda value: list(set.__iter__(value))),
)


def holds_mutable(arguments):
    """Says whether a call could change an argument."""
    return not SCALARS.issuperset(map(type, arguments))
