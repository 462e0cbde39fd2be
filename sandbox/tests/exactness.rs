//! What a test sees of a candidate is what it would see beside it, wherever it is judged. The letters stand for what
//! CPython says of each test in one process: `P` passed, `F` failed, `R` raised.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{open, sandbox};
use mutagree_sandbox::{Isolation, Job, Judge, Outcome, Report, Tests};

fn report(candidate: &str, tests: &[&str], isolation: Isolation) -> Report {
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(tests)
    };
    let suite = sandbox().compile(&tests).unwrap();
    let mut job = Job::new(candidate, &suite);
    job.isolation = isolation;
    sandbox().run(&job).unwrap()
}

fn letters(candidate: &str, tests: &[&str]) -> String {
    let report = report(candidate, tests, Isolation::Candidate);
    report.outcomes.iter().map(Outcome::letter).collect()
}

/// Checks tests, each with the letter that stands before it.
fn check(candidate: &str, tests: &[&str]) {
    let sources: Vec<&str> = tests.iter().map(|test| &test[2..]).collect();
    let expected: String = tests.iter().map(|test| &test[..1]).collect();
    let found = letters(candidate, &sources);
    let wrong: Vec<String> = (sources.iter().zip(expected.chars().zip(found.chars())))
        .filter(|(_, (expected, found))| expected != found)
        .map(|(test, (expected, found))| format!("{found} for {expected}: {test}"))
        .collect();
    assert!(wrong.is_empty(), "{candidate}\n{}", wrong.join("\n"));
}

#[test]
fn values_of_the_library_are_compared_as_what_they_are() {
    let candidate = "
from decimal import Decimal
from fractions import Fraction
from collections import *
import datetime, uuid
def f(x):
    return {
        'decimal': Decimal('0.50'), 'fraction': Fraction(1, 2), 'zero': Fraction(0), 'bytes': bytearray(b's'),
        'uuid': uuid.UUID(int=7), 'range': range(3), 'keys': {1: 2}.keys(), 'deque': deque([1, 2], 3),
        'counter': Counter('aab'), 'default': defaultdict(list, {1: [2]}), 'ordered': OrderedDict([(1, 2), (3, 4)]),
        'date': datetime.date(2024, 1, 2), 'list': UserList([1]), 'type': int, 'dots': ..., 'view': memoryview(b'ab'),
    }[x]";
    check(
        candidate,
        &[
            "P assert f('decimal') == 0.5",
            "F assert f('decimal') != 0.5",
            "F assert f('zero') != 0",
            "P assert not f('zero')",
            "F assert f('bytes') != b's'",
            "P assert f('uuid') == f('uuid')",
            "F assert f('uuid') != f('uuid')",
            "F assert len({f('uuid'), f('uuid')}) == 2",
            "F assert f('uuid') not in [f('uuid')]",
            "R {f('bytes')}",
            "P assert list(f('range')) == [0, 1, 2] and f('range')[-1] == 2",
            "F assert f('range') == [0, 1, 2]",
            "P assert f('keys') == {1}",
            "P assert f('deque').maxlen == 3",
            "P assert f('counter').most_common(1) == [('a', 2)]",
            "F assert type(f('counter')) is dict",
            "P assert isinstance(f('counter'), dict)",
            "P assert f('default')[9] == []",
            "P import collections\nassert f('ordered') != collections.OrderedDict([(3, 4), (1, 2)])",
            "P assert f('date').year == 2024",
            "P assert f('list') == [1]",
            "P assert f('type') is int",
            "P assert f('dots') is ...",
            "P assert f('view') == b'ab'",
        ],
    );
}

