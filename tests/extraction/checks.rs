//! Assertions, examples and loops.

use super::{checks_of, reasons_of};
use mutagree::extract::{Asked, Reason, TestForm, tests};

#[test]
fn each_assertion_about_the_entry_point_is_a_test() {
    let reply = "```python\nassert f(0) == 0\nassert other(1)\nassert f(\n    1\n) > 3\n```";
    assert_eq!(
        checks_of(reply),
        ["assert f(0) == 0", "assert f(\n    1\n) > 3"]
    );
    assert_eq!(reasons_of(reply), [Reason::NoCall]);
}

#[test]
fn messages_and_comments_are_left_out_and_conditions_are_whole() {
    let reply = "# first\nassert f(0) == 0, \"case 1\"  # zero\nassert f(1) and f(2)\n";
    assert_eq!(
        checks_of(reply),
        ["assert f(0) == 0", "assert f(1) and f(2)"]
    );
}

#[test]
fn a_test_has_the_setup_that_it_reaches_and_no_other() {
    let reply = "import math\nimport os\nR = range(2)\nS = 3\n\ndef half(x):\n    return x / 2\n\nassert f(R) == half(math.pi)\nassert f(1) == 1\n";
    assert_eq!(
        checks_of(reply),
        [
            "import math\nR = range(2)\ndef half(x):\n    return x / 2\nassert f(R) == half(math.pi)",
            "assert f(1) == 1",
        ]
    );
}

#[test]
fn of_a_name_that_is_assigned_again_the_last_value_counts() {
    let reply = "x = f(1)\nassert x == 1\nx = f(2)\nassert x == 2\n";
    assert_eq!(
        checks_of(reply),
        ["x = f(1)\nassert x == 1", "x = f(2)\nassert x == 2"]
    );
}

#[test]
fn a_call_that_changes_its_argument_comes_before_the_test() {
    assert_eq!(
        checks_of("xs = [2, 1]\nf(xs)\nassert xs == [1, 2]\n"),
        ["xs = [2, 1]\nf(xs)\nassert xs == [1, 2]"]
    );
    assert_eq!(
        checks_of("xs = [2]\ny = f(xs)\nassert xs == [2]\n"),
        ["xs = [2]\ny = f(xs)\nassert xs == [2]"]
    );
}

#[test]
fn the_candidate_of_a_check_is_the_entry_point() {
    let reply = "def check(candidate):\n    assert candidate(1) == 2\n    x = [1]\n    assert candidate(x) == candidate([2])\n\ncheck(f)\n";
    assert_eq!(
        checks_of(reply),
        ["assert f(1) == 2", "assert f([1]) == f([2])"]
    );
}

#[test]
fn sessions_become_assertions_where_the_result_is_a_literal() {
    let reply = "```\n>>> x = 3\n>>> f(x)\n[1,\n 2]\n>>> f(2)\n<object>\n>>> f(4)\nTrue\n```";
    assert_eq!(
        checks_of(reply),
        ["assert f(3) == [1,\n2]", "assert f(4) == True"]
    );
    assert_eq!(reasons_of(reply), [Reason::NotLiteral]);
}

#[test]
fn comparisons_and_results_in_comments_become_assertions() {
    let reply = "f(1) == 2\nprint(f(2) == 3)\nprint(f(3))  # 9\nf(4)  # returns [16]\nprint(f(5))\nf(6)  # six\n";
    assert_eq!(
        checks_of(reply),
        [
            "assert f(1) == 2",
            "assert f(2) == 3",
            "assert f(3) == 9",
            "assert f(4) == [16]",
        ]
    );
    assert_eq!(reasons_of(reply), [Reason::NoCheck, Reason::NoCheck]);
}

#[test]
fn loops_over_literals_are_unrolled() {
    assert_eq!(
        checks_of("for x, y in [(1, 2), (-3, [4])]:\n    assert f(x) == y\n"),
        ["assert f(1) == 2", "assert f(-3) == [4]"]
    );
    assert_eq!(
        checks_of("for x, y in zip([1, 2], (3, 4)):\n    assert f(x) == y\n"),
        ["assert f(1) == 3", "assert f(2) == 4"]
    );
    assert_eq!(
        checks_of("for i, x in enumerate([5, 6], 1):\n    assert f(x) == i\n"),
        ["assert f(5) == 1", "assert f(6) == 2"]
    );
    assert_eq!(
        checks_of("for k, v in {1: 2}.items():\n    assert f(k) == v\n"),
        ["assert f(1) == 2"]
    );
    let cases = "CASES = [((1, 2), 3)]\nfor args, expected in CASES:\n    assert f(*args) == expected, f\"{args}\"\n";
    assert_eq!(checks_of(cases), ["assert f(1, 2) == 3"]);
}

