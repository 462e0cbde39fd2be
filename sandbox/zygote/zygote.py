"""The zygote: it has imported what candidates need, and makes a child for each part of a job.

It never runs a candidate, a test or an operation of a framework: a child of a process that has computed can hang. Nor does it ever see
what host and children say to one another, which the relay passes on: a child has a copy of all that is in its memory.
"""

import gc
import importlib
import marshal
import os
import selectors
import signal
import socket
import sys
import traceback

import child
import frameworks
import namespaces
from errands import ENDED, FAILED, LONGEST, OPENED, READY, send
from relay import Relay


def serve(modules):
    """Becomes the relay, and makes the zygote, which imports modules."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        nothing = os.open("/dev/null", os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        Zygote(theirs).run(preload(modules))
        os._exit(0)
    theirs.close()
    Relay(ours).run()


def preload(modules):
    """Imports modules; gives what is to be said of them."""
    versions, missing = {}, {}
    for name in modules:
        try:
            module = importlib.import_module(name)
            versions[name] = str(getattr(module, "__version__", ""))
        except BaseException:
            missing[name] = traceback.format_exc()
    frameworks.install()
    gc.collect()
    gc.freeze()
    return "%d.%d.%d" % sys.version_info[:3], versions, missing


class Zygote:
    """Makes children as the relay asks for them, and says how they ended."""

    def __init__(self, line):
        self.line = line
        self.processes = set()
        self.user, self.group = os.getuid(), os.getgid()

    def run(self, about):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        selector = selectors.DefaultSelector()
        selector.register(self.line, selectors.EVENT_READ)
        selector.register(reading, selectors.EVENT_READ)
        send(self.line, (READY, *about))
        try:
            while True:
                for key, _ in selector.select():
                    if key.fileobj is not self.line:
                        os.read(reading, LONGEST)
                        continue
                    asked = self.line.recv(LONGEST)
                    if not asked:
                        return
                    self.make(marshal.loads(asked))
                self.reap()
        except ConnectionError:  # the relay has ended while something was said
            pass
        finally:
            self.end()

    def make(self, limits):
        """Makes a child, and gives its ends to the relay."""
        try:
            line, inner_line = socket.socketpair()
            output, inner_output = os.pipe()
            process = namespaces.clone()
        except OSError as error:
            send(self.line, (FAILED, str(error)))
            return
        if process == 0:
            self.become_child(inner_line.fileno(), inner_output, limits)
        self.processes.add(process)
        send(self.line, (OPENED, process), [line.fileno(), output])
        for end in (line, inner_line):
            end.close()
        for end in (output, inner_output):
            os.close(end)

    def become_child(self, line, output, limits):
        """In the child: leaves everything of the zygote behind, and never comes back to it."""
        leave = os._exit
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child.live(line, output, self.user, self.group, limits)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            leave(70)

    def reap(self):
        """Says how children ended."""
        while self.processes:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            self.processes.discard(process)
            send(self.line, (ENDED, process, status))

    def end(self):
        """The relay has ended, so all children do."""
        for process in self.processes:
            os.kill(process, signal.SIGKILL)
