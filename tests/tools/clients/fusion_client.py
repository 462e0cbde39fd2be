"""Tries an executor with SandboxFusion's own client package; exits 1 at the first fault.

    python fusion_client.py http://127.0.0.1:8080 [--skip submit,prompts] [--datasets CommonOJDataset,...]

Parts, each can be skipped: run, files, language, concurrent, async, verl, submit, prompts.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, NoReturn

import requests
from sandbox_fusion import (
    CommandRunStatus,
    EvalResult,
    GetPromptByIdRequest,
    GetPromptsRequest,
    RunCodeRequest,
    RunCodeResponse,
    RunStatus,
    SubmitRequest,
    SummaryMapping,
    TestConfig,
    get_prompt_by_id,
    get_prompts,
    run_code,
    run_code_async,
    run_concurrent,
    set_endpoint,
    submit,
    submit_async,
    submit_safe,
    summary_run_code_result,
)


class Fault(Exception):
    """What the server did wrong."""


def fail(what: str) -> NoReturn:
    raise Fault(what)


def need(condition: Any, what: str) -> None:
    if not condition:
        fail(what)


def run(code: str, **fields: Any) -> RunCodeResponse:
    return run_code(RunCodeRequest(code=code, language="python", **fields), max_attempts=1, client_timeout=60)


def expect(answer: RunCodeResponse, where: str, status: RunStatus, return_code: int | None, stdout: str) -> None:
    need(answer.status == status, f"{where}: status {answer.status} in place of {status}: {answer}")
    need(answer.message == "", f"{where}: message {answer.message!r}")
    need(answer.compile_result is None, f"{where}: Python has no compile step, got {answer.compile_result}")
    result = answer.run_result
    if result is None:
        fail(f"{where}: no run_result")
    out_of_time = return_code is None
    want = CommandRunStatus.TimeLimitExceeded if out_of_time else CommandRunStatus.Finished
    need(result.status == want, f"{where}: run status {result.status} in place of {want}")
    need(result.return_code == return_code, f"{where}: return code {result.return_code} in place of {return_code}")
    need(result.stdout == stdout, f"{where}: stdout {result.stdout!r} in place of {stdout!r}")
    need(result.stderr is not None, f"{where}: stderr is null (verl adds stdout and stderr)")
    need(result.execution_time is not None and result.execution_time >= 0, f"{where}: no execution_time")


def part_run(_: argparse.Namespace) -> None:
    mapping = SummaryMapping(RunFailed="wrong", RunTimeout="late")

    answer = run("print('hello')\nprint(6 * 7)")
    expect(answer, "success", RunStatus.Success, 0, "hello\n42\n")
    need(summary_run_code_result(answer, mapping) == "Success", "summary of a success")

    answer = run("print('so far')\nraise KeyError('lost-4711')")
    expect(answer, "exception", RunStatus.Failed, 1, "so far\n")
    stderr = (answer.run_result and answer.run_result.stderr) or ""
    need("KeyError" in stderr and "lost-4711" in stderr and "Traceback" in stderr, f"exception: stderr {stderr!r}")
    need(summary_run_code_result(answer, mapping) == "wrong", "summary of an exception")

    expect(run("import sys\nsys.exit(3)"), "sys.exit(3)", RunStatus.Failed, 3, "")

    answer = run("print(1)\nthis is no Python")
    expect(answer, "syntax error", RunStatus.Failed, 1, "")
    need(
        "SyntaxError" in ((answer.run_result and answer.run_result.stderr) or ""), f"syntax error: {answer.run_result}"
    )

    started = time.perf_counter()
    answer = run("print('partial', flush=True)\nwhile True:\n    pass", run_timeout=1)
    expect(answer, "endless loop", RunStatus.Failed, None, "partial\n")
    need(0.9 < time.perf_counter() - started < 5, f"endless loop: answered after {time.perf_counter() - started:.2f} s")
    need(summary_run_code_result(answer, mapping) == "late", "summary of a time-out")
    expect(run("import time\ntime.sleep(60)", run_timeout=0.5), "sleep", RunStatus.Failed, None, "")

    echo = "import sys\nfor line in sys.stdin:\n    print(line.strip()[::-1])"
    expect(run(echo, stdin="abc\ndef\n"), "stdin", RunStatus.Success, 0, "cba\nfed\n")
    expect(run("print(input() + input())", stdin="a\nb"), "input()", RunStatus.Success, 0, "ab\n")
    expect(run(echo), "no stdin", RunStatus.Success, 0, "")
    answer = run("input()")
    expect(answer, "input() without stdin", RunStatus.Failed, 1, "")
    need("EOFError" in ((answer.run_result and answer.run_result.stderr) or ""), "input() without stdin: no EOFError")
    expect(run("print('early')", stdin="x" * 300_000), "stdin that is not read", RunStatus.Success, 0, "early\n")
    expect(run("print('é', '日本', '\\U0001f600')"), "Unicode", RunStatus.Success, 0, "é 日本 \U0001f600\n")
    expect(run("print('y' * 400_000)"), "400 kB of output", RunStatus.Success, 0, "y" * 400_000 + "\n")


def part_files(_: argparse.Namespace) -> None:
    code = (
        "with open('in/data.txt') as f:\n    text = f.read()\n"
        "with open('out.bin', 'wb') as f:\n    f.write(text.upper().encode() + b'\\x00\\xff')\nprint(len(text))"
    )
    answer = run(
        code,
        files={"in/data.txt": base64.b64encode(b"some text").decode(), "ignored": None},
        fetch_files=["out.bin", "in/data.txt", "missing.txt"],
    )
    expect(answer, "files", RunStatus.Success, 0, "9\n")
    need(set(answer.files) == {"out.bin", "in/data.txt"}, f"files: fetched {set(answer.files)}")
    need(base64.b64decode(answer.files["out.bin"]) == b"SOME TEXT\x00\xff", f"files: out.bin is {answer.files}")
    need(base64.b64decode(answer.files["in/data.txt"]) == b"some text", "files: in/data.txt")

    answer = run("open('made', 'w').write('1')\nraise SystemExit(2)", fetch_files=["made"])
    expect(answer, "files of a failed run", RunStatus.Failed, 2, "")
    need(answer.files == {"made": "MQ=="}, f"files of a failed run: {answer.files}")
    answer = run("import os\nprint(os.path.exists('made'))", fetch_files=["made"])
    expect(answer, "files of an earlier call", RunStatus.Success, 0, "False\n")
    need(answer.files == {}, f"files of an earlier call: {answer.files}")


def part_language(_: argparse.Namespace) -> None:
    try:
        RunCodeRequest(code="x", language="cobol")
    except ValueError:
        pass
    else:
        fail("the client itself let the language cobol pass")
    # construct(): past the client's own check, to see the server's
    wrong = RunCodeRequest.construct(**{**RunCodeRequest(code="x", language="python").dict(), "language": "cobol"})
    started = time.perf_counter()
    try:
        answer = run_code(wrong, max_attempts=1, client_timeout=30)
    except Exception as error:  # the package raises bare Exception
        need("responded with code 422" in str(error), f"language cobol: {error}")
    else:
        fail(f"language cobol: accepted: {answer}")
    need(time.perf_counter() - started < 5, "language cobol: slow to refuse")


def verl_call(url: str, code: str, stdin: str | None) -> dict[str, Any]:
    """The request of verl's call_sandbox_api, byte for byte: a new connection, memory_limit_MB, a JSON text."""
    payload = {"compile_timeout": 10, "run_timeout": 10, "code": code, "stdin": stdin, "memory_limit_MB": 1024,
               "language": "python", "files": {}, "fetch_files": []}  # fmt: skip
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    response = requests.post(url, headers=headers, data=json.dumps(payload), timeout=30)
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


