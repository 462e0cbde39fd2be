"""Values of the standard library that cross as what they are: each type with its parts, and how it is made of them."""

import builtins
import datetime
from collections import Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from uuid import UUID

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

TAG = ...

TYPES = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and kind.__name__ == name and kind.__module__ == "builtins"
}
NAMES = {kind: name for name, kind in TYPES.items()}


def zoned(parts):
    """The parts of a time, whose zone must be a fixed one."""
    return lambda value: (*parts(value), value.tzinfo, value.fold)


def zone(value):
    return value.__getinitargs__()


def date_time(*parts):
    return datetime.datetime(*parts[:-1], fold=parts[-1])


def time_of_day(*parts):
    return datetime.time(*parts[:-1], fold=parts[-1])


def type_name(kind):
    return (NAMES[kind],) if kind in NAMES else None


def default_parts(value):
    factory = value.default_factory
    if factory is not None and factory not in NAMES:
        return None
    return (factory, dict(dict.items(value)))


def held(value, kind):
    """What a wrapper wraps, where that is all that it has."""
    fields = vars(value)
    return (fields["data"],) if list(fields) == ["data"] and type(fields["data"]) is kind else None


def viewed(view):
    return (bytes(view),) if view.readonly and view.format == "B" and view.ndim == 1 else None


# For each type its name, its parts (or none for a value that does not cross), and how it is made again.
LIBRARY = (
    ("range", range, lambda value: (value.start, value.stop, value.step), range),
    ("slice", slice, lambda value: (value.start, value.stop, value.step), slice),
    ("bytearray", bytearray, lambda value: (bytes(value),), bytearray),
    ("ellipsis", type(...), lambda value: (), lambda: ...),
    ("NotImplemented", type(NotImplemented), lambda value: (), lambda: NotImplemented),
    ("type", type, type_name, TYPES.__getitem__),
    ("dict_keys", type({}.keys()), lambda value: (list(value),), lambda items: dict.fromkeys(items).keys()),
    ("dict_values", type({}.values()), lambda value: (list(value),), lambda items: dict(enumerate(items)).values()),
    ("dict_items", type({}.items()), lambda value: (list(value),), lambda items: dict(items).items()),
    ("deque", deque, lambda value: (list(value), value.maxlen), deque),
    ("OrderedDict", OrderedDict, lambda value: (list(OrderedDict.items(value)),), OrderedDict),
    ("Counter", Counter, lambda value: (dict(dict.items(value)),), Counter),
    ("defaultdict", defaultdict, default_parts, defaultdict),
    ("UserList", UserList, lambda value: held(value, list), UserList),
    ("UserDict", UserDict, lambda value: held(value, dict), UserDict),
    ("UserString", UserString, lambda value: held(value, str), UserString),
    ("memoryview", memoryview, viewed, memoryview),
    ("SimpleNamespace", SimpleNamespace, lambda value: (dict(vars(value)),), lambda fields: SimpleNamespace(**fields)),
    ("Decimal", Decimal, lambda value: (Decimal.__str__(value),), Decimal),
    ("Fraction", Fraction, lambda value: (value._numerator, value._denominator), Fraction),
    ("date", datetime.date, lambda value: (value.year, value.month, value.day), datetime.date),
    (
        "time", datetime.time,
        zoned(lambda value: (value.hour, value.minute, value.second, value.microsecond)), time_of_day,
    ),
    (
        "datetime", datetime.datetime,
        zoned(lambda value: (
            value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
        )),
        date_time,
    ),
    ("timedelta", datetime.timedelta, lambda value: (value.days, value.seconds, value.microseconds), datetime.timedelta),
    ("timezone", datetime.timezone, zone, datetime.timezone),
    ("UUID", UUID, lambda value: (value.int,), lambda number: UUID(int=number)),
)

ENCODERS = {kind: (name, parts) for name, kind, parts, _ in LIBRARY}
DECODERS = {name: make for name, _, _, make in LIBRARY}
