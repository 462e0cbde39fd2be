"""`struct` with the sizes that C types have where words have 64 bits.

The formats `l`, `L`, `n`, `N` and `P` have eight bytes there and four here, unless the format begins with a byte order.
"""

import builtins
import functools
import struct

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

WIDE = {ord("l"): "q", ord("L"): "Q", ord("n"): "q", ord("N"): "Q", ord("P"): "Q"}


@functools.lru_cache(100)
def widened(form):
    """The format that means on this machine what `form` means on one of 64 bits."""
    try:
        text = form.decode("ascii") if isinstance(form, bytes) else form
    except ValueError:
        return form
    return form if not isinstance(text, str) or text[:1] in tuple("=<>!") else text.translate(WIDE)


def install():
    for name in ("pack", "pack_into", "unpack", "unpack_from", "iter_unpack", "calcsize"):
        setattr(struct, name, with_sizes(getattr(struct, name)))
    struct.Struct = Struct


def with_sizes(function):
    @functools.wraps(function)
    def call(form, /, *arguments, **named):
        return function(widened(form), *arguments, **named)

    return call


class Struct(struct.Struct):
    """A compiled format."""

    def __new__(cls, format):
        return super().__new__(cls, widened(format))

    def __init__(self, format):
        super().__init__(widened(format))
