"""Programs in replies."""

from __future__ import annotations

import mutagree
import pytest


def test_a_program_is_found_between_prose() -> None:
    reply = "Sure!\n```python\ndef double(x):\n    return 2 * x\n```\nThat is all."
    assert "return 2 * x" in mutagree.program(reply, entry_point="double")
    assert "Sure" not in mutagree.program(reply, entry_point="double")


def test_a_reply_without_a_program_is_an_input_error() -> None:
    with pytest.raises(mutagree.InputError, match="no program"):
        mutagree.program("I cannot help with that.", entry_point="double")
