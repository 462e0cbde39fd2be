"""Tests that can be judged apart from the candidate, where only the values of calls cross.

A test cannot where it sees more of the candidate than values, or leaves more with it: identity, the parts of
a function, changes to a value that may be shared, and everything that one interpreter has once, such as its
modules, its random numbers, its output and its files. As in `harmless`, what is not known is not allowed.
"""

import ast
import builtins

from harmless import ALIASES, BUILTINS, MEMBERS, exported, is_harmless_attribute

READING = BUILTINS | {"type", "getattr", "classmethod"}

# Of these the ones that a candidate's function may be given to: they call it, and look at nothing else.
CALLING = frozenset({"map", "filter", "max", "min", "sorted"})

# Methods of plain values that leave the value as it is.
METHODS = frozenset(
    """
    as_integer_ratio bit_count bit_length capitalize casefold center conjugate copy count date decode difference
    elements encode endswith expandtabs find format format_map from_bytes fromhex fromkeys fromordinal get hex
    hexdigest digest imag index intersection is_integer isalnum isalpha isascii isdecimal isdigit isdisjoint
    isidentifier islower isnumeric isoformat isprintable isspace issubset issuperset istitle isupper items join
    keys ljust lower lstrip maketrans most_common numerator denominator partition real removeprefix
    removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strftime strip
    swapcase symmetric_difference title to_bytes total total_seconds toordinal translate union upper values
    weekday isoweekday zfill group groups span start end args year month day hour minute second microsecond
    days seconds microseconds quantize as_tuple is_nan limit_denominator maxlen step stop
    """.split()
)

TEST_MEMBERS = frozenset(
    "TestCase TestLoader TestResult TestSuite TextTestRunner defaultTestLoader main skip expectedFailure".split()
)

# Methods of test cases, suites, loaders and results.
TEST_METHODS = frozenset(
    """
    addTest addTests countTestCases debug errors fail failures getTestCaseNames loadTestsFromTestCase run shouldStop
    subTest testsRun wasSuccessful
    """.split()
)

# Assertions of test cases that look at values alone. Others watch what an interpreter has once, such as its log.
ASSERTIONS = frozenset(
    """
    assertAlmostEqual assertAlmostEquals assertCountEqual assertDictContainsSubset assertDictEqual assertEqual assertEquals
    assertFalse assertGreater assertGreaterEqual assertIn assertIsInstance assertIsNone assertIsNotNone assertLess assertLessEqual assertListEqual assertMultiLineEqual assertNotAlmostEqual
    assertNotAlmostEquals assertNotEqual assertNotEquals assertNotIn assertNotIsInstance assertNotRegex
    assertNotRegexpMatches assertRaises assertRaisesRegex assertRaisesRegexp assertRegex assertRegexpMatches
    assertSequenceEqual assertSetEqual assertTrue assertTupleEqual assert_
    """.split()
)

IDENTITY = frozenset({"assertIs", "assertIsNot"})

# Attributes that tell how a value is held, of which a copy knows nothing. Frameworks have some.
HIDDEN = frozenset()

# What exceptions have beside their arguments: it does not cross.
PARTS = frozenset({"name", "obj", "path", "name_from"})

SINGLETONS = (None, True, False, ...)


class Together(Exception):
    """A test needs the candidate's interpreter."""


def looks(tree, entry):
    """Gives the names that a test has from elsewhere and looks at, instead of calling what they stand for: it can be
    judged apart where the candidate does not define one of them. Nothing for a test that cannot in any case."""
    reading = Reading(tree, entry)
    if not reading.asserted <= ASSERTIONS | reading.bound:
        return None
    try:
        reading.visit(tree)
    except (Together, RecursionError):
        return None
    return None if entry in reading.looked else frozenset(reading.looked)


