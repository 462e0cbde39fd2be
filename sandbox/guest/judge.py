"""The judge's part: it holds the tests, and calls the candidate through the host."""

import builtins
import importlib
import marshal
import sys

import wit_world
from crossing import FUNCTION, ITERATOR, NOTHING, OPAQUE, Uncrossable, change, pack
from suites import WHOLE, run_test
from verdicts import UNCROSSABLE, UNVIABLE, Unviable


class Stopped(BaseException):
    """The candidate reached a limit or came down; the host knows which."""


class Opaque:
    """What a candidate returned that cannot cross: it equals nothing, and whatever else a test does with
    it needs the candidate's interpreter."""

    def __init__(self, kind):
        self.__dict__["kind"] = kind

    def __eq__(self, other):
        return False

    def __hash__(self):
        return 0

    def refuse(self, *_):
        raise Uncrossable(self.__dict__["kind"])

    __getattr__ = __setattr__ = __enter__ = __exit__ = __next__ = __delitem__ = __setitem__ = refuse
    __iter__ = __len__ = __contains__ = __getitem__ = __call__ = __index__ = __int__ = refuse
    __float__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = refuse
    __neg__ = __pos__ = __mod__ = __floordiv__ = __truediv__ = __round__ = __str__ = refuse
    __repr__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = refuse


def judge(suite, first, end, report):
    """Runs tests and reports each as it ends."""
    form, prelude, entry, tests = marshal.loads(suite)
    if form == WHOLE:
        raise ValueError("a packed suite has no judge")
    names = None
    for index in range(first, end):
        code, binds, pure, foreign = tests[index]
        if code is None:
            report(index, UNVIABLE, Unviable(*binds))
            continue
        try:
            if pure:
                namespace = {entry: function(entry, fixed=True)}
            else:
                names = prepare(prelude, entry) if names is None else names
                namespace = with_foreign(names, foreign)
            run_test(code, namespace, index, report)
        except Uncrossable as error:
            report(index, UNCROSSABLE, error)


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
    for name in foreign:
        if name in namespace:
            continue
        kind = ask(name)
        if kind == FUNCTION:
            namespace[name] = names[name] = function(name)
        elif name in sys.stdlib_module_names:
            namespace[name] = importlib.import_module(name)
        elif kind != NOTHING:
            raise Uncrossable(name)
    return namespace


def ask(name):
    """What a name of the candidate stands for."""
    answer = wit_world.call(pack((name, None, None)), False)
    return NOTHING if answer is None else marshal.loads(answer)[1]


def function(name, fixed=False):
    """A function that runs in the candidate."""

    def call(*arguments, **named):
        answer = wit_world.call(pack((name, arguments, named)), fixed)
        if answer is None:
            raise Stopped
        returned, *rest = marshal.loads(answer)
        if not returned:
            raise exception(*rest)
        kind, value, changed = rest
        if changed is not None and not fixed:
            change([*arguments, *named.values()], changed)
        if kind == OPAQUE:
            return Opaque(value)
        return iter(value) if kind == ITERATOR else value

    call.__name__ = call.__qualname__ = name
    return call


def exception(base, kind, message):
    """An exception of the built-in type with this name, or of one derived from it."""
    base = getattr(builtins, base)
    made = base if base.__name__ == kind else type(kind, (base,), {})
    try:
        return made(message)
    except Exception:
        return type(kind, (Exception,), {})(message)
