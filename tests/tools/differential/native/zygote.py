"""Answers jobs, one JSON line each, with what native CPython says of every test. It runs as the first process of a
namespace of its own: never start it as it is.

A job is `source`, `tests`, the `modes` in which they run, and what a test may use: `cpu` and `wall` seconds. The modes:
`together` runs the tests in their order in one interpreter, as the sandbox does by default, `one file` the same in the
program's own namespace, `alone` each in a fresh interpreter, `values` gives the `repr` of expressions instead. A letter for each test: P passed, F failed, R raised, U it or the
program is not viable, T time, C the process ended.
"""

import gc
import json
import os
import shutil
import signal
import site
import sys

from attempts import Limits, prepare
from modes import MODES

# What most programs import; a fork finds it in memory.
OFTEN_USED = """
    abc array ast asyncio base64 bisect calendar cmath collections collections.abc contextlib copy csv dataclasses
    datetime decimal difflib enum fractions functools hashlib heapq io itertools json logging math numbers operator os
    pathlib pprint queue random re secrets shutil statistics string struct sys tempfile textwrap threading time
    traceback types typing unicodedata unittest unittest.mock urllib.parse uuid warnings zlib
""".split()


def main():
    for name in OFTEN_USED:
        __import__(name)
    site.setquit()  # `exit` and `quit`, which are missing where `site` was left out
    sys.path.pop(0)  # a program finds the standard library and nothing of ours
    gc.freeze()
    jobs, answers = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    prepare()
    for line in jobs:
        job = json.loads(line)
        limits = Limits(job["cpu"], job["wall"], job["memory"])
        answer = {}
        for mode in job["modes"]:
            answer[mode] = MODES[mode](job["source"], job["tests"], limits)
            sweep()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def sweep():
    """Ends what a job started and forgets what it wrote."""
    if os.getpid() == 1:  # in the namespace this reaches every process but this one, and none elsewhere
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
    for entry in os.scandir("/tmp"):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)


if __name__ == "__main__":
    if os.getpid() != 1:
        sys.exit("the zygote runs in a namespace of its own: start it by differential.sh")
    main()
