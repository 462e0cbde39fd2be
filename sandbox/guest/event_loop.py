"""An event loop for asyncio without sockets: it waits for its timers, which takes virtual time, and for other threads."""

import asyncio
import asyncio.unix_events
import builtins
import threading
import warnings

import strands

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


class Waker:
    """Stands where a selector stands: there is nothing to select, but the loop may be woken."""

    def __init__(self):
        self.woken = False

    def is_woken(self):
        return self.woken

    def select(self, timeout=None):
        if timeout is None or timeout > 0:
            strands.block(self.is_woken, None if timeout is None else strands.now() + timeout)
        elif strands.strands and strands.current is strands.main:
            strands.turn()
        self.woken = False
        return ()

    def register(self, *_):
        raise OSError(58, "Not supported")

    unregister = modify = register

    def get_key(self, file):
        raise KeyError(file)

    def get_map(self):
        return {}

    def close(self):
        pass


class EventLoop(asyncio.unix_events._UnixSelectorEventLoop):
    """The loop of asyncio, but for what needs a socket."""

    def __init__(self, selector=None):
        super().__init__(Waker())

    def _make_self_pipe(self):
        pass

    def _close_self_pipe(self):
        pass

    def _write_to_self(self):
        self._selector.woken = True

    def _process_events(self, events):
        pass


EventLoop.__name__ = EventLoop.__qualname__ = "_UnixSelectorEventLoop"
EventLoop.__module__ = "asyncio.unix_events"


class Local(threading.local):
    """The loop of a thread."""

    _loop = None
    _set_called = False


class EventLoopPolicy(asyncio.unix_events._DefaultEventLoopPolicy):
    """Makes a loop where there is none, as Python did before 3.14."""

    _loop_factory = EventLoop

    def get_event_loop(self):
        if self._local._loop is None and strands.current is strands.main and not self._local._set_called:
            warnings.warn("There is no current event loop", DeprecationWarning, stacklevel=2)
            self.set_event_loop(self.new_event_loop())
        return super().get_event_loop()

    def set_event_loop(self, loop):
        self._local._set_called = True
        super().set_event_loop(loop)


def install():
    unix = asyncio.unix_events
    unix.SelectorEventLoop = unix.EventLoop = EventLoop
    asyncio.SelectorEventLoop = asyncio.EventLoop = EventLoop
    asyncio.events._BaseDefaultEventLoopPolicy._Local = Local
    asyncio.events._set_event_loop_policy(EventLoopPolicy())
