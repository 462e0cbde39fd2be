"""The other side: native CPython in the environment's own root folder, which runs each solution as the benchmark's harness does."""

import json
import os
import subprocess
from collections import namedtuple
from pathlib import Path

from differential.corpora import data

from . import engine

Verdict = namedtuple("Verdict", "passed reason")


def verdicts(benchmark, problems, options):
    """What native CPython says of each solution."""
    root, variables, preload = engine.root(benchmark, options)
    jobs = [{"name": it.name, "solution": it.solution, "tests": it.tests} for it in problems]
    asked = {"benchmark": benchmark.environment, "preload": preload, "processes": options.jobs, "jobs": jobs}
    done = subprocess.run(line(root, variables), check=True, input=json.dumps(asked).encode(), stdout=subprocess.PIPE)
    answers = [json.loads(it) for it in done.stdout.splitlines()]
    return {it["name"]: Verdict(it["passed"], it["reason"]) for it in answers}


def recorded(name):
    """What an earlier native run said of the reference solutions."""
    rows = data.rows(f"{name}/native_py311.jsonl.gz")
    return {str(it["id"]): Verdict(it["status"] == "pass", str(it.get("why", ""))) for it in rows}


def line(root, variables):
    """A command that runs the harness in a namespace with that root: no network, nothing to write but `/tmp`."""
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    words += ["bwrap", "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--uid", "1000", "--gid", "1000", "--clearenv", "--setenv", "HOME", "/tmp", "--setenv", "USER", "candidate"]
    for name, value in {**SETTINGS, **variables}.items():
        words += ["--setenv", name, value]
    words += ["--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm"]
    harness = (Path(__file__).parent / "harness.py").read_text(encoding="utf-8")
    return [*words, "--chdir", "/tmp", "--", "python3", "-c", harness]


# What the zygote fixes too: threads, hashes, the encoding of text.
SETTINGS = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    **dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"], "1"),
}
