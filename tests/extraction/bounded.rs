//! What others write is read in a time that no text can stretch.

use super::readers::READERS;
use super::shapes::SHAPES;
use mutagree::extract::{Asked, LONGEST, Reason, program, tests};
use std::time::{Duration, Instant};

const ASKED: Asked<'_> = Asked {
    prompt: "Write `f`.",
    entry_point: "f",
};

/// A text of each shape, read by each reader, each in far less than it takes where a reader is quadratic.
#[test]
fn no_shape_of_text_takes_long() {
    const SIZE: usize = 2_000;
    for (shape, text) in SHAPES {
        let text = text(SIZE);
        for (reader, read) in READERS {
            let begun = Instant::now();
            read(&text);
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(8), "{reader}, {shape}: {took:?}");
        }
    }
}

#[test]
fn texts_of_ten_megabytes_are_refused_or_read_at_once() {
    let begun = Instant::now();
    for line in [
        "# a comment\n",
        "x = 1\n",
        "word word word\n",
        "```\n",
        "assert f(1) == 1\n",
        "@a\n",
        "(\n",
    ] {
        let text = format!(
            "def f(x):\n    return x\n\n{}",
            line.repeat(10_000_000 / line.len())
        );
        assert_eq!(program(&text, &ASKED).unwrap_err(), Reason::TooLong);
        assert_eq!(tests(&text, &ASKED).unused[0].reason, Reason::TooLong);
    }
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_program_before_fifty_thousand_comments_is_found() {
    let comments = "# it goes on\n".repeat(15_000);
    for reply in [
        format!("def f(x):\n    return x\n\n{comments}"),
        format!("{comments}def f(x):\n    return x\n"),
        format!("def f(x):\n{}    return x\n", "    # why\n".repeat(20_000)),
    ] {
        assert!(reply.len() < LONGEST);
        let begun = Instant::now();
        let source = program(&reply, &ASKED).unwrap().source;
        assert!(source.contains("def f(x):") && source.contains("return x"));
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn comments_in_a_string_stay_there() {
    let text = "# not a comment\n".repeat(100);
    let reply = format!("def f(x):\n    return '''\n{text}'''\n");
    assert_eq!(program(&reply, &ASKED).unwrap().source, reply);
}

#[test]
fn a_thousand_calls_that_may_change_a_name_do_not_each_repeat_all_before_them() {
    let reply = format!("x = [1]\n{}", "assert f(x) == 1\n".repeat(1_000));
    let found = tests(&reply, &ASKED);
    assert!(found.tests.len() >= 100, "{}", found.tests.len());
    let length: usize = found.tests.iter().map(|it| it.source.len()).sum();
    assert!(length < 5_000_000, "{length}");
}

#[test]
fn brackets_that_python_cannot_read_are_no_program() {
    let nested = |depth: usize| {
        format!(
            "def f(x):\n    return {}x{}\n",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    assert!(program(&nested(150), &ASKED).is_ok());
    assert!(program(&nested(250), &ASKED).is_err());
}
