"""The differences that are known, each with its reason.

All come of a native run that was made elsewhere (`--recorded`): beside one in the same root folder no difference is known.
"""

import re
from collections import namedtuple

Kind = namedtuple("Kind", "name reason covers")

Difference = namedtuple("Difference", "problem is_right reason is_recorded")


def other_modules(it):
    """The recorded run failed for want of a module, which the environment has."""
    return it.is_recorded and it.is_right and "No module named" in it.reason


def by_root(it):
    """The recorded run was root, from whom no mode of a file keeps anything."""
    return it.is_recorded and it.is_right and "permission" in it.reason and "chmod(" in it.problem.tests


def other_commands(it):
    """A solution starts a command that the machine of the recorded run had, and the environment has not."""
    return it.is_recorded and not it.is_right and bool(COMMANDS.search(it.problem.solution))


def setuptools(it):
    """librosa asks setuptools for its files, which the environment has not."""
    return it.is_recorded and not it.is_right and bool(LIBROSA.search(it.problem.solution))


def chance(it):
    """What Faker drew, which nothing in the tests seeds, decided a test of the recorded run. Here each run draws the same."""
    is_drawn = "Faker()" in it.problem.tests and not re.search(r"Faker\.seed|seed_instance", it.problem.tests)
    return it.is_recorded and it.is_right and is_drawn


COMMANDS = re.compile(r"\bsubprocess\b[\s\S]*\[\s*(['\"])(?:python|pip|top)\1")
LIBROSA = re.compile(r"^\s*(?:import|from) librosa\b", re.M)

KINDS = [
    Kind("other modules", "the recorded run lacked a module", other_modules),
    Kind("by root", "the recorded run was made as root", by_root),
    Kind("other commands", "the recorded run had `python`, `pip` and `top` as commands", other_commands),
    Kind("setuptools", "the recorded run had setuptools", setuptools),
    Kind("chance", "a test depends on what was drawn", chance),
]


def kind_of(difference):
    """The name of the kind that covers a difference, or an empty text."""
    return next((kind.name for kind in KINDS if kind.covers(difference)), "")
