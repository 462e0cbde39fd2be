//! Forms of replies that servers, proxies and models leave behind: what was meant is read, and nothing else.

use super::{checks_of, f, reasons_of};
use mutagree::extract::{NoAnswer, Reason, answer};

const F: &str = "def f(x):\n    return 2 * x\n";

fn is_f(reply: &str) {
    assert_eq!(f(reply).as_deref(), Ok(F), "{reply:?}");
}

#[test]
fn marks_of_an_end_and_what_follows_them_are_left_out() {
    for mark in [
        "<|endoftext|>",
        "<|eot_id|>",
        "<|im_end|>",
        "<|end_of_text|>",
        "</s>",
        "<end_of_turn>",
        "<｜end▁of▁sentence｜>",
    ] {
        is_f(&format!("def f(x):\n    return 2 * x{mark}"));
        is_f(&format!(
            "{F}{mark}\n<|im_start|>user\ndef f(x):\n    return 3 * x\n"
        ));
        is_f(&format!("```python\n{F}```{mark}def f(x): return 1"));
        is_f(&format!("```python\ndef f(x):\n    return 2 * x{mark}"));
        let tests = checks_of(&format!(
            "assert f(1) == 2\nassert f(2) == 4{mark}\nassert f(3) == 7"
        ));
        assert_eq!(tests, ["assert f(1) == 2", "assert f(2) == 4"], "{mark}");
    }
    is_f(&format!("<|im_start|>assistant\n{F}<|im_end|>"));
}

#[test]
fn a_mark_that_a_program_is_about_stays() {
    for program in [
        "def f(x):\n    return x.split('<|endoftext|>')[0]\n",
        "def f(x):\n    end = \"</s>\"\n    return x + end\n",
        "def f(x):\n    \"\"\"Cuts at\n    <|im_end|> and such.\n    \"\"\"\n    return x\n",
    ] {
        assert_eq!(f(program).as_deref(), Ok(program));
    }
}

#[test]
fn a_thought_that_was_cut_holds_no_answer() {
    let draft = format!("<think>\nPerhaps:\n```python\n{F}```\nBut then");
    assert_eq!(f(&draft), Err(Reason::Unfinished));
    let tests = "<think>\nassert f(1) == 2\n";
    assert_eq!(
        (checks_of(tests).len(), reasons_of(tests)),
        (0, vec![Reason::Unfinished])
    );
    is_f(&format!("<think>\ndef f(x):\n    return 1\n</think>\n{F}"));
    is_f(&format!(
        "I think of\ndef f(x):\n    return 1\n</think>\n{F}"
    ));
}

#[test]
fn another_way_stands_behind_the_first_and_a_correction_before_it() {
    let reply = |said: &str| {
        format!("```python\n{F}```\n{said}\n```python\ndef f(x):\n    return x + x\n```\n")
    };
    for said in [
        "Alternatively:",
        "Another way to write it:",
        "You could also use a sum.",
    ] {
        is_f(&reply(said));
    }
    for said in [
        "That has a bug; a corrected alternative:",
        "I made a mistake. Another approach:",
        "Finally:",
        "",
    ] {
        assert_eq!(
            f(&reply(said)).as_deref(),
            Ok("def f(x):\n    return x + x\n"),
            "{said}"
        );
    }
    let stub = "```python\ndef f(x):\n    pass\n```\nAlternatively:\n";
    is_f(&format!("{stub}```python\n{F}```"));
}

#[test]
fn sessions_are_programs_where_nothing_else_is() {
    is_f(">>> def f(x):\n...     return 2 * x\n...\n>>> f(2)\n4\n");
    is_f("```\n>>> def f(x):\n...     return 2 * x\n>>> f(2)\n4\n```");
    is_f("In [1]: def f(x):\n   ...:     return 2 * x\n   ...:\n\nIn [2]: f(2)\nOut[2]: 4\n");
}

#[test]
fn a_quotation_is_read_without_its_marks() {
    is_f("> def f(x):\n>     return 2 * x\n");
    is_f("> Sure:\n>\n> ```python\n> def f(x):\n>     return 2 * x\n> ```\n");
}

#[test]
fn what_was_spelt_for_a_browser_or_a_book_is_read_where_it_is_no_code() {
    let less = "def f(x):\n    return x < 2 and x > 0\n";
    assert_eq!(
        f("```python\ndef f(x):\n    return x &lt; 2 and x &gt; 0\n```").as_deref(),
        Ok(less)
    );
    let honest = "def f(x):\n    return x.replace('&lt;', '<')\n";
    assert_eq!(f(honest).as_deref(), Ok(honest));
    assert_eq!(
        f("def f(x):\n    “““Twice.”””\n    return {‘a’: x}\n").as_deref(),
        Ok("def f(x):\n    \"\"\"Twice.\"\"\"\n    return {'a': x}\n")
    );
    let quoted = "def f(x):\n    return x.strip('“”')\n";
    assert_eq!(f(quoted).as_deref(), Ok(quoted));
    assert_eq!(checks_of("assert f(1) &lt; 3"), ["assert f(1) < 3"]);
}

#[test]
fn code_in_an_object_or_a_call_of_a_tool_is_taken_out() {
    let code = serde_json::json!(F);
    for reply in [
        format!("{{\"code\": {code}}}"),
        format!("```json\n{{\"solution\": {code}, \"confidence\": 0.9}}\n```"),
        format!("[{{\"thought\": \"easy\"}}, {{\"answer\": {code}}}]"),
        format!("{{\"name\": \"python\", \"arguments\": {{\"code\": {code}}}}}"),
        format!(
            "{{\"name\": \"run\", \"arguments\": {}}}",
            serde_json::json!(format!("{{\"code\": {code}}}"))
        ),
        format!(
            "<tool_call>\n{{\"name\": \"run\", \"arguments\": {{\"code\": {code}}}}}\n</tool_call>"
        ),
        format!(
            "{{\"code\": {}}}",
            serde_json::json!(format!("```python\n{F}```"))
        ),
        "{\"code\": [\"def f(x):\", \"    return 2 * x\", \"\"]}".to_owned(),
    ] {
        is_f(&reply);
    }
    assert_eq!(
        checks_of("{\"tests\": [\"assert f(1) == 2\", \"assert f(2) == 4\"]}").len(),
        2
    );
}

#[test]
fn an_answer_that_is_an_object_stays_one() {
    assert_eq!(
        answer("```python\n{\"answer\": 4}\n```")
            .unwrap()
            .to_string(),
        "{\"answer\": 4}"
    );
    assert_eq!(answer("4<|im_end|>").unwrap().to_string(), "4");
    assert_eq!(answer("It is <|im_end|>"), Err(NoAnswer::NoLiteral));
}

#[test]
fn signs_that_nobody_sees_at_the_beginning_are_left_out() {
    for begin in ["\u{feff}", "\u{c}", "\u{200b}", "\u{feff}\u{c}\n"] {
        is_f(&format!("{begin}{F}"));
    }
    is_f("def f(x):\n\u{a0}\u{a0}\u{a0}\u{a0}return 2 * x\n");
}

#[test]
fn fences_of_any_length_hold_their_blocks() {
    is_f(&format!("````python\n{F}````"));
    is_f(&format!("```python\n{F}`````\nDone."));
    is_f(&format!("~~~python\n{F}~~~"));
    is_f(&format!("````markdown\n```python\n{F}```\n````"));
    is_f(&format!("Here: ```python\n{F}```"));
}
