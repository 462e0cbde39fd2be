"""What processes share: locks, queues, pipes, numbers, and what a manager holds.

A fork copies none of it. Only what a manager made may be pickled, as everywhere else.
"""

import builtins
import pickle
import queue
import threading
import types

import strands

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

kept = {}


def known(number):
    """What was pickled by its number."""
    return kept[number]


class Shared:
    """A base of what is the same in each process."""

    managed = False

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, version):
        if not self.managed:
            name = type(self).__name__
            raise RuntimeError(f"{name} objects should only be shared between processes through inheritance")
        kept[id(self)] = self
        return known, (id(self),)


def shared(base, name=None, **attributes):
    """A class like another whose objects are shared; what it is told of a context does not matter."""

    def __init__(self, *arguments, **named):
        named.pop("ctx", None)
        base.__init__(self, *arguments, **named)

    bases = (base,) if issubclass(base, Shared) else (Shared, base)
    return type(name or base.__name__, bases, {"__init__": __init__, **attributes})


Lock = shared(threading.Lock, "Lock")
RLock = shared(threading._CRLock)
Event = shared(threading.Event)
Semaphore = shared(threading.Semaphore)
BoundedSemaphore = shared(threading.BoundedSemaphore)
Condition = shared(threading.Condition)
Barrier = shared(threading.Barrier)


class Queue(shared(queue.Queue)):
    """A queue between processes: what comes out is a copy of what was put."""

    def _put(self, item):
        super()._put(pickle.dumps(item))

    def _get(self):
        return pickle.loads(super()._get())

    def close(self):
        pass

    join_thread = cancel_join_thread = close


class JoinableQueue(Queue):
    """The same, with the names of one that is joined."""


class SimpleQueue(Queue):
    """The same, without a limit."""

    _reader = _writer = None


class Connection(Shared):
    """One end of a pipe."""

    def __init__(self, incoming, outgoing):
        self.incoming, self.outgoing, self.closed, self.peer = incoming, outgoing, False, None

    def send(self, item):
        self._check(self.outgoing)
        self.outgoing.put(item)

    def recv(self):
        self._check(self.incoming)
        if not strands.block(self._has_news):
            raise EOFError
        if not self.incoming.queue:
            raise EOFError
        return self.incoming.get()

    send_bytes, recv_bytes = send, recv

    def poll(self, timeout=0.0):
        self._check(self.incoming)
        return strands.block(self._has_news, None if timeout is None else strands.now() + timeout)

    def close(self):
        self.closed = True

    def _has_news(self):
        return bool(self.incoming.queue) or self.peer.closed

    def _check(self, way):
        if self.closed:
            raise OSError("handle is closed")
        if way is None:
            raise OSError("connection is one-way")

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.close()


def Pipe(duplex=True):
    one, other = Queue(), Queue()
    first = Connection(one, other if duplex else None)
    second = Connection(other if duplex else None, one)
    first.peer, second.peer = second, first
    return first, second


def whole(bits, signed):
    """Makes a whole number as C does: of so many bits."""

    def coerce(value):
        if not hasattr(value, "__index__"):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
        value = value.__index__() & (1 << bits) - 1
        return value - (1 << bits) if signed and value >> bits - 1 else value

    return coerce


KINDS = {
    "c": bytes, "b": whole(8, True), "B": whole(8, False), "h": whole(16, True), "H": whole(16, False),
    "i": whole(32, True), "I": whole(32, False), "l": whole(64, True), "L": whole(64, False),
    "q": whole(64, True), "Q": whole(64, False), "f": float, "d": float,
}


class Guarded(Shared):
    """A base of numbers with a lock."""

    def __init__(self, typecode, lock):
        self.kind = KINDS[typecode]
        self.guard = lock if hasattr(lock, "acquire") else RLock()

    def get_lock(self):
        return self.guard

    def get_obj(self):
        return self

    def acquire(self, *arguments):
        return self.guard.acquire(*arguments)

    def release(self):
        self.guard.release()

    def __enter__(self):
        return self.guard.__enter__()

    def __exit__(self, *fault):
        return self.guard.__exit__(*fault)


class Value(Guarded):
    """A number that processes share."""

    def __init__(self, typecode, value=0, *, lock=True):
        super().__init__(typecode, lock)
        self.value = value

    def __setattr__(self, name, value):
        super().__setattr__(name, self.kind(value) if name == "value" else value)


class Array(Guarded):
    """Numbers that processes share."""

    def __init__(self, typecode, size_or_initializer, *, lock=True):
        super().__init__(typecode, lock)
        empty = b"\0" if typecode == "c" else 0
        many = isinstance(size_or_initializer, int)
        self.items = list(map(self.kind, [empty] * size_or_initializer if many else size_or_initializer))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, place):
        return self.items[place]

    def __setitem__(self, place, value):
        self.items[place] = list(map(self.kind, value)) if isinstance(place, slice) else self.kind(value)


class Namespace(Shared, types.SimpleNamespace):
    """Attributes that processes share."""

    managed = True


class Manager:
    """Gives what processes share by way of a server."""

    Namespace = Namespace

    def start(self, *_):
        pass

    shutdown = join = start

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        pass


for kind, name in (
    (list, "list"), (dict, "dict"), (Queue, "Queue"), (JoinableQueue, "JoinableQueue"), (Lock, "Lock"), (RLock, "RLock"),
    (Event, "Event"), (Semaphore, "Semaphore"), (BoundedSemaphore, "BoundedSemaphore"), (Condition, "Condition"),
    (Barrier, "Barrier"), (Value, "Value"), (Array, "Array"),
):
    title = {"list": "ListProxy", "dict": "DictProxy"}.get(name, name)
    setattr(Manager, name, shared(kind, title, managed=True))
