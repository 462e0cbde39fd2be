//! Suites for pytest and `unittest`.

use super::{checks_of, reasons_of};
use mutagree::extract::Reason;

#[test]
fn a_function_of_plain_checks_is_taken_apart() {
    let reply = "def test_f():\n    \"\"\"Checks.\"\"\"\n    x = 1\n    assert f(x) == 1\n    assert f(2) == 2\n";
    assert_eq!(checks_of(reply), ["assert f(1) == 1", "assert f(2) == 2"]);
}

#[test]
fn another_function_stays_whole_and_is_called() {
    let function = "def test_f():\n    if f(1):\n        assert f(2) == 3";
    assert_eq!(checks_of(function), [format!("{function}\ntest_f()")]);
}

#[test]
fn a_function_that_looks_at_what_a_call_left_behind_stays_whole() {
    let function = "def test_f():\n    f('a.txt')\n    assert os.path.exists('a.txt')";
    assert_eq!(
        checks_of(&format!("import os\n{function}")),
        [format!("import os\n{function}\ntest_f()")]
    );
}

#[test]
fn each_case_of_a_parametrised_function_is_a_test() {
    for names in ["\"x,y\"", "\"x, y\"", "(\"x\", \"y\")", "[\"x\", \"y\"]"] {
        let reply = format!(
            "import pytest\n\n@pytest.mark.parametrize({names}, [(1, 2), pytest.param(3, [4], id=\"b\")])\ndef test_f(x, y):\n    assert f(x) == y\n"
        );
        assert_eq!(
            checks_of(&reply),
            ["assert f(1) == 2", "assert f(3) == [4]"]
        );
    }
    let one = "@pytest.mark.parametrize(\"x\", [1, \"a\"])\ndef test_f(x):\n    assert f(x)\n";
    assert_eq!(checks_of(one), ["assert f(1)", "assert f(\"a\")"]);
}

#[test]
fn stacked_parameters_make_a_product() {
    let reply = "@pytest.mark.parametrize(\"a\", [1, 2])\n@pytest.mark.parametrize(\"b\", [3, 4])\ndef test_f(a, b):\n    assert f(a, b)\n";
    let mut found = checks_of(reply);
    found.sort();
    assert_eq!(
        found,
        [
            "assert f(1, 3)",
            "assert f(1, 4)",
            "assert f(2, 3)",
            "assert f(2, 4)"
        ]
    );
}

#[test]
fn a_case_of_a_function_that_stays_whole_is_a_call() {
    let reply = "@pytest.mark.parametrize(\"x\", [1, 2])\ndef test_f(x):\n    while True:\n        assert f(x)\n        break\n";
    let found = checks_of(reply);
    assert!(found[0].starts_with("def test_f(x):") && found[0].ends_with("test_f(x=1)"));
    assert_eq!(found.len(), 2);
}

#[test]
fn parameters_that_nothing_gives_are_counted() {
    assert_eq!(
        reasons_of("def test_f(tmp_path):\n    assert f(tmp_path)\n"),
        [Reason::NeedsArgument]
    );
    let reply = "@pytest.mark.parametrize(\"x\", make())\ndef test_f(x):\n    assert f(x)\n";
    assert_eq!(reasons_of(reply), [Reason::NeedsArgument]);
}

#[test]
fn fixtures_that_return_are_called() {
    let reply = "@pytest.fixture\ndef data():\n    return [1, 2]\n\ndef test_f(data):\n    assert f(data) == 3\n";
    assert_eq!(checks_of(reply), ["assert f([1, 2]) == 3"]);
    let reply = "@pytest.fixture()\ndef data():\n    x = [1]\n    return x\n\ndef test_f(data):\n    assert f(data) == 3\n";
    assert_eq!(
        checks_of(reply),
        ["def data():\n    x = [1]\n    return x\nassert f(data()) == 3"]
    );
}

