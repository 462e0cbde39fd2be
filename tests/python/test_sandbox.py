"""Candidates and tests in the sandbox."""

from __future__ import annotations

import threading
import time

import mutagree
import pytest
from interrupts import interrupt_after

DOUBLE = "def double(x):\n    return 2 * x\n"


def test_each_test_has_its_outcome(sandbox: mutagree.Sandbox) -> None:
    report = sandbox.run(DOUBLE, ["assert double(2) == 4", "assert double(2) == 5", "assert half(2) == 1"])
    assert report["passed"] == [True, False, False]
    assert [it["kind"] for it in report["outcomes"]] == ["passed", "failed", "raised"]
    assert report["outcomes"][2]["error"] == "NameError"
    assert report["unloadable"] is None


def test_what_a_candidate_does_is_an_outcome(sandbox: mutagree.Sandbox) -> None:
    endless, broken, reads = sandbox.run_many(
        [
            "def f():\n    while True: pass",
            "def f(:",
            "def f():\n    return open('/etc/passwd').read()",
        ],
        ["assert f() == 1"],
    )
    assert endless["outcomes"][0] == {"kind": "limit", "error": "time", "message": ""}
    assert broken["unloadable"] is not None and broken["unloadable"]["error"] == "SyntaxError"
    assert reads["outcomes"][0]["error"] == "FileNotFoundError"


def test_reports_come_in_the_order_of_the_candidates_and_rank(sandbox: mutagree.Sandbox) -> None:
    candidates = [f"def plus(x):\n    return x + {it % 3}" for it in range(9)]
    heard: list[mutagree.Progress] = []
    reports = sandbox.run_many(candidates, ["assert plus(1) == 2", "assert plus(2) == 3"], progress=heard.append)
    assert [all(it["passed"]) for it in reports] == [it % 3 == 1 for it in range(9)]
    assert mutagree.rank(reports)[0]["candidates"] == [1, 4, 7]
    assert (heard[-1]["stage"], heard[-1]["done"], heard[-1]["total"]) == ("execute", 9, 9)


def test_a_file_of_tests_is_taken_apart(sandbox: mutagree.Sandbox) -> None:
    text = "def test_two():\n    assert double(2) == 4\n\ndef test_three():\n    assert double(3) == 7\n"
    assert len(sandbox.split(text)) == 2
    assert sandbox.run(DOUBLE, text)["passed"] == [True, False]


def test_an_interrupt_ends_the_work_and_the_sandbox_goes_on(sandbox: mutagree.Sandbox) -> None:
    # Different programs, each of which needs about a second.
    slow = [f"def f():\n    for _ in range({10**9 + it}): pass" for it in range(200)]
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), interrupt_after(1.0):
        sandbox.run_many(slow, ["assert f() == 1"])
    assert time.monotonic() - began < 10
    assert sandbox.run(DOUBLE, ["assert double(1) == 2"])["passed"] == [True]


def test_other_threads_of_python_run_while_candidates_do(sandbox: mutagree.Sandbox) -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.005):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    sandbox.run_many([f"def f():\n    return sum(range({10**6 + it}))" for it in range(4)], ["assert f() > 0"])
    done.set()
    thread.join()
    assert ticks > 5


def test_what_progress_raises_passes(sandbox: mutagree.Sandbox) -> None:
    def fail(progress: mutagree.Progress) -> None:
        raise LookupError(progress["stage"])

    with pytest.raises(LookupError, match="execute"):
        sandbox.run_many([DOUBLE], ["assert double(1) == 2"], progress=fail)
