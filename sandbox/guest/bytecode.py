"""The byte code of Python 3.14: taken apart, and put together with what was added."""

import builtins
import opcode

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

OP = opcode.opmap
CACHES = {OP[name]: count for name, count in opcode._inline_cache_entries.items() if name in OP}
JUMPS = frozenset(opcode.hasjrel)
BACKWARD = frozenset(OP[name] for name in ("JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"))


class Assembly:
    """Code in the making: items are (operation, operand or label, line), labels are places among them."""

    def __init__(self, code):
        self.items = []
        self.labels = {}
        self.constants = list(code.co_consts)

    def emit(self, op, arg=0):
        self.items.append((OP[op] if isinstance(op, str) else op, arg, self.line))

    def label(self, name):
        self.labels[name] = len(self.items)

    def constant(self, value):
        for place, known in enumerate(self.constants):
            if known is value:
                return place
        self.constants.append(value)
        return len(self.constants) - 1

    def delegate(self, name):
        """Goes on with the generator on the stack until it ends, and leaves what it returned."""
        self.emit("LOAD_CONST", self.constant(None))
        self.label((name, "send"))
        self.emit("SEND", (name, "sent"))
        self.emit("YIELD_VALUE", 1)
        self.emit("RESUME", 2)
        self.emit("JUMP_BACKWARD_NO_INTERRUPT", (name, "send"))
        self.label((name, "sent"))
        self.emit("END_SEND")

    def assemble(self):
        """The bytes, and the offset of each item in units of code."""
        sizes = [1 + CACHES.get(op, 0) for op, *_ in self.items]
        while True:
            places = [0]
            for size in sizes:
                places.append(places[-1] + size)
            raw, grown = bytearray(), False
            for index, (op, arg, _) in enumerate(self.items):
                if op in JUMPS:
                    away = places[self.labels[arg]] - places[index + 1]
                    arg = -away if op in BACKWARD else away
                wider = max(sizes[index] - CACHES.get(op, 0) - 1, (arg.bit_length() - 1) // 8)
                if 1 + wider + CACHES.get(op, 0) > sizes[index]:
                    sizes[index], grown = 1 + wider + CACHES.get(op, 0), True
                for place in range(wider, 0, -1):
                    raw += bytes([OP["EXTENDED_ARG"], arg >> 8 * place & 255])
                raw += bytes([op, arg & 255])
                raw += bytes(2 * CACHES.get(op, 0))
            if not grown:
                return bytes(raw), places


def decode(code):
    """The instructions of code: (operation, operand, offset, offset of the next)."""
    raw = code.co_code
    instructions, place, start, extended = [], 0, 0, 0
    while place < len(raw):
        op, arg = raw[place], raw[place + 1] | extended
        place += 2 + 2 * CACHES.get(op, 0)
        if op == OP["EXTENDED_ARG"]:
            extended = arg << 8
            continue
        instructions.append((op, arg, start, place))
        start, extended = place, 0
    return instructions


def handlers(code, assembly, offsets):
    """The table of exception handlers, moved to where the code is now."""
    def place(label):
        return offsets[assembly.labels[label]]

    entries, last = [], place("body")
    stop = place("stop")
    for start, end, target, depth in exception_table(code):
        start, end, target = place(start), place(end), place(target)
        if start > last:
            entries.append((last, start, stop, 1))
        entries.append((start, end, target, depth))
        last = end
    if stop > last:
        entries.append((last, stop, stop, 1))
    table = bytearray()
    for start, end, target, depth in entries:
        table += varint(start, first=True) + varint(end - start) + varint(target) + varint(depth)
    return bytes(table)


def exception_table(code):
    """The handlers of code: (start, end, target, depth and whether the place of the fault is pushed)."""
    data = iter(code.co_exceptiontable)

    def number():
        byte = next(data)
        value = byte & 63
        while byte & 64:
            byte = next(data)
            value = value << 6 | byte & 63
        return value

    while True:
        try:
            start = number() * 2
        except StopIteration:
            return
        length, target, depth = number() * 2, number() * 2, number()
        yield start, start + length, target, depth


def varint(value, first=False):
    groups = [value & 63]
    while value := value >> 6:
        groups.append(value & 63)
    groups.reverse()
    encoded = [group | 64 for group in groups[:-1]] + [groups[-1]]
    if first:
        encoded[0] |= 128
    return bytes(encoded)


def line_table(code, items, offsets):
    """The table of lines: which belongs to which item."""
    table, known = bytearray(), code.co_firstlineno
    for index, (_, _, line) in enumerate(items):
        length = offsets[index + 1] - offsets[index]
        while length > 0:
            piece = min(length, 8)
            table.append(0x80 | 13 << 3 | piece - 1)
            delta = line - known
            value = (-delta << 1 | 1) if delta < 0 else delta << 1
            while value >= 64:
                table.append(64 | value & 63)
                value >>= 6
            table.append(value)
            known = line
            length -= piece
    return bytes(table)