#[test]
fn an_expected_exception_needs_no_pytest() {
    let expected = "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError(\"nothing was raised\")";
    assert_eq!(
        checks_of(
            "import pytest\n\ndef test_f():\n    with pytest.raises(ValueError):\n        f(-1)\n"
        ),
        [expected]
    );
    assert_eq!(
        checks_of("with pytest.raises(ValueError):\n    f(-1)\n"),
        [expected]
    );
    assert_eq!(
        checks_of("def test_f():\n    pytest.raises(ValueError, f, -1)\n"),
        [expected]
    );
    let found = checks_of(
        "def test_f():\n    with pytest.raises(ValueError, match=\"neg\"):\n        f(-1)\n",
    );
    assert!(found[0].contains(
        "except ValueError as error:\n    import re\n    assert re.search(\"neg\", str(error))"
    ));
}

#[test]
fn an_approximate_value_needs_no_pytest() {
    assert_eq!(
        checks_of("assert f(1) == pytest.approx(2.5)\n"),
        ["assert abs(f(1) - 2.5) <= max(1e-06 * abs(2.5), 1e-12)"]
    );
    assert_eq!(
        checks_of("assert f(1) == pytest.approx(2.5, abs=0.1)\n"),
        ["assert abs(f(1) - 2.5) <= 0.1"]
    );
    let found = checks_of("assert f(1) == pytest.approx([1.0, 2.0], rel=1e-3)\n");
    assert!(
        found[0].starts_with("def is_close(")
            && found[0].ends_with("assert is_close(f(1), [1.0, 2.0], 1e-3, 1e-12)")
    );
}

#[test]
fn what_has_no_plain_form_is_counted() {
    assert_eq!(
        reasons_of("def test_f():\n    with pytest.warns(UserWarning):\n        assert f(1)\n"),
        [Reason::NeedsPytest]
    );
    assert_eq!(
        reasons_of("@pytest.mark.skip\ndef test_f():\n    assert f(1)\n"),
        [Reason::Skipped]
    );
    assert_eq!(reasons_of("def test_f():\n    f(1)\n"), [Reason::NoCheck]);
    assert_eq!(
        reasons_of("def test_f():\n    assert len('a')\n"),
        [Reason::NoCall]
    );
}

/// A class with one test.
fn class(lines: &[&str]) -> String {
    let body: String = lines
        .iter()
        .flat_map(|line| ["        ", line, "\n"])
        .collect();
    format!(
        "import unittest\n\nclass TestF(unittest.TestCase):\n    def test_f(self):\n{body}\nif __name__ == \"__main__\":\n    unittest.main()\n"
    )
}

#[test]
fn assertions_of_unittest_become_plain() {
    let pairs = [
        ("self.assertEqual(f(1), 2)", "assert f(1) == 2"),
        ("self.assertEqual(f(1), 2, \"message\")", "assert f(1) == 2"),
        ("self.assertListEqual(f(1), [2])", "assert f(1) == [2]"),
        ("self.assertNotEqual(f(1), 2)", "assert f(1) != 2"),
        ("self.assertTrue(f(1) == 2)", "assert f(1) == 2"),
        ("self.assertTrue(f(1))", "assert f(1)"),
        ("self.assertFalse(f(1))", "assert not f(1)"),
        ("self.assertFalse(f(1) == 2)", "assert not (f(1) == 2)"),
        ("self.assertIsNone(f(1))", "assert f(1) is None"),
        ("self.assertIn(2, f(1))", "assert 2 in f(1)"),
        ("self.assertGreater(f(1), 0)", "assert f(1) > 0"),
        (
            "self.assertIsInstance(f(1), int)",
            "assert isinstance(f(1), int)",
        ),
        (
            "self.assertAlmostEqual(f(1), 0.5)",
            "assert round(abs(f(1) - 0.5), 7) == 0",
        ),
        (
            "self.assertAlmostEqual(f(1), 0.5, places=3)",
            "assert round(abs(f(1) - 0.5), 3) == 0",
        ),
        (
            "self.assertAlmostEqual(f(1), 0.5, delta=0.1)",
            "assert abs(f(1) - 0.5) <= 0.1",
        ),
    ];
    for (line, expected) in pairs {
        assert_eq!(checks_of(&class(&[line])), [expected]);
    }
}

