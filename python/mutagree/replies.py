"""Programs in what models write."""

from __future__ import annotations

from . import _mutagree

__all__ = ["program"]


def program(reply: str, *, prompt: str = "", entry_point: str = "") -> str:
    """The program in a model's reply: in Markdown, with prose, as the rest of the function that the prompt begins, or half a signature.

    `prompt` is what was asked, and `entry_point` the function that is wanted.

    Raises `InputError` where there is none, with the reason.
    """
    return _mutagree.program(reply, prompt, entry_point)
