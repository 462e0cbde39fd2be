"""The heap as every job finds it: a job writes to few pages of the snapshot, since each that it writes to is copied.

What the start of the interpreter freed lies scattered over the whole heap, and an allocator that reuses it touches a page
for almost every object. And whoever uses an object counts that in it.
"""

import array
import gc
import types

ROOM = 4 << 20  # free memory behind the last object, so that most jobs need not grow the heap
SIZES = [size << exponent for exponent in range(16, 3, -1) for size in (3, 2)] + [24, 16, 8, 2]

# `component/lasting.rs` finds the text by this, which is reversed here so as not to be found itself.
MARK = b"tsal taht stcejbo"

# What runs while the list is made, and is not there any more when a job begins.
TRANSIENT = (types.FrameType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)


def lasting():
    """Gives all objects there are, to be kept for ever, and a text of their number, this inverted, and their addresses: the
    host lets their counts be those of immortal objects, which nobody counts."""
    held, known = [], set()
    wave = gc.get_objects()
    while wave:
        known.update(map(id, (held, known, wave)))
        fresh = {id(it): it for it in wave if id(it) not in known and not isinstance(it, TRANSIENT)}
        known.update(fresh)
        held += fresh.values()
        wave = gc.get_referents(*fresh.values())
    numbers = array.array("I", [len(held), len(held) ^ 0xFFFFFFFF, *map(id, held)])
    return held, bytes(reversed(MARK)) + numbers.tobytes()


def fill_holes():
    """Allocates every hole of the heap, and gives what fills them, to be kept for ever."""
    hoard = []
    end = id(bytes(ROOM))
    for size in SIZES:
        while id(block := bytes(size)) < end:
            hoard.append(block)
    while id(block := object()) < end:
        hoard.append(block)
    return hoard
