"""The host's side: zygotes in their namespaces, and a job for one of them."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent

NAMESPACES = "--user --map-root-user --mount --pid --net --ipc --uts --fork --kill-child".split()


class Oracle:
    """As many zygotes as jobs run at a time."""

    def __init__(self, jobs, hash_seed):
        self.jobs = jobs
        self.hash_seed = hash_seed
        self.idle = queue.Queue()
        self.zygotes = [Zygote(hash_seed) for _ in range(jobs)]
        for zygote in self.zygotes:
            self.idle.put(zygote)

    def ask(self, source, tests, modes, cpu=1.0, wall=20.0, memory=2 << 30):
        """What native CPython says: for each mode a (letter, fault) for each test."""
        job = {"source": source, "tests": tests, "modes": modes, "cpu": cpu, "wall": wall, "memory": memory}
        zygote = self.idle.get()
        try:
            return zygote.ask(job)
        except (BrokenPipeError, EOFError):  # it was ended from outside: a job cannot reach it
            self.zygotes.remove(zygote)
            zygote.close()
            zygote = Zygote(self.hash_seed)
            self.zygotes.append(zygote)
            return zygote.ask(job)
        finally:
            self.idle.put(zygote)

    def map(self, function, items):
        """Calls a function that asks, for several items at a time; the answers keep their order."""
        with ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(function, items))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for zygote in self.zygotes:
            zygote.close()


class Zygote:
    """A process of native CPython that forks for each job, first in its namespaces."""

    def __init__(self, hash_seed):
        self.root = tempfile.mkdtemp(prefix="differential-")
        python = os.path.realpath(f"{sys.base_prefix}/bin/python3.{sys.version_info.minor}")
        command = ["unshare", *NAMESPACES, "sh", HERE / "cell.sh", self.root, python, sys.base_prefix, HERE]
        environment = {"PYTHONHASHSEED": str(hash_seed), "PATH": "/opt:/usr/sbin:/usr/bin:/sbin:/bin", "TZ": "UTC", "LANG": "C.UTF-8", "HOME": "/home"}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, close_fds=True, cwd="/",
        )

    def ask(self, job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise EOFError("a process of native CPython died")
        return json.loads(answer)

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        os.rmdir(self.root)


def permitted():
    """Says whether this machine lets us make the namespaces."""
    try:
        return subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
