"""The judge's part: it holds the tests, and calls the candidate through the host.

What a test sees of the candidate is exactly what it would see beside it, or the test is said to be
uncrossable, whatever it makes of that.
"""

import builtins
import importlib
import marshal
from collections import deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import wit_world
from crossing import (
    ARGUMENT, BASE, FUNCTION, ITERATOR, MODULE, MUTABLE, NOTHING, OPAQUE, SCALARS, VERSION, Uncrossable, decode,
    encode, exact, pack,
)
from harmless import ALIASES, MEMBERS
from suites import EACH, run_test
from verdicts import FAILED, UNCROSSABLE, UNVIABLE, Unviable

PLAIN = SCALARS | MUTABLE | {tuple, frozenset}

EXCEPTIONS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


class Stopped(BaseException):
    """The candidate reached a limit or came down; the host knows which."""


class Trial:
    """What one test has seen that is not exactly what the candidate gave it."""

    def __init__(self, asks_for_types=False, catches=False):
        self.asks_for_types = asks_for_types
        self.catches = catches  # exceptions that are not built in
        self.uncrossable = None  # what the test needs and cannot have
        self.has_opaque = False
        self.has_assumed = False  # an opaque value was taken to equal no plain value, or to equal one
        self.copies = []  # exceptions that are not the candidate's own
        self.linked = {}  # values of which one side may know a part by two names
        self.calls = 0

    def refuse(self, kind):
        self.uncrossable = self.uncrossable or kind
        raise Uncrossable(kind)

    def opaque(self, kind, *held):
        """Gives a test what stands for a value that does not cross; only its methods tell of its use."""
        self.has_opaque = True
        if self.asks_for_types:
            self.refuse(kind)
        return Opaque(kind, *held)

    def verdict(self, verdict, error):
        """What can be said of a test that ended so; nothing where only the candidate's interpreter can tell."""
        if self.uncrossable is not None:
            return None
        if any(error is copy for copy in self.copies):
            return verdict
        if self.copies or self.has_opaque and not (self.has_assumed and verdict is FAILED):
            return None
        return verdict


trial = Trial()


class Opaque:
    """What a candidate returned that does not cross as what it is. It is taken to be equal to a plain value
    where what it holds is; such a test must still pass with the candidate. All else needs the candidate."""

    __slots__ = ("kind", "held", "has_held")

    def __init__(self, kind, held=None, has_held=False):
        set_slot(self, "kind", kind)
        set_slot(self, "held", held)
        set_slot(self, "has_held", has_held)

    def __eq__(self, other):
        if type(other) not in PLAIN:
            return trial.refuse(get_slot(self, "kind"))
        trial.has_assumed = True
        return get_slot(self, "has_held") and get_slot(self, "held") == other

    def __ne__(self, other):
        return not self == other

    def refuse(self, *_):
        trial.refuse(get_slot(self, "kind"))

    def __getattribute__(self, name):
        trial.refuse(get_slot(self, "kind"))

    __setattr__ = __delattr__ = __enter__ = __exit__ = __next__ = __delitem__ = __setitem__ = refuse
    __iter__ = __len__ = __contains__ = __getitem__ = __call__ = __index__ = __int__ = refuse
    __float__ = __complex__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = refuse
    __neg__ = __pos__ = __invert__ = __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = refuse
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __divmod__ = __rdivmod__ = __matmul__ = refuse
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __lshift__ = __rshift__ = refuse
    __round__ = __trunc__ = __floor__ = __ceil__ = __str__ = __repr__ = __bytes__ = __format__ = refuse
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = __reversed__ = __await__ = __aiter__ = refuse


set_slot, get_slot = object.__setattr__, object.__getattribute__


def judge(suite, first, stateless, report):
    """Runs tests from `first` on and reports each as it ends, until the host names no other."""
    global trial
    form, *rest = marshal.loads(suite)
    if form != EACH:
        raise ValueError("a packed suite has no judge")
    entry, tests = rest
    kinds = {}
    index = first
    while index is not None:
        code, binds, pure, asks_for_types, catches, foreign = tests[index]
        trial = Trial(asks_for_types, catches)
        if code is None:
            index = report(index, UNVIABLE, Unviable(*binds))
        elif pure:
            index = run(code, {entry: function(entry, stateless, fixed=True)}, index, report)
        else:
            index = run_with_names(code, foreign, kinds, stateless, index, report)


def run_with_names(code, foreign, kinds, stateless, index, report):
    try:
        namespace = with_foreign(foreign, kinds, stateless)
    except Uncrossable as error:
        return report(index, UNCROSSABLE, error)
    return run(code, namespace, index, report)


def run(code, namespace, index, report):
    """Runs a test; what came of it is nobody's where it saw something else than the candidate gave."""

    def end(index, verdict, error=None):
        if isinstance(error, Uncrossable) or trial.verdict(verdict, error) is None:
            return report(index, UNCROSSABLE, Uncrossable(trial.uncrossable or "an object of the candidate"))
        return report(index, verdict, error)

    return run_test(code, namespace, index, end)


def with_foreign(foreign, kinds, stateless):
    """A namespace for one test, with the names that it wants of the candidate."""
    namespace = {"__name__": "tests"}
    for name, looked, only_called in foreign:
        kind = kinds[name] if name in kinds else kinds.setdefault(name, ask(name))
        if kind == NOTHING:
            continue
        if looked:
            raise Uncrossable(name)
        module = ALIASES.get(name, name)
        if kind == MODULE and module in MEMBERS:
            namespace[name] = importlib.import_module(module)
        elif kind == FUNCTION or only_called:
            namespace[name] = function(name, stateless)
        else:
            raise Uncrossable(name)
    return namespace


