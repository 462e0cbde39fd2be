"""The module `threading`, and what is built on it, over threads that share the one interpreter."""

import _thread
import _threading_local
import builtins
import queue
import threading
import time

import strands
from strands import block

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


class lock:
    """A lock as `_thread` has it; who cannot have it lets the others run."""

    __module__ = "_thread"
    __slots__ = ("held", "__weakref__")

    def __init__(self):
        self.held = False

    def acquire(self, blocking=True, timeout=-1):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be a non-negative number")
        if timeout > TIMEOUT_MAX:
            raise OverflowError("timeout value is too large")
        if not self.held:
            self.held = True
            return True
        if not blocking:
            return False
        if not block(self.is_free, None if timeout == -1 else strands.now() + timeout):
            return False
        self.held = True
        return True

    def release(self):
        if not self.held:
            raise RuntimeError("release unlocked lock")
        self.held = False

    def __enter__(self):
        if not self.held:
            self.held = True
            return True
        return self.acquire()

    def __exit__(self, kind, error, trace):
        self.release()

    def is_free(self):
        return not self.held

    def locked(self):
        return self.held

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def _at_fork_reinit(self):
        self.held = False

    def __reduce_ex__(self, version):
        raise TypeError("cannot pickle '_thread.lock' object")

    def __repr__(self):
        return f"<{'locked' if self.held else 'unlocked'} _thread.lock object at {hex(id(self))}>"


TIMEOUT_MAX = threading.TIMEOUT_MAX


class Handle:
    """What `Thread` knows of the thread that it started."""

    def __init__(self):
        self.ident, self.done = None, False

    def is_done(self):
        if not self.done and strands.current is strands.main:
            strands.turn()
        return self.done

    def has_ended(self):
        return self.done

    def _set_done(self):
        self.done = True

    def join(self, timeout=None):
        if self.ident is None:
            raise RuntimeError("thread not started")
        if self.ident == get_ident() and not self.done:
            raise RuntimeError("Cannot join current thread")
        block(self.has_ended, None if timeout is None or timeout < 0 else strands.now() + timeout)


def start_joinable_thread(function, handle=None, daemon=True):
    handle = handle or Handle()

    def run():
        try:
            function()
        finally:
            handle.done = True

    thread = getattr(function, "__self__", None)
    strand = strands.start(run, context=getattr(thread, "_context", None))
    handle.ident = strand.ident
    return handle


def start_new_thread(function, args, kwargs={}, /):
    def run():
        try:
            function(*args, **kwargs)
        except SystemExit:
            pass
        except BaseException as error:
            hook = threading.ExceptHookArgs((type(error), error, error.__traceback__, None))
            threading.excepthook(hook)

    return strands.start(run).ident


def get_ident():
    """The number that knows the current thread from all others."""
    return strands.current.ident


def get_native_id():
    return MAIN_ID if strands.current is strands.main else strands.current.ident // 4096 % 1000 + MAIN_ID


MAIN_ID = 2

is_set = threading.Event.is_set


def looked_at(self):
    """Says whether the event is set; who asks again and again lets the others run."""
    if not self._flag and strands.strands and strands.current is strands.main:
        strands.turn()
    return self._flag


def set_native_id(self):
    self._native_id = get_native_id()


def native_id(self):
    """The number by which the system would know the thread, or None before it starts."""
    return self._native_id


def install():
    strands.main.ident = threading.main_thread().ident
    _thread.lock = _thread.LockType = lock
    _thread.allocate_lock = _thread.allocate = lock
    _thread.start_new_thread = _thread.start_new = start_new_thread
    _thread.start_joinable_thread = start_joinable_thread
    _thread._ThreadHandle = Handle
    _thread.get_ident = get_ident
    _thread.get_native_id = get_native_id
    threading.Lock = threading._allocate_lock = threading._LockType = lock
    threading._CRLock = None
    _thread.RLock = threading._PyRLock
    threading._start_joinable_thread = start_joinable_thread
    threading._ThreadHandle = Handle
    threading.get_ident = get_ident
    threading.get_native_id = get_native_id
    threading._HAVE_THREAD_NATIVE_ID = True
    threading.Thread._set_native_id = set_native_id
    threading.Thread.native_id = property(native_id)
    threading.main_thread()._native_id = MAIN_ID
    threading._active_limbo_lock = threading.RLock()
    threading.local = _thread._local = _threading_local.local
    threading.Event.is_set = looked_at
    threading.Event.isSet = looked_at
    queue.SimpleQueue = queue._PySimpleQueue
    time.sleep = strands.sleep
