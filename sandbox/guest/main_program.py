"""A candidate that is a program: it runs as `__main__`, and ends as CPython's interpreter does."""

import atexit
import builtins
import io
import marshal
import os
import sys
import threading
import types

from verdicts import fault

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

NAME = "main.py"

BUFFER = 8192  # bytes that are written at a time, to what is no terminal


def run(code):
    """Runs a program to its end; gives the fault that makes its exit no success, or nothing."""
    module = types.ModuleType("__main__")
    module.__builtins__ = builtins
    module.__file__ = os.path.abspath(NAME)
    sys.modules["__main__"] = module
    sys.argv[:] = [NAME]
    sys.stdout = sys.__stdout__ = buffered(sys.stdout)
    failed = fails(exec, marshal.loads(code), module.__dict__)
    fails(threading._shutdown)
    fails(join)
    fails(atexit._run_exitfuncs)
    unwritten = fails(flush)
    fails(close, module)
    left = fails(flush)
    return failed or unwritten or left


def buffered(stream):
    """Standard output as it is elsewhere; here it is written through, and only a part of what is long."""
    raw = io.FileIO(1, "w", closefd=False)
    raw.name = stream.name
    made = io.TextIOWrapper(io.BufferedWriter(raw, BUFFER), stream.encoding, stream.errors, "\n")
    made.mode = "w"
    return made


def fails(action, *arguments):
    """Does something, and gives the fault that it raised, or nothing."""
    try:
        action(*arguments)
    except SystemExit as error:
        return None if is_success(error.code) else fault(error)
    except BaseException as error:
        return fault(error)
    return None


def join():
    """Waits for the threads that are no daemons, and for those that they start."""
    while others := [it for it in threading.enumerate() if not it.daemon and it is not threading.current_thread()]:
        for thread in others:
            thread.join()


def flush():
    if sys.stdout is not None and not getattr(sys.stdout, "closed", False):
        sys.stdout.flush()


def close(module):
    """Lets go of what the program holds, so that files are written."""
    sys.stdout = sys.__stdout__
    del sys.modules["__main__"]
    held = dict(vars(module))
    vars(module).clear()
    module.__builtins__ = builtins  # where a destructor finds `print` before Python 3.10
    held.clear()


def is_success(code):
    return code is None or isinstance(code, int) and code % 256 == 0
