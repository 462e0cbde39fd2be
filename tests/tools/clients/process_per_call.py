"""The peer executor: SandboxFusion's POST /run_code for Python, one `python3 -I` process per call.

    python3 process_per_call.py --port 8091 [--at-once 4*CORES] [--python /usr/bin/python3] [--no-site]

Standard library only. Each call gets, through unshare(1), its own network, PID, IPC, UTS and mount namespaces with
a fresh /proc, a work directory of its own on tmpfs, and rlimits (address space, CPU, file size, processes, no core).
Run by root, the code runs as a user of its own slot (61000 + n; so RLIMIT_NPROC counts each call alone, and root's
files are out of reach) and no user namespace is needed; run by another user, unshare adds --user --map-root-user.

Why unshare and not bwrap 0.8: measured here, a start of `python3 -I` takes 20-23 ms in unshare and 32 ms in bwrap
(15-16 ms bare), and bwrap's outer process does not wait for the sandboxed one, so the code's CPU time is missing from
RUSAGE_CHILDREN. Where the system Python's site module imports much (a .pth file), --no-site shows the cost without it.

What keeps it cheap: spawning by vfork (no preexec_fn, no shell); constant rlimits are set once on the server and
inherited; stdin, stdout and stderr are memfds (no pipe traffic through the event loop, no pipe that can fill up);
the end of a process is awaited by pidfd. Not done: a /tmp of its own (the host's /tmp is visible), cgroups, seccomp.

Other paths: GET /v1/ping, GET /cpu (CPU seconds of this server and of all children it has reaped; what the kernel's
own threads spend on taking down namespaces is in neither).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import binascii
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any

LANGUAGES = frozenset(
    "python cpp nodejs go go_test java php csharp bash typescript sql rust cuda lua R perl D_ut ruby scala julia "
    "pytest junit kotlin_script jest verilog python_gpu lean swift racket".split()
)
MIB = 1 << 20
OUTPUT_LIMIT = MIB  # of each stream, as SandboxFusion keeps
ADDRESS_SPACE = 1024 * MIB  # verl's default memory_limit_MB
FILE_SIZE = 16 * MIB
PROCESSES = 64
BODY_LIMIT = 64 * MIB
UNSHARE_NOISE = "unshare: sigprocmask unblock failed: Invalid argument\n"  # util-linux 2.38, when we SIGKILL the code
FIRST_UID = 61000


class BadRequest(Exception):
    """A body that does not fit the model: HTTP 422."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Request:
    code: str
    language: str
    stdin: str | None
    run_timeout: float
    memory_limit_mb: int
    files: dict[str, bytes]
    fetch_files: list[str]


@dataclass(frozen=True)
class Outcome:
    return_code: int | None  # None: out of time
    seconds: float
    stdout: str
    stderr: str
    files: dict[str, str]


def parse_request(body: bytes) -> Request:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise BadRequest("body", f"JSON decode error: {error}") from None
    if not isinstance(data, dict):
        raise BadRequest("body", "Input should be a valid dictionary")

    def field(name: str, kinds: tuple[type, ...], default: Any = ...) -> Any:
        value = data.get(name, default)
        if value is ...:
            raise BadRequest(name, "Field required")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise BadRequest(name, f"Input should be {' or '.join(kind.__name__ for kind in kinds)}")
        return value

    language = field("language", (str,))
    if language not in LANGUAGES:
        raise BadRequest("language", f"Input should be one of {', '.join(sorted(LANGUAGES))}")
    files: dict[str, bytes] = {}
    for name, content in field("files", (dict,), {}).items():
        if content is None:
            continue
        try:
            files[safe_name(name)] = base64.b64decode(content, validate=False)
        except (binascii.Error, TypeError, ValueError) as error:
            raise BadRequest("files", f"{name}: {error}") from None
    return Request(
        code=field("code", (str,)),
        language=language,
        stdin=field("stdin", (str, type(None)), None),
        run_timeout=float(field("run_timeout", (int, float), 10)),
        memory_limit_mb=field("memory_limit_MB", (int,), -1),
        files=files,
        fetch_files=[safe_name(name) for name in field("fetch_files", (list,), [])],
    )


def safe_name(name: str) -> str:
    """The path within the work directory, or an error: nothing may lead out of it."""
    path = os.path.normpath(name)
    if os.path.isabs(path) or path == ".." or path.startswith("../"):
        raise BadRequest("files", f"{name}: not below the working directory")
    return path


