"""How a test ended, in the words that cross to the host."""

import builtins

from wit_world import (
    Fault,
    Verdict_Failed as FAILED,
    Verdict_Passed as PASSED,
    Verdict_Raised as RAISED,
    Verdict_Uncrossable as UNCROSSABLE,
    Verdict_Unviable as UNVIABLE,
)

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

LONGEST_MESSAGE = 200


class Unviable(Exception):
    """A program that does not load, known by the fault that another exception left."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def describe(error):
    """Gives the type's name and the text of an exception, whatever its own methods do."""
    if isinstance(error, Unviable):
        return error.kind, str(error)
    try:
        message = str(error)[:LONGEST_MESSAGE]
    except BaseException:
        message = ""
    kind = str(type.__dict__["__name__"].__get__(type(error)))[:LONGEST_MESSAGE]
    return kind, str(message)


def fault(error):
    """Makes the fault that crosses to the host."""
    kind, message = describe(error)
    return Fault(kind, message.encode("utf-8", "replace").decode())
