"""The table of differences that are known, each with its reason. A program that passes here and fails natively is never
among them."""

from collections import namedtuple

Kind = namedtuple("Kind", "name reason covers")

KINDS = []


def kind_of(difference):
    """The name of the kind that covers a difference, or an empty text."""
    if difference.sandbox == "P":
        return ""
    return next((kind.name for kind in KINDS if kind.covers(difference)), "")