#[test]
fn objects_of_the_candidate_are_looked_at_beside_it() {
    let candidate = "
import enum, re, types
class Point:
    def __init__(self, x): self.x = x
    def double(self): return Point(2 * self.x)
    def __repr__(self): return f'Point({self.x})'
class Color(enum.Enum): RED = 1
class Level(enum.IntEnum): LOW = 1
class Mine(ValueError): pass
class Every(dict):
    def __eq__(self, other): return True
def f(x):
    if x == 'error': raise Mine('text')
    return {'point': Point(1), 'object': object(), 'red': Color.RED, 'low': Level.LOW, 'match': re.search('a', 'ba'),
            'adder': lambda y: y + 1, 'endless': iter(int, 1), 'pair': [Point(1), 2],
            'proxy': types.MappingProxyType({1: [2]}), 'text': types.MappingProxyType('ab'), 'own': types.MappingProxyType(Every())}[x]";
    check(
        candidate,
        &[
            "P assert f('point').double().x == 2",
            "P assert str(f('point')) == 'Point(1)'",
            "P assert f('point') != f('point')",
            "F assert callable(f('object'))",
            "F assert hasattr(f('object'), '__len__')",
            "F from collections.abc import Iterable, Sized\nassert isinstance(f('object'), (Iterable, Sized))",
            "P assert f('red').name == 'RED'",
            "P assert type(f('red')).__name__ == 'Color'",
            "F assert type(f('low')) is int",
            "P assert f('low') == 1",
            "P assert f('proxy') == {1: [2]} and f('proxy') != {1: 2} and f('proxy')[1] == [2]",
            "P assert f('proxy') == {1: [2]}",
            "F assert f('proxy') == {1: [3]}",
            "P assert f('text') == 'ab'",
            "F assert f('own') == {1: 1}",
            "P assert f('match')",
            "P assert f('match').group() == 'a'",
            "P assert f('match') is not None",
            "P assert f('adder')(5) == 6",
            "P assert next(f('endless')) == 0",
            "P assert len(f('pair')) == 2",
            "F try: len(f('object'))\nexcept TypeError: assert False",
            "P try:\n    f('error')\n    assert False\nexcept ValueError as error:\n    assert str(error) == 'text'",
            "P try: f('error')\nexcept Exception as error: assert type(error).__name__ == 'Mine'",
            "R f('error')",
        ],
    );
}

#[test]
fn what_a_test_does_to_the_candidate_reaches_it() {
    let candidate = "
import os, random, sys, logging, warnings
def helper(): return 1
def f(x):
    if x == 'draw': return random.randint(0, 10 ** 9)
    if x == 'print': print('hello')
    if x == 'read': return input()
    if x == 'home': return os.environ.get('A_NAME')
    if x == 'warn': warnings.warn('old', DeprecationWarning)
    return helper()";
    check(
        candidate,
        &[
            "P import random\nrandom.seed(1); a = f('draw')\nrandom.seed(1); assert a == f('draw')",
            "P import io, contextlib\nout = io.StringIO()\nwith contextlib.redirect_stdout(out): f('print')\nassert out.getvalue() == 'hello\\n'",
            "P import io, sys\nsys.stdin = io.StringIO('line\\n')\nassert f('read') == 'line'",
            "P import os\nos.environ['A_NAME'] = 'x'\nassert f('home') == 'x'",
            "P from unittest.mock import patch\nimport builtins\nwith patch.object(builtins, 'input', lambda *_: 'typed'): assert f('read') == 'typed'",
            "R import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('error')\n    f('warn')",
        ],
    );
}

#[test]
fn identity_and_aliases_are_kept() {
    let candidate = "
table = []
def f(x, y=None):
    if x == 'table': return table
    if x == 'fresh': return [1]
    if x == 'same': return y is not None and y[0] is y[1]
    if x == 'inner': return y[0]
    return x";
    check(
        candidate,
        &[
            "P assert f('table') is f('table')",
            "P assert f('fresh') is not f('fresh')",
            "P r = f('table')\nr.append(1)\nassert f('table') == [1]",
            "P a = [1]\nassert f('same', [a, a])",
            "F assert f('same', [[1], [1]])",
            "P x = [[1]]\nr = f('inner', x)\nr.append(2)\nassert x == [[1, 2]]",
            "P x = [3]\nassert f(x) is x",
        ],
    );
}