class Reading(ast.NodeVisitor):
    """A test, or what stands before tests, under inspection."""

    def __init__(self, tree, entry):
        self.entry = entry
        self.modules = {}
        self.bound = set()
        self.looked = set()
        self.asserted = set()
        self.catches = False
        known = set()
        for node in ast.walk(tree):
            self.catches |= isinstance(node, (ast.ExceptHandler, ast.withitem))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and any(map(is_single, node.args)):
                known.update([id(node.func)] * (node.func.attr in IDENTITY))
            elif isinstance(node, ast.Attribute) and node.attr.startswith("assert") and id(node) not in known:
                self.asserted.add(node.attr)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.bound.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.bound.add(node.name)
            elif isinstance(node, ast.arg):
                self.bound.add(node.arg)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                self.bound.add(node.name)

    def visit_Import(self, node):
        for alias in node.names:
            if alias.name not in MEMBERS and alias.name != "unittest":
                raise Together
            self.modules[alias.asname or alias.name.split(".")[0]] = alias.name

    def visit_ImportFrom(self, node):
        members = TEST_MEMBERS if node.module == "unittest" else MEMBERS.get(node.module or "")
        if node.level or members is None:
            raise Together
        for alias in node.names:
            if alias.name == "*":
                self.bound |= exported(node.module) & members
            elif alias.name in members:
                self.bound.add(alias.asname or alias.name)
            else:
                raise Together

    def visit_Name(self, node):
        name = node.id
        if name in self.bound or not isinstance(node.ctx, ast.Load):
            return
        if name in self.modules:
            raise Together
        if self.is_candidates(node):
            self.looked.add(name)
        if name not in READING and hasattr(builtins, name):
            raise Together

    def is_candidates(self, node):
        """Says whether an expression names something that the test has from elsewhere, as a rule the candidate."""
        return isinstance(node, ast.Name) and node.id not in self.bound and (
            node.id == self.entry or node.id not in self.modules and not hasattr(builtins, node.id)
        )

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Attribute):
            self.method(function)
        elif not self.is_candidates(function):
            self.visit(function)
        looks = isinstance(function, ast.Name) and function.id not in self.bound | CALLING and not self.is_candidates(function)
        for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
            if looks or not self.is_candidates(value):
                self.visit(value)

    def method(self, node):
        """Checks what is called as an attribute: of a module, of a test case, or a method that reads."""
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            return
        is_known = node.attr in METHODS or node.attr in TEST_METHODS or node.attr.startswith("assert")
        if self.module_named(node.value) is not None or not is_known:
            self.visit_Attribute(node, called=True)
        else:
            self.visit(node.value)

    def visit_Attribute(self, node, called=False):
        value = node.value
        if isinstance(value, ast.Name) and value.id in ("self", "cls"):
            return
        if not isinstance(node.ctx, ast.Load):
            raise Together
        module = self.module_named(value)
        if module is not None:
            if node.attr not in (TEST_MEMBERS if module == "unittest" else MEMBERS.get(module, ())):
                raise Together
        elif self.is_candidates(value):
            self.looked.add(value.id)
        elif called and not node.attr.startswith("__") or self.is_hidden(node):
            raise Together
        else:
            self.visit(value)

    def is_hidden(self, node):
        """Says whether an attribute may be one of the parts of a function, which do not cross."""
        if node.attr == "__name__":
            return isinstance(node.value, ast.Name)
        if node.attr in HIDDEN or node.attr in PARTS and self.catches:
            return True
        return node.attr == "__doc__" or node.attr != "__class__" and not is_harmless_attribute(node.attr)

    def module_named(self, node):
        if isinstance(node, ast.Attribute):
            outer = self.module_named(node.value)
            return f"{outer}.{node.attr}" if outer and f"{outer}.{node.attr}" in MEMBERS else None
        if not isinstance(node, ast.Name) or node.id in self.bound:
            return None
        usual = ALIASES.get(node.id, node.id)
        name = self.modules.get(node.id, usual if usual in MEMBERS else None)
        return name.split(".")[0] if name and "." in name and name.split(".")[0] == node.id else name

    def visit_Compare(self, node):
        operands = [node.left, *node.comparators]
        if any(isinstance(it, (ast.Is, ast.IsNot)) for it in node.ops) and not any(map(is_single, operands)):
            raise Together
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if not isinstance(node.target, ast.Name) or not isinstance(node.value, ast.Constant):
            raise Together
        self.visit(node.value)

    def visit_Subscript(self, node):
        if not isinstance(node.ctx, ast.Load):
            raise Together
        self.generic_visit(node)

    def refuse(self, node):
        raise Together

    visit_Global = visit_Nonlocal = visit_AsyncFunctionDef = visit_Await = visit_Yield = visit_YieldFrom = refuse
    visit_AsyncFor = visit_AsyncWith = refuse


def is_single(node):
    """Says whether an expression stands for something of which there is one in every interpreter."""
    if isinstance(node, ast.Constant):
        return any(node.value is value for value in SINGLETONS)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Name) and isinstance(getattr(builtins, node.id, None), type)
