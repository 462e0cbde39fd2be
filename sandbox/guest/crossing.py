"""What crosses between judge and candidate: plain values alone, marshalled, which the host checks.

Plain are None, bool, int, float, complex, str and bytes, and lists, tuples, dicts, sets and frozensets
of plain values. An instance of a class derived from one of these crosses as the value that it holds,
whatever its own methods say.
"""

import builtins
import marshal

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

VERSION = 2  # of marshal: without references between values
DEEPEST = 100

# What a call returned, or what a name stands for.
OPAQUE, VALUE, ITERATOR, ARGUMENT, FUNCTION, NOTHING = range(6)

SCALARS = frozenset([type(None), bool, int, float, complex, str, bytes])
MUTABLE = frozenset([list, dict, set])


class Uncrossable(BaseException):
    """A value that is not plain, known by the name of its type. It is `needed` where the test itself asks
    for it, and not the candidate alone."""

    def __init__(self, kind, needed=False):
        super().__init__(kind[:LONGEST_NAME])
        self.needed = needed


def pack(value):
    """Marshals a value, or raises `Uncrossable`."""
    return marshal.dumps(plain(value), VERSION)


def plain(value, depth=0, strict=False):
    """Gives the same value without anything that is not plain, or raises `Uncrossable`.

    What is `strict` keeps its type: an instance of a class derived from a container does not cross.
    """
    kind = type(value)
    if kind in SCALARS:
        return value
    if depth > DEEPEST:
        raise Uncrossable("a deeply nested value")
    depth += 1
    if kind is list or kind is tuple:
        if SCALARS.issuperset(map(type, value)):
            return value
        return kind([plain(item, depth, strict) for item in value])
    if kind is dict:
        return {plain(key, depth, strict): plain(item, depth, strict) for key, item in value.items()}
    if kind is set or kind is frozenset:
        return kind([plain(item, depth, strict) for item in value])
    for base, strip in STRIPS[:SCALAR_STRIPS] if strict else STRIPS:
        if issubclass(kind, base):
            return plain(strip(value), depth, strict)
    raise Uncrossable(str(type.__dict__["__name__"].__get__(kind)))


LONGEST_NAME = 200

SCALAR_STRIPS = 5

STRIPS = (
    (int, int.__pos__),
    (float, float.__pos__),
    (complex, complex.__pos__),
    (str, lambda value: str.__add__("", value)),
    (bytes, lambda value: bytes.__add__(b"", value)),
    (tuple, lambda value: tuple(list(tuple.__iter__(value)))),
    (list, lambda value: list(list.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
    (frozenset, lambda value: frozenset(list(frozenset.__iter__(value)))),
    (set, lambda value: set(list(set.__iter__(value)))),
)


def holds_mutable(arguments):
    """Says whether a call could change an argument."""
    return any(type(value) in MUTABLE or type(value) is tuple for value in arguments)


def change(old, new):
    """Makes a caller's value equal to what the call left of it."""
    if type(old) is not type(new):
        return
    if type(old) is list:
        kept = list(old)
        for place in range(min(len(kept), len(new))):
            if can_change(kept[place], new[place]):
                new[place] = changed(kept[place], new[place])
        old[:] = new
    elif type(old) is dict:
        for key in new:
            if key in old and can_change(old[key], new[key]):
                new[key] = changed(old[key], new[key])
        old.clear()
        old.update(new)
    elif type(old) is set:
        old.clear()
        old.update(new)
    elif type(old) is tuple:
        for one, other in zip(old, new):
            change(one, other)


def changed(old, new):
    """The old value, made equal to the new; the new one where a tuple holds something else."""
    change(old, new)
    return old if type(old) in MUTABLE or old == new else new


def can_change(old, new):
    return type(old) is type(new) and (type(old) in MUTABLE or type(old) is tuple)
