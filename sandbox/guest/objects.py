"""What an object is, as a text that is the same for the same content: its type and its parts, without addresses.

The parts are read past the methods of the object's own class, which may say anything.
"""

import builtins
import re
import types
from collections.abc import Iterator

from crossing import SCALARS, Uncrossable, encode, name_of, stripped

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

DEEPEST = 6
MOST = 200  # items of a container, and fields of an object
PARTS = 500  # containers and objects in one value: what is bound together, as a plot is, would never end
LONGEST = 4_000  # characters of the text of one object

parts = 0  # that were looked at for the text that is being made

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
# Types of frameworks, each with what gives the text of a value of it, or of a type derived from it, at some depth.
FOREIGN = {}

CODE = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)


def text_of(value, depth=0):
    """The text of a value."""
    global parts
    kind = type(value)
    if kind is float:
        return f"{value + 0.0:.6g}"
    if kind in SCALARS:
        return repr(value)
    parts = parts + 1 if depth else 0
    if depth > DEEPEST or parts > PARTS:
        return "…"
    if kind in (list, tuple):
        return f"{name_of(kind)}({items_of(value, depth)})"
    if kind in (set, frozenset):
        return f"{name_of(kind)}({', '.join(sorted(text_of(item, depth + 1) for item in some(value)))})"
    if kind is dict:
        return f"dict({fields_of(value, depth)})"
    return text_of_object(value, depth)[:LONGEST]


def some(values):
    """The first items of what may have many."""
    return [value for value, _ in zip(values, range(MOST))]


def items_of(values, depth):
    return ", ".join(text_of(item, depth + 1) for item in some(values))


def fields_of(fields, depth):
    pairs = some(fields.items())
    return ", ".join(sorted(f"{text_of(key, depth + 1)}: {text_of(value, depth + 1)}" for key, value in pairs))


def text_of_object(value, depth):
    kind = type(value)
    name = name_of(kind)
    for base in type.__dict__["__mro__"].__get__(kind):
        if base in FOREIGN:
            return FOREIGN[base](value, depth)
    try:
        tagged = encode(value)
        return f"{tagged[1]}({items_of(tagged[2:], depth)})"
    except Uncrossable:
        pass
    if isinstance(value, CODE):
        return f"{name} {getattr(value, '__qualname__', '')}"
    fields = fields_of(own_fields(value), depth)
    try:
        return f"{name}({text_of(stripped(value), depth + 1)}; {fields})"
    except Uncrossable:
        pass
    for base in (tuple, list, dict):
        if issubclass(kind, base):
            held = dict(dict.items(value)) if base is dict else base(base.__iter__(value))
            return f"{name}({text_of(held, depth + 1)}; {fields})"
    if fields or is_own(kind):
        return f"{name}({fields})"
    return name if issubclass(kind, Iterator) else ADDRESS.sub("", repr(value)[:LONGEST])


def is_own(kind):
    """Says whether a class was made by a program, and not by the interpreter or its library."""
    return bool(kind.__flags__ & HEAP_TYPE) and vars(kind).get("__module__") in (None, "candidate", "builtins")


HEAP_TYPE = 1 << 9


def own_fields(value):
    """The attributes that an object itself has, in its dictionary and in slots."""
    fields = {}
    for base in reversed(type.__dict__["__mro__"].__get__(type(value))):
        for name, descriptor in type.__dict__["__dict__"].__get__(base).items():
            if isinstance(descriptor, types.MemberDescriptorType) and not name.startswith("__"):
                try:
                    fields[name] = descriptor.__get__(value)
                except AttributeError:
                    continue
    try:
        fields.update(object.__getattribute__(value, "__dict__"))
    except (AttributeError, TypeError):
        pass
    return fields


def text_of_iterator(value):
    """The text of an iterator, which is read for it."""
    global parts
    parts = 0
    return f"iterator[{items_of(value, 0)}]"
