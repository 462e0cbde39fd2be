"""Tries an OpenAI-compatible server with the official `openai` client, sync and async; exits 1 at the first fault.

    python openai_client.py http://127.0.0.1:8000/v1 --model M [--api-key T --expect-auth] [--calls 200] [--at-once 200]

The server's model is expected to answer a request for a function with a ```python fence, and any other message with
an answer that repeats the marker in it. The client's own retries are off, so that every fault is seen. The latencies
hold this client's own work too (some 10 ms of CPU a call).
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
import uuid
from typing import Any, NoReturn

import openai
from openai import AsyncOpenAI, OpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam

TRIPLE = "Write a Python function `triple(x)` that returns three times x."
DEFINED = re.compile(r"def (\w+)\(")


class Fault(Exception):
    """What the server did wrong."""


def fail(what: str) -> NoReturn:
    raise Fault(what)


def need(condition: Any, what: str) -> None:
    if not condition:
        fail(what)


def user(content: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": content}]


def add_task(k: int) -> str:
    return f"Write a Python function `add_{k}(x)` that returns x plus {k}."


class Streamed:
    """What the chunks of one streamed answer add up to."""

    def __init__(self) -> None:
        self.content = ""
        self.finish: str | None = None
        self.usage: CompletionUsage | None = None
        self.extra: Any = None
        self.ids: set[str] = set()
        self.first_seconds = 0.0

    def take(self, chunk: ChatCompletionChunk, started: float) -> None:
        self.ids.add(chunk.id)
        self.usage = chunk.usage or self.usage
        self.extra = (chunk.model_extra or {}).get("mutagree") or self.extra
        for choice in chunk.choices:
            if choice.delta.content:
                self.first_seconds = self.first_seconds or time.perf_counter() - started
                self.content += choice.delta.content
            self.finish = choice.finish_reason or self.finish


def check_usage(usage: CompletionUsage | None, where: str) -> None:
    need(usage, f"{where}: no usage")
    assert usage
    need(usage.prompt_tokens > 0 and usage.completion_tokens > 0, f"{where}: usage not above 0: {usage}")
    need(
        usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, f"{where}: usage does not add up: {usage}"
    )


def check_extra(extra: Any, where: str) -> None:
    need(isinstance(extra, dict), f"{where}: no object `mutagree`")
    for key in ("confidence", "run"):
        need(key in extra, f"{where}: mutagree has no {key!r}: {extra}")


def check_code(content: str | None, name: str, where: str) -> None:
    need(content and "```python" in content, f"{where}: no ```python fence in {content!r}")
    assert content
    need(f"def {name}(" in content, f"{where}: {name} is not defined in {content!r}")


def check_whole(completion: ChatCompletion, where: str) -> str:
    need(completion.object == "chat.completion" and completion.id, f"{where}: object {completion.object!r}")
    need(len(completion.choices) == 1, f"{where}: {len(completion.choices)} choices")
    choice = completion.choices[0]
    need(choice.finish_reason == "stop", f"{where}: finish_reason {choice.finish_reason!r}")
    need(choice.message.role == "assistant", f"{where}: role {choice.message.role!r}")
    check_usage(completion.usage, where)
    return choice.message.content or ""


def check_streamed(streamed: Streamed, where: str) -> None:
    need(streamed.finish == "stop", f"{where}: finish_reason {streamed.finish!r}")
    need(len(streamed.ids) == 1, f"{where}: chunks of several ids {streamed.ids}")
    check_usage(streamed.usage, where)


def sync_part(client: OpenAI, model: str, stream_extra: bool) -> None:
    models = [item.id for item in client.models.list()]
    need(model in models, f"models.list(): {model!r} is not in {models}")

    completion = client.chat.completions.create(model=model, messages=user(TRIPLE))
    check_code(check_whole(completion, "code"), "triple", "code")
    check_extra((completion.model_extra or {}).get("mutagree"), "code")

    started, streamed = time.perf_counter(), Streamed()
    for chunk in client.chat.completions.create(
        model=model, messages=user(TRIPLE), stream=True, stream_options={"include_usage": True}
    ):
        streamed.take(chunk, started)
    check_streamed(streamed, "streamed code")
    check_code(streamed.content, "triple", "streamed code")
    if stream_extra:
        check_extra(streamed.extra, "streamed code")

    bare = Streamed()
    for chunk in client.chat.completions.create(model=model, messages=user(TRIPLE), stream=True):
        bare.take(chunk, started)
    need(bare.usage is None, "streamed without stream_options: usage came unasked")
    check_code(bare.content, "triple", "streamed without stream_options")

    marker = f"marker-{uuid.uuid4().hex}"
    messages: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "You are a parrot."},
        {"role": "user", "content": f"Who was Ada Lovelace? Please repeat {marker} in your answer."},
    ]
    completion = client.chat.completions.create(model=model, messages=messages, temperature=0.2, max_tokens=200)
    need(marker in check_whole(completion, "prose"), f"prose: {marker} did not come back")
    streamed = Streamed()
    for chunk in client.chat.completions.create(
        model=model, messages=messages, stream=True, stream_options={"include_usage": True}
    ):
        streamed.take(chunk, started)
    check_streamed(streamed, "streamed prose")
    need(marker in streamed.content, f"streamed prose: {marker} did not come back")


def auth_part(base_url: str, model: str) -> None:
    wrong = OpenAI(base_url=base_url, api_key="wrong-token", max_retries=0, timeout=30)
    for name, call in (
        ("models", lambda: list(wrong.models.list())),
        ("completion", lambda: wrong.chat.completions.create(model=model, messages=user(TRIPLE))),
        ("stream", lambda: list(wrong.chat.completions.create(model=model, messages=user(TRIPLE), stream=True))),
    ):
        try:
            call()
        except openai.AuthenticationError:
            continue
        except openai.OpenAIError as error:
            fail(f"wrong token, {name}: {error!r} in place of AuthenticationError")
        fail(f"wrong token, {name}: accepted")


async def one(
    client: AsyncOpenAI, model: str, k: int, stream: bool, gate: asyncio.Semaphore
) -> tuple[float, float, str]:
    """(seconds, seconds to the first content, id) of one of the many concurrent calls."""
    where = f"add_{k} ({'streaming' if stream else 'whole'})"
    async with gate:
        started = time.perf_counter()
        try:
            if stream:
                streamed = Streamed()
                async for chunk in await client.chat.completions.create(
                    model=model, messages=user(add_task(k)), stream=True, stream_options={"include_usage": True}
                ):
                    streamed.take(chunk, started)
                check_streamed(streamed, where)
                content, number, first, extra = streamed.content, streamed.ids.pop(), streamed.first_seconds, None
            else:
                completion = await client.chat.completions.create(model=model, messages=user(add_task(k)))
                content, number, first = check_whole(completion, where), completion.id, 0.0
                extra = (completion.model_extra or {}).get("mutagree")
        except openai.OpenAIError as error:
            fail(f"{where}: {error!r}")
        seconds = time.perf_counter() - started
    check_code(content, f"add_{k}", where)
    others = {name for name in DEFINED.findall(content) if name.startswith("add_")} - {f"add_{k}"}
    need(not others, f"{where}: another call's function in the answer: {others}")
    if not stream:
        check_extra(extra, where)
    return seconds, first or seconds, number


async def one_prose(client: AsyncOpenAI, model: str, gate: asyncio.Semaphore) -> None:
    marker = f"marker-{uuid.uuid4().hex}"
    async with gate:
        try:
            completion = await client.chat.completions.create(
                model=model, messages=user(f"Good morning. Say {marker}.")
            )
        except openai.OpenAIError as error:
            fail(f"concurrent prose: {error!r}")
    found = set(re.findall(r"marker-[0-9a-f]{32}", completion.choices[0].message.content or ""))
    need(found == {marker}, f"concurrent prose: sent {marker}, came back {found}")


async def async_part(options: argparse.Namespace) -> None:
    async with AsyncOpenAI(
        base_url=options.base_url, api_key=options.api_key, max_retries=0, timeout=options.timeout
    ) as client:
        need(options.model in [item.id async for item in client.models.list()], "async models.list()")
        gate = asyncio.Semaphore(options.at_once)
        started = time.perf_counter()
        prose = [asyncio.create_task(one_prose(client, options.model, gate)) for _ in range(options.calls // 10)]
        results = await asyncio.gather(
            *(one(client, options.model, 1000 + i, i % 2 == 0, gate) for i in range(options.calls))
        )
        await asyncio.gather(*prose)
        seconds = time.perf_counter() - started
    need(len({number for _, _, number in results}) == options.calls, "two calls have the same completion id")
    for name, latencies in (
        ("streaming, whole answer", [total for total, _, _ in results[0::2]]),
        ("streaming, first content", [first for _, first, _ in results[0::2]]),
        ("not streaming", [total for total, _, _ in results[1::2]]),
    ):
        latencies.sort()
        p50, p95 = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.95)]
        print(f"{name}: {len(latencies)} calls, p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    print(f"{options.calls} code and {len(prose)} prose calls in {seconds:.2f} s, {options.at_once} at once")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base_url", help="with the /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--api-key", default="none")
    parser.add_argument("--expect-auth", action="store_true", help="a wrong token must be refused")
    parser.add_argument("--no-stream-extra", action="store_true", help="do not ask for `mutagree` in a streamed answer")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--timeout", type=float, default=120)
    options = parser.parse_args()
    client = OpenAI(base_url=options.base_url, api_key=options.api_key, max_retries=0, timeout=options.timeout)
    try:
        sync_part(client, options.model, not options.no_stream_extra)
        if options.expect_auth:
            auth_part(options.base_url, options.model)
        asyncio.run(async_part(options))
    except (Fault, openai.OpenAIError) as fault:
        print(f"FAILED: {fault if isinstance(fault, Fault) else repr(fault)}", file=sys.stderr)
        sys.exit(1)
    print(f"ok: openai {openai.__version__} against {options.base_url}, model {options.model}")


if __name__ == "__main__":
    main()
