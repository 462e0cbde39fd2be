"""Tensors of torch that cross: those on the processor, dense, without a graph, by type, shape, order in memory, and bytes."""

import builtins

import array_values
from crossing import Uncrossable
from library_values import DECODERS, ENCODERS

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# For each type of torch the type of numpy with its bytes.
TYPES = {
    "bool": "|b1", "uint8": "|u1", "int8": "|i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "float16": "<f2",
    "float32": "<f4", "float64": "<f8", "complex64": "<c8", "complex128": "<c16", "bfloat16": "<i2",
}

torch = None


def install(module):
    """Lets tensors, shapes and types cross; gives the types whose values cannot change, and those whose values can."""
    global torch
    torch = module
    ENCODERS[torch.Tensor] = ("tensor", parts)
    DECODERS["tensor"] = tensor
    ENCODERS[torch.Size] = ("Size", lambda value: (list(value),))
    DECODERS["Size"] = torch.Size
    ENCODERS[torch.dtype] = ("torch.dtype", lambda value: (str(value)[len("torch."):],))
    DECODERS["torch.dtype"] = lambda name: getattr(torch, name) if name in TYPES else None
    ENCODERS[torch.device] = ("device", lambda value: (str(value),) if value.type == "cpu" else None)
    DECODERS["device"] = torch.device
    return frozenset([torch.Size, torch.dtype, torch.device]), [torch.Tensor]


def parts(value):
    name = str(value.dtype)[len("torch."):]
    if (
        name not in TYPES or value.device.type != "cpu" or value.layout is not torch.strided or value.requires_grad
        or value.is_conj() or value.is_neg() or vars(value)
    ):
        return None
    order = "C" if value.is_contiguous() else "F" if value.permute(*reversed(range(value.dim()))).is_contiguous() else "A"
    plain = value.view(torch.int16) if name == "bfloat16" and order == "C" else value
    if name == "bfloat16" and order != "C":
        plain = value.contiguous().view(torch.int16)
    return name, tuple(value.shape), order, plain.numpy().tobytes("C")


def tensor(name, shape, order, content):
    """Makes a tensor that is laid out as the one that it was."""
    made = torch.from_numpy(array_values.array(TYPES[name], tuple(shape), order, content, True))
    return made.view(torch.bfloat16) if name == "bfloat16" else made


def shared(value):
    """What a tensor is a view of."""
    return [] if value._base is None else [value._base]


def change(old, new):
    """Makes a tensor equal to what a call left of it."""
    if old.shape != new.shape or old.dtype != new.dtype:
        raise Uncrossable("a tensor of which a call changed the shape or the type")
    with torch.no_grad():
        old.copy_(new)
