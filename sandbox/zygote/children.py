"""A child, seen from the relay: its line, what it writes, what it has used, and its end."""

import os
import signal
import socket
import time
from collections import deque

import meter
from frames import (
    CPU_TIME, EXITED, OUT_OF_TURN, SAID_TOO_MUCH, SIGNALLED, WALL_TIME, WROTE_TOO_MUCH,
)

MOST = 1 << 16  # bytes that are read at a time
KEPT = 1 << 16  # bytes of output that the host is shown
MOMENT = 200_000_000  # nanoseconds that a process may run after the end of its line
PATIENCE = 10_000_000_000  # nanoseconds until one that does not run is ended
LARGEST = 64 << 20  # bytes of what a child may say at once


class Child:
    """A process in namespaces of its own."""

    def __init__(self, channel, output_limit):
        self.channel, self.output_limit = channel, output_limit
        self.process = self.line = self.output = None  # until it was made
        self.said = bytearray()
        self.questions = deque()  # that wait for the answer to the one before
        self.unsent = b""
        self.is_busy = False
        self.written = self.shown = 0
        self.deadline = self.cpu_limit = self.cpu_began = 0
        self.is_killed = False
        self.left_after = None  # the CPU time after which it closed its line
        self.left_at = 0  # what it had run by then

    def begin(self, process, line, output):
        """The child was made."""
        self.process, self.line, self.output = process, socket.socket(fileno=line), output
        self.line.setblocking(False)
        os.set_blocking(self.output, False)

    def ask(self, cpu, wall, question):
        """Passes a question on, after those before it are answered."""
        self.questions.append((cpu, wall, question))
        if not self.is_busy and self.line is not None:
            self.next()

    def next(self):
        cpu, wall, question = self.questions.popleft()
        self.is_busy = True
        self.written = 0
        self.cpu_began, self.cpu_limit = meter.own(self.process), cpu
        self.deadline = time.monotonic_ns() + wall
        self.unsent = memoryview(len(question).to_bytes(4, "little") + question)
        self.send()

    def send(self):
        """Sends as much of a question as the line takes."""
        while self.unsent:
            try:
                self.unsent = self.unsent[self.line.send(self.unsent):]
            except BlockingIOError:
                return
            except OSError:  # it has ended, which is heard too
                self.unsent = b""

    def go_on(self):
        """After an answer: asks the next question."""
        self.is_busy = False
        if self.questions:
            self.next()

    def hear(self):
        """Gives (an answer that is whole now, or nothing; a reason to end the child, or nothing)."""
        try:
            received = self.line.recv(MOST if len(self.said) < MOST else 1 << 20)
        except BlockingIOError:
            return None, None
        except OSError:
            received = b""
        if not received:
            return None, EXITED
        self.said += received
        if not self.is_busy:
            return None, OUT_OF_TURN
        length = int.from_bytes(self.said[:4], "little")
        if len(self.said) < 4 or len(self.said) < 4 + length <= 4 + LARGEST:
            return None, None
        if len(self.said) != 4 + length or not length:
            return None, SAID_TOO_MUCH if length > LARGEST else OUT_OF_TURN
        answer = bytes(memoryview(self.said)[4:])
        self.said = bytearray()
        return answer, None

    def drain(self):
        """Reads what the child wrote: gives what is to be shown, and a reason to end it."""
        shown = b""
        while True:
            try:
                received = os.read(self.output, MOST)
            except (BlockingIOError, OSError):
                break
            if not received:
                break
            self.written += len(received)
            room = KEPT - self.shown
            if room > 0:
                shown += received[:room]
                self.shown += len(received[:room])
            if self.written > self.output_limit:
                return shown, WROTE_TOO_MUCH
        return shown, None

    def used(self):
        """The CPU time of the child itself since it was asked."""
        return max(0, meter.own(self.process) - self.cpu_began)

    def used_by_all(self):
        """The same with all that it ever started."""
        return self.used() + meter.started(self.process)

    def overdrawn(self):
        """Gives a reason to end a child that was asked and has not answered, if there is one."""
        if not self.is_busy:
            return None
        if self.used_by_all() > self.cpu_limit:
            return CPU_TIME
        return WALL_TIME if time.monotonic_ns() > self.deadline else None

    def kill(self):
        """Ends the child, and so all that it started."""
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def leaves(self, used):
        """The child has closed its line: it ends, or is made to in a moment."""
        self.left_after = used
        self.left_at = meter.own(self.process)
        self.deadline = time.monotonic_ns() + PATIENCE

    def hurry(self):
        """Ends a child that has closed its line and goes on. How long one that ends takes to be no more, is a matter of the
        machine and of its memory, so that decides nothing."""
        if self.left_after is None or meter.is_ending(self.process):
            return
        if meter.own(self.process) > self.left_at + MOMENT or time.monotonic_ns() > self.deadline:
            self.is_killed = True
            self.kill()

    def how(self, status):
        """How it ended: why, and the signal or the code."""
        if os.WIFEXITED(status):
            return EXITED, os.WEXITSTATUS(status)
        if self.is_killed and os.WTERMSIG(status) == signal.SIGKILL:
            return OUT_OF_TURN, 0
        return SIGNALLED, os.WTERMSIG(status)

    def close(self):
        self.line.close()
        os.close(self.output)
