"""Loads an executor with POST /run_code and checks every answer; prints one JSON line.

    python3 load.py http://127.0.0.1:8091 --calls 20000 --at-once 64 [--new-connections] [--seed 1] [--pid P]

`--pid` names the server's process: the CPU seconds of it and of its living children are told too.

Standard library only: asyncio protocols over keep-alive HTTP/1.1, one call at a time on each of --at-once connections.
Each call has a program of its own (numbers differ), so that nothing is answered from a cache by chance; six kinds:
arithmetic, a loop, printing, reading stdin, an exception, sys.exit(3). Checked: HTTP status, status, run status,
return code, stdout, and for the exception its name and text in stderr. Exit code 1 where any call went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Call:
    code: str
    stdout: str
    return_code: int = 0
    stdin: str | None = None
    stderr: str = ""  # must be contained


def arithmetic(a: int, b: int) -> Call:
    return Call(f"a, b = {a}, {b}\nprint(a * b + a - b, a % (b + 1), a // (b + 1))\n",
                f"{a * b + a - b} {a % (b + 1)} {a // (b + 1)}\n")  # fmt: skip


def loop(a: int, b: int) -> Call:
    n = 50 + b % 100
    return Call(f"total = {a}\nfor i in range({n}):\n    total += i * i\nprint(total)\n",
                f"{a + (n - 1) * n * (2 * n - 1) // 6}\n")  # fmt: skip


def printing(a: int, b: int) -> Call:
    lines = 5 + b % 20
    return Call(f"for i in range({lines}):\n    print('line', i, {a})\n",
                "".join([f"line {i} {a}\n" for i in range(lines)]))  # fmt: skip


def reading(a: int, b: int) -> Call:
    return Call("import sys\nprint(sum(int(line) for line in sys.stdin))\nprint('end')\n",
                f"{a + b + 7}\nend\n", stdin=f"{a}\n{b}\n7\n")  # fmt: skip


def exception(a: int, b: int) -> Call:
    return Call(f"print('before {a}')\nraise ValueError('no {b} here')\n",
                f"before {a}\n", 1, stderr=f"ValueError: no {b} here")  # fmt: skip


def exit_code(a: int, b: int) -> Call:
    return Call(f"import sys\nprint({a})\nsys.exit(3)\nprint({b})\n", f"{a}\n", 3)


KINDS: list[Callable[[int, int], Call]] = [arithmetic, loop, printing, reading, exception, exit_code]


def fault_of(call: Call, status: int, body: bytes) -> str | None:
    """What is wrong with the answer, if anything."""
    if status != 200:
        return f"HTTP {status}: {body[:200]!r}"
    try:
        answer: dict[str, Any] = json.loads(body)
        run = answer["run_result"] or {}
        want = ("Success" if call.return_code == 0 else "Failed", "Finished", call.return_code, call.stdout)
        got = (answer["status"], run.get("status"), run.get("return_code"), run.get("stdout"))
        if got != want:
            return f"expected {want}, got {got}; message {answer.get('message')!r}, stderr {run.get('stderr')!r}"
        if call.stderr not in run["stderr"]:
            return f"expected {call.stderr!r} in stderr, got {run['stderr']!r}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"unreadable answer ({error!r}): {body[:200]!r}"
    return None


class Load:
    def __init__(self, base_url: str, calls: int, seed: int, new_connections: bool) -> None:
        url = urlsplit(base_url)
        if url.scheme != "http" or url.hostname is None:
            sys.exit("the address must be http://HOST:PORT")
        self.host, self.port = url.hostname, url.port or 80
        self.head = (
            f"POST {url.path.rstrip('/')}/run_code HTTP/1.1\r\nhost: {url.netloc}\r\ncontent-type: application/json\r\n"
            + ("connection: close\r\n" if new_connections else "")
            + "content-length: "
        )
        self.new_connections = new_connections
        self.calls = calls
        self.sent = 0
        self.random = random.Random(seed)
        self.latencies: list[float] = []
        self.faults: list[str] = []
        self.errors = 0

    def next_call(self) -> Call | None:
        if self.sent >= self.calls:
            return None
        kind = KINDS[self.sent % len(KINDS)]
        self.sent += 1
        return kind(self.random.randrange(1, 1_000_000), self.random.randrange(1, 1_000_000))

    def request(self, call: Call) -> bytes:
        body = json.dumps(
            {"code": call.code, "language": "python", "stdin": call.stdin, "run_timeout": 10, "compile_timeout": 10,
             "files": {}, "fetch_files": []}
        )  # fmt: skip
        return f"{self.head}{len(body)}\r\n\r\n{body}".encode()

    def finished(self, call: Call, started: float, fault: str | None) -> None:
        self.latencies.append(time.perf_counter() - started)
        if fault is not None:
            self.errors += 1
            if len(self.faults) < 5:
                self.faults.append(f"{call.code!r}: {fault}")


class Connection(asyncio.Protocol):
    """One connection: sends the next call as soon as the last is answered."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.call: Call | None = None
        self.buffer = b""
        self.started = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.call = self.load.next_call()
        if self.call is None:
            self.transport.close()
            return
        request = self.load.request(self.call)
        self.started = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        try:
            answer = split_answer(self.buffer)
        except ValueError as error:
            self.done(f"not HTTP: {error}")
            self.transport.abort()
            return
        if answer is None:
            return
        status, body, stays = answer
        self.buffer = b""
        call = self.call
        self.done(fault_of(call, status, body) if call else "an answer without a call")
        if stays and not self.load.new_connections:
            self.send()
        else:
            self.transport.close()

    def done(self, fault: str | None) -> None:
        if self.call is not None:
            self.load.finished(self.call, self.started, fault)
            self.call = None

    def connection_lost(self, error: Exception | None) -> None:
        self.done(f"connection lost before the answer ({error!r})")
        if not self.closed.done():
            self.closed.set_result(None)


