"""A program: it runs as `__main__`, and ends as CPython's interpreter does."""

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
    """Runs a candidate to its end; gives the fault that makes its exit no success, or nothing."""
    error = ending(marshal.loads(code), lambda error: None)
    return None if error is None else fault(error)


def main():
    """Does what `python3 main.py` does, which tells on standard error how a program ended, and gives its exit code."""
    try:
        with open(NAME, "rb") as file:
            code = compile(file.read(), os.path.abspath(NAME), "exec", dont_inherit=True)
    except BaseException as error:
        tell(error)
        return 1
    sys.path.insert(0, os.getcwd())  # the program's folder, where modules of its own are
    error = ending(code, tell)
    return 0 if error is None else exit_code(error)


def ending(code, tell):
    """Runs a program to its end; gives the error that makes its exit no success, or nothing. An error that ends it is told at
    once, before what it left to be done."""
    module = types.ModuleType("__main__")
    module.__builtins__ = builtins
    module.__file__ = os.path.abspath(NAME)
    sys.modules["__main__"] = module
    sys.argv[:] = [NAME]
    sys.stdout = sys.__stdout__ = buffered(sys.stdout)
    failed = error_of(exec, code, module.__dict__)
    if failed is not None:
        error_of(tell, failed)
    for action in (threading._shutdown, join, atexit._run_exitfuncs):
        error_of(action)
    unwritten = error_of(flush)
    error_of(close, module)
    left = error_of(flush)
    return next((error for error in (failed, unwritten, left) if error is not None), None)


def tell(error):
    """Writes an error as the interpreter does, without the frames of its own."""
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
        return
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals is globals():
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    sys.stderr.flush()


def exit_code(error):
    """The code that a process ends with which an error ends."""
    if not isinstance(error, SystemExit):
        return 1
    return error.code % 256 if isinstance(error.code, int) else 1


def buffered(stream):
    """Standard output as it is elsewhere; here it is written through, and only a part of what is long."""
    raw = io.FileIO(1, "w", closefd=False)
    raw.name = stream.name
    made = io.TextIOWrapper(io.BufferedWriter(raw, BUFFER), stream.encoding, stream.errors, "\n")
    made.mode = "w"
    return made


def error_of(action, *arguments):
    """Does something, and gives what it raised that is no success, or nothing."""
    try:
        action(*arguments)
    except SystemExit as error:
        return None if is_success(error.code) else error
    except BaseException as error:
        return error
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