def part_verl(options: argparse.Namespace) -> None:
    url = options.base_url.rstrip("/") + "/run_code"
    calls = [[url, f"print(int(input()) + {i})", str(i)] for i in range(32)]
    for i, answer in enumerate(run_concurrent(verl_call, args=calls, concurrency=16)):
        run_result = answer["run_result"]
        need(answer["status"] == "Success" and run_result["status"] == "Finished", f"verl {i}: {answer}")
        need(run_result["return_code"] == 0 and run_result["stdout"] == f"{2 * i}\n", f"verl {i}: {answer}")
        need("execution_time" in run_result and answer["compile_result"] is None, f"verl {i}: {answer}")
    answer = verl_call(url, "print('tool')", None)
    need(answer["run_result"]["stdout"] + answer["run_result"]["stderr"] == "tool\n", f"verl tool: {answer}")
    ping = requests.get(options.base_url.rstrip("/") + "/v1/ping", timeout=10)
    need(ping.status_code == 200 and ping.json() == "pong", f"/v1/ping: {ping.status_code} {ping.text!r}")


def request(i: int) -> RunCodeRequest:
    return RunCodeRequest(code=f"print({i} * {i})\nprint(input())", language="python", stdin=f"in {i}")


def part_concurrent(_: argparse.Namespace) -> None:
    kwargs = [{"request": request(i), "max_attempts": 1, "client_timeout": 60} for i in range(60)]
    for i, answer in enumerate(run_concurrent(run_code, kwargs=kwargs, concurrency=20)):
        expect(answer, f"concurrent {i}", RunStatus.Success, 0, f"{i * i}\nin {i}\n")