def ask(name):
    """What a name of the candidate stands for."""
    answer = wit_world.call(pack((name, None, None)), False)
    return NOTHING if answer is None else marshal.loads(answer)[1]


def function(name, stateless, fixed=False):
    """A function that runs in the candidate."""

    def call(*arguments, **named):
        trial.calls += 1
        if trial.calls > 1 and not stateless:  # what the first gave may be a part of what the candidate keeps
            trial.uncrossable = trial.uncrossable or "what a call left for the next"
        everything = [*arguments, *named.values()]
        answer = wit_world.call(pack_call(name, arguments, named), fixed)
        if answer is None:
            raise Stopped
        returned, kind, *rest = marshal.loads(answer)
        if not returned:
            raise exception(kind, rest, everything)
        return value_of(kind, rest, everything)

    call.__name__ = call.__qualname__ = name
    return call


def value_of(kind, rest, everything):
    """The value of a call as its caller sees it, whose arguments may have changed."""
    value, changed, is_coded = rest
    if is_coded:
        try:
            value, changed = decode(value, trial.opaque), decode(changed, trial.opaque)
        except Exception:
            trial.refuse("a value that cannot be made again")
    if changed is False:
        trial.refuse("an argument that holds something of the candidate")
    if changed is not None:
        change_all(everything, changed)
    if kind in (OPAQUE, ITERATOR):
        return trial.opaque(value)
    if kind == BASE:
        return trial.opaque(value[1], value[0], True)
    if kind == ARGUMENT:
        return everything[value]
    if type(value) not in SCALARS:
        link([value, everything])
    return value


def pack_call(name, arguments, named):
    """Marshals a call whose arguments cross."""
    try:
        (coded, is_coded), (named_coded, is_named_coded) = exact(arguments), exact(named)
    except Uncrossable as error:
        trial.refuse(str(error))
    given = [id(value) for value in containers([*arguments, *named.values()])]
    if len(given) != len(set(given)) or not trial.linked.keys().isdisjoint(given):
        trial.refuse("a value that may be part of another")
    rest = (DECODE,) if is_coded or is_named_coded else ()
    return marshal.dumps((name, coded, named_coded, *rest), VERSION)


DECODE = 1


def link(values):
    """Keeps that a value and the arguments that it came of may share parts with the candidate, where the test has
    copies: a call that changes one of them may change the other."""
    for value in containers(values):
        trial.linked[id(value)] = value


def containers(value):
    """All that can change in a value, from itself on."""
    open_values = [value]
    while open_values:
        value = open_values.pop()
        if type(value) not in FIXED:
            yield value
        if type(value) in FOREIGN:
            open_values.extend(FOREIGN[type(value)].shared(value))
            continue
        items = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, ITERABLE) else ()
        open_values.extend(item for item in items if type(item) not in SCALARS)


FIXED = frozenset([tuple, frozenset, Decimal, Fraction, range, date, datetime, time, timedelta, timezone, type, UUID])

# Types of frameworks whose values can change, each with `shared`, which gives what a value shares its memory with, and
# `change`, which makes one equal to another.
FOREIGN = {}

ITERABLE = (list, tuple, set, frozenset, deque)


def change_all(arguments, after):
    """Makes a caller's arguments equal to what a call left of them."""
    for argument, left in zip(arguments, after):
        change(argument, left)


def change(old, new):
    """Makes a caller's value equal to what the call left of it."""
    kind = type(old)
    if kind is not type(new) or kind in SCALARS:
        return
    if kind in FOREIGN:
        if encode(old) != encode(new):
            change_foreign(old, new)
    elif kind is tuple:
        for one, other in zip(old, new):
            change(one, other)
    elif isinstance(old, dict):
        for key in new:
            if key in old:
                new[key] = changed(old[key], new[key])
        if list(old) != list(new) or any(old[key] is not new[key] for key in new):
            old.clear()
            old.update(new)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif kind is bytearray:
        old[:] = new
    elif isinstance(old, (list, deque)):
        kept, left = list(old), list(new)
        for place in range(min(len(kept), len(left))):
            left[place] = changed(kept[place], left[place])
        old.clear()
        old.extend(left)


def changed(old, new):
    """The old value, made equal to the new; the new one where it is of another type, or a tuple holds something else."""
    if type(old) is not type(new) or type(old) in SCALARS:
        return new
    if type(old) is not tuple:
        change(old, new)
        return old
    items = tuple(map(changed, old, new))
    is_same = len(old) == len(new) and all(one is other or one == other and type(one) in SCALARS for one, other in zip(old, items))
    return old if is_same else items if len(old) == len(new) else new


def change_foreign(old, new):
    try:
        FOREIGN[type(old)].change(old, new)
    except Uncrossable as error:
        trial.refuse(str(error))


def exception(base, rest, everything):
    """The exception that a call raised: of the built-in type with this name, or a copy derived from one."""
    message, kind, arguments, after, is_exact = rest
    if after is not None:
        change_all(everything, after)
    base = EXCEPTIONS.get(base, Exception)
    made = base if base.__name__ == kind else type(kind, (base,), {})
    try:
        error = made(*arguments)
    except Exception:
        error = made.__new__(made)
        error.args = tuple(arguments)
    if not is_exact:
        if trial.catches:
            trial.refuse(kind)
        trial.copies.append(error)
    return error
