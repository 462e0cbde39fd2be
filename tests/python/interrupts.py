"""Ctrl-C after a moment, as a terminal or a notebook sends it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def interrupt_after(seconds: float) -> Generator[None, None, None]:
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
