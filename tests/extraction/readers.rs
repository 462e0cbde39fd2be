//! All that reads what others wrote.

use mutagree::extract::{
    Asked, Placing, Target, answer, examples, imports, imports_of_suite, is_resting, literal,
    named, parameters, program, snippet, taken, tests, tests_of_file, tests_of_suite,
};

/// A reader: its name, and what reads a text.
pub(crate) type Reader = (&'static str, fn(&str));

const PROMPT: &str = "def f(x):\n    \"\"\"Do.\n    \"\"\"\n";

const fn asked(prompt: &str) -> Asked<'_> {
    Asked {
        prompt,
        entry_point: "f",
    }
}

fn place(file: &str, reply: &str) {
    let target = Target {
        function: "f",
        class: None,
    };
    let placing = Placing {
        file,
        path: "a.py",
        target,
    };
    let _ = placing.place(reply, &asked("Write `f`."));
}

pub(crate) const READERS: &[Reader] = &[
    ("program", |text| drop(program(text, &asked("Write `f`.")))),
    ("rest of a prompt", |text| {
        drop(program(text, &asked(PROMPT)));
    }),
    ("prompt", |text| {
        drop(program("    return x\n", &asked(text)));
    }),
    ("tests", |text| drop(tests(text, &asked(PROMPT)))),
    ("prompt of tests", |text| {
        drop(tests("assert g(1) == 1", &asked(text)));
    }),
    ("names of tests", |text| {
        drop(named(&[text.to_owned()], &asked(PROMPT)));
    }),
    ("file of tests", |text| drop(tests_of_file(text))),
    ("suite", |text| {
        drop((
            tests_of_suite(text),
            imports_of_suite(text),
            is_resting(text),
        ));
    }),
    ("examples", |text| drop(examples(text, "f"))),
    ("answer", |text| drop(answer(text))),
    ("literal", |text| drop(literal(text))),
    ("snippet", |text| drop(snippet(text))),
    ("imports", |text| drop(imports(text))),
    ("parameters", |text| {
        drop((parameters(text, "f"), taken(text, "f")));
    }),
    ("file of a repository", |text| {
        place(text, "def f(x):\n    return x\n");
    }),
    ("reply for a repository", |text| {
        place("def f(x):\n    return 1\n", text);
    }),
];