def memfd(content: bytes = b"") -> int:
    fd = os.memfd_create("stream")
    if content:
        with open(fd, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(fd, 0, os.SEEK_SET)
    return fd


def read_stream(fd: int) -> str:
    data = os.pread(fd, OUTPUT_LIMIT, 0)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data.decode(errors="ignore") if error.start >= len(data) - 3 else f"[DecodeError] {error}"


class Executor:
    def __init__(self, at_once: int, python: str, site: bool) -> None:
        self.root = tempfile.mkdtemp(prefix="per-call-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        os.chmod(self.root, 0o711)
        self.as_root = os.geteuid() == 0
        self.python = [python, "-I"] + ([] if site else ["-S"])
        self.slots: asyncio.LifoQueue[int] = asyncio.LifoQueue()
        for slot in range(at_once):
            self.slots.put_nowait(slot)
        self.running: set[int] = set()
        self.calls = 0
        if self.as_root:
            os.setgroups([])  # root's own groups would pass to the code otherwise
        for kind, value in (
            (resource.RLIMIT_AS, ADDRESS_SPACE),
            (resource.RLIMIT_FSIZE, FILE_SIZE),
            (resource.RLIMIT_NPROC, PROCESSES),
            (resource.RLIMIT_CORE, 0),
        ):  # on this server, too: inherited by every call at no cost
            hard = resource.getrlimit(kind)[1]
            if not self.as_root and kind == resource.RLIMIT_NPROC:
                continue  # counts all processes of this user: would hit the server's own
            limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (limit, limit))

    def command(self, slot: int, request: Request) -> list[str]:
        command: list[str] = []
        if request.memory_limit_mb > 0:
            command += ["prlimit", f"--as={min(request.memory_limit_mb * MIB, ADDRESS_SPACE)}"]
        command += ["unshare", "--net", "--pid", "--fork", "--ipc", "--uts", "--mount-proc"]
        if self.as_root:
            uid = str(FIRST_UID + slot)
            command += ["--setgid", uid, "--setuid", uid]
        else:
            command += ["--user", "--map-root-user", "--kill-child"]
        return command + self.python

    async def run(self, request: Request) -> Outcome:
        slot = await self.slots.get()
        try:
            return await self.run_in_slot(slot, request)
        finally:
            self.slots.put_nowait(slot)

    async def run_in_slot(self, slot: int, request: Request) -> Outcome:
        self.calls += 1
        work = os.path.join(self.root, f"{self.calls:x}")
        os.mkdir(work, 0o700)
        streams: list[int] = []
        try:
            for name, content in request.files.items():
                path = os.path.join(work, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(content)
            script = os.path.join(work, f"main-{self.calls:x}.py")
            with open(script, "w", encoding="utf-8") as text:
                text.write(request.code)
            if self.as_root:
                give_to(work, FIRST_UID + slot, bool(request.files))
            streams = [memfd((request.stdin or "").encode()), memfd(), memfd()]
            return_code, seconds = await self.run_process(slot, request, work, script, streams)
            stdout, stderr = read_stream(streams[1]), read_stream(streams[2])
            if return_code is None:
                stderr = stderr.removesuffix(UNSHARE_NOISE)
            return Outcome(return_code, seconds, stdout, stderr, fetch(work, request.fetch_files))
        finally:
            for fd in streams:
                os.close(fd)
            shutil.rmtree(work, ignore_errors=True)

    async def run_process(
        self, slot: int, request: Request, work: str, script: str, streams: list[int]
    ) -> tuple[int | None, float]:
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        process = subprocess.Popen(
            self.command(slot, request) + [script],
            stdin=streams[0],
            stdout=streams[1],
            stderr=streams[2],
            cwd=work,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": work, "LANG": "C.UTF-8"},
            start_new_session=True,
            close_fds=False,  # every descriptor of this server is close-on-exec
        )
        self.running.add(process.pid)
        pidfd = -1
        try:
            cpu = int(request.run_timeout) + 2  # a backstop only: the wall clock below ends a call first
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (cpu, cpu + 1))
            pidfd = os.pidfd_open(process.pid)
            ended: asyncio.Future[None] = loop.create_future()
            loop.add_reader(pidfd, mark, ended)
            try:
                await asyncio.wait_for(asyncio.shield(ended), request.run_timeout)
                return process.wait(), time.perf_counter() - started
            except TimeoutError:
                kill(process.pid)
                await ended
                process.wait()
                return None, time.perf_counter() - started
        finally:
            if process.returncode is None:
                kill(process.pid)
                process.wait()
            if pidfd >= 0:
                loop.remove_reader(pidfd)
                os.close(pidfd)
            self.running.discard(process.pid)

    def close(self) -> None:
        for pid in self.running:
            kill(pid)
        shutil.rmtree(self.root, ignore_errors=True)


def mark(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)


def give_to(work: str, uid: int, deep: bool) -> None:
    os.chown(work, uid, uid)
    if deep:
        for folder, folders, names in os.walk(work):
            for name in folders + names:
                os.chown(os.path.join(folder, name), uid, uid, follow_symlinks=False)


def fetch(work: str, names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        path = os.path.join(work, name)
        if os.path.realpath(path) == path and os.path.isfile(path):  # no way out by symbolic links
            with open(path, "rb") as file:
                found[name] = base64.b64encode(file.read()).decode()
    return found


def kill(pid: int) -> None:
    """Ends the first process of the PID namespace, and so all in it; unshare reaps it, so that its CPU time counts."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            inner = [int(child) for child in file.read().split()]
    except OSError:
        inner = []
    try:
        if inner:
            os.kill(inner[0], signal.SIGKILL)
        else:
            os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


async def answer(executor: Executor, method: str, path: str, body: bytes) -> tuple[int, Any]:
    if path == "/run_code":
        if method != "POST":
            return 405, {"detail": "Method Not Allowed"}
        try:
            return 200, await run_code(executor, parse_request(body))
        except BadRequest as error:
            return 422, {"detail": [{"type": "value_error", "loc": ["body", error.field], "msg": str(error)}]}
    if path == "/v1/ping":
        return 200, "pong"
    if path == "/cpu":
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = {"self": own.ru_utime + own.ru_stime, "children": children.ru_utime + children.ru_stime}
        return 200, {**seconds, "total": sum(seconds.values()), "calls": executor.calls}
    return 404, {"detail": "Not Found"}


async def run_code(executor: Executor, request: Request) -> dict[str, Any]:
    reply: dict[str, Any] = {
        "status": "SandboxError",
        "message": "",
        "compile_result": None,
        "run_result": None,
        "executor_pod_name": None,
        "files": {},
    }
    if request.language != "python":
        return {**reply, "message": f"language {request.language} is not supported here"}
    try:
        outcome = await executor.run(request)
    except OSError as error:
        return {**reply, "message": f"cannot run: {error}"}
    in_time = outcome.return_code is not None
    return {
        **reply,
        "status": "Success" if outcome.return_code == 0 else "Failed",
        "run_result": {
            "status": "Finished" if in_time else "TimeLimitExceeded",
            "execution_time": outcome.seconds,
            "return_code": outcome.return_code,
            "stdout": outcome.stdout,
            "stderr": outcome.stderr,
        },
        "files": outcome.files,
    }


REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 411: "Length Required",
           413: "Content Too Large", 422: "Unprocessable Content", 500: "Internal Server Error"}  # fmt: skip


async def serve_connection(executor: Executor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        keep = True
        while keep:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, version = head[0].split(" ", 2)
            fields = [line.partition(":") for line in head[1:]]
            headers = {name.strip().lower(): value.strip() for name, _, value in fields}
            wish = headers.get("connection", "").lower()
            keep = wish != "close" and (version == "HTTP/1.1" or wish == "keep-alive")
            length = headers.get("content-length", "0")
            if "transfer-encoding" in headers or not length.isdecimal():
                status, reply, keep = 411, {"detail": "Length Required"}, False
            elif int(length) > BODY_LIMIT:
                status, reply, keep = 413, {"detail": "Content Too Large"}, False
            else:
                body = await reader.readexactly(int(length))
                try:
                    status, reply = await answer(executor, method, path.partition("?")[0], body)
                except Exception as error:  # the server stays up, and says so
                    status, reply = 500, {"detail": repr(error)}
            payload = json.dumps(reply).encode()
            writer.write(
                f"HTTP/1.1 {status} {REASONS.get(status, '')}\r\ncontent-type: application/json\r\n"
                f"content-length: {len(payload)}\r\nconnection: {'keep-alive' if keep else 'close'}\r\n\r\n".encode()
                + payload
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        pass  # the client has gone, or does not speak HTTP
    finally:
        writer.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    cores, system_python = os.cpu_count() or 1, "/usr/bin/python3"
    parser.add_argument(
        "--at-once", type=int, default=4 * cores, help="processes at once (4 a core: a start also waits in the kernel)"
    )
    parser.add_argument("--python", default=system_python if os.path.exists(system_python) else sys.executable)
    parser.add_argument("--no-site", action="store_true", help="python3 -I -S: no site module, a quicker start")
    options = parser.parse_args()
    executor = Executor(options.at_once, options.python, not options.no_site)
    try:
        probe = parse_request(b'{"code": "print(6 * 7)", "language": "python"}')
        outcome = await executor.run(probe)
        if outcome.stdout != "42\n":
            sys.exit(f"cannot run code in namespaces here: {outcome}")
        server = await asyncio.start_server(
            lambda reader, writer: serve_connection(executor, reader, writer), options.host, options.port, backlog=1024
        )
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        print(f"listening on http://{options.host}:{options.port}", flush=True)
        await stop.wait()
        server.close()
    finally:
        executor.close()


if __name__ == "__main__":
    asyncio.run(main())
