//! From replies to programs and tests.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "extraction/bounded.rs"]
mod bounded;
#[path = "extraction/checks.rs"]
mod checks;
#[path = "extraction/continuations.rs"]
mod continuations;
#[path = "extraction/folding.rs"]
mod folding;
#[path = "extraction/invariants.rs"]
mod invariants;
#[path = "extraction/other_name.rs"]
mod other_name;
#[path = "extraction/programs.rs"]
mod programs;
#[path = "extraction/readers.rs"]
mod readers;
#[path = "extraction/replies.rs"]
mod replies;
#[path = "extraction/shapes.rs"]
mod shapes;
#[path = "extraction/suites.rs"]
mod suites;

use mutagree::extract::{Asked, Form, Reason, program, tests};

const PROMPT: &str = "import math\n\ndef area(r):\n    \"\"\"Return the area of a disc.\"\"\"\n";

/// The program in a reply about `area`.
fn area(reply: &str) -> Result<(String, Form), Reason> {
    let asked = Asked {
        prompt: PROMPT,
        entry_point: "area",
    };
    program(reply, &asked).map(|it| (it.source, it.form))
}

/// The source of the program in a reply to a prompt in plain words, which asks for `f`.
fn f(reply: &str) -> Result<String, Reason> {
    let asked = Asked {
        prompt: "Write `f`.",
        entry_point: "f",
    };
    program(reply, &asked).map(|it| it.source)
}

/// The tests of `f` in a reply.
fn checks_of(reply: &str) -> Vec<String> {
    let asked = Asked {
        prompt: "Write `f`.",
        entry_point: "f",
    };
    tests(reply, &asked)
        .tests
        .into_iter()
        .map(|it| it.source)
        .collect()
}

/// Why parts of a reply are no tests of `f`.
fn reasons_of(reply: &str) -> Vec<Reason> {
    let asked = Asked {
        prompt: "Write `f`.",
        entry_point: "f",
    };
    tests(reply, &asked)
        .unused
        .into_iter()
        .map(|it| it.reason)
        .collect()
}
