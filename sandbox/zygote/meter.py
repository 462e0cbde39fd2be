"""The CPU time of a process and of all that it started, in nanoseconds, as its parent's world sees it."""

import os
import time

TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")

FLAGS, EXITING = 6, 0x4  # of `/proc/N/stat`, and in it

SCHEDULED = 2  # of the clocks of a process, the one that counts what it ran


def own(process):
    """What a process itself ran, exactly."""
    try:
        return time.clock_gettime_ns(~process << 3 | SCHEDULED)
    except OSError:
        return 0


def started(process):
    """What all that a process started has run, to a hundredth of a second."""
    return sum(map(with_started, children(process)), waited_for(process))


def with_started(process):
    """The same with the process itself; nothing where it has just ended."""
    fields = status(process)
    return TICK * sum(fields[11:15]) + sum(map(with_started, children(process))) if fields else 0


def waited_for(process):
    fields = status(process)
    return TICK * sum(fields[13:15]) if fields else 0


def is_ending(process):
    """Says whether the system has begun to take a process apart."""
    fields = status(process)
    return fields is None or bool(fields[FLAGS] & EXITING)


def status(process):
    """The numbers of `/proc/N/stat` after the name, from the state on."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return [0, *map(int, fields[1:])]


def children(process):
    """The processes that a process has started, by any of its threads, and those that it inherited."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    except OSError:
        pass
    return found
