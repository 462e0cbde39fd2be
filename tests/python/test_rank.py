"""Ranks of matrices."""

from __future__ import annotations

import mutagree
import pytest


def test_the_candidates_that_agree_on_most_tests_come_first() -> None:
    sets = mutagree.rank([[True, True], [True, False], [True, True]], "codet")
    assert sets[0]["candidates"] == [0, 2]
    assert sets[0]["tests"] == [0, 1]
    assert sets[0]["score"] > sets[1]["score"]


def test_what_was_written_more_often_weighs_more() -> None:
    matrix = [[True, False], [False, True]]
    assert mutagree.rank(matrix, candidates=[1, 9])[0]["candidates"] == [1]
    assert mutagree.rank(matrix, candidates=[9, 1])[0]["candidates"] == [0]


def test_arrays_are_taken_as_they_are() -> None:
    numpy = pytest.importorskip("numpy")
    matrix = numpy.array([[1, 1], [1, 0]])
    assert mutagree.rank(matrix, "max-pass") == mutagree.rank([[True, True], [True, False]], "max-pass")


def test_shapes_that_differ_and_unknown_scorers_are_input_errors() -> None:
    with pytest.raises(mutagree.InputError, match="one column for each test"):
        mutagree.rank([[True], [True, False]])
    with pytest.raises(mutagree.InputError, match="codett"):
        mutagree.rank([[True]], "codett")
    with pytest.raises(mutagree.InputError, match="negative"):
        mutagree.rank([[True]], candidates=[-1])


def test_a_scorer_that_needs_outputs_says_so() -> None:
    with pytest.raises(mutagree.InputError, match="outputs"):
        mutagree.rank([[True]], "trust")
    assert mutagree.rank([[True]], "trust", outputs=[["1"]])[0]["candidates"] == [0]


def test_every_scorer_ranks() -> None:
    outputs = [["1", "2"], ["1", "3"]]
    for scorer in mutagree.scorers():
        assert mutagree.rank([[True, True], [True, False]], scorer, outputs=outputs), scorer
