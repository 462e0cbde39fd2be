"""The same matrix, bit for bit, however a run is made: with one job and four, at the lowest priority under load, and with
alike candidates run apart."""

import contextlib
import subprocess
import sys

from . import sandboxed

LOAD = 8


def differing(cases, folder, options):
    """The ways of running whose matrix is not the same as that of one job, each with its first differing row."""
    ways = {
        "jobs 1": {"jobs": 1},
        "jobs 4": {"jobs": 4},
        "nice 19 under load": {"jobs": 2, "nice": 19, "load": LOAD},
    }
    if knows("--no-merge"):
        ways["no merge"] = {"jobs": 2, "options": ["--no-merge"]}
    else:
        print("skipped: `execute` has no `--no-merge`", file=sys.stderr)
    found, first = {}, None
    for name, way in ways.items():
        with loops(way.pop("load", 0)):
            way["options"] = [*options, *way.get("options", [])]
            run = sandboxed.execute(cases, folder / name.replace(" ", "-"), **way)
        rows = (run / "matrix.jsonl").read_text(encoding="utf-8").splitlines()
        first = first or rows
        if rows != first:
            pairs = zip(first, rows)
            found[name] = next((pair for pair in pairs if pair[0] != pair[1]), ("another number of rows", ""))
    return found


def knows(option):
    told = subprocess.run([sandboxed.command(), "execute", "--help"], capture_output=True, text=True)
    return option in told.stdout


@contextlib.contextmanager
def loops(count):
    """Keeps the processors busy, and ends each loop by its own process."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
