//! From replies to programs and tests.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::extract::{program, tests};
use mutagree::problem::Problem;

fn problem() -> Problem {
    Problem {
        task_id: "T/0".to_owned(),
        prompt: "import math\n\ndef area(r):\n    \"\"\"Return the area of a disc.\"\"\"\n"
            .to_owned(),
        entry_point: "area".to_owned(),
        reference_tests: Vec::new(),
    }
}

#[test]
fn a_fenced_definition_comes_after_the_prompts_imports() {
    let reply = "Sure:\n\n```python\ndef area(r):\n    return math.pi * r * r\n```\nDone.";
    let whole = program(reply, &problem()).unwrap();
    assert_eq!(
        whole,
        "import math\n\ndef area(r):\n    return math.pi * r * r\n"
    );
}

#[test]
fn of_several_blocks_the_last_that_defines_the_entry_point_counts() {
    let reply =
        "```\ndef area(r): return 0\n```\n```py\ndef area(r): return 1\n```\n```\narea(3)\n```";
    assert!(
        program(reply, &problem())
            .unwrap()
            .ends_with("def area(r): return 1\n")
    );
}

#[test]
fn a_continuation_comes_after_the_prompt() {
    let whole = program("    return math.pi * r ** 2\n", &problem()).unwrap();
    assert_eq!(
        whole,
        format!("{}    return math.pi * r ** 2\n", problem().prompt)
    );
}

#[test]
fn an_unclosed_fence_reaches_to_the_end() {
    let reply = "```python\ndef area(r):\n    return 3 * r * r\n";
    assert!(
        program(reply, &problem())
            .unwrap()
            .ends_with("return 3 * r * r\n")
    );
}

#[test]
fn prose_is_no_program() {
    assert_eq!(
        program("I am sorry, but I cannot help with that.", &problem()),
        None
    );
    assert_eq!(program("", &problem()), None);
}

#[test]
fn each_assertion_about_the_entry_point_is_a_test() {
    let reply = "```python\nassert area(0) == 0\nassert other(1)\nassert area(\n    1\n) > 3\n```";
    assert_eq!(
        tests(reply, "area"),
        ["assert area(0) == 0", "assert area(\n    1\n) > 3"]
    );
}

#[test]
fn a_test_function_is_called_after_what_it_needs() {
    let reply = "import math\nR = 2\n\ndef test_area():\n    assert area(R) == 4 * math.pi\n";
    let expected =
        "import math\nR = 2\ndef test_area():\n    assert area(R) == 4 * math.pi\ntest_area()";
    assert_eq!(tests(reply, "area"), [expected]);
}

#[test]
fn an_assertion_about_a_result_is_a_test_after_the_call() {
    assert_eq!(
        tests("r = area(1)\nassert r > 3\n", "area"),
        ["r = area(1)\nassert r > 3"]
    );
}

#[test]
fn prose_before_code_without_a_fence_is_no_part_of_a_program() {
    assert_eq!(
        program(
            "Sure! Here it is:\n\ndef area(r):\n    return 3 * r * r\n",
            &problem()
        ),
        None
    );
}
