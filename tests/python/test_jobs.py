"""Evaluations, and the whole job with a function as the model."""

from __future__ import annotations

import time
from pathlib import Path

import mutagree
import pytest
from interrupts import interrupt_after

PROBLEM = {
    "task_id": "demo/0",
    "prompt": 'def double(x):\n    """Return the double of the number x."""\n',
    "entry_point": "double",
    "test": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(5) == 10\n",
}
RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return x * x\n"


def model(request: mutagree.Request) -> str:
    """Two of three programs are right, and all tests."""
    if "test" in request["purpose"]:
        return "```python\nassert double(3) == 6\nassert double(0) == 0\n```"
    program = WRONG if request["sample"] % 3 == 2 else RIGHT
    return f"Here it is:\n```python\n{program}```"


def test_samples_are_measured_against_the_problems_own_tests() -> None:
    samples = [{"task_id": "demo/0", "solution": it} for it in (RIGHT, WRONG)]
    evaluation = mutagree.evaluate([PROBLEM], samples, k=[1, 2])
    assert evaluation["pass_at"] == {1: 0.5, 2: 1.0}
    assert evaluation["per_problem"] == [{"task_id": "demo/0", "samples": 2, "right": 1, "stopped": 0}]


def test_a_row_that_cannot_be_used_is_an_input_error() -> None:
    with pytest.raises(mutagree.InputError, match="solution"):
        mutagree.evaluate([PROBLEM], [{"task_id": "demo/0"}])
    with pytest.raises(mutagree.InputError, match="nowhere"):
        mutagree.evaluate("nowhere.jsonl", "nowhere.jsonl")


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_function_is_a_model(tmp_path: Path, at_once: int) -> None:
    heard: list[mutagree.Progress] = []
    boosted = mutagree.boost(
        [PROBLEM],
        model,
        run=tmp_path / "run",
        candidates=6,
        tests=10,
        variants=2,
        at_once=at_once,
        progress=heard.append,
    )
    (selected,) = boosted["selected"]
    assert selected["right"] is True
    assert selected["solution"] is not None and "2 * x" in selected["solution"]
    assert boosted["evaluation"]["problems"] == 1
    assert Path(boosted["submission"]).is_file()
    assert {"generate", "execute"} <= {it["stage"] for it in heard}


def test_a_run_goes_on_after_an_interrupt_and_asks_only_for_the_rest(tmp_path: Path) -> None:
    asked: list[str] = []

    def slow(request: mutagree.Request) -> str:
        time.sleep(0.2)
        asked.append(request["purpose"])
        return model(request)

    def boost() -> mutagree.Boosted:
        return mutagree.boost([PROBLEM], slow, run=tmp_path / "run", candidates=10, tests=20, variants=1)

    # The first call makes the sandbox ready, so that the interrupt comes while the model is asked.
    mutagree.boost([PROBLEM], model, run=tmp_path / "other", candidates=2, tests=2, variants=0)
    with pytest.raises(KeyboardInterrupt), interrupt_after(1.2):
        boost()
    before = len(asked)
    assert before > 0
    assert boost()["selected"][0]["right"] is True
    after = len(asked)
    boost()
    assert len(asked) == after
    # A reply that was under way when the interrupt came may be asked for again.
    assert after - before < 12


def test_what_the_model_raises_passes_as_it_is(tmp_path: Path) -> None:
    def broken(request: mutagree.Request) -> str:
        raise LookupError(f"no reply for {request['task_id']}")

    with pytest.raises(LookupError, match="demo/0"):
        mutagree.boost([PROBLEM], broken, run=tmp_path / "run", candidates=2, tests=2, variants=0)


def test_a_reply_that_is_no_text_is_a_type_error(tmp_path: Path) -> None:
    def nothing(request: mutagree.Request) -> str:
        return None  # type: ignore[return-value]  # pyright: ignore[reportReturnType]

    with pytest.raises(TypeError, match="NoneType"):
        mutagree.boost([PROBLEM], nothing, run=tmp_path / "run", candidates=2, tests=2, variants=0)
