"""Threads in one interpreter: each is a generator that is gone on with until it has to wait.

There is one rule. A thread runs from its start until it has to wait (for a lock, an event, a queue, another thread, a
sleep), and then it is the turn of the next, in the order of their starts. Whoever waits lets the others run. Where nobody
can go on, time passes to the end of the earliest sleep; where nobody sleeps either, that is a deadlock, which lasts until
the limit on time, as it does elsewhere.
"""

import builtins
import contextvars
import sys
import time

import delegation
import rewriting

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

MOST = 10_000  # threads at a time

LEAST = 1e-6  # seconds that a sleep lasts longer than was asked for, as it does everywhere

GLANCE = 1e-3  # seconds that it takes to look at a thread that sleeps

FOR_EVER = 10.0**8  # seconds

FIRST_IDENT = 140_000_000_000_000

asleep = time.sleep
now = time.monotonic


class Strand:
    """A thread: what it goes on with, and what it waits for."""

    def __init__(self, ident, generator=None, context=None):
        self.ident = ident
        self.generator = generator
        self.context = context
        self.ready, self.deadline = delegation.always, None
        self.busy = generator is None  # its frames are on the stack, below those that run
        self.loop = None  # the event loop and the task that run in it
        self.world = None  # what a process has of its own


main = current = Strand(None)
strands = {}  # those that have started and not ended; a dict, for its order
started = 0


def start(function, arguments=(), named=None, context=None):
    """Starts a thread, which runs as soon as the one that started it waits."""
    global started
    if len(strands) >= MOST:
        raise RuntimeError("can't start new thread")
    started += 1
    strand = Strand(FIRST_IDENT + started * 4096, context=contextvars.Context() if context is None else context)
    strand.generator = body(function, arguments, named or {})
    strand.busy = False
    strands[strand] = None
    return strand


def end(strand):
    """Ends a thread where it stands."""
    strands.pop(strand, None)


def body(function, arguments, named):
    yield delegation.always, None
    made = rewriting.plan(function)
    if made is None:
        function(*arguments, **named)
    else:
        yield from made(*arguments, **named)


def step(strand):
    """Lets a thread go on until it waits again."""
    global current
    interrupted, current = current, strand
    strand.busy = True
    swapped = swap_loop(interrupted, strand)
    away, world = interrupted.world, strand.world
    if away is not world:
        leave(away)
        enter(world)
    try:
        wants = strand.context.run(strand.generator.send, None)
        while type(wants) is contextvars.Context:
            before, strand.context = strand.context, wants
            wants = strand.context.run(strand.generator.send, before)
        strand.ready, strand.deadline = wants
    except StopIteration:
        strands.pop(strand, None)
    except BaseException:
        strands.pop(strand, None)
        raise
    finally:
        strand.busy = False
        current = interrupted
        if away is not strand.world:
            leave(strand.world)
            enter(away)
        if swapped:
            swap_loop(strand, interrupted)


def enter(world):
    if world is not None:
        world.enter()


def leave(world):
    if world is not None:
        world.leave()


def swap_loop(before, after):
    """Each thread has a running event loop, and a running task, of its own."""
    asyncio = sys.modules.get("_asyncio")
    if asyncio is None:
        return False
    loop = asyncio._get_running_loop()
    task = asyncio._swap_current_task(loop, None) if loop is not None else None
    if loop is None and before.loop is None and after.loop is None:
        return True
    before.loop = (loop, task)
    loop, task = after.loop or (None, None)
    asyncio._set_running_loop(loop)
    if task is not None:
        asyncio._swap_current_task(loop, task)
    return True


def block(ready, deadline=None):
    """Waits until `ready()`, or until the deadline, and lets the others run meanwhile; says whether it is ready."""
    if ready():
        return True
    me = current
    was_ready, was_deadline, me.ready, me.deadline = me.ready, me.deadline, ready, deadline
    try:
        while True:
            if turn(ready):
                return True
            if deadline is not None and now() >= deadline:
                return False
            if not any_can_go_on():
                pass_time(deadline)
    finally:
        me.ready, me.deadline = was_ready, was_deadline


def block_version(ready, deadline=None):
    """What a thread does instead of `block`: it leaves to the scheduler when to go on."""
    if ready():
        return True
    yield ready, deadline
    return ready()


rewriting.versions[block.__code__] = block_version


def turn(ready=None):
    """Lets every thread that can go on do so once."""
    for strand in list(strands):
        if can_go_on(strand) and strand in strands:
            step(strand)
            if ready is not None and ready():
                return True
    return ready is not None and ready()


def poll():
    """Lets the others go on where the main thread only looks at what they do; where they sleep, time passes."""
    if strands and current is main:
        if any_can_go_on():
            turn()
        else:
            asleep(GLANCE)


def can_go_on(strand):
    return not strand.busy and (
        strand.ready() or (strand.deadline is not None and now() >= strand.deadline)
    )


def any_can_go_on():
    return any(can_go_on(strand) for strand in strands)


def pass_time(deadline):
    """Lets time pass until somebody can go on."""
    deadlines = [strand.deadline for strand in strands if strand.deadline is not None and not strand.busy]
    if deadline is not None:
        deadlines.append(deadline)
    if deadlines:
        asleep(max(0.0, min(deadlines) - now()) + LEAST)
        return
    if current is not main and any(other.ready() for other in (main, *strands) if other.busy and other is not current):
        raise RuntimeError(
            "this thread waits where the sandbox cannot leave it (inside a generator or a callback of C code) for one "
            "that it interrupted"
        )
    print("deadlock: every thread waits for another one", file=sys.stderr)
    asleep(FOR_EVER)
    raise RuntimeError("deadlock")


def sleep(seconds, /):
    if not isinstance(seconds, (int, float)) or not seconds > 0:
        return asleep(seconds)
    if not strands:
        return asleep(seconds + LEAST)
    block(never, now() + seconds)


def never():
    return False
