"""A line that shows how far a stage is, on a terminal or in a notebook."""

from __future__ import annotations

import sys
from typing import Optional, Union

from .types import Progress, ProgressCallback

__all__ = ["callback"]


class _Line:
    """Writes over one line of standard error."""

    def __init__(self) -> None:
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        if progress["text"]:
            self._write(progress["text"], "\n")
        elif progress["total"]:
            ends = progress["done"] >= progress["total"]
            self._write(f"{progress['stage']}: {progress['done']} of {progress['total']}", "\n" if ends else "")

    def _write(self, text: str, end: str) -> None:
        print("\r" + text.ljust(self._width), end=end, file=sys.stderr, flush=True)
        self._width = 0 if end else len(text)


def callback(progress: Union[bool, ProgressCallback]) -> Optional[ProgressCallback]:
    """What is told of progress: nobody, a line on standard error, or a function of the caller's."""
    if isinstance(progress, bool):
        return _Line() if progress else None
    return progress
