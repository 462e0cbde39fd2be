"""Variants of prompts, and certificates of pairs."""

from __future__ import annotations

import mutagree
import pytest

PROMPT = "Write a function `largest(numbers)` that returns the largest of a list of numbers. It is at least 3."


def test_the_original_comes_first_and_every_variant_has_a_certificate() -> None:
    variants = mutagree.mutate(PROMPT, variants=4, seed=7)
    assert variants[0]["prompt"] == PROMPT
    assert 2 <= len(variants) <= 5
    assert all(it["prompt"] != PROMPT and it["edits"] for it in variants[1:])
    assert {it["certificate"]["verdict"] for it in variants[1:]} == {"equivalent"}


def test_the_same_seed_gives_the_same_variants_and_another_does_not() -> None:
    def texts(seed: int) -> list[str]:
        return [it["prompt"] for it in mutagree.mutate(PROMPT, variants=4, seed=seed)]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)


def test_an_unknown_strategy_is_an_input_error_that_names_it() -> None:
    with pytest.raises(mutagree.InputError, match="lexicall"):
        mutagree.mutate(PROMPT, strategies=["lexicall"])
    with pytest.raises(ValueError, match="mild"):
        mutagree.mutate(PROMPT, strength="mild")


def test_a_prompt_that_is_no_task_is_refused() -> None:
    with pytest.raises(mutagree.InputError):
        mutagree.mutate("Schreibe eine Funktion, die die Summe aller Zahlen einer Liste zurückgibt.")


def test_a_changed_bound_is_certified_as_different() -> None:
    changed = PROMPT.replace("3", "4")
    assert mutagree.certify(PROMPT, changed)["verdict"] == "different"
    assert mutagree.certify(PROMPT, PROMPT)["verdict"] == "equivalent"
