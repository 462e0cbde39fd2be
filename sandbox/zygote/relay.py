"""The relay: it passes on what host and children say, counts what children use, and ends those that use too much."""

import marshal
import os
import selectors
import sys
from collections import deque

import errands
from children import Child
from frames import (
    BUDGET, CLOSE, END, ENDED, EXITED, NOT_STARTED, OPEN, OUTPUT, READY, SAID, SEND, USED, Frames, frame,
)

MOST = 1 << 16  # bytes that are read at a time
TICK = 0.01  # seconds between two looks at what children use


class Relay:
    """The host's line, the zygote's, and the children's."""

    def __init__(self, zygote):
        self.zygote = zygote
        self.children = {}  # by their channels
        self.asked = deque()  # children that the zygote is to make
        self.ending = {}  # by their processes
        self.selector = selectors.DefaultSelector()
        self.frames = Frames()
        self.going_on = True
        self.selector.register(0, selectors.EVENT_READ, self.hear)
        self.selector.register(zygote, selectors.EVENT_READ, self.hear_zygote)

    def run(self):
        while self.going_on:
            busy = [it for it in self.children.values() if it.is_busy]
            for key, events in self.selector.select(TICK if busy or self.ending else None):
                key.data(events)
            for it in busy:
                reason = it.overdrawn()
                if reason is not None:
                    self.end(it, reason)
            for it in self.ending.values():
                it.hurry()
        for it in [*self.children.values(), *self.ending.values()]:
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
        """Asks for a child."""
        output, *limits = limits
        made = self.children[channel] = Child(channel, output)
        self.asked.append(made)
        errands.send(self.zygote, limits)

    def hear_zygote(self, _):
        """Takes what the zygote made, and what has ended."""
        message, descriptors = errands.receive(self.zygote)
        if message is None:
            sys.exit(1)  # the system has ended it, for want of memory
        kind, *rest = message
        if kind == errands.READY:
            self.say(0, READY, marshal.dumps(tuple(rest), 2))
        elif kind == errands.OPENED:
            self.begin(self.asked.popleft(), rest[0], *descriptors)
        elif kind == errands.FAILED:
            it = self.asked.popleft()
            if self.children.pop(it.channel, None):
                self.say(it.channel, OUTPUT, rest[0].encode())
                self.say(it.channel, ENDED, END.pack(NOT_STARTED, 0, 0))
        else:
            self.ended(*rest)

    def begin(self, it, process, line, output):
        """Goes on with a child that was made."""
        it.begin(process, line, output)
        if not self.is_there(it):  # nobody needs it any more
            it.kill()
            self.ending[process] = it
            return
        self.selector.register(it.line, selectors.EVENT_READ, lambda events: self.attend(it, events))
        self.selector.register(it.output, selectors.EVENT_READ, lambda _: self.drain(it))
        it.go_on()
        self.watch(it)

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
        if self.is_there(it) and it.line is not None:
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
        self.let_go(it)
        if reason == EXITED:  # how, is seen when it is no more
            it.leaves(used)
        else:
            it.kill()
            self.say(it.channel, ENDED, END.pack(reason, 0, used))

    def close(self, it):
        """Ends a child that the host needs no more."""
        if it.line is None:
            del self.children[it.channel]
        else:
            self.let_go(it)
            it.kill()

    def let_go(self, it):
        del self.children[it.channel]
        self.selector.unregister(it.line)
        self.selector.unregister(it.output)
        self.ending[it.process] = it

    def ended(self, process, status):
        """A process is no more: says how it ended, where it did so by itself."""
        it = self.ending.pop(process, None) or next(it for it in self.children.values() if it.process == process)
        if self.is_there(it):
            self.end(it, EXITED)
            del self.ending[process]
        if it.left_after is not None:
            shown, _ = it.drain()
            if shown:
                self.say(it.channel, OUTPUT, shown)
            self.say(it.channel, ENDED, END.pack(*it.how(status), it.left_after))
        it.close()