#[test]
fn a_mutable_value_that_is_used_twice_is_assigned() {
    let reply = "for xs in [[2, 1]]:\n    assert f(xs) == sorted(xs)\n";
    assert_eq!(
        checks_of(reply),
        ["xs = [2, 1]\nassert f(xs) == sorted(xs)"]
    );
}

#[test]
fn a_loop_whose_rounds_depend_on_each_other_stays_one() {
    for reply in [
        "total = 0\nfor x in [1, 2]:\n    total += f(x)\n    assert total > 0",
        "for x in [1, 2]:\n    assert f(x)\n    if x:\n        break",
        "seen = []\nfor x in [1, 2]:\n    seen.append(f(x))\n    assert seen",
    ] {
        assert_eq!(checks_of(reply), [reply]);
    }
}

#[test]
fn imports_of_the_solution_and_copies_of_it_are_dropped() {
    let reply = "from solution import f\nfrom typing import List\n\ndef f(x):\n    return 1\n\nassert f(1) == 1\n";
    assert_eq!(checks_of(reply), ["assert f(1) == 1"]);
    assert_eq!(
        checks_of("import solution\nassert solution.f(1) == 1\n"),
        ["assert f(1) == 1"]
    );
    assert_eq!(
        checks_of("import my_code as m\nassert m.f(1) == 1\n"),
        ["assert f(1) == 1"]
    );
    assert_eq!(
        checks_of("s = Solution()\nassert s.f(1) == 1\nassert Solution().f(2) == 1\n"),
        ["assert f(1) == 1", "assert f(2) == 1"]
    );
}

#[test]
fn checks_in_a_main_block_or_a_main_function_are_taken() {
    let reply = "def main():\n    assert f(1) == 1\n\nif __name__ == \"__main__\":\n    main()\n    assert f(2) == 2\n";
    let mut found = checks_of(reply);
    found.sort();
    assert_eq!(found, ["assert f(1) == 1", "assert f(2) == 2"]);
}

#[test]
fn a_call_of_a_function_that_checks_is_a_test() {
    let reply = "def same(x, y):\n    assert f(x) == y\n\nsame(1, 2)\n";
    assert_eq!(
        checks_of(reply),
        ["def same(x, y):\n    assert f(x) == y\nsame(1, 2)"]
    );
}

#[test]
fn a_function_that_checks_and_that_nothing_calls_needs_arguments() {
    assert_eq!(
        reasons_of("def same(x, y):\n    assert f(x) == y\n"),
        [Reason::NeedsArgument]
    );
}

#[test]
fn a_try_is_a_test_unless_it_swallows_its_own_failures() {
    let reply = "try:\n    f(-1)\n    assert False\nexcept ValueError:\n    pass";
    assert_eq!(checks_of(reply), [reply]);
    let reply =
        "try:\n    assert f(1) == 1\n    print('ok')\nexcept AssertionError as e:\n    print(e)\n";
    assert_eq!(checks_of(reply), ["assert f(1) == 1"]);
}

#[test]
fn torn_and_broken_checks_are_counted() {
    let reply = "assert f(1) == 1\nassert f(2) ==\nassert f(3) == 3\nassert f(";
    assert_eq!(checks_of(reply), ["assert f(1) == 1", "assert f(3) == 3"]);
    assert_eq!(reasons_of(reply), [Reason::Broken, Reason::Broken]);
}

#[test]
fn the_sound_checks_of_a_torn_function_are_taken() {
    let reply =
        "```\ndef test_f():\n    assert f(1) == 1\n    assert f(2) == 2\n    assert f(3) == (";
    assert_eq!(checks_of(reply), ["assert f(1) == 1", "assert f(2) == 2"]);
    assert_eq!(reasons_of(reply), [Reason::Broken]);
}

#[test]
fn a_reply_without_tests_says_why() {
    assert_eq!(reasons_of(""), [Reason::Empty]);
    assert_eq!(reasons_of("I can't."), [Reason::Prose]);
}

#[test]
fn without_an_entry_point_every_check_is_a_test() {
    let asked = Asked {
        prompt: "",
        entry_point: "",
    };
    let found = tests(
        "assert g(1) == 1\n\ndef test_h():\n    assert h(2)\n",
        &asked,
    );
    assert_eq!(found.tests.len(), 2);
    assert_eq!(found.tests[0].form, TestForm::Assertion);
}

