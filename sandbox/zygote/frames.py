"""The frames between host and zygote: the length of what follows, the channel, the kind, and then the content.

To the zygote: `OPEN` a channel, which makes a child (marshalled limits); `SEND` to its child, which may use so much CPU
and take so long in nanoseconds until it answers; `CLOSE` it, which ends the child. From the zygote: `READY`, once
(marshalled); `SAID`, what a child answered and the CPU time that it took for it; `OUTPUT`, what it wrote; `ENDED`, that it has
ended, why, and the CPU time since it was asked.
"""

import struct

OPEN, SEND, CLOSE, READY, SAID, OUTPUT, ENDED = range(7)

HEAD = struct.Struct("<IIB")
BUDGET = struct.Struct("<QQ")
USED = struct.Struct("<Q")
END = struct.Struct("<BIQ")  # why, its number, and the CPU time

# Why a child ended.
EXITED, SIGNALLED, CPU_TIME, WALL_TIME, WROTE_TOO_MUCH, SAID_TOO_MUCH, OUT_OF_TURN, NOT_STARTED = range(8)


def frame(channel, kind, *parts):
    length = sum(map(len, parts)) + 5
    return b"".join((HEAD.pack(length, channel, kind), *parts))


class Frames:
    """Takes frames out of a stream as they become whole."""

    def __init__(self):
        self.pending = bytearray()

    def feed(self, received):
        """Gives (channel, kind, content) for each frame that is whole now."""
        self.pending += received
        frames, place = [], 0
        while len(self.pending) - place >= HEAD.size:
            length, channel, kind = HEAD.unpack_from(self.pending, place)
            end = place + 4 + length
            if len(self.pending) < end:
                break
            frames.append((channel, kind, bytes(self.pending[place + HEAD.size:end])))
            place = end
        del self.pending[:place]
        return frames
