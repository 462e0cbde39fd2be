"""More than a hundred ways to be wrong: by what a program's text says (`edits`), and by what surrounds its function
(`wrappers`)."""

from .edits import EDITS
from .wrappers import WRAPPERS, wrapped


def names():
    return [*EDITS, *WRAPPERS]


def mutant(random, name, source, entry_point):
    """A program that is wrong in the named way, or None where it has no place for it."""
    if name in WRAPPERS:
        return wrapped(name, source, entry_point)
    return EDITS[name](random, source, entry_point)
