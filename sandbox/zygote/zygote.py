"""The zygote: it has imported what candidates need, and makes a child for each part of a job.

It never runs a candidate, a test or an operation of a framework: a child of a process that has computed can hang. It
passes on what host and children say, counts what children use, and ends those that use too much.
"""

import gc
import importlib
import marshal
import os
import selectors
import signal
import sys
import traceback

import child
import frameworks
import namespaces
from children import Child
from frames import (
    BUDGET, CLOSE, END, ENDED, EXITED, NOT_STARTED, OPEN, OUTPUT, READY, SAID, SEND, USED, Frames, frame,
)

MOST = 1 << 16  # bytes that are read at a time
TICK = 0.01  # seconds between two looks at what children use


def serve(modules):
    """Imports modules, says what came of it, and then does what the host asks until there is none."""
    Zygote(preload(modules)).run()


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
    """The host's line, and the children behind it."""

    def __init__(self, about):
        self.children = {}
        self.ending = {}  # process ids of children that were killed
        self.selector = selectors.DefaultSelector()
        self.frames = Frames()
        self.user, self.group = os.getuid(), os.getgid()
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(0, selectors.EVENT_READ, self.hear)
        self.selector.register(reading, selectors.EVENT_READ, lambda _: os.read(reading, MOST))
        self.say(0, READY, marshal.dumps(about, 2))

    def run(self):
        self.going_on = True
        while self.going_on:
            busy = [it for it in self.children.values() if it.is_busy]
            for key, events in self.selector.select(TICK if busy or self.ending else None):
                key.data(events)
            for it in busy:
                reason = it.overdrawn()
                if reason is not None:
                    self.end(it, reason)
            self.reap()
        for it in self.children.values():
            it.kill()

    def say(self, channel, kind, *parts):
        """Says something to the host, who listens always."""
        rest = memoryview(frame(channel, kind, *parts))
        while rest:
            rest = rest[os.write(1, rest):]

    def hear(self, _):
        """Does what the host asks."""
        received = os.read(0, MOST)
        self.going_on = bool(received)
        for channel, kind, content in self.frames.feed(received):
            if kind == OPEN:
                self.open(channel, marshal.loads(content))
            elif kind == SEND and channel in self.children:
                cpu, wall = BUDGET.unpack_from(content)
                self.children[channel].ask(cpu, wall, content[BUDGET.size:])
                self.watch(self.children[channel])
            elif kind == CLOSE and channel in self.children:
                self.close(self.children[channel])

    def open(self, channel, limits):
        """Makes a child."""
        output, *limits = limits
        try:
            made = Child(channel, output)
            process = namespaces.clone()
        except OSError as error:
            self.say(channel, OUTPUT, str(error).encode())
            self.say(channel, ENDED, END.pack(NOT_STARTED, 0, 0))
            return
        if process == 0:
            self.become_child(made, limits)
        made.begin(process)
        self.children[channel] = made
        self.selector.register(made.line, selectors.EVENT_READ, lambda events: self.attend(made, events))
        self.selector.register(made.output, selectors.EVENT_READ, lambda _: self.drain(made))

    def become_child(self, made, limits):
        """In the child: leaves everything of the zygote behind."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child.live(made.inner_line, made.inner_output, self.user, self.group, limits)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(70)

    def attend(self, it, events):
        """Goes on with what a child is asked, and takes what it says."""
        if events & selectors.EVENT_WRITE:
            it.send()
        if events & selectors.EVENT_READ:
            said, reason = it.hear()
            self.drain(it)
            if reason is not None:
                self.end(it, reason)
            elif said is not None and self.is_there(it):
                self.say(it.channel, SAID, USED.pack(it.used()), said)
                it.go_on()
        self.watch(it)

    def watch(self, it):
        """Waits for what a child can do next."""
        if self.is_there(it):
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if it.unsent else 0)
            if self.selector.get_key(it.line).events != events:
                self.selector.modify(it.line, events, self.selector.get_key(it.line).data)

    def is_there(self, it):
        return self.children.get(it.channel) is it

    def drain(self, it):
        """Takes what a child wrote; only the beginning is passed on."""
        shown, reason = it.drain()
        if shown:
            self.say(it.channel, OUTPUT, shown)
        if reason is not None:
            self.end(it, reason)

    def end(self, it, reason):
        """Ends a child with all that it started, and says why."""
        if not self.is_there(it):
            return
        used = it.used_by_all()
        self.forget(it)
        number = 0
        if reason == EXITED:
            reason, number = it.wait()
        else:
            it.kill()
            self.ending[it.process] = it
        it.close()
        self.say(it.channel, ENDED, END.pack(reason, number, used))

    def close(self, it):
        """Ends a child that the host needs no more."""
        self.forget(it)
        it.kill()
        it.close()
        self.ending[it.process] = it

    def forget(self, it):
        del self.children[it.channel]
        self.selector.unregister(it.line)
        self.selector.unregister(it.output)

    def reap(self):
        """Waits for the children that were killed, without stopping for them."""
        for process in list(self.ending):
            if os.waitpid(process, os.WNOHANG)[0]:
                del self.ending[process]