#[test]
fn spaces_after_assert_do_not_keep_tests_apart() {
    assert_eq!(checks_of("assert \tf(1) == 2\n"), ["assert f(1) == 2"]);
}

#[test]
fn a_statement_that_goes_on_without_a_bracket_is_broken() {
    assert_eq!(
        reasons_of("for x in range(3):\n    assert\n    f(x) == 1\n"),
        [Reason::Broken]
    );
}

#[test]
fn a_test_gets_the_import_that_it_forgot() {
    let checks = checks_of("assert math.isclose(f(1), math.pi)\nassert f(2) == 2\n");
    let expected = [
        "import math\nassert math.isclose(f(1), math.pi)",
        "assert f(2) == 2",
    ];
    assert_eq!(checks, expected);
}

#[test]
fn an_example_that_compares_stands_in_brackets() {
    let reply = ">>> f(2) == 2\nTrue\n>>> not f(1)\nFalse\n>>> f(3)[0]\n1\n";
    let expected = [
        "assert (f(2) == 2) == True",
        "assert (not f(1)) == False",
        "assert f(3)[0] == 1",
    ];
    assert_eq!(checks_of(reply), expected);
    let printed = "print(f(1) or 2)  # 2\n";
    assert_eq!(checks_of(printed), ["assert (f(1) or 2) == 2"]);
}

#[test]
fn an_example_that_prints_is_compared_as_text() {
    let reply = ">>> print(f(2))\n4\n>>> print(f('a'))\nit's\n>>> print(f(1), 2)\n1 2\n";
    let expected = ["assert str(f(2)) == '4'", "assert str(f('a')) == 'it\\'s'"];
    assert_eq!(checks_of(reply), expected);
    assert_eq!(reasons_of(reply), [Reason::NotLiteral]);
}

#[test]
fn a_traceback_leaves_the_example_before_it_alone() {
    let reply = ">>> f(1)\n2\n>>> f(-1)\nTraceback (most recent call last):\n    ...\nValueError: no\n>>> f(2)\n3\n";
    assert_eq!(checks_of(reply), ["assert f(1) == 2", "assert f(2) == 3"]);
    assert_eq!(reasons_of(reply), [Reason::NotLiteral]);
}

#[test]
fn what_a_check_changes_comes_before_the_checks_after_it() {
    for reply in [
        "xs = [3, 1]\nassert f(xs) is None\nassert xs == [1, 3]",
        "d = {}\nassert f(d) == 1\nassert f(d) == 2",
        "s = f()\nassert next(s) == 1\nassert next(s) == 2",
        "s = f()\nassert s() == 1\nassert s() == 2",
    ] {
        assert_eq!(checks_of(reply), [reply]);
    }
    let stack = "s = Stack()\ns.push(1)\nassert s.pop() == 1\nassert s.is_empty()";
    let asked = Asked {
        prompt: "",
        entry_point: "Stack",
    };
    assert_eq!(tests(stack, &asked).tests[0].source, stack);
}

#[test]
fn checks_of_values_that_cannot_change_stay_apart() {
    let reply = "n = 3\ns = 'a'\nassert f(n, s) == 1\nassert f(s) == 2\nxs = [1]\nassert f(xs) == 3\nassert f([1]) == 4\n";
    assert_eq!(checks_of(reply).len(), 4);
}

#[test]
fn a_check_of_what_an_assertion_left_behind_keeps_the_function_whole() {
    let function = "def test_f():\n    path = 'a'\n    assert f(path) == 1\n    with open('b') as file:\n        assert file.read() == '2'";
    assert_eq!(checks_of(function), [format!("{function}\ntest_f()")]);
}

#[test]
fn a_printed_comparison_of_a_result_is_a_test() {
    let reply = "output = f(1)\nprint(output == [3])\nprint(1 == 2)\n";
    assert_eq!(checks_of(reply), ["output = f(1)\nassert output == [3]"]);
}

#[test]
fn that_the_entry_point_is_there_is_no_test() {
    let reply = "assert callable(f)\nassert f\nassert f is not None\n";
    assert_eq!(reasons_of(reply), [Reason::NoCall; 3]);
}

#[test]
fn a_loop_that_carries_a_value_stays_one() {
    let reply = "most = 0\nfor x in [5, 6]:\n    most = max(most, f(x))\n    assert f(x) >= most";
    assert_eq!(checks_of(reply), [reply]);
}