#[test]
fn both_forms_of_an_expected_exception_become_plain() {
    let expected = "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError(\"nothing was raised\")";
    assert_eq!(
        checks_of(&class(&[
            "with self.assertRaises(ValueError):",
            "    f(-1)"
        ])),
        [expected]
    );
    assert_eq!(
        checks_of(&class(&["self.assertRaises(ValueError, f, -1)"])),
        [expected]
    );
}

#[test]
fn sub_tests_are_rounds() {
    let lines = [
        "for x, y in [(1, 2), (3, 4)]:",
        "    with self.subTest(x=x):",
        "        self.assertEqual(f(x), y)",
    ];
    assert_eq!(
        checks_of(&class(&lines)),
        ["assert f(1) == 2", "assert f(3) == 4"]
    );
}

#[test]
fn what_set_up_assigns_comes_before_the_test() {
    let reply = "class TestF(unittest.TestCase):\n    SIZE = 3\n    def setUp(self):\n        self.data = [1, 2]\n    def test_a(self):\n        self.assertEqual(f(self.data), self.SIZE)\n    def test_b(self):\n        self.assertEqual(f(1), 1)\n";
    assert_eq!(
        checks_of(reply),
        ["assert f([1, 2]) == 3", "assert f(1) == 1"]
    );
}

#[test]
fn a_test_that_needs_its_class_gets_the_class_without_the_other_tests() {
    let reply = "import unittest\n\nclass TestF(unittest.TestCase):\n    def twice(self, x):\n        return 2 * x\n\n    def test_a(self):\n        self.assertEqual(f(1), self.twice(1))\n\n    def test_b(self):\n        self.assertCountEqual(f(2), [1])\n";
    let found = checks_of(reply);
    assert_eq!(
        found[0],
        "import unittest\nclass TestF(unittest.TestCase):\n    def twice(self, x):\n        return 2 * x\n    def test_a(self):\n        self.assertEqual(f(1), self.twice(1))\nTestF(\"test_a\").debug()"
    );
    assert!(found[1].contains("test_b") && !found[1].contains("test_a"));
}

#[test]
fn a_class_of_pytest_is_taken_apart_too() {
    let reply = "class TestF:\n    def test_a(self):\n        assert f(1) == 2\n\n    @pytest.mark.parametrize(\"x\", [3, 4])\n    def test_b(self, x):\n        assert f(x)\n";
    assert_eq!(
        checks_of(reply),
        ["assert f(1) == 2", "assert f(3)", "assert f(4)"]
    );
}

#[test]
fn checks_of_numerical_libraries_are_tests_as_they_come() {
    let reply = "import numpy as np\nnp.testing.assert_allclose(f(1), 2)\n";
    assert_eq!(checks_of(reply), [reply.trim_end()]);
}

#[test]
fn a_decorator_that_changes_a_test_stays_on_it() {
    let reply = "@patch(\"builtins.input\")\ndef test_f(fake):\n    assert f(1) == 2";
    assert_eq!(checks_of(reply), [format!("{reply}\ntest_f()")]);
    let reply = "class TestF(unittest.TestCase):\n    @patch(\"builtins.input\")\n    def test_f(self, fake):\n        self.assertEqual(f(1), 2)";
    assert_eq!(
        checks_of(reply),
        [format!("{reply}\nTestF(\"test_f\").debug()")]
    );
}

#[test]
fn a_constant_check_does_not_hold_the_others_together() {
    let reply = "def check(candidate):\n    print\n    pass\n    x = candidate(1)\n    assert True\n    assert x == 2\n";
    assert_eq!(checks_of(reply), ["x = f(1)\nassert x == 2"]);
    assert_eq!(reasons_of(reply), [Reason::NoCall]);
}

