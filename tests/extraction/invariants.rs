//! What holds for any reply.

use super::{checks_of, f};
use mutagree::extract::{
    Asked, Placing, Target, imports_of_suite, parameters, program, snippet, tests, tests_of_file,
    tests_of_suite,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Programs made of parts that follow each other.
fn code() -> impl Strategy<Value = String> {
    let helper = prop_oneof![
        Just("import math\n"),
        Just("from typing import *\n"),
        Just("LIMIT = 10\n"),
        Just("TABLE = {}\nTABLE[1] = 2\n"),
        Just("# A helper.\ndef g(x):\n    \"\"\"Do.\n\n```\nx\n```\n    \"\"\"\n    return x\n"),
        Just("class A:\n    size = 3\n\n    def f(self):\n        return self.size\n"),
        Just("print(f(1))\n"),
    ];
    let body = prop_oneof![
        Just("    return g(math.pi)\n"),
        Just("    return TABLE[LIMIT]\n"),
        Just("    if x:\n        return A()\n\n    # else\n    return f(x - 1)\n"),
    ];
    (vec(helper, 0..6), body)
        .prop_map(|(helpers, body)| format!("{}\ndef f(x):\n{body}", helpers.join("\n")))
}

proptest! {
    #[test]
    fn the_program_of_a_program_is_the_program(code in code()) {
        let source = f(&code).unwrap();
        prop_assert_eq!(f(&source), Ok(source.clone()));
    }

    #[test]
    fn a_wrapping_changes_nothing(code in code(), place in 0..6_usize) {
        let wrapped = [
            format!("Here's the code (as asked):\n\n```python\n{code}\n```\nIt's right.\n"),
            format!("```text\n{code}\n```"),
            format!("Sure!\n```\n{code}"),
            format!("Sure, here it is:\n\n{code}\n"),
            format!("<think>\nHm, what's `f`?\n</think>\n````python\n{code}\n````\n```\nprint(f(2))\n```"),
            format!("```python\n{code}\n\nif __name__ == '__main__':\n    print(f(3))\n```"),
        ];
        prop_assert_eq!(f(&wrapped[place]), f(&code));
    }

    #[test]
    fn no_text_makes_extraction_panic(text in "\\PC*", lines in vec("[ \\t]{0,5}(def f\\(|assert f\\(1|for x in|class T:|return|```|\"\"\"|>>> f|\\)|:|\\PC){0,4}", 0..12)) {
        let lines = lines.join("\n");
        for reply in [&text, &lines] {
            for prompt in ["", "def f(x):\n    \"\"\"Do.\n"] {
                let asked = Asked { prompt, entry_point: "f" };
                let _ = (program(reply, &asked), tests(reply, &asked), parameters(reply, "f"));
                let _ = program("return 1", &Asked { prompt: reply, entry_point: "f" });
            }
        }
    }
}

/// Words, and what stands between them, that have made extraction panic.
fn torn() -> impl Strategy<Value = String> {
    let words = "(def f\\(x\\):|\"\"|if x:|f\\(1\\)|assert f\\(1\\) == 2|exec|print|return|@pytest.fixture|e|é|#|#|\\(|'|;)?";
    let spaces = "( |\n|\n |\n  |\n    |\t|\u{c}|\u{a0}|\u{200b}|\u{2028}){0,3}";
    vec((words, spaces), 0..12)
        .prop_map(|parts| parts.into_iter().flat_map(|it| [it.0, it.1]).collect())
}

proptest! {
    #[test]
    fn no_place_of_a_text_is_sought_in_a_shorter_one(reply in torn(), prompt in torn(), file in torn()) {
        for prompt in [&prompt, "def f():\n  \"\""] {
            let asked = Asked { prompt, entry_point: "f" };
            let _ = (program(&reply, &asked), tests(&reply, &asked));
            let target = Target { function: "f", class: None };
            let placing = Placing { file: &file, path: "a/b.py", target };
            let _ = (placing.place(&reply, &asked), placing.own(), placing.stub());
        }
        let _ = (tests_of_file(&reply), tests_of_suite(&reply), imports_of_suite(&reply), snippet(&reply));
    }
}

#[test]
fn a_block_may_end_with_a_comment_that_ends_with_spaces() {
    let asked = Asked {
        prompt: "def f():\n  \"\"",
        entry_point: "f",
    };
    assert!(program("    # \n e", &asked).is_err());
    assert!(
        tests("  if x:\n    f(1)\n    # \n  assert f(1) == 2", &asked)
            .tests
            .len()
            < 2
    );
}

#[test]
fn a_word_that_ends_in_a_space_of_several_bytes_is_no_word_of_another_length() {
    assert!(tests_of_file("exec\u{200b}r").tests.is_empty());
    let spread = "import pytest\n@pytest.fixture\ndef p():\n    return \u{200b} ('é',)\n\ndef test_f(p):\n    assert f(*p) == 2\n";
    assert_eq!(checks_of(spread), ["assert f('é') == 2"]);
}

#[test]
fn deep_nesting_overflows_no_stack() {
    let asked = Asked {
        prompt: "def f(x):\n",
        entry_point: "f",
    };
    for text in [
        "(".repeat(100_000),
        format!(
            "def f(x):\n    return {}1{}\n",
            "(".repeat(100_000),
            ")".repeat(100_000)
        ),
        format!("def f(x):\n    return {}1\n", "-".repeat(100_000)),
        format!(
            "assert f({}) == 1",
            "[".repeat(50_000) + &"]".repeat(50_000)
        ),
        (0..1000)
            .map(|depth| " ".repeat(depth) + "if x:\n")
            .collect(),
    ] {
        let _ = (
            program(&text, &asked),
            tests(&text, &asked),
            parameters(&text, "f"),
        );
    }
}
