"""A candidate that is a program: it runs in a process of its own, which has no line to anybody. The child hands on what it
printed and how it ended."""

import marshal
import os
import signal
import sys
import threading

import main_program

VERSION = 2

MOST = 1 << 16  # bytes that are read at a time, and of what a program says of its end


def execute(code, text, most):
    """Runs a program on an input: gives the signal and the exit code that it ended with, what it said of its end, and what
    it printed, or nothing where that is more than `most` bytes."""
    source = opened(text)
    hearing, telling = os.pipe()
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        live(code, source, writing, telling)
    for descriptor in (source, telling, writing):
        os.close(descriptor)
    printed = Printed(reading, most)
    _, status = os.waitpid(process, 0)
    end_all()
    printed.join()
    told = os.read(hearing, MOST)
    how = (os.WTERMSIG(status), 0) if os.WIFSIGNALED(status) else (0, os.WEXITSTATUS(status))
    return marshal.dumps((*how, told, None if printed.is_too_much else bytes(printed.content)), VERSION)


def opened(text):
    """A descriptor that an input is read from."""
    path = "/tmp/input"
    with open(path, "wb") as file:
        file.write(text)
    descriptor = os.open(path, os.O_RDONLY)
    os.unlink(path)
    return descriptor


def live(code, source, writing, telling):
    """What the program's process does from its first moment to its last."""
    os.dup2(source, 0)
    os.dup2(writing, 1)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)
    failed = main_program.run(code)
    os.write(telling, marshal.dumps(failed and tuple(failed), VERSION))
    os._exit(0)


def end_all():
    """Ends whatever else lives in this world: the child is its first process."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Printed(threading.Thread):
    """Reads what a program prints to the end, or until it is too much."""

    def __init__(self, descriptor, most):
        super().__init__(daemon=True)
        self.descriptor, self.most = descriptor, most
        self.content = bytearray()
        self.start()

    @property
    def is_too_much(self):
        return len(self.content) > self.most

    def run(self):
        while received := os.read(self.descriptor, MOST):
            self.content += received
            if self.is_too_much:
                return end_all()