def part_async(options: argparse.Namespace) -> None:
    async def all_of_them() -> list[RunCodeResponse]:
        return await asyncio.gather(*(run_code_async(request(i), max_attempts=1, client_timeout=60) for i in range(40)))

    for i, answer in enumerate(asyncio.run(all_of_them())):
        expect(answer, f"async {i}", RunStatus.Success, 0, f"{i * i}\nin {i}\n")
    if "submit" not in options.skip and "CommonOJDataset" in options.datasets:
        result = asyncio.run(submit_async(common_oj(RIGHT_SUM), max_attempts=1, client_timeout=60))
        need(result.accepted, f"submit_async: {result}")


RIGHT_SUM = "Read and add:\n```python\nprint(sum(map(int, input().split())))\n```\nDone."
WRONG_SUM = "```python\nprint(max(map(int, input().split())))\n```"
RIGHT_INC = "So:\n```python\ndef inc(x):\n    return x + 1\n```"
RIGHT_MAIN = "```python\ndef inc(x):\n    return x + 1\n\nif __name__ == \"__main__\":\n    inc('must be cut off')\n```"
WRONG_INC = "```python\ndef inc(x):\n    return x + 2\n```"


def submission(dataset: str, kind: str, completion: str, data: dict[str, Any], **config: Any) -> SubmitRequest:
    settings = TestConfig(dataset_type=kind, provided_data=data, run_timeout=10, **config)
    return SubmitRequest(dataset=dataset, id=7, completion=completion, config=settings)


def common_oj(completion: str, **extra: Any) -> SubmitRequest:
    cases = [{"input": {"stdin": f"{a} {a + 1}\n"}, "output": {"stdout": f"{2 * a + 1}\n"}} for a in range(3)]
    data = {"id": 7, "content": "Add.", "labels": {}, "test": cases}
    return submission("own_oj", "CommonOJDataset", completion, data, language="python", extra=extra)


def auto_eval(completion: str) -> SubmitRequest:
    data = {"id": 7, "content": "Write inc.", "labels": {"programming_language": "python"},
            "test": {"code": "assert inc(1) == 2\nassert inc(-1) == 0"}}  # fmt: skip
    return submission("own_auto", "AutoEvalDataset", completion, data)


def human_eval(completion: str) -> SubmitRequest:
    data = {"id": 7, "task_id": "own/7", "prompt": "def inc(x):\n", "entry_point": "inc",
            "test": "def check(candidate):\n    assert candidate(1) == 2\n"}  # fmt: skip
    return submission("humaneval_python", "HumanEvalDataset", completion, data, extra={"is_freeform": True})


def mbpp(completion: str) -> SubmitRequest:
    data = {"id": 7, "content": "Write inc.", "labels": {"test_setup_code": "start = 1"},
            "test": ["assert inc(start) == 2", "assert inc(5) == 6"]}  # fmt: skip
    return submission("mbpp", "MBPPDataset", completion, data)


def live_code_bench(completion: str) -> SubmitRequest:
    cases = json.dumps({"inputs": ["1 2\n", "5 6\n"], "outputs": ["3\n", "11\n"], "fn_name": None})
    data = {"id": 7, "content": "Add.", "labels": {}, "test": {"input_output": cases}}
    return submission("live_code_bench_v1", "LiveCodeBenchDataset", completion, data)


SUBMISSIONS: dict[str, tuple[Callable[[str], SubmitRequest], str, str]] = {
    "CommonOJDataset": (common_oj, RIGHT_SUM, WRONG_SUM),
    "AutoEvalDataset": (auto_eval, RIGHT_MAIN, WRONG_INC),
    "HumanEvalDataset": (human_eval, RIGHT_INC, WRONG_INC),
    "MBPPDataset": (mbpp, RIGHT_INC, WRONG_INC),
    "LiveCodeBenchDataset": (live_code_bench, RIGHT_SUM, WRONG_SUM),
}


def check_result(result: EvalResult, accepted: bool, where: str) -> None:
    need(result.accepted is accepted, f"{where}: accepted {result.accepted}: {result}")
    need(result.id == 7, f"{where}: id {result.id!r}")
    need(result.tests, f"{where}: no tests")
    need(all(test.passed for test in result.tests) is accepted, f"{where}: passed {[t.passed for t in result.tests]}")
    need(result.extracted_code and "```" not in result.extracted_code, f"{where}: extracted {result.extracted_code!r}")
    need(all(test.exec_info.run_result for test in result.tests), f"{where}: a test without run_result")


