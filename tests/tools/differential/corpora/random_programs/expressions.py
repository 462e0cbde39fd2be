"""Expressions of a type, over the names that are in scope."""

import string

# Every rule: the type that it gives, and text with a hole for each expression that it needs.
RULES = """
int      len({str}) | len({list}) | ({int} + {int}) | ({int} - {int}) | ({int} * {small}) | ({int} % {nonzero})
int      ({int} // {nonzero}) | abs({int}) | sum({list}) | {list}.count({int}) | ord({letter}) | int({float}) | hash({int})
int      max({int}, {int}) | min({list}, default={int}) | ({int} if {bool} else {int}) | {dict}.get({letter}, {int}) | (~{int})
int      len({set}) | ({int} & 255) | ({int} & {small}) | ({int} ^ {small}) | ({small} << 3) | int({bool}) | divmod({int}, {nonzero})[0]
int      ({deque}[0] if {bool} else {small}) | {point}.x | {counter}.total() | {thing}.size | ({int}).bit_length() | len({bytes})
float    ({int} / {nonzero}) | float({int}) | ({float} * 0.5) | round({float}, 2) | ({float} + {float}) | math.sqrt({small}) | 0.1 + 0.2
float    float("inf") | float("nan") | -0.0 | math.fsum([0.1] * {small}) | sum([0.1] * {small}) | ({float} % 7.0) | abs({float})
str      str({int}) | ({str} + {str}) | {str}.upper() | {str}[::-1] | repr({list}) | "-".join(map(str, {list})) | "{{:>5}}".format({int})
str      {str}.replace("a", "b") | {str}.strip() | str({float}) | {str}[{int}:] | ({str} * {small}) | ("%05d" % {int}) | {str}.title() | chr(97 + {small})
str      format({float}, ".3f") | "{{!r}}".format({float}) | {bytes}.decode() | {exception}.__class__.__name__ | json.dumps({dict}) | str({decimal}) | type({int}).__name__
bool     ({int} > {int}) | ({str} == {str}) | (not {bool}) | ({bool} and {bool}) | ({int} in {list}) | bool({list}) | isinstance({any}, int)
bool     ({list} == sorted({list})) | any({list}) | {str}.isdigit() | ({float} < {float}) | ({any} is None) | all(v > 0 for v in {list}) | ({any} == {any})
list     sorted({list}) | {list}[::-1] | ({list} + {list}) | [v * 2 for v in {list}] | list({str}.encode()) | list(range({small})) | {list}[1:] | list({gen})
list     [{int}, {int}] | [v for v in {list} if v % 2] | list({set}) | list({deque}) | ({list} or [{int}]) | ([{int}] * {small}) | list({tuple}) | sorted({list}, reverse=True)
nested   [{list}, {list}] | [[{int}] for _ in range({small})] | ([[0]] * {small}) | [{str}, {int}] | [({int}, {str})] | [{dict}] | [None, {bool}, {float}]
tuple    tuple({list}) | ({int}, {int}) | ({int},) | divmod({int}, {nonzero}) | tuple(reversed({list}))
pair     ({str}, {int}) | ({any}, {any}) | ({list}, {dict})
set      set({list}) | {{{int}, {int}}} | {{v % 3 for v in {list}}} | set() | {set}.union({list}) | ({set} - {set})
frozen   frozenset({list}) | frozenset({str})
dict     {{{letter}: {int}}} | dict(zip({str}, {list})) | {{k: len(k) for k in {str}}} | {{}} | dict.fromkeys({str}, {int}) | {{**{dict}, {letter}: {int}}}
intdict  {{v: v * v for v in {list}}} | {{{int}: {any}}} | dict(enumerate({str}))
bytes    {str}.encode() | bytes({small}) | (b"ab" + bytes([{small}]))
array    bytearray({small}) | bytearray({bytes})
decimal  Decimal({int}) | Decimal("1.10") | Decimal({int}) / {nonzero} | Decimal("0.1") * {small}
fraction Fraction({int}, {nonzero}) | Fraction({small})
deque    deque({list}) | deque({list}, maxlen=2) | deque([{int}])
point    Point({int}, {int}) | Point(*divmod({int}, {nonzero}))
counter  Counter({str}) | Counter({list}) | Counter()
default  defaultdict(int, {dict}) | defaultdict(list)
ordered  OrderedDict({dict}) | OrderedDict(sorted({dict}.items()))
thing    Thing({int}) | Thing({str}) | Other({int})
color    Color.RED | Color({small} % 2 + 1) | Level.LOW
date     date(2020, 1, 1 + {small}) | date(2024, 2, 28) + timedelta(days={small})
delta    timedelta(days={small}, seconds=1) | timedelta(hours={int}, seconds=1)
gen      (v for v in {list}) | iter({list}) | map(abs, {list}) | zip({list}, {str}) | reversed({list}) | enumerate({str}) | filter(None, {list})
view     {dict}.keys() | {dict}.items() | {dict}.values() | range({small}) | range({int}, {int}, 2)
func     (lambda v: v + {int}) | len | partial(max, {int}) | Thing
exception ValueError({str}) | KeyError({int}) | Failure({str})
complex  complex({int}, {small}) | 1j * {int}
none     None
other    Ellipsis | NotImplemented | int | list[int] | re.search("[ab]", {str}) | uuid.UUID(int=({int}) % 99) | slice({int}) | object()
letter   "a" | "b" | "z"
small    0 | 1 | 2 | 3 | 4
nonzero  1 | 2 | 3 | 7 | -2
"""

LITERALS = {
    "int": ["0", "1", "(-1)", "2", "7", "10", "255", "(-8)", "1000003", "True"],
    "float": ["0.0", "1.5", "(-2.25)", "3.0", "1e3"],
    "str": ["''", "'a'", "'abc'", "'Hello World'", "'12'", "'aba'", "'é'", "' x '"],
    "bool": ["True", "False"],
    "list": ["[]", "[1]", "[3, 1, 2]", "[0, -1, 5, 5]", "[2, 2]"],
    "dict": ["{}", "{'a': 1}", "{'a': 1, 'b': 2}"],
    "set": ["set()", "{1, 2}"],
    "tuple": ["()", "(1, 2)"],
}

PLAIN = "int float str bool list nested tuple pair set frozen dict intdict bytes none complex".split()

RICH = "array decimal fraction deque point counter default ordered thing color date delta gen view func exception other".split()


def parse():
    rules = {}
    for line in RULES.strip().splitlines():
        kind, texts = line.split(None, 1)
        rules.setdefault(kind, []).extend(text.strip() for text in texts.split(" | ") if text.strip())
    return rules


RULES = parse()


class Expressions:
    """Draws expressions; `scope` maps a type to the names that hold a value of it."""

    def __init__(self, random, scope):
        self.random = random
        self.scope = scope

    def draw(self, kind, depth=3):
        if kind == "any":
            kind = self.random.choice(PLAIN)
        names = self.scope.get(kind, ())
        if names and self.random.random() < (0.45 if depth else 0.9):
            return self.random.choice(names)
        if depth <= 0:
            if kind in LITERALS:
                return self.random.choice(LITERALS[kind])
            shallow = [rule for rule in RULES[kind] if "{" not in rule] or RULES[kind]
            return self.fill(self.random.choice(shallow), 0)
        return self.fill(self.random.choice(RULES[kind]), depth - 1)

    def fill(self, rule, depth):
        parts = []
        for text, hole, _, _ in string.Formatter().parse(rule):
            parts.append(text)
            if hole:
                parts.append(self.draw(hole, depth))
        return "".join(parts)
