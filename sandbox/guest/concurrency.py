"""Threads, event loops and processes in an interpreter that has none of them."""

import builtins
import concurrent.futures
import importlib

import threads

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


def install():
    """Puts threads in their place first: the modules of the library that are imported next are made of them."""
    threads.install()
    for name in ("event_loop", "processes", "subprocesses"):
        importlib.import_module(name).install()
    threads.polled(concurrent.futures.Future, "done")
