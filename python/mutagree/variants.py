"""Variants of a prompt, and certificates of pairs."""

from __future__ import annotations

from typing import Optional, Sequence

from . import _mutagree
from .types import Certificate, Variant

__all__ = ["certify", "mutate"]


def mutate(
    prompt: str,
    *,
    variants: int = 8,
    strategies: Sequence[str] = ("all",),
    strength: str = "medium",
    entry_point: Optional[str] = None,
    task_id: str = "prompt",
    companions: Sequence[str] = (),
    seed: int = 0,
) -> list[Variant]:
    """Says a prompt in other ways that mean the same.

    Gives the prompt itself, number 0, and at most `variants` certified variants. The same arguments give the same list.
    `strategies` are names of strategies or operators (`mutagree mutate --list` shows them), `strength` is `light`, `medium` or
    `strong`; `entry_point` is the function that the prompt asks for, which is read from it where nothing is said; no new name occurs
    in one of the `companions`, such as a reference solution.

    Raises `InputError` on an unknown name, and where the prompt is no English task for Python code.
    """
    return _mutagree.mutate(prompt, entry_point, task_id, list(strategies), variants, strength, seed, list(companions))


def certify(
    original: str,
    variant: str,
    *,
    entry_point: Optional[str] = None,
    variant_entry_point: Optional[str] = None,
) -> Certificate:
    """Says whether two prompts ask for the same, and what was checked.

    `verdict` is `equivalent`, `different` or `unknown`; `checks` has what each check found.
    """
    return _mutagree.certify(original, variant, entry_point, variant_entry_point)
