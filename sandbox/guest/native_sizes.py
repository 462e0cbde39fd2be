"""What depends on the size of words, as where they have 64 bits.

The formats `l`, `L`, `n`, `N` and `P` of `struct` have eight bytes there and four here, unless the format begins with a byte
order. `sys.maxsize` is what it is there, so what is given to C code is cut to what fits.
"""

import _collections_abc
import builtins
import compression._common._streams
import csv
import functools
import struct
import sys
import types

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

WIDE = {ord("l"): "q", ord("L"): "Q", ord("n"): "q", ord("N"): "Q", ord("P"): "Q"}

LARGEST = 2**63 - 1

WORD = sys.maxsize  # the largest that fits here

limit_field_size = csv.field_size_limit


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
    csv.field_size_limit = field_size_limit
    # These hand it over to C, or reckon with the hashes that C gives.
    _collections_abc.sys = compression._common._streams.sys = types.SimpleNamespace(maxsize=WORD)
    sys.maxsize = LARGEST


def field_size_limit(*limit):
    """Set or return the current maximum field size."""
    return limit_field_size(*(min(it, WORD) if type(it) is int and it <= LARGEST else it for it in limit))


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
