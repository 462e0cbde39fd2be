"""The table of differences that are known, each with its reason and what it covers. A program that passes here and fails
natively is never among them.

What differs from CPython 3.11 to 3.14 by itself and would be a wrong pass stays out of the corpora: `is` between texts of
one letter (one object since 3.12) and between durations of nothing (since 3.13), `int.is_integer` (new in 3.12), slices as keys of
a dictionary (since 3.12).
"""

import builtins
import re
from collections import namedtuple

Kind = namedtuple("Kind", "name reason covers")


def mentions(pattern):
    """Covers what fails in a program or test that mentions something."""
    words = re.compile(pattern)
    return lambda it: it.sandbox in "FR" and bool(words.search(it.program + it.test))


def missing(*modules):
    """Covers what does not load or fails for want of a module."""
    pattern = re.compile(rf"^\s*(?:import|from)\s+(?:{'|'.join(modules)})\b", re.M)
    return lambda it: it.sandbox in "URF" and bool(pattern.search(it.program) or pattern.search(it.test))


def memory(it):
    """The sandbox gives a candidate 256 MiB, the oracle 2 GiB."""
    return it.sandbox == "M"


def ended(it):
    """`os._exit` and its like end the process natively: C there, an exception here, and neither a pass."""
    return it.native == "C" and it.sandbox in "RFTO"


def wrong_either_way(it):
    """Which of two limits is met first: neither passes."""
    return {it.sandbox, it.native} <= set("TMC") or it.native in "TM" and it.sandbox in "FR"


def not_implemented(it):
    """A method of a comparison that does not know the other type, taken as a truth value."""
    asks = re.compile(r"\.__(?:eq|ne|lt|le|gt|ge)__\(")
    return it.sandbox == "R" and ("NotImplemented" in it.program or bool(asks.search(it.program) or asks.search(it.test)))


def slow(it):
    """A test has a billion instructions here, and natively a second and more: with more here the letter is the native one."""
    return it.sandbox == "T" and it.patient == it.native


def own_word(it):
    """An object of the candidate's says itself that it equals a value: no judge believes it."""
    return it.sandbox == "F" and not it.shared and "__eq__" in it.program


def names_of_builtins(it):
    """A test calls what the candidate defines by the name of a builtin, and gets Python's."""
    called = set(re.findall(r"\b(\w+)\(", it.test)) & set(dir(builtins))
    return it.sandbox in "FR" and any(re.search(rf"^(?:def|class) {name}\b|^{name} *=", it.program, re.M) for name in called)


def left_behind(it):
    """Natively the verdict comes of what a test before it left, which the sandbox ran with the candidate: it is apart itself."""
    return it.native in "PFR" and it.sandbox in "FR" and not it.shared and it.by_order()


def begun_apart(it):
    """A test before it was begun apart and ended with the candidate, which was called more or less often by that than natively:
    without that test before it the verdict is the native one."""
    return not it.shared and it.sandbox in "FR" and it.isolated == it.alone


SLICE = "unhashable type: 'slice'"


def another_version(it):
    """What `docs/python.md` lists as another since 3.12: the text of an OrderedDict, and slices as keys."""
    return it.sandbox in "FR" and ("OrderedDict([" in it.test or SLICE in it.fault)


def stays_out(letter, fault):
    """Says whether a cell passes here by the version of CPython alone."""
    return letter == "P" and SLICE in fault


def words(it):
    """Sizes, hashes and addresses of a machine with 32 bits."""
    return it.sandbox in "FR" and bool(WORDS.search(it.test))


WORDS = re.compile(r"\bhash\(|\blen\(range\(|\blen\((?:str|repr)\(|\*\* ?40\b|getsizeof|maxsize")


PROGRAMS = r"(?s)(?=.*\b(?:subprocess|os\.(?:system|popen))\b)(?=.*\b(?:pkill|split|top|unzip)\b)"

KINDS = [
    Kind("memory", "a candidate has 256 MiB here", memory),
    Kind("ended", "a process that ends itself is not told from one that raises", ended),
    Kind("limit", "time, memory and a crash are limits of either side: which is met first differs", wrong_either_way),
    Kind("no native code", "there are no shared libraries in WebAssembly", missing("ctypes")),
    Kind("no display", "there is no display, and `tkinter` is left out", missing("tkinter", "turtle", "curses")),
    Kind("no network", "there are no sockets", mentions(r"\bsocket\.(?:socket|gethostby\w+|create_\w+)\(")),
    Kind("programs of a machine", "a few small programs can be started, no others", mentions(PROGRAMS)),
    Kind("permissions", "nothing is refused for the mode of a file, as for root", mentions(r"\bchmod\(")),
    Kind("no ssl", "there is no network to be safe on", missing("ssl")),
    Kind("NotImplemented as a truth value", "a TypeError since 3.14", not_implemented),
    Kind("time", "a test has a billion instructions, and some need more", slow),
    Kind("begun apart", "a test is judged apart until it turns out to need the candidate", begun_apart),
    Kind("equal by its own word", "`==` of the candidate's own would pass every test", own_word),
    Kind("names of builtins", "a candidate could replace what tests are made of", names_of_builtins),
    Kind("left behind", "a pass by what a shared test left would be by the candidate's word alone", left_behind),
    Kind("another version", "CPython 3.14 is not 3.11", another_version),
    Kind("32 bits", "hashes, sizes and addresses are those of WebAssembly", words),
    Kind("gone since 3.13", "modules that CPython 3.13 removed", missing("cgi", "cgitb", "crypt", "imp", "telnetlib", "pipes")),
]


def kind_of(difference):
    """The name of the kind that covers a difference, or an empty text."""
    if difference.sandbox == "P":
        return ""
    return next((kind.name for kind in KINDS if kind.covers(difference)), "")