#[test]
fn what_the_candidate_keeps_is_there_in_the_next_call_and_test() {
    for (candidate, first, second) in [
        (
            "n = 0\ndef f():\n  global n\n  n += 1\n  return n",
            "1",
            "2",
        ),
        ("def f(x=[]):\n  x.append(1)\n  return len(x)", "1", "2"),
        (
            "def f():\n  f.n = getattr(f, 'n', 0) + 1\n  return f.n",
            "1",
            "2",
        ),
        (
            "class C: n = 0\ndef f():\n  C.n += 1\n  return C.n",
            "1",
            "2",
        ),
        (
            "import itertools\nc = itertools.count(1)\ndef f(): return next(c)",
            "1",
            "2",
        ),
        (
            "t = {}\ndef f():\n  t[len(t)] = 0\n  return len(t)",
            "1",
            "2",
        ),
        (
            "def make():\n  n = 0\n  def f():\n    nonlocal n\n    n += 1\n    return n\n  return f\nf = make()",
            "1",
            "2",
        ),
        (
            "from functools import lru_cache\n@lru_cache(None)\ndef g(): return []\ndef f():\n  g().append(1)\n  return len(g())",
            "1",
            "2",
        ),
        (
            "import os\ndef f():\n  os.environ['n'] = os.environ.get('n', '') + 'x'\n  return len(os.environ['n'])",
            "1",
            "2",
        ),
        (
            "import builtins\ndef f():\n  builtins.n = getattr(builtins, 'n', 0) + 1\n  return builtins.n",
            "1",
            "2",
        ),
        (
            "def f():\n  g = globals()\n  g['n'] = g.get('n', 0) + 1\n  return g['n']",
            "1",
            "2",
        ),
        (
            "import sys\ndef f():\n  m = sys.modules\n  m['n'] = m.get('n', 0) + 1\n  return m['n']",
            "1",
            "2",
        ),
        (
            "def f():\n  open('n', 'a').write('x')\n  return len(open('n').read())",
            "1",
            "2",
        ),
        (
            "g = (i for i in [1, 2, 3])\ndef f(): return next(g)",
            "1",
            "2",
        ),
    ] {
        let same = "assert f() == f()".to_owned();
        let is_first = format!("assert f() == {first}");
        let is_second = format!("assert f() == {second}");
        let all: [&[&str]; 3] = [&[&same], &[&is_first, &is_second], &[&is_first, &is_first]];
        let found = all.map(|tests| letters(candidate, tests));
        assert_eq!(found, ["F", "PP", "PF"], "{candidate}");
        let alone = report(candidate, &[&is_first, &is_first], Isolation::Test);
        let alone: String = alone.outcomes.iter().map(Outcome::letter).collect();
        assert_eq!(alone, "PP", "{candidate}");
    }
}

/// Sources whose annotations CPython evaluates as they load, and sources that only look so.
#[test]
fn no_way_to_write_an_annotation_hides_it_where_nothing_is_judged_apart() {
    let evaluated = [
        "a.b: Missing = 3",
        "a.b: Missing",
        "a[0]: Missing = 3",
        "(x): Missing = 3",
        "a.b : Missing",
        "a.b\\\n: Missing",
        "a. b: Missing",
        "x = 1; a.b: Missing",
        "if a: a.b: Missing",
        "if (a):\n    a.b: Missing",
        "for x in [1]: a[0]: Missing",
        "a[\n0]: Missing",
        "a[0\nif a else 1]: Missing",
        "a[[x\nfor x in (0,)][0]]: Missing",
        "a[0 if '[' else\n0]: Missing",
        "'''\nif x: ''' ; a.b: Missing",
        "'''\nif x:\n'''; a.b: Missing",
        "a.b: {1: Missing,\n2: 3}",
        "a.b: [Missing\nfor x in a]",
        "a.b: (lambda: 0, Missing)",
        "class A:\n    (x): Missing",
        "class A:\n    a.b: Missing = 3",
        "with a: a.b: Missing",
        "x = 1\rif a:\r    a.b: Missing\rfor y in a:\n    pass",
        "\x0cif a:\n    a.b: Missing",
        "while a.b:\n    a.b: Missing",
        "a.x·y: Missing = 3",
        "a.e\u{301}: Missing = 3",
        "x: Missing",
        "class A:\n    x: Missing",
        "def g(a: Missing): pass",
        "lambda: 0; x: Missing = 1",
        "@lambda f: f\ndef g(*, a: Missing = 2): pass",
    ];
    let not_evaluated = [
        "def g():\n    a.b: Missing = 3",
        "def g():\n    x: Missing",
        "if a.b[0:1]:\n    pass",
        "x = a[a[0]:]",
        "x = {a[0]: 1, (1): 2}",
        "for x in a[1:]:\n    pass",
        "x = lambda: a.b",
    ];
    let head = "class Made(list):\n    b = [0]\n    __enter__ = __exit__ = lambda *_: None\na = Made([0])\n";
    let letter = |source: &str| {
        let program = format!("{head}{source}\n");
        let suite = sandbox().compile(&Tests::new(&["assert a"])).unwrap();
        let mut job = Job::new(&*program, &suite);
        job.judge = Judge::Shared;
        sandbox().run(&job).unwrap().outcomes[0].letter()
    };
    for source in evaluated {
        assert_eq!(letter(source), 'U', "{source:?}");
    }
    for source in not_evaluated {
        assert_eq!(letter(source), 'P', "{source:?}");
    }
}

