"""The code of a function's version: a generator that delegates to the versions of what it calls."""

import builtins
from itertools import chain, repeat

from bytecode import BACKWARD, JUMPS, OP, Assembly, decode, handlers, line_table

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# How many values lie above the callable where it is called, beside the arguments that the operand counts.
CALLS = {OP["CALL"]: 1, OP["CALL_KW"]: 2, OP["CALL_FUNCTION_EX"]: 3}

GENERATOR, ANY_GENERATOR = 0x20, 0x20 | 0x80 | 0x200  # of co_flags

TURN = 10_000  # rounds of `while` that a thread may make before it is another's turn

# What pushes references that the frame only lends, and what pushes some of its own, which may outlast a wait.
SELF_OWNED = {
    OP["LOAD_FAST_BORROW"]: OP["LOAD_FAST"],
    OP["LOAD_FAST_BORROW_LOAD_FAST_BORROW"]: OP["LOAD_FAST_LOAD_FAST"],
}


def rewritten(code, plan, awaited):
    """The code of a generator that does what the code of a function does."""
    assembly = Version(code, plan, awaited)
    resumed = False
    instructions = decode(code)
    places = {place: op for op, _, place, _ in instructions}
    assembly.line = code.co_firstlineno
    lines = {place: line for begin, end, line in code.co_lines() for place in range(begin, end, 2)}
    for op, arg, start, end in instructions:
        assembly.label(start)
        assembly.line = lines.get(start) or assembly.line
        op = SELF_OWNED.get(op, op)
        if op == OP["RESUME"] and not resumed:
            resumed = True
            assembly.emit("RETURN_GENERATOR")
            assembly.emit("POP_TOP")
            assembly.label("body")
            assembly.emit(op, 0)
        elif op in CALLS:
            assembly.call(op, arg, start)
        elif op in JUMPS:
            if op == OP["FOR_ITER"] and "iter" in code.co_names:
                assembly.fetch(("item", start))
            target = end - 2 * arg if op in BACKWARD else end + 2 * arg
            if op == OP["JUMP_BACKWARD"] and places.get(target) != OP["FOR_ITER"]:
                assembly.turn(("round", start))
            assembly.emit(op, target)
        else:
            assembly.emit(op, arg)
    assembly.label(len(code.co_code))
    assembly.label("stop")
    assembly.emit("CALL_INTRINSIC_1", 3)  # StopIteration from inside is a RuntimeError
    assembly.emit("RERAISE", 1)
    raw, offsets = assembly.assemble()
    return code.replace(
        co_code=raw,
        co_consts=tuple(assembly.constants),
        co_flags=code.co_flags | GENERATOR,
        co_stacksize=code.co_stacksize + 5,
        co_exceptiontable=handlers(code, assembly, offsets),
        co_linetable=line_table(code, assembly.items, offsets),
    )


class Version(Assembly):
    """The code of a version in the making."""

    def __init__(self, code, plan, awaited):
        super().__init__(code)
        self.plan, self.awaited = plan, awaited

    def call(self, op, arg, name):
        """A call, by way of the callee's version where it has one."""
        above = CALLS[op] + (arg if op != OP["CALL_FUNCTION_EX"] else 0)
        self.emit("LOAD_CONST", self.constant(self.plan))
        self.emit("PUSH_NULL")
        self.emit("COPY", above + 3)
        self.emit("CALL", 1)
        self.emit("COPY", 1)
        self.emit("POP_JUMP_IF_NONE", (name, "direct"))
        self.emit("NOT_TAKEN")
        self.emit("SWAP", above + 2)
        self.emit("POP_TOP")
        self.emit(op, arg)
        self.delegate(name)
        self.emit("JUMP_FORWARD", (name, "done"))
        self.label((name, "direct"))
        self.emit("POP_TOP")
        self.emit(op, arg)
        self.label((name, "done"))

    def fetch(self, name):
        """Before an item is taken of an iterator that calls a function, it is waited for."""
        self.emit("LOAD_CONST", self.constant(self.awaited))
        self.emit("PUSH_NULL")
        self.emit("COPY", 3)
        self.emit("CALL", 1)
        self.emit("COPY", 1)
        self.emit("POP_JUMP_IF_NONE", (name, "none"))
        self.emit("NOT_TAKEN")
        self.emit("PUSH_NULL")
        self.emit("CALL", 0)
        self.delegate(name)
        self.label((name, "none"))
        self.emit("POP_TOP")

    def turn(self, name):
        """Counts a round of a loop; after many it is another thread's turn."""
        self.emit("LOAD_CONST", self.constant(rounds.__next__))
        self.emit("PUSH_NULL")
        self.emit("CALL", 0)
        self.emit("POP_JUMP_IF_NONE", (name, "stays"))
        self.emit("NOT_TAKEN")
        self.emit("LOAD_CONST", self.constant(give_way))
        self.emit("PUSH_NULL")
        self.emit("CALL", 0)
        self.delegate(name)
        self.emit("POP_TOP")
        self.label((name, "stays"))


rounds = chain.from_iterable(repeat(tuple(None for _ in range(TURN - 1)) + (True,)))


def give_way():
    """Lets the others run."""
    yield (always, None)


def always():
    return True


def has_while(instructions):
    """Says whether there is a loop that is not over an iterator."""
    places = {place: op for op, _, place, _ in instructions}
    return any(
        op == OP["JUMP_BACKWARD"] and places.get(end - 2 * arg) != OP["FOR_ITER"]
        for op, arg, _, end in instructions
    )
