"""Results as data frames, where a library for these is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Iterable, Mapping, Optional

from .errors import InputError

__all__ = ["frame"]

_LIBRARIES = ("pandas", "polars")


def frame(rows: Iterable[Mapping[str, Any]], library: Optional[str] = None) -> Any:
    """A data frame with a row for each of a list of dicts, such as variants, reports, consensus sets or `selected`.

    `library` is `pandas` or `polars`; where nothing is said, the first of these that is installed.

    Raises `InputError` where none is, or it is neither.
    """
    if library is None:
        library = next((it for it in _LIBRARIES if find_spec(it)), None)
    if library not in _LIBRARIES:
        said = (
            "neither pandas nor polars is installed" if library is None else f"`{library}` is neither pandas nor polars"
        )
        raise InputError(f"{said}\nhint: `pip install pandas`; the results are plain dicts without it")
    return import_module(library).DataFrame([dict(row) for row in rows])
