"""The module `threading`, and what is built on it, over threads that share the one interpreter."""

import _thread
import _threading_local
import builtins
import functools
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


class RLock:
    """A lock that its owner may take again."""

    __module__ = "_thread"
    __slots__ = ("owner", "count", "__weakref__")

    def __init__(self):
        self.owner, self.count = None, 0

    def acquire(self, blocking=True, timeout=-1):
        if self.owner is strands.current:
            self.count += 1
            return True
        if self.owner is not None:
            if not blocking:
                return False
            if not block(self.is_free, None if timeout == -1 else strands.now() + timeout):
                return False
        self.owner, self.count = strands.current, 1
        return True

    def release(self):
        if self.owner is not strands.current:
            raise RuntimeError("cannot release un-acquired lock")
        self.count -= 1
        if not self.count:
            self.owner = None

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, error, trace):
        self.release()

    def is_free(self):
        return self.owner is None

    def locked(self):
        return self.owner is not None

    def _is_owned(self):
        return self.owner is strands.current

    def _recursion_count(self):
        return self.count if self.owner is strands.current else 0

    def _release_save(self):
        count, self.owner, self.count = self.count, None, 0
        return count

    def _acquire_restore(self, count):
        self.acquire()
        self.count = count

    def _at_fork_reinit(self):
        self.owner, self.count = None, 0

    def __reduce_ex__(self, version):
        raise TypeError("cannot pickle '_thread.RLock' object")

    def __repr__(self):
        state, owner = ("locked", self.owner.ident) if self.owner else ("unlocked", 0)
        return f"<{state} _thread.RLock object owner={owner} count={self.count} at {hex(id(self))}>"


TIMEOUT_MAX = threading.TIMEOUT_MAX


class Handle:
    """What `Thread` knows of the thread that it started."""

    def __init__(self):
        self.ident, self.done = None, False

    def is_done(self):
        if not self.done:
            strands.poll()
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

def polled(owner, name):
    """Lets the others run whenever a program only looks whether they have done something."""
    look = getattr(owner, name)

    @functools.wraps(look)
    def after_others(*arguments):
        if strands.strands:
            strands.poll()
        return look(*arguments)

    setattr(owner, name, after_others)


def is_set(self):
    """Return true if and only if the internal flag is true."""
    if not self._flag and strands.strands:
        strands.poll()
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
    threading._CRLock = _thread.RLock = RLock
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
    threading.Event.is_set = is_set
    polled(threading, "active_count")
    polled(queue.Queue, "empty")
    queue.SimpleQueue = queue._PySimpleQueue
    time.sleep = strands.sleep
