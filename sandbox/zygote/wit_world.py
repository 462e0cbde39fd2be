"""What a part of a job says to the host, and hears from it: here through the zygote, in WebAssembly by imports.

A child speaks only where it was asked, and says one thing for each that it hears.
"""

import builtins
import marshal
import os
from collections import namedtuple

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

ANSWER, LOADED, REPORT, CALL = b"ALRC"

VERSION = 2

Fault = namedtuple("Fault", "kind message")


class Verdict:
    """How a test ended, known to the host by its number."""

    def __init__(self, value=None):
        self.value = value


class Verdict_Passed(Verdict):
    number = 0


class Verdict_Failed(Verdict):
    number = 1


class Verdict_Raised(Verdict):
    number = 2


class Verdict_Unviable(Verdict):
    number = 3


class Verdict_Uncrossable(Verdict):
    number = 4


class Line:
    """The line to the zygote: frames of a length and so many bytes."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def hear(self):
        return self.read(int.from_bytes(self.read(4), "little"))

    def read(self, count):
        content = read(self.descriptor, count)
        if len(content) == count:
            return content
        parts = [content]
        count -= len(content)
        while count:
            if not parts[-1]:
                leave(0)  # nobody asks any more
            parts.append(read(self.descriptor, min(count, 1 << 20)))
            count -= len(parts[-1])
        return b"".join(parts)

    def say(self, kind, content):
        if self.descriptor < 0:
            leave(0)  # a process that a candidate started, and that came back from where it was started
        frame = (len(content) + 1).to_bytes(4, "little") + bytes([kind]) + content
        said = write(self.descriptor, frame)
        if said < len(frame):
            rest = memoryview(frame)[said:]
            while rest:
                rest = rest[write(self.descriptor, rest):]


read, write, close, leave = os.read, os.write, os.close, os._exit

line = None  # set in each child


def connect(descriptor):
    global line
    line = Line(descriptor)
    os.register_at_fork(after_in_child=disconnect)


def disconnect():
    """What a candidate starts has no line of its own, and must not speak on the candidate's."""
    try:
        close(line.descriptor)
    except OSError:
        pass
    line.descriptor = -1


def answer(content):
    line.say(ANSWER, content)


def loaded():
    """Says that the candidate has loaded, or stands in its repository, and that the first test begins."""
    line.say(LOADED, b"")
    line.hear()


def report(index, verdict):
    """Says that a test has ended with a verdict, and hears which one begins, if any."""
    line.say(REPORT, marshal.dumps((index, verdict.number, verdict.value and told(verdict.value)), VERSION))
    return marshal.loads(line.hear())


def told(value):
    return tuple(value) if isinstance(value, Fault) else ("", value)


def call(request, fixed):
    """Calls the candidate; gives what came of it, or nothing where it was stopped."""
    line.say(CALL, bytes([fixed]) + request)
    return line.hear() or None