#[test]
fn a_class_that_derives_from_another_keeps_it() {
    let base = "class Base(unittest.TestCase):\n    def setUp(self):\n        self.x = 1";
    let test = "class TestB(Base):\n    def test_b(self):\n        self.assertEqual(f(self.x), 2)";
    let call = "TestB.setUpClass()\nTestB(\"test_b\").debug()";
    let head = "import unittest";
    assert_eq!(
        checks_of(&format!("{head}\n\n{base}\n\n{test}\n")),
        [format!("{head}\n{base}\n{test}\n{call}")]
    );
    let base = "class Base(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(1), 3)\n    def setUp(self):\n        self.x = 1";
    let found = checks_of(&format!("{head}\n\n{base}\n\n{test}\n"));
    assert!(found[1].contains(base) && found[1].ends_with(call));
}

#[test]
fn each_parameter_of_a_fixture_is_a_case() {
    let fixture = "@pytest.fixture(params=[1, 2])\ndef p(request):\n    return request.param";
    let test = "def test_f(p):\n    assert f(p) == 3\n";
    assert_eq!(
        checks_of(&format!("{fixture}\n\n{test}")),
        ["assert f(1) == 3", "assert f(2) == 3"]
    );
    assert_eq!(
        reasons_of(&format!("{fixture} + 1\n\n{test}")),
        [Reason::NeedsPytest]
    );
}

#[test]
fn a_fixture_that_yields_gives_its_value() {
    let reply = "@pytest.fixture\ndef data():\n    x = [1]\n    yield x\n    x.clear()\n\ndef test_f(data):\n    assert f(data) == 3\n";
    assert_eq!(
        checks_of(reply),
        ["def data():\n    x = [1]\n    return x\nassert f(data()) == 3"]
    );
}

#[test]
fn a_look_at_an_expected_exception_stays_with_it() {
    let reply = "def test_f():\n    with pytest.raises(ValueError, match=\"neg\") as e:\n        f(-1)\n    assert \"x\" in str(e.value)\n    assert e.type is ValueError\n    assert f(1) == 1\n";
    let expected = "try:\n    f(-1)\nexcept ValueError as e:\n    import re\n    assert re.search(\"neg\", str(e))\n    assert \"x\" in str(e)\n    assert type(e) is ValueError\nelse:\n    raise AssertionError(\"nothing was raised\")";
    assert_eq!(checks_of(reply), [expected, "assert f(1) == 1"]);
    let reply = "def test_f():\n    with pytest.raises(ValueError) as e:\n        f(-1)\n    e.match('x')\n";
    assert_eq!(reasons_of(reply), [Reason::NeedsPytest]);
}

#[test]
fn an_import_of_pytest_with_other_modules_is_split() {
    assert_eq!(
        checks_of("import pytest, math\n\nassert f(1) == math.pi\n"),
        ["import math\nassert f(1) == math.pi"]
    );
}

#[test]
fn a_function_that_sets_a_seed_stays_whole() {
    let function =
        "def test_f():\n    random.seed(1)\n    x = f(3)\n    random.seed(1)\n    assert f(3) == x";
    assert_eq!(
        checks_of(&format!("import random\n{function}\n")),
        [format!("import random\n{function}\ntest_f()")]
    );
}

#[test]
fn a_method_or_a_class_may_have_parameters() {
    let reply = "class TestF(unittest.TestCase):\n    @parameterized.expand([(1, 2), (3, 4)])\n    def test_a(self, x, y):\n        self.assertEqual(f(x), y)\n";
    assert_eq!(checks_of(reply), ["assert f(1) == 2", "assert f(3) == 4"]);
    let reply = "@pytest.mark.parametrize(\"x\", [1, 2])\nclass TestF:\n    def test_a(self, x):\n        assert f(x)\n";
    assert_eq!(checks_of(reply), ["assert f(1)", "assert f(2)"]);
}

#[test]
fn a_parameter_may_have_the_entry_point_as_its_default() {
    let reply = "def test_f(function=f):\n    assert function(3) == 1\n";
    assert_eq!(checks_of(reply), ["assert f(3) == 1"]);
}

#[test]
fn a_function_about_something_else_needs_no_argument() {
    assert_eq!(
        reasons_of("def test_g(tmp_path):\n    assert g(tmp_path)\n"),
        [Reason::NoCall]
    );
}