#[test]
fn annotations_are_evaluated_when_they_are_reached() {
    for (candidate, letter) in [
        ("def f(x: List[int]): return x", "U"),
        ("def f(x) -> Missing: return x", "U"),
        (
            "from __future__ import annotations\ndef f(x: List[int]): return x",
            "P",
        ),
        (
            "from typing import List\ndef f(x: List[int]) -> 'Later': return x",
            "P",
        ),
        ("class Node:\n  next: Node = None\ndef f(x): return x", "U"),
        (
            "class Node:\n  def g(self) -> Node: pass\ndef f(x): return x",
            "U",
        ),
        (
            "class Node:\n  def g(self) -> 'Node': pass\ndef f(x): return x",
            "P",
        ),
        ("x: Missing = 1\ndef f(x): return x", "U"),
        ("def f(x):\n  y: Missing = x\n  return y", "P"),
        (
            "def f(x):\n  def g(y: Missing): return y\n  return g(x)",
            "R",
        ),
        ("async def g(*a: Missing): pass\ndef f(x): return x", "U"),
        (
            "import dataclasses\n@dataclasses.dataclass\nclass P:\n  x: int = 1\ndef f(x): return P(x).x",
            "P",
        ),
    ] {
        assert_eq!(
            letters(candidate, &["assert f(3) == 3"]),
            letter,
            "{candidate}"
        );
    }
}

#[test]
fn all_calls_of_a_test_share_one_budget() {
    let candidate = "def f(x):\n  for _ in range(x): pass\n  return 1";
    let calls = |count: usize| -> String {
        let sum: Vec<String> = (0..count)
            .map(|call| format!("f({})", 100_000 + call))
            .collect();
        format!("assert {} == {count}", sum.join(" + "))
    };
    let (two, twenty, same) = (
        calls(2),
        calls(20),
        "assert f(100_000) + f(100_000) + f(100_000) == 3",
    );
    let sources = [&*two, &*twenty, same, "x = f(100_000)\nassert x == 1"];
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(&sources)
    };
    let suite = sandbox().compile(&tests).unwrap().without_outputs();
    let mut job = Job::new(candidate, &suite);
    for (instructions, expected) in [
        (1_000_000_000, "PPPP"),
        (200_000_000, "PTPP"),
        (50_000_000, "TTTP"),
    ] {
        job.limits.instructions = instructions;
        let report = sandbox().run(&job).unwrap();
        let letters: String = report.outcomes.iter().map(Outcome::letter).collect();
        assert_eq!(letters, expected, "{instructions}");
    }
}

#[test]
fn outputs_tell_objects_by_their_content() {
    let suite = sandbox()
        .compile(&Tests {
            entry_point: "f",
            ..Tests::new(&["f(1); f(2); f(3)"])
        })
        .unwrap();
    let outputs = |candidate: &str| sandbox().run(&Job::new(candidate, &suite)).unwrap().outputs;
    for candidate in [
        "from fractions import Fraction\ndef f(x): return [Fraction(x, 7)]",
        "class P:\n  def __init__(self, x): self.x = x\n  def __repr__(self): return 'P'\n  def __eq__(self, o): return True\ndef f(x): return P([x])",
        "class S:\n  __slots__ = 'x'\ndef f(x):\n  s = S()\n  s.x = x\n  return (s, s)",
        "import re\ndef f(x): return re.search(str(x), '123')",
        "def f(x): return (i for i in [x])",
        "class L(list): pass\ndef f(x): return L([x])",
    ] {
        let outputs = outputs(candidate);
        assert!(
            outputs[0] != outputs[1]
                && outputs[1] != outputs[2]
                && !outputs.concat().contains(" at 0x"),
            "{candidate}: {outputs:?}"
        );
        assert_eq!(outputs, self::outputs(candidate, &suite), "{candidate}");
    }
    assert_eq!(
        outputs("def f(x): return object()")[0],
        outputs("def f(x): return object()")[1]
    );
}

