"""What values of frameworks are, as texts that are the same for the same content, where they stand in an object that does
not cross: arrays, tensors and frames with type, shape and values, modules with their parameters, buffers and parts.
"""

import builtins
import math
import sys
from itertools import islice

import objects
from crossing import name_of

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# For the bytes of a float the digits that are written of it, and the smallest part of the largest value that counts: what
# is below is what rounding left. `sandbox/src/value/array.rs` has the same.
PRECISION = {8: (6, 2e-15), 4: (4, 1e-6), 2: (2, 1e-2)}


def install():
    """Gives texts to the values of the frameworks that were imported."""
    for framework, texts in TEXTS.items():
        if framework in sys.modules:
            objects.FOREIGN.update(texts(sys.modules[framework]))


def numpy_texts(numpy):
    return {numpy.ndarray: text_of_array, numpy.generic: text_of_scalar}


def torch_texts(torch):
    return {torch.Tensor: text_of_tensor, torch.nn.Module: text_of_module}


def pandas_texts(pandas):
    return {pandas.DataFrame: text_of_frame, pandas.Series: text_of_series, pandas.Index: text_of_index}


def tensorflow_texts(tensorflow):
    kinds = [tensorflow.Tensor, tensorflow.Variable]
    eager = getattr(sys.modules.get("tensorflow.python.framework.ops"), "EagerTensor", None)
    return dict.fromkeys(kinds + [eager] * (eager is not None), text_of_eager)


TEXTS = {"numpy": numpy_texts, "torch": torch_texts, "pandas": pandas_texts, "tensorflow": tensorflow_texts}


def text_of_array(value, depth):
    numpy = sys.modules["numpy"]
    name = "" if type(value) is numpy.ndarray else f"{name_of(type(value))} "
    value = numpy.asarray(value)
    code = value.dtype.str.lstrip("<>|=") if value.dtype.names is None else str(value.dtype)
    return f"{name}ndarray {code} {value.shape} [{items_of(first(value), value.dtype, depth)}]"


def text_of_scalar(value, depth):
    numpy = sys.modules["numpy"]
    return f"scalar {value.dtype.str.lstrip('<>|=')} [{items_of(first(numpy.asarray(value)), value.dtype, depth)}]"


def text_of_tensor(value, depth):
    torch = sys.modules["torch"]
    with torch._C.DisableTorchFunction(), torch.no_grad():
        name = "" if type(value) in (torch.Tensor, torch.nn.Parameter) else f"{name_of(type(value))} "
        graph = " with gradient" if value.requires_grad else ""
        kind, shape = str(value.dtype)[len("torch."):], tuple(value.shape)
        plain = value.detach().to_dense() if value.layout is not torch.strided else value.detach()
        plain = plain.resolve_conj().resolve_neg().reshape(-1)[:objects.MOST]
        if kind == "bfloat16":
            return f"{name}tensor {kind} {shape}{graph} [{floats(plain.float().tolist(), 2)}]"
        plain = plain.numpy()
    return f"{name}tensor {kind} {shape}{graph} [{items_of(plain.tolist(), plain.dtype, depth)}]"


def text_of_eager(value, depth):
    try:
        plain = sys.modules["numpy"].asarray(value.numpy())
    except (AttributeError, NotImplementedError):  # a symbol of a graph has no values
        return f"{name_of(type(value))} {value.dtype.name} {value.shape}"
    return f"eager {value.dtype.name} {plain.shape} [{items_of(first(plain), plain.dtype, depth)}]"


def text_of_module(value, depth):
    """A module of torch: its type, whether it trains, its own settings, and what it is made of."""
    fields = objects.own_fields(value)
    parts = {}
    for held in ("_parameters", "_buffers", "_modules"):
        parts.update(fields.get(held) or {})
    plain = {name: it for name, it in fields.items() if not name.startswith("_")}
    return f"{name_of(type(value))}({objects.fields_of({**plain, **parts}, depth)})"


def text_of_frame(value, depth):
    columns = [value.iloc[:, place] for place in range(min(value.shape[1], objects.MOST))]
    texts = ", ".join(f"{objects.text_of(name, depth + 1)}: {text_of_column(it, depth)}" for name, it in zip(value.columns, columns))
    return f"{name_of(type(value))}({texts}; {text_of_index(value.index, depth)})"


def text_of_series(value, depth):
    name = objects.text_of(value.name, depth + 1)
    return f"{name_of(type(value))}({name}: {text_of_column(value, depth)}; {text_of_index(value.index, depth)})"


def text_of_index(value, depth):
    return f"{name_of(type(value))} {value.names} {text_of_column(value, depth)}"


def text_of_column(value, depth):
    items = [objects.text_of(item, depth + 1) for item in islice(value, objects.MOST)]
    return f"{value.dtype} [{', '.join(items)}]"


def first(value):
    """The first items of an array, in the order of C."""
    return list(islice(value.flat, objects.MOST)) if value.dtype.hasobject else value.reshape(-1)[:objects.MOST].tolist()


def items_of(items, dtype, depth):
    if dtype.kind == "f":
        return floats(items, dtype.itemsize)
    return ", ".join(objects.text_of(item, depth + 1) for item in items)


def floats(items, size):
    """Floats, to as many digits as their type lets be told apart from rounding."""
    digits, least = PRECISION.get(size, PRECISION[8])
    largest = max((abs(item) for item in items if math.isfinite(item)), default=0.0)
    settled = (0.0 if abs(item) <= least * largest else item for item in items)
    return ", ".join(f"{item + 0.0:.{digits}g}" for item in settled)