def split_answer(data: bytes) -> tuple[int, bytes, bool] | None:
    """(status, body, connection stays open), or None while bytes are missing."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[:end].lower()
    if not head.startswith(b"http/1."):
        raise ValueError(data[:60])
    status, stays = int(head[9:12]), b"\r\nconnection: close" not in head
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        stop = head.find(b"\r\n", at + 2)
        length = int(head[at + 17 : stop if stop >= 0 else end])
        return (status, data[end + 4 :], stays) if len(data) >= end + 4 + length else None
    if b"\r\ntransfer-encoding: chunked" in head:
        body, at = b"", end + 4
        while (stop := data.find(b"\r\n", at)) >= 0:
            size = int(data[at:stop].partition(b";")[0], 16)
            if len(data) < stop + 4 + size:
                return None
            if size == 0:
                return status, body, stays
            body += data[stop + 2 : stop + 2 + size]
            at = stop + 4 + size
        return None
    raise ValueError("neither content-length nor chunked")


async def worker(load: Load, timeout: float) -> None:
    loop = asyncio.get_running_loop()
    while load.sent < load.calls:
        try:
            transport, connection = await loop.create_connection(lambda: Connection(load), load.host, load.port)
        except OSError as error:
            call = load.next_call()
            if call:
                load.finished(call, time.perf_counter(), f"cannot connect: {error}")
                await asyncio.sleep(0.05)
            continue
        while not connection.closed.done():  # a look now and then: cheaper than a timer per call
            await asyncio.wait([connection.closed], timeout=1.0)
            if connection.call and time.perf_counter() - connection.started > timeout:
                connection.done(f"no answer within {timeout} s")
                transport.abort()


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process, of the children that it has reaped, and of those that live."""
    ticks = 0
    own = f"/proc/{pid}/task"
    children = {child for task in os.listdir(own) for child in open(f"{own}/{task}/children").read().split()}
    for process, fields in [(str(pid), 4), *((child, 2) for child in children)]:
        stat = open(f"/proc/{process}/stat").read().rpartition(")")[2].split()
        ticks += sum(map(int, stat[11 : 11 + fields]))
    return ticks / os.sysconf("SC_CLK_TCK")


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base_url")
    parser.add_argument("--calls", type=int, default=20000)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for one answer")
    parser.add_argument("--new-connections", action="store_true", help="one connection per call, as verl does")
    parser.add_argument("--pid", type=int, help="the server's process")
    options = parser.parse_args()
    before = cpu_seconds(options.pid) if options.pid else 0.0
    load = Load(options.base_url, options.calls, options.seed, options.new_connections)
    started = time.perf_counter()
    await asyncio.gather(*(worker(load, options.timeout) for _ in range(min(options.at_once, options.calls))))
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ordered = sorted(load.latencies)
    report = {
        "calls": len(ordered),
        "errors": load.errors,
        "at_once": options.at_once,
        "seconds": round(seconds, 3),
        "calls_per_second": round(len(ordered) / seconds, 1),
        **{f"p{round(share * 100)}_ms": round(percentile(ordered, share) * 1000, 2) for share in (0.5, 0.95, 0.99)},
        "client_cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
    }
    if options.pid:
        report["server_cpu_ms_per_call"] = round((cpu_seconds(options.pid) - before) * 1000 / max(1, len(ordered)), 3)
    print(json.dumps(report))
    for fault in load.faults:
        print(f"wrong: {fault}", file=sys.stderr)
    return 1 if load.errors or len(ordered) != options.calls else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
