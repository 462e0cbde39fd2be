"""Arrays and scalars of numpy that cross: by type, shape, order in memory, and bytes.

Numbers, truth values, dates, texts and bytes cross, and arrays of objects where each object does. The host checks that a type is one of these and
that there are as many bytes as it says.
"""

import builtins

from crossing import Uncrossable
from library_values import DECODERS, ENCODERS

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

PLAIN_KINDS = frozenset("biufcmMSU")

numpy = None


def install(module):
    """Lets arrays and scalars cross; gives the types whose values cannot change, and those whose values can."""
    global numpy
    numpy = module
    ENCODERS[numpy.ndarray] = ("ndarray", array_parts)
    DECODERS["ndarray"] = array
    scalars = {kind for kind in set(numpy.sctypeDict.values()) if numpy.dtype(kind).kind in PLAIN_KINDS}
    types = {type(numpy.dtype(kind)) for kind in scalars}
    ENCODERS.update(dict.fromkeys(scalars, ("scalar", scalar_parts)))
    ENCODERS.update(dict.fromkeys(types, ("dtype", dtype_parts)))
    DECODERS["scalar"] = scalar
    DECODERS["dtype"] = numpy.dtype
    return frozenset(scalars | types), [numpy.ndarray]


def type_code(dtype):
    """The text of a type, with its byte order; nothing for one whose values do not cross as bytes."""
    return dtype.str if dtype.kind in PLAIN_KINDS and dtype.names is None and dtype.metadata is None else None


def dtype_parts(dtype):
    code = type_code(dtype)
    return None if code is None else (code,)


def order_of(value):
    """How an array lies in memory: `C`, `F`, or in another way, which a copy has too."""
    flags = value.flags
    return "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"


def array_parts(value):
    code = type_code(value.dtype)
    shape = tuple(map(int, value.shape))
    if code is None:
        return object_parts(value, shape)
    return code, shape, order_of(value), value.tobytes("C"), bool(value.flags.writeable)


def object_parts(value, shape):
    """An array of objects, or nothing where it is one of records."""
    if value.dtype.kind != "O":
        return None
    return "O", shape, "C", value.ravel("C").tolist(), bool(value.flags.writeable)


def array(code, shape, order, content, writeable):
    """Makes an array that is laid out as the one that it was."""
    if code == "O":
        made = object_array(shape, content)
    else:
        made = numpy.frombuffer(content, numpy.dtype(code)).reshape(shape)
        made = made.copy(order="F") if order == "F" else spread(made) if order == "A" else made.copy()
    made.flags.writeable = writeable
    return made


def object_array(shape, items):
    made = numpy.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        made[place] = item
    return made.reshape(shape)


def spread(value):
    """The same array with room between its items, so that it lies neither in the order of C nor of Fortran."""
    room = numpy.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
    made = room[..., ::2]
    made[...] = value
    return made


def scalar_parts(value):
    code = type_code(value.dtype)
    return None if code is None else (code, value.tobytes())


def scalar(code, content):
    return numpy.frombuffer(content, numpy.dtype(code))[0]


def shared(value):
    """What an array shares its memory with, and what it holds."""
    base = [] if value.base is None else [value.base]
    return base + value.ravel().tolist() if value.dtype.kind == "O" else base


def change(old, new):
    """Makes an array equal to what a call left of it."""
    if old.shape != new.shape or old.dtype != new.dtype:
        raise Uncrossable("an array of which a call changed the shape or the type")
    old[...] = new
