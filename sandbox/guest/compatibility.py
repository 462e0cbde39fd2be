"""What Python 3.9 to 3.13 have and this one has not, where giving it back harms nobody; and 64 bits where that is cheap.

What differs and cannot be mended is listed in `docs/python.md`.
"""

import ast
import builtins
import functools
import hashlib
import locale
import random
import unittest

import deep_caches
import derived_keys
import linux
import native_sizes
import removed_modules
import zones

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# Names of `unittest.TestCase` until Python 3.11, and what they mean.
ALIASES = {
    "assertEquals": "assertEqual", "failUnlessEqual": "assertEqual", "assertNotEquals": "assertNotEqual",
    "failIfEqual": "assertNotEqual", "assertAlmostEquals": "assertAlmostEqual",
    "failUnlessAlmostEqual": "assertAlmostEqual", "assertNotAlmostEquals": "assertNotAlmostEqual",
    "failIfAlmostEqual": "assertNotAlmostEqual", "assert_": "assertTrue", "failUnless": "assertTrue",
    "failIf": "assertFalse", "failUnlessRaises": "assertRaises", "assertRaisesRegexp": "assertRaisesRegex",
    "assertRegexpMatches": "assertRegex", "assertNotRegexpMatches": "assertNotRegex",
}

# Kinds of literals that `ast` told apart until Python 3.13.
LITERALS = {
    "Num": (int, float, complex), "Str": (str,), "Bytes": (bytes,), "NameConstant": (type(None), bool),
    "Ellipsis": (type(...),),
}


def install():
    for name, meant in ALIASES.items():
        setattr(unittest.TestCase, name, getattr(unittest.TestCase, meant))
    unittest.makeSuite = make_suite
    unittest.findTestCases = find_test_cases
    for name, kinds in LITERALS.items():
        setattr(ast, name, Literal(name, (ast.Constant,), {"__new__": new_literal, "kinds": kinds}))
    ast.Constant.n = ast.Constant.s = property(literal_value, set_literal_value)
    ast.NodeVisitor.visit_Constant = visit_constant
    locale.format = format_number
    random.Random.seed = seed
    random.seed = random._inst.seed
    hashlib.pbkdf2_hmac = derived_keys.pbkdf2_hmac
    deep_caches.install()
    linux.install()
    native_sizes.install()
    removed_modules.install()
    zones.install()


def make_suite(testCaseClass, prefix="test", sortUsing=None, suiteClass=unittest.TestSuite):
    return loader(prefix, suiteClass).loadTestsFromTestCase(testCaseClass)


def find_test_cases(module, prefix="test", sortUsing=None, suiteClass=unittest.TestSuite):
    return loader(prefix, suiteClass).loadTestsFromModule(module)


def loader(prefix, suite):
    made = unittest.TestLoader()
    made.testMethodPrefix, made.suiteClass = prefix, suite
    return made


class Literal(type):
    """The type of `ast.Num` and the like: its instances are constants of some kinds."""

    def __instancecheck__(cls, node):
        return isinstance(node, ast.Constant) and type(node.value) in cls.kinds


def new_literal(cls, value=..., *rest, **named):
    value = named.pop("n", named.pop("s", named.pop("value", value)))
    return ast.Constant(value, *rest, **named)


def literal_value(self):
    return self.value


def set_literal_value(self, value):
    self.value = value


def visit_constant(self, node):
    """Visits a constant by the name that its kind had, where the visitor has a method for that."""
    for name, kinds in LITERALS.items():
        if type(node.value) in kinds and (visit := getattr(self, "visit_" + name, None)) is not None:
            return visit(node)
    return self.generic_visit(node)


def format_number(percent, value, grouping=False, monetary=False, *additional):
    return locale.format_string(percent, (value, *additional) if additional else value, grouping, monetary)


seed_as_is = random.Random.seed


@functools.wraps(seed_as_is)
def seed(self, a=None, version=2):
    seed_as_is(self, hash_of_float(a) % 2**64 if type(a) is float else a, version)


def hash_of_float(value):
    """The hash that a number has where words have 64 bits."""
    if value - value != 0:
        return hash(value)
    numerator, denominator = value.as_integer_ratio()
    prime = 2**61 - 1
    made = abs(numerator) * pow(denominator, -1, prime) % prime
    made = made if numerator >= 0 else -made
    return -2 if made == -1 else made
