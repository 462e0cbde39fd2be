//! Replies that go on with the prompt.

use super::{PROMPT, area};
use mutagree::extract::{Asked, Form, Reason, program};

const BODY: &str = "    return math.pi * r ** 2\n";

fn whole() -> String {
    format!(
        "import math\n\n\n{}{BODY}",
        &PROMPT[PROMPT.find("def").unwrap()..]
    )
}

#[test]
fn a_body_comes_after_the_prompt() {
    assert_eq!(area(BODY), Ok((whole(), Form::Continuation)));
}

#[test]
fn what_follows_a_body_is_cut_off() {
    let junk = "\n\ndef other(x):\n    pass\n\nprint(area(1))\nif __name__ == '__main__':\n    area(2)\n\ndef torn(";
    assert_eq!(area(&format!("{BODY}{junk}")).unwrap().0, whole());
}

#[test]
fn a_helper_after_a_body_is_kept_where_the_body_calls_it() {
    let reply = "    return square(r)\n\n\ndef square(x):\n    return x * x\n";
    assert!(area(reply).unwrap().0.ends_with(reply));
}

#[test]
fn a_second_definition_after_a_body_does_not_count() {
    assert_eq!(
        area(&format!("{BODY}\ndef area(r):\n    return 0\n"))
            .unwrap()
            .0,
        whole()
    );
}

#[test]
fn a_body_may_have_lost_its_indentation() {
    assert_eq!(area("return math.pi * r ** 2").unwrap().0, whole());
    assert_eq!(
        area("```python\nreturn math.pi * r ** 2\n```").unwrap().0,
        whole()
    );
    let reply = "s = 0\nfor i in range(3):\n    s += r\nreturn s\n";
    assert!(
        area(reply)
            .unwrap()
            .0
            .ends_with("    s = 0\n    for i in range(3):\n        s += r\n    return s\n")
    );
    let reply = "s = 0\n    for i in range(3):\n        s += r\n    return s\n";
    assert!(
        area(reply)
            .unwrap()
            .0
            .ends_with("    s = 0\n    for i in range(3):\n        s += r\n    return s\n")
    );
}

#[test]
fn a_body_may_be_indented_otherwise() {
    assert_eq!(area("  return math.pi * r ** 2\n").unwrap().0, whole());
}

#[test]
fn a_body_may_begin_with_a_part_of_the_docstring() {
    let prompt = "def f(x):\n    \"\"\"\n    Do it.\n    Well.\n    \"\"\"\n";
    let asked = Asked {
        prompt,
        entry_point: "f",
    };
    let found = program("    Well.\n    \"\"\"\n    return x\n", &asked).unwrap();
    assert_eq!(found.source, format!("{prompt}    return x\n"));
}

#[test]
fn a_reply_may_end_the_docstring_of_the_prompt() {
    let asked = Asked {
        prompt: "def f(x):\n    \"\"\" Do it",
        entry_point: "f",
    };
    let found = program(" well.\n    \"\"\"\n    return x\n", &asked).unwrap();
    assert_eq!(
        found.source,
        "def f(x):\n    \"\"\" Do it well.\n    \"\"\"\n    return x\n"
    );
}

#[test]
fn a_prompt_may_import_in_the_body() {
    let asked = Asked {
        prompt: "def f(x):\n    import math\n    \"\"\"Do.\"\"\"\n",
        entry_point: "f",
    };
    assert!(program("    return math.pi\n", &asked).is_ok());
}

#[test]
fn a_reply_may_repeat_the_prompt_and_go_on() {
    assert_eq!(area(&format!("{PROMPT}{BODY}")), Ok((whole(), Form::Bare)));
    let reply = format!("```python\n{PROMPT}```\n\n```python\n{PROMPT}{BODY}```");
    assert_eq!(area(&reply), Ok((whole(), Form::Fenced)));
}

#[test]
fn a_torn_body_is_broken_and_an_idle_one_a_stub() {
    assert_eq!(area("    s = 0\n    return (s +"), Err(Reason::Broken));
    assert_eq!(area("    # to be done\n"), Err(Reason::Stub));
}

#[test]
fn an_example_of_use_is_no_body() {
    assert_eq!(
        area("```python\nprint(area(3))\n```"),
        Err(Reason::NoEntryPoint)
    );
    assert_eq!(area("Sorry"), Err(Reason::Prose));
}

#[test]
fn a_function_of_another_name_is_no_body() {
    let ask = |code: &str| area(&format!("```python\n{code}```"));
    let disc = "def disc(r):\n    return 3 * r * r\n";
    let expected = format!("import math\n\n\n{disc}\n\narea = disc\n");
    assert_eq!(ask(disc), Ok((expected, Form::Renamed)));
    for other in [
        "def disc(r, x):\n    return 3\n",
        "import os\n\nclass Disc:\n    def size(self):\n        return 3\n",
        "def test_area():\n    assert area(1) > 3\n    return\n",
    ] {
        assert_eq!(ask(other), Err(Reason::NoEntryPoint), "{other}");
    }
}

#[test]
fn a_body_may_hold_functions() {
    let reply = "```\ndef double(x):\n    return 2 * x\nreturn double(r)\n```";
    let found = area(reply).unwrap();
    assert!(
        found
            .0
            .ends_with("        return 2 * x\n    return double(r)\n")
    );
    assert_eq!(found.1, Form::Continuation);
}

#[test]
fn a_body_may_begin_with_the_end_of_the_prompt_from_the_middle_of_a_line() {
    for place in ["area(r)", " the area", "\"Return"] {
        let reply = format!("{}{BODY}", &PROMPT[PROMPT.find(place).unwrap()..]);
        assert_eq!(area(&reply), Ok((whole(), Form::Continuation)), "{place}");
    }
}
