//! Constants that a check reaches by a name.

use super::checks_of;

#[test]
fn constants_are_written_into_the_calls_that_they_are_for() {
    for (reply, expected) in [
        ("x = [3, 1]\nassert f(x) == 4", "assert f([3, 1]) == 4"),
        ("expected = 9\nassert f(2) == expected", "assert f(2) == 9"),
        (
            "a, b = -1, 'x'\nassert f(a, k=b) == a - 1",
            "assert f(-1, k='x') == (-1) - 1",
        ),
        (
            "x = [1]\ny = [x, (2, {3: 4})]\nassert f(y) == 4",
            "assert f([[1], (2, {3: 4})]) == 4",
        ),
        ("x: list[int] = [1]\nassert f(*x) == 4", "assert f(1) == 4"),
        (
            "s = 'a b'\nassert f(s) == f(s)",
            "assert f('a b') == f('a b')",
        ),
        ("e = None\nassert f(1) is e", "assert f(1) is None"),
        (
            "x = [1]\nresult = f(x)\nassert result == 2",
            "result = f([1])\nassert result == 2",
        ),
        (
            "def test_f():\n    data = {'a': [1]}\n    expected = 2\n    assert f(data) == expected\n",
            "assert f({'a': [1]}) == 2",
        ),
        (
            "class T(unittest.TestCase):\n    size = 3\n    def setUp(self):\n        self.xs = [1]\n    def test_f(self):\n        expected = 9\n        self.assertEqual(f(self.xs, self.size), expected)\n",
            "assert f([1], 3) == 9",
        ),
    ] {
        assert_eq!(checks_of(reply), [expected], "{reply}");
    }
}

#[test]
fn what_a_value_written_out_could_change_stays() {
    for reply in [
        "x = [3, 1]\nassert f(x) == x",
        "x = [3, 1]\nassert all(f(x) == 4 for _ in range(2))",
        "x = [3, 1]\nassert (lambda: f(x))() == 4",
        "x = [3, 1]\nx.append(2)\nassert f(x) == 4",
        "x = [3, 1]\nx[0] = 2\nassert f(x) == 4",
        "x = 1\nx += 1\nassert f(x) == 4",
        "x = 1000\nassert f(x) is x",
        "x = 1\nassert f(x) == eval('x')",
        "x = 1\nassert f(x.real) == 1",
        "x = g()\nassert f(x) == 4",
        "x = y = [1]\nassert f(x) == 4",
        "x = 1\nassert f(1) == f'{x}'",
    ] {
        assert_eq!(checks_of(reply), [reply]);
    }
}

#[test]
fn a_value_that_an_earlier_check_may_have_changed_stays() {
    let found = checks_of("x = [3, 1]\nassert f(x) == 4\nassert f(x) == 5\n");
    assert_eq!(found, ["x = [3, 1]\nassert f(x) == 4\nassert f(x) == 5"]);
}

#[test]
fn a_function_that_uses_the_name_keeps_it() {
    let reply = "def g(y):\n    x = 2\n    return x + y\nx = 1\nassert f(x) == g(3)";
    assert_eq!(checks_of(reply), [reply]);
    let reply = "def g(y):\n    return x + y\nx = 1\nassert f(x) == g(3)";
    assert_eq!(checks_of(reply), [reply]);
}
