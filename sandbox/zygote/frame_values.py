"""Frames, series, indices and scalars of pandas that cross, by their arrays and names."""

import builtins

import array_values
from crossing import Uncrossable
from library_values import DECODERS, ENCODERS

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

MASKED = frozenset(
    "Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 boolean".split()
)

WRAPPERS = frozenset(["NumpyEADtype", "PandasDtype"])  # of numpy's own types, as the versions of pandas call them

pandas = None


def install(module):
    """Lets what pandas has cross; gives the types whose values cannot change, and those whose values can."""
    global pandas
    pandas = module
    for name, kind, parts, make in (
        ("DataFrame", pandas.DataFrame, frame_parts, frame),
        ("Series", pandas.Series, series_parts, series),
        ("Index", pandas.Index, index_parts, index),
        ("RangeIndex", pandas.RangeIndex, range_parts, range_index),
        ("DatetimeIndex", pandas.DatetimeIndex, time_index_parts, time_index),
        ("TimedeltaIndex", pandas.TimedeltaIndex, time_index_parts, time_index),
        ("CategoricalIndex", pandas.CategoricalIndex, index_parts, index),
        ("MultiIndex", pandas.MultiIndex, levels_parts, levels),
        ("Categorical", pandas.Categorical, categorical_parts, categorical),
        ("Timestamp", pandas.Timestamp, time_parts, timestamp),
        ("Timedelta", pandas.Timedelta, lambda value: (int(value.value), unit_of(value)), timedelta),
        ("NaT", type(pandas.NaT), lambda value: (), lambda: pandas.NaT),
        ("NA", type(getattr(pandas, "NA", None)), lambda value: (), lambda: pandas.NA),
    ):
        if kind is not type(None):
            ENCODERS[kind] = (name, parts)
            DECODERS[name] = make
    fixed = [pandas.Timestamp, pandas.Timedelta, type(pandas.NaT), pandas.Categorical]
    indices = [kind for kind in ENCODERS if issubclass(kind, pandas.Index)]
    return frozenset([*fixed, *indices]), [pandas.DataFrame, pandas.Series]


def column_parts(values):
    """The parts of the values of a column: (how they are held, …), or nothing for a type that does not cross."""
    name = str(values.dtype)
    if name == "category":
        value = values if isinstance(values, pandas.Categorical) else values.array
        return "category", value
    if name in MASKED:
        missing = values.isna()
        kind = values.dtype.numpy_dtype
        return "masked", name, values.to_numpy(dtype=kind, na_value=kind.type(0)), missing
    if name in ("string", "str") or name.startswith("string["):
        storage = (values.dtype.storage, "nan" if name == "str" else "NA")
        return "string", *storage, [None if lacks else str(it) for it, lacks in zip(values, values.isna())]
    if name.startswith("datetime64[") and "," in name:
        zone = str(values.dtype.tz)
        return "zoned", zone, values.tz_convert("UTC").tz_localize(None).to_numpy()
    is_plain = isinstance(values.dtype, array_values.numpy.dtype) or type(values.dtype).__name__ in WRAPPERS
    return ("numpy", values.to_numpy()) if is_plain else None


def column(kind, *parts):
    """The values that `column_parts` gave this for."""
    if kind == "category" or kind == "numpy":
        return parts[0]
    if kind == "masked":
        made = pandas.array(parts[1], dtype=parts[0])
        made[parts[2]] = pandas.NA
        return made
    if kind == "string":
        storage, missing, texts = parts
        if missing == "nan":
            return pandas.array(texts, dtype="str")
        return pandas.array(texts, dtype=pandas.StringDtype(storage))
    return pandas.DatetimeIndex(parts[1]).tz_localize("UTC").tz_convert(parts[0]).array


def plain_attributes(value):
    return not value.attrs and value.flags.allows_duplicate_labels


def frame_parts(value):
    if not plain_attributes(value):
        return None
    columns = [column_parts(value.iloc[:, place].array) for place in range(value.shape[1])]
    return None if None in columns else (columns, value.index, value.columns)


def frame(columns, rows, names):
    made = pandas.DataFrame({place: column(*parts) for place, parts in enumerate(columns)}, index=rows)
    made.columns = names
    return made


def series_parts(value):
    column = column_parts(value.array)
    return (column, value.index, value.name) if column is not None and plain_attributes(value) else None


def series(values, rows, name):
    return pandas.Series(column(*values), index=rows, name=name)


def index_parts(value):
    column = column_parts(value.array)
    return None if column is None else (column, value.name)


def index(values, name):
    return pandas.Index(column(*values), name=name)


def range_parts(value):
    return value.start, value.stop, value.step, value.name


def range_index(start, stop, step, name):
    return pandas.RangeIndex(start, stop, step, name=name)


def time_index_parts(value):
    column = column_parts(value.array)
    return None if column is None else (column, value.freqstr, value.name)


def time_index(values, frequency, name):
    made = pandas.Index(column(*values), name=name)
    if frequency is not None:
        made.freq = frequency
    return made


def levels_parts(value):
    return list(value.levels), [codes for codes in value.codes], list(value.names)


def levels(each, codes, names):
    return pandas.MultiIndex(levels=each, codes=codes, names=names)


def categorical_parts(value):
    return value.categories, value.codes, bool(value.ordered)


def categorical(categories, codes, ordered):
    return pandas.Categorical.from_codes(codes, categories=categories, ordered=ordered)


def unit_of(value):
    return getattr(value, "unit", "ns")


def time_parts(value):
    zone = None if value.tz is None else str(value.tz)
    return int(value.value), unit_of(value), zone, int(value.fold)


def timestamp(nanoseconds, unit, zone, fold):
    made = pandas.Timestamp(nanoseconds, unit="ns", tz=None if zone is None else "UTC")
    made = made if zone is None else made.tz_convert(zone)
    return made if unit == unit_of(made) else made.as_unit(unit)


def timedelta(nanoseconds, unit):
    made = pandas.Timedelta(nanoseconds, unit="ns")
    return made if unit == unit_of(made) else made.as_unit(unit)


def shared(value):
    return []


def change(old, new):
    """Makes a frame or a series equal to what a call left of it."""
    if not hasattr(old, "_update_inplace"):
        raise Uncrossable(type(old).__name__)
    old._update_inplace(new)
