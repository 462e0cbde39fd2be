"""`functools.lru_cache` for deep recursion.

The cache that is written in C needs the stack of C for each call, of which WebAssembly has room for some 2,000. A program
that asks for deeper recursion gets a cache that is written in Python, whose calls need none.
"""

import builtins
import collections
import functools
import sys

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

DEEP = 2_000

set_limit = sys.setrecursionlimit


def install():
    sys.setrecursionlimit = setrecursionlimit


def setrecursionlimit(limit, /):
    """Set the maximum depth of the Python interpreter stack to n."""
    set_limit(limit)
    if limit > DEEP:
        functools._lru_cache_wrapper = cached


def cached(function, maxsize, typed, cache_info):
    """What `functools._lru_cache_wrapper` gives, in Python."""
    kept, missing, hits, misses = collections.OrderedDict(), object(), 0, 0
    make_key, simple = functools._make_key, (int, str)

    def wrapper(*args, **kwds):
        nonlocal hits, misses
        if not kwds and not typed and len(args) == 1 and type(args[0]) in simple:
            key = args[0]
        else:
            key = make_key(args, kwds, typed)
        value = kept.get(key, missing)
        if value is not missing:
            hits += 1
            if maxsize is not None:
                kept.move_to_end(key)
            return value
        misses += 1
        value = function(*args, **kwds)
        if maxsize != 0:
            kept[key] = value
            if maxsize is not None and len(kept) > maxsize:
                kept.popitem(last=False)
        return value

    def info():
        return cache_info(hits, misses, maxsize, len(kept))

    def clear():
        nonlocal hits, misses
        kept.clear()
        hits = misses = 0

    wrapper.cache_info, wrapper.cache_clear = info, clear
    return wrapper
