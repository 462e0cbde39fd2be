"""Processes as threads of the one interpreter, each with a copy of its module's variables, as a fork makes it.

What real processes pickle is pickled here, and what cannot be pickled fails. What a process does to the variables of the
module that its function is from, and to its arguments, stays with it. What it does to other modules, to classes and to
variables of enclosing functions does not.
"""

import builtins
import concurrent.futures.process
import concurrent.futures.thread
import copy
import multiprocessing
import multiprocessing.context
import multiprocessing.dummy
import multiprocessing.pool
import os
import pickle
import queue
import sys
import threading
import traceback

import sharing
import strands

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

CORES = 4

PARENT = os.getpid()

threads = concurrent.futures.thread.ThreadPoolExecutor


class World:
    """The variables of a module as one process has them, and values that are copied with them."""

    def __init__(self, function, *values):
        namespace = getattr(getattr(function, "__func__", function), "__globals__", {})
        self.namespace = {} if namespace.get("__spec__") else namespace  # the library's own modules are not copied
        memo = {}
        self.values = [forked(value, memo) for value in values]
        self.inside = {name: forked(value, memo) for name, value in self.namespace.items()}

    def enter(self):
        self.outside = dict(self.namespace)
        replace(self.namespace, self.inside)

    def leave(self):
        self.inside = dict(self.namespace)
        replace(self.namespace, self.outside)


def replace(namespace, names):
    for name in namespace.keys() - names.keys():
        del namespace[name]
    namespace.update(names)


def forked(value, memo):
    """A copy, or the same where it cannot be copied."""
    try:
        return copy.deepcopy(value, memo)
    except Exception:
        return value


def settle(function):
    """Makes the running thread a process, where it is none yet."""
    if strands.current.world is None and strands.current is not strands.main:
        strands.current.world = World(function)
        strands.current.world.enter()


class Process:
    """A process that runs a function, or what a derived class has as `run`."""

    made = 0
    children = []

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        Process.made += 1
        self._number = Process.made
        self.name = name or f"Process-{self._number}"
        self.daemon = bool(daemon)
        self._target, self._args, self._kwargs = target, tuple(args), dict(kwargs)
        self._thread = self._strand = None
        self.exitcode = None

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        assert self._thread is None, "cannot start a process twice"
        world = World(self._target or type(self).run, vars(self))
        child = copy.copy(self)
        vars(child).update(world.values[0])
        self._thread = threading.Thread(target=self._main, args=(child, world), daemon=True)
        Process.children.append(self)
        self._thread.start()

    def _main(self, child, world):
        self._strand = strands.current
        self._strand.process, self._strand.world = child, world
        child._thread = self._thread
        world.enter()
        code = 0
        try:
            child.run()
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            code = 1
            print(f"Process {self.name}:", file=sys.stderr)
            traceback.print_exc()
        self.exitcode = code

    def join(self, timeout=None):
        assert self._thread is not None, "can only join a started process"
        self._thread.join(timeout)

    def is_alive(self):
        return self._thread is not None and self.exitcode is None and self._thread.is_alive()

    def terminate(self, code=-15):
        if self.is_alive():
            self.exitcode = code
            strands.end(self._strand)
            self._thread._os_thread_handle._set_done()

    def kill(self):
        self.terminate(-9)

    def close(self):
        if self.is_alive():
            raise ValueError("Cannot close a process while it is still running.")

    @property
    def pid(self):
        return None if self._thread is None else PARENT + self._number

    ident = sentinel = pid

    def __repr__(self):
        state = "initial" if self._thread is None else "started"
        if self.exitcode is not None:
            state = f"stopped exitcode={self.exitcode}"
        return f"<{type(self).__name__} name={self.name!r} parent={PARENT} {state}>"


class MainProcess(Process):
    """The process that all others come from."""

    pid = ident = PARENT

    def __init__(self):
        super().__init__(name="MainProcess")
        Process.made = 0


MAIN = MainProcess()


def current_process():
    return getattr(strands.current, "process", MAIN)


def parent_process():
    return None if current_process() is MAIN else MAIN


def active_children():
    Process.children[:] = [child for child in Process.children if child.is_alive()]
    return list(Process.children)


def getpid():
    return current_process().pid


class ProcessPoolExecutor(threads):
    """An executor whose calls see copies of their arguments and of their module's variables."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        super().__init__(max_workers or CORES, "", initializer and initialize, (initializer, *initargs))

    def submit(self, fn, /, *args, **kwargs):
        try:
            sent, fault = pickle.dumps((fn, args, kwargs)), None
        except Exception as error:
            sent, fault = None, error
        return super().submit(answer, sent, fault)

    def map(self, fn, *iterables, timeout=None, chunksize=1, **named):
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        return super().map(fn, *iterables, timeout=timeout, **named)


ProcessPoolExecutor.__module__ = "concurrent.futures.process"


def answer(sent, fault):
    if fault is not None:
        raise fault
    function, arguments, named = pickle.loads(sent)
    settle(function)
    return pickle.loads(pickle.dumps(function(*arguments, **named)))


def initialize(initializer, *arguments):
    settle(initializer)
    initializer(*arguments)


class Way(queue._PySimpleQueue):
    """The way to the workers of a pool, and back."""

    def put(self, item, *rest):
        super().put(pickle.dumps(item), *rest)

    def get(self, *arguments, **named):
        item = pickle.loads(super().get(*arguments, **named))
        if item is not None and callable(item[2]):
            _, _, function, arguments, _ = item
            settle(arguments[0][0] if function.__name__ in ("mapstar", "starmapstar") else function)
        return item


class Pool(multiprocessing.pool.ThreadPool):
    """A pool whose calls see copies of their arguments and of their module's variables."""

    _wrap_exception = True

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        Process.made += processes or CORES
        super().__init__(processes or CORES, initializer and initialize, (initializer, *initargs))

    def _setup_queues(self):
        self._inqueue, self._outqueue = Way(), Way()
        self._quick_put, self._quick_get = self._inqueue.put, self._outqueue.get


def wait_for_updates(sentinels, change_notifier, timeout=None):
    strands.block(change_notifier.queue.__len__, None if timeout is None else strands.now() + timeout)
    change_notifier.queue.clear()


NAMES = {
    name: getattr(sharing, name)
    for name in """Queue JoinableQueue SimpleQueue Lock RLock Event Semaphore BoundedSemaphore Condition Barrier
        Value Array Manager Pipe""".split()
} | {"Process": Process, "Pool": Pool, "RawValue": sharing.Value, "RawArray": sharing.Array}


def install():
    context = multiprocessing.context
    for name, value in NAMES.items():
        setattr(multiprocessing, name, value)
        setattr(context.BaseContext, name, staticmethod(value))
    for kind in context.BaseContext.__subclasses__():
        kind.Process = Process
    for function in (current_process, parent_process, active_children):
        setattr(multiprocessing, function.__name__, function)
        setattr(context.BaseContext, function.__name__, staticmethod(function))
    context._default_context._default_context = context._concrete_contexts["fork"]
    multiprocessing.pool.Pool._wait_for_updates = staticmethod(wait_for_updates)
    concurrent.futures.process.ProcessPoolExecutor = concurrent.futures.ProcessPoolExecutor = ProcessPoolExecutor
    os.getpid = getpid
