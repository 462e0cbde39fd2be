"""The differences that are known, each with its reason. A solution that is right here alone is never among them."""

import re
from collections import namedtuple

Kind = namedtuple("Kind", "name covers")

KINDS = []


def kind_of(problem, is_right):
    """The name of the kind that covers a difference, or an empty text."""
    if is_right:
        return ""
    return next((kind.name for kind in KINDS if kind.covers(problem)), "")
