"""The heap as every job finds it: without holes, so that a job writes to few pages of the snapshot.

What the start of the interpreter freed lies scattered over the whole heap. An allocator that reuses it
touches a page for almost every object, and each page that is touched is a page that is copied.
"""

ROOM = 4 << 20  # free memory behind the last object, so that most jobs need not grow the heap
SIZES = [size << exponent for exponent in range(16, 3, -1) for size in (3, 2)] + [24, 16, 8, 2]


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
