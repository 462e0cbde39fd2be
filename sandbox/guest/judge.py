"""The judge's part: it holds the tests, and calls the candidate through the host."""

import builtins
import importlib
import marshal
import sys

import wit_world
from crossing import (
    ARGUMENT, FUNCTION, ITERATOR, MUTABLE, NOTHING, OPAQUE, SCALARS, VERSION, Uncrossable, change, pack, plain,
)
from suites import WHOLE, run_test
from verdicts import RAISED, UNCROSSABLE, UNVIABLE, Unviable

PLAIN = SCALARS | MUTABLE | {tuple, frozenset}

EXCEPTIONS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


class Stopped(BaseException):
    """The candidate reached a limit or came down; the host knows which."""


class Opaque:
    """What a candidate returned that cannot cross: it equals nothing that is plain, and whatever else a test
    does with it needs the candidate's interpreter."""

    def __init__(self, kind):
        self.__dict__["kind"] = kind

    def __eq__(self, other):
        if type(other) in PLAIN or type(other) is Opaque:
            return False
        raise Uncrossable(self.__dict__["kind"], needed=True)

    def __hash__(self):
        return 0

    def refuse(self, *_):
        raise Uncrossable(self.__dict__["kind"])

    __getattr__ = __setattr__ = __enter__ = __exit__ = __next__ = __delitem__ = __setitem__ = refuse
    __iter__ = __len__ = __contains__ = __getitem__ = __call__ = __index__ = __int__ = refuse
    __float__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = refuse
    __neg__ = __pos__ = __mod__ = __floordiv__ = __truediv__ = __round__ = __str__ = refuse
    __repr__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = refuse


def judge(suite, first, report):
    """Runs tests from `first` on and reports each as it ends, until the host names no other."""
    form, prelude, entry, tests = marshal.loads(suite)
    if form == WHOLE:
        raise ValueError("a packed suite has no judge")
    names = None
    index = first
    while index is not None:
        code, binds, pure, looks, foreign = tests[index]
        try:
            if code is None:
                index = report(index, UNVIABLE, Unviable(*binds))
            elif pure:
                index = run_test(code, {entry: function(entry, fixed=True)}, index, report)
            else:
                names = prepare(prelude, entry) if names is None else names
                index = run_test(code, with_foreign(names, foreign), index, report)
        except Uncrossable as error:
            if error.needed or looks:
                index = report(index, UNCROSSABLE, error)
            else:
                index = report(index, RAISED, TypeError(f"a value that is not plain: {error}"))


def prepare(prelude, entry):
    """The names that tests may use: those of the problem, and the candidate's entry point."""
    names = {"__name__": "tests"}
    if prelude is not None:
        try:
            exec(prelude, names)
        except Exception:
            names = {"__name__": "tests"}
    names[entry] = function(entry)
    return names


def with_foreign(names, foreign):
    """A namespace for one test, with the names that it wants of the library or the candidate."""
    namespace = dict(names)
    for name, only_called in foreign:
        if name in namespace:
            continue
        kind = ask(name)
        if kind == FUNCTION and only_called:
            namespace[name] = names[name] = function(name)
        elif name in sys.stdlib_module_names:
            namespace[name] = importlib.import_module(name)
        elif kind != NOTHING:
            raise Uncrossable(name, needed=True)
    return namespace


def ask(name):
    """What a name of the candidate stands for."""
    answer = wit_world.call(pack((name, None, None)), False)
    return NOTHING if answer is None else marshal.loads(answer)[1]


def function(name, fixed=False):
    """A function that runs in the candidate."""

    def call(*arguments, **named):
        everything = [*arguments, *named.values()]
        answer = wit_world.call(pack_call(name, arguments, named), fixed)
        if answer is None:
            raise Stopped
        returned, kind, *rest = marshal.loads(answer)
        changed = rest[-1]
        if changed is not None:
            change(everything, changed)
        if not returned:
            raise exception(kind, *rest[1:-1])
        value = rest[0]
        if kind == OPAQUE:
            return Opaque(value)
        if kind == ARGUMENT:
            return everything[value]
        return iter(value) if kind == ITERATOR else value

    call.__name__ = call.__qualname__ = name
    return call


def pack_call(name, arguments, named):
    """Marshals a call. An argument that does not cross is the test's own, unless a candidate returned it."""
    try:
        return marshal.dumps((name, plain(arguments, strict=True), plain(named, strict=True)), VERSION)
    except Uncrossable as error:
        raise Uncrossable(str(error), needed=str(error) != Opaque.__name__) from None


def exception(base, kind, arguments):
    """An exception of the built-in type with this name, or of one derived from it."""
    base = EXCEPTIONS.get(base, Exception)
    made = base if base.__name__ == kind else type(kind, (base,), {})
    try:
        error = made(*arguments)
    except Exception:
        error = made.__new__(made)
        error.args = tuple(arguments)
    return error