def part_submit(options: argparse.Namespace) -> None:
    for name in options.datasets:
        make, right, wrong = SUBMISSIONS[name]
        result = submit(make(right), max_attempts=1, client_timeout=60)
        check_result(result, True, f"{name}, right")
        check_result(submit(make(wrong), max_attempts=1, client_timeout=60), False, f"{name}, wrong")
        broken = submit(make("I do not know."), max_attempts=1, client_timeout=60)
        need(broken.accepted is False, f"{name}, no code in the answer: accepted")
        if name == "CommonOJDataset":
            need(len(result.tests) == 3, f"{name}: {len(result.tests)} tests")
            need(
                result.tests[0].test_info == {"input": {"stdin": "0 1\n"}, "output": {"stdout": "1\n"}},
                f"{name}: test_info",
            )
            first_two = "```python\na, b = map(int, input().split())\nprint(a + b if a < 1 else 0)\n```"
            stopped = submit(common_oj(first_two), max_attempts=1, client_timeout=60)
            need(
                [test.passed for test in stopped.tests] == [True, False],
                f"{name}: stops at the first failure: {stopped}",
            )
            every = submit(common_oj(first_two, run_all_cases=True), max_attempts=1, client_timeout=60)
            need([test.passed for test in every.tests] == [True, False, False], f"{name}: run_all_cases: {every}")
            for test in every.tests:
                need(test.exec_info.status == RunStatus.Success, f"{name}: wrong output is no failed run: {test}")
        elif name != "LiveCodeBenchDataset":
            need(result.full_code and "return x + 1" in result.full_code, f"{name}: full_code {result.full_code!r}")
    bad = SubmitRequest(dataset="nowhere", id=1, completion="", config=TestConfig())
    try:
        submit(bad, max_attempts=1, client_timeout=30)
    except Exception as error:  # the package raises bare Exception
        need("responded with code 400" in str(error), f"unknown dataset: {error}")
    else:
        fail("unknown dataset: accepted")
    safe = submit_safe(bad, max_attempts=1, client_timeout=30)
    need(safe.accepted is False and safe.tests == [], f"submit_safe: {safe}")


def part_prompts(_: argparse.Namespace) -> None:
    data = {"id": 7, "content": "Add two numbers.", "labels": {"level": "easy"}, "test": []}
    config = TestConfig(dataset_type="CommonOJDataset", language="python", locale="en", provided_data=data)
    prompt = get_prompt_by_id(GetPromptByIdRequest(dataset="own_oj", id=7, config=config))
    need(prompt.id == 7 and prompt.prompt.startswith("Add two numbers."), f"get_prompt_by_id: {prompt}")
    config = TestConfig(
        dataset_type="CommonOJDataset", language="python", locale="en", provided_data=[data, {**data, "id": 8}]
    )
    prompts = get_prompts(GetPromptsRequest(dataset="own_oj", config=config))
    need([prompt.id for prompt in prompts] == [7, 8], f"get_prompts: {prompts}")
    need(prompts[0].labels == {"level": "easy"}, f"get_prompts: labels {prompts[0].labels}")


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "run": part_run,
    "files": part_files,
    "language": part_language,
    "concurrent": part_concurrent,
    "async": part_async,
    "verl": part_verl,
    "submit": part_submit,
    "prompts": part_prompts,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base_url")
    parser.add_argument("--skip", type=lambda text: text.split(","), default=[], help=f"of {','.join(PARTS)}")
    parser.add_argument("--datasets", type=lambda text: text.split(","), default=list(SUBMISSIONS))
    options = parser.parse_args()
    unknown = (set(options.skip) - set(PARTS)) | (set(options.datasets) - set(SUBMISSIONS))
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    logging.getLogger("sandbox_fusion").setLevel(logging.CRITICAL)  # it reports the refusals asked for here
    set_endpoint(options.base_url)
    for name, part in PARTS.items():
        if name in options.skip:
            print(f"skipped: {name}")
            continue
        try:
            part(options)
        except Exception as fault:  # the package raises bare Exception
            print(f"FAILED: {name}: {fault if isinstance(fault, Fault) else repr(fault)}", file=sys.stderr)
            sys.exit(1)
        print(f"ok: {name}", flush=True)
    print(f"ok: sandbox-fusion {version('sandbox-fusion')} against {options.base_url}")


if __name__ == "__main__":
    main()