fn outputs(candidate: &str, suite: &mutagree_sandbox::Suite) -> Vec<String> {
    let mut job = Job::new(candidate, suite);
    job.judge = Judge::Shared;
    sandbox().run(&job).unwrap().outputs
}

#[test]
fn what_a_shared_test_left_fails_the_tests_after_it() {
    check(
        "import os\ndef f(): return os.environ.get('X', 'none')",
        &[
            "P assert f() == 'none'",
            "P import os\nos.environ['X'] = 'set'\nassert f() == 'set'",
            "F assert f() == 'none'",
        ],
    );
    check(
        "def f(x): return x",
        &[
            "P import sys\nsys.setrecursionlimit(5000)",
            "P assert f(1) == 1",
            "F import sys\nassert sys.getrecursionlimit() == 1000",
        ],
    );
}

#[test]
fn a_shared_test_passes_no_test_after_it_by_the_candidates_word() {
    let candidate = "
class Always:
    def __eq__(self, other): return True
kept = []
def f(x):
    kept.append(x)
    return Always()";
    let tests = [
        "r = f(1)\nassert r is r",
        "assert f(1) == 9",
        "x = 3\nassert f(x) == 9",
    ];
    assert_eq!(letters(candidate, &tests), "PFF");
}

#[test]
fn exceptions_have_all_their_parts_where_a_test_catches_them() {
    check(
        "import re, json\ndef f(x): return re.compile(x)\ndef g(x): return json.loads(x)",
        &[
            "P import re\ntry:\n    f('(')\n    assert False\nexcept re.error as error:\n    assert error.pos == 0",
            "P import json\ntry:\n    g('[1,')\n    assert False\nexcept json.JSONDecodeError as e:\n    assert e.lineno == 1",
            "R f('(')",
        ],
    );
    check(
        "def f(x): return x.missing",
        &[
            "F try:\n    f(1)\nexcept AttributeError as error:\n    assert error.name is None",
            "P try:\n    f(1)\nexcept AttributeError as error:\n    assert error.name == 'missing'",
        ],
    );
}

#[test]
fn assertions_on_more_than_values_are_made_with_the_candidate() {
    let log = "import logging\nkept = []\ndef f(): return kept\ndef log(): logging.getLogger('a').warning('said')";
    check(
        log,
        &[
            "P import unittest\nwith unittest.TestCase().assertLogs('a') as caught:\n    log()\nassert len(caught.output) == 1",
            "P import unittest\nunittest.TestCase().assertIs(f(), f())",
            "F import unittest\nunittest.TestCase().assertIsNot(f(), f())",
        ],
    );
}

#[test]
fn a_traceback_can_be_written_of_programs_without_lines() {
    let test = "P import traceback\ntry:\n    f()\nexcept KeyError:\n    assert 'in f' in traceback.format_exc()";
    check("def f(): return {}[1]", &[test]);
}

#[test]
fn judges_that_wait_leave_room_for_those_that_run() {
    let sandbox = open(1);
    let suites: Vec<_> = (1..5)
        .map(|x| {
            let source = format!("assert f({x}) + 0 == {x}");
            let sources = [source.as_str()];
            let tests = Tests {
                entry_point: "f",
                ..Tests::new(&sources)
            };
            sandbox.compile(&tests).unwrap()
        })
        .collect();
    let candidates = [
        ("def f(x): return x", 'P'),
        ("kept = []\ndef f(x):\n  kept.append(x)\n  return x", 'P'),
        ("class A(int): pass\ndef f(x): return A(x)", 'P'),
        ("kept = []\ndef f(x):\n  while True: kept.clear()", 'T'),
    ];
    for turn in 0..8 {
        for (place, suite) in suites.iter().enumerate() {
            for step in 0..4 {
                let (candidate, letter) =
                    candidates[(turn + place + step * (1 + turn % 2 * 2)) % 4];
                let mut job = Job::new(candidate, suite);
                job.limits.instructions /= 20;
                let report = sandbox.run(&job).unwrap();
                assert_eq!(report.outcomes[0].letter(), letter, "{candidate}");
            }
        }
    }
}
