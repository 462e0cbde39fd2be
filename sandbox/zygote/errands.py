"""What the relay and the zygote say to one another: a message each, with descriptors where a child was made.

The relay asks for a child by its limits. The zygote says that it is `READY`, once, with what it imported; that a child was `OPENED`, and
its process, in the order in which they were asked for, or that this `FAILED`, and why; that a process has `ENDED`, and its status.
"""

import array
import marshal
import socket

READY, OPENED, FAILED, ENDED = range(4)

LONGEST = 1 << 16  # bytes of a message


def send(line, message, descriptors=()):
    """Sends a message, and copies of descriptors."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    line.sendmsg([marshal.dumps(message, 2)[:LONGEST]], rights)


def receive(line):
    """Gives a message and the descriptors that came with it; nothing where the other side has ended."""
    received = array.array("i")
    message, rights, _, _ = line.recvmsg(LONGEST, socket.CMSG_SPACE(2 * received.itemsize))
    for level, kind, content in rights:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            received.frombytes(content[:len(content) - len(content) % received.itemsize])
    return (marshal.loads(message) if message else None), list(received)
