"""Tensors of TensorFlow that cross: those that have values, by type, shape and bytes."""

import builtins
import sys

import array_values
from library_values import DECODERS, ENCODERS

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# The types of numpy with the bytes of each type of TensorFlow.
TYPES = {
    "bool": "|b1", "uint8": "|u1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "float16": "<f2",
    "float32": "<f4", "float64": "<f8", "complex64": "<c8", "complex128": "<c16",
}

tensorflow = None


def install(module):
    """Lets tensors cross; gives the types whose values cannot change, and those whose values can."""
    global tensorflow
    tensorflow = module
    # The type is read where it is, since making a tensor would start threads in the zygote.
    kind = getattr(sys.modules.get("tensorflow.python.framework.ops"), "EagerTensor", None)
    if kind is None:
        return frozenset(), []
    ENCODERS[kind] = ("eager", parts)
    DECODERS["eager"] = tensor
    return frozenset([kind]), []


def parts(value):
    name = value.dtype.name
    return (name, tuple(map(int, value.shape)), "C", value.numpy().tobytes("C")) if name in TYPES else None


def tensor(name, shape, order, content):
    return tensorflow.constant(array_values.array(TYPES[name], tuple(shape), order, content, True))
