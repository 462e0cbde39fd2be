"""Data frames, where a library for these is there."""

from __future__ import annotations

import mutagree
import pytest


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_rows_become_a_frame_of_an_installed_library(library: str) -> None:
    pytest.importorskip(library)
    frame = mutagree.frame(mutagree.rank([[True, True], [True, False]], "codet"), library)
    assert frame.shape == (2, 3)
    assert list(frame.columns) == ["candidates", "tests", "score"]


def test_another_library_is_an_input_error() -> None:
    with pytest.raises(mutagree.InputError, match="modin"):
        mutagree.frame([], "modin")
