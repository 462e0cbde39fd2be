"""A forked process that reports as it goes, within limits."""

import os
import resource
import select
import signal
import sys
import time
from collections import namedtuple

Limits = namedtuple("Limits", "cpu wall memory")

TIME = (signal.SIGXCPU, signal.SIGPROF)


def prepare():
    """Takes standard input and output away from everything that is forked."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    sys.stdin = open(0, "r", closefd=False)
    sys.stdout = open(1, "w", closefd=False)
    sys.stderr = open(2, "w", closefd=False)


def attempt(work, limits, patience):
    """Forks a process for `work(report)`; yields its reports, then how it ended: `done`, T or C.
    `patience` is how many seconds may pass between two reports."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run(work, limits, writing)
    os.close(writing)
    waited = False
    buffer = b""
    while True:
        ready, _, _ = select.select([reading], [], [], patience)
        if not ready:
            waited = True
            break
        part = os.read(reading, 65536)
        if not part:
            break
        *reports, buffer = (buffer + part).split(b"\0")
        yield from (report.decode("utf-8", "replace") for report in reports)
    os.close(reading)
    try:
        os.kill(child, signal.SIGKILL) if waited else None
    except ProcessLookupError:
        pass
    status = wait(child, patience)
    if waited or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in TIME):
        yield "T"
    else:
        yield "done" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 42 else "C"


def wait(child, patience):
    """Waits for a process whose pipe is closed already, and ends it where it lives on."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def run(work, limits, writing):
    """The child's part: never returns."""
    try:
        os.setsid()
        folder = f"/tmp/{os.getpid()}"
        os.mkdir(folder)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
        resource.setrlimit(resource.RLIMIT_NPROC, (256, 256))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        work(lambda text: os.write(writing, text.replace("\0", "\\0").encode("utf-8", "replace") + b"\0"))
        os._exit(42)
    finally:
        os._exit(43)


def refill(limits):
    """Gives the running process its CPU time anew."""
    signal.setitimer(signal.ITIMER_PROF, limits.cpu)
