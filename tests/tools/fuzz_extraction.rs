//! Looks for replies on which extraction panics: parts of code and prose put together at random, torn and mixed.
//!
//! `cargo run --release --example fuzz-extraction -- [--seconds 600] [--seed 0]` prints what it found, cut down as far as it still
//! panics, and ends with exit code 1 where it found anything. What it finds belongs into `tests/extraction/invariants.rs`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

use mutagree::extract::{
    Asked, Placing, Target, imports, imports_of_suite, is_resting, locate, named, parameters,
    program, snippet, taken, tests, tests_of_file, tests_of_suite,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::panic::{catch_unwind, set_hook, take_hook};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str, usual: u64| {
        let place = arguments.iter().position(|it| it == name);
        let given = place.and_then(|place| arguments.get(place + 1));
        given.map_or(usual, |it| it.parse().unwrap())
    };
    let end = Instant::now() + Duration::from_secs(value("--seconds", 600));
    let mut random = ChaCha8Rng::seed_from_u64(value("--seed", 0));
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let (mut count, mut found) = (0_u64, Vec::new());
    while Instant::now() < end && found.len() < FOUND {
        let case = Case::draw(&mut random);
        count += 1;
        if case.panics() {
            let case = case.shrunk();
            if !found.contains(&case) {
                println!("{case:?}");
                found.push(case);
            }
        }
    }
    set_hook(hook);
    for case in &found {
        let _ = catch_unwind(|| case.run());
    }
    println!("{count} replies, {} panics", found.len());
    ExitCode::from(u8::from(!found.is_empty()))
}

/// The number of panics after which the search ends.
const FOUND: usize = 20;

/// Words of replies, and signs that are easily cut in two.
const WORDS: [&str; 96] = [
    "f",
    "e",
    "x",
    "T",
    "def f(x):",
    "def f(",
    "def g(a, *b, c=1, **d) -> int:",
    "class T:",
    "class T(unittest.TestCase):",
    "class Solution:",
    "async def f(x):",
    "lambda x:",
    "return",
    "return x",
    "yield",
    "raise",
    "pass",
    "...",
    "if x:",
    "else:",
    "elif",
    "for x in [1, 2]:",
    "for x, y in zip([1], [2]):",
    "while x:",
    "try:",
    "except E as e:",
    "finally:",
    "with pytest.raises(E):",
    "with pytest.raises(E) as e:",
    "with self.subTest():",
    "match x:",
    "case 1:",
    "import f",
    "import a, b",
    "from a import f as g",
    "from . import *",
    "from __future__ import annotations",
    "assert f(1) == 2",
    "assert f(1) == 2, 'é'",
    "assert",
    "assert g([1]) == [2]",
    "self.assertEqual(f(1), 2)",
    "self.assertEqual(",
    "def test_f():",
    "def test_f(self):",
    "def check(candidate):",
    "def setUp(self):",
    "self.x = 1",
    "x = [1, 2]",
    "x = 'é'",
    "x, y = 1, 2",
    "x: int = 1",
    "x += 1",
    "x := 1",
    "f(x)",
    "f(*x, **y)",
    "print(f(1))",
    "print f",
    "exec f",
    "exec",
    "print",
    ">>> f(1)",
    "... 1",
    ">>>",
    "2",
    "# 2",
    "#",
    "# é",
    "```python",
    "```",
    "~~~",
    "````",
    "\"\"\"",
    "'''",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\",
    ":",
    ",",
    ";",
    "@pytest.mark.parametrize('x', [(1), (2)])",
    "@given",
    "@",
    "<think>",
    "</think>",
    "<code>",
    "</code>",
    "- word",
    "{'é': f(1)}",
    "f'{x!r:>{y}}'",
];

/// What stands between words.
const SPACES: [&str; 20] = [
    " ",
    " ",
    " ",
    "",
    "\n",
    "\n",
    "\n",
    "\n    ",
    "\n    ",
    "\n        ",
    "\n ",
    "\n\n",
    "\t",
    "\r\n",
    "\r",
    "\u{c}",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
];

const PROMPTS: [&str; 7] = [
    "",
    "Write `f`.",
    "def f(x):",
    "def f(x):\n",
    "import math\n\ndef f(x):\n    \"\"\"Do.\n    \"\"\"\n",
    "def f(x):\n    \"\"\"Do.\n",
    "class T:\n    def f(self):\n",
];

const FILES: [&str; 3] = [
    "import os\n\n# About.\ndef f(x):  # é\n    return 1\n",
    "class T:\n    @a\n    def f(self): return 1\n",
    "class T:\r\n  class U:\r\n    # é\r\n    def f(self):\r\n      '''Do.'''\r\n",
];

/// A reply, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Case {
    reply: String,
    prompt: String,
    entry_point: &'static str,
    file: String,
}

/// The texts of a case.
const PARTS: [fn(&mut Case) -> &mut String; 3] =
    [|it| &mut it.reply, |it| &mut it.prompt, |it| &mut it.file];

impl Case {
    fn draw(random: &mut ChaCha8Rng) -> Self {
        let is_drawn = |random: &mut ChaCha8Rng| random.random_range(0..8) == 0;
        let one = |texts: &[&str], random: &mut ChaCha8Rng| {
            if is_drawn(random) {
                text(random)
            } else {
                texts[random.random_range(0..texts.len())].to_owned()
            }
        };
        Self {
            reply: text(random),
            prompt: one(&PROMPTS, random),
            entry_point: ["f", "f", "e", ""][random.random_range(0..4)],
            file: one(&FILES, random),
        }
    }

    fn panics(&self) -> bool {
        catch_unwind(|| self.run()).is_err()
    }

    /// Takes the reply for all that it may be.
    fn run(&self) {
        let (reply, entry_point) = (self.reply.as_str(), self.entry_point);
        let asked = Asked {
            prompt: &self.prompt,
            entry_point,
        };
        let _ = (program(reply, &asked), tests(reply, &asked));
        let _ = (tests_of_file(reply), tests_of_suite(reply));
        let _ = (imports_of_suite(reply), imports(reply), snippet(reply));
        let _ = (parameters(reply, entry_point), taken(reply, entry_point));
        let _ = (is_resting(reply), named(&[reply.to_owned()], &asked));
        for class in [None, Some("T"), Some("T.U")] {
            let target = Target {
                function: entry_point,
                class,
            };
            let placing = Placing {
                file: &self.file,
                path: "a/b.py",
                target,
            };
            let _ = (locate(&self.file, &target), placing.own(), placing.stub());
            let _ = placing.place(reply, &asked);
        }
    }

    /// The case without all that it does not need to panic.
    fn shrunk(mut self) -> Self {
        for part in PARTS {
            let mut width = part(&mut self).chars().count();
            while width > 0 {
                let mut place = 0;
                while place < part(&mut self).chars().count() {
                    let mut less = self.clone();
                    let text = part(&mut less);
                    let cut = text.chars().enumerate();
                    *text = cut
                        .filter(|(at, _)| !(place..place + width).contains(at))
                        .map(|(_, sign)| sign)
                        .collect();
                    if less.panics() {
                        self = less;
                    } else {
                        place += width;
                    }
                }
                width /= 2;
            }
        }
        self
    }
}

/// Words and spaces in any order; now and then a part of it again, or torn.
fn text(random: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.random_range(0..14) {
        text += WORDS[random.random_range(0..WORDS.len())];
        for _ in 0..random.random_range(1..3) {
            text += SPACES[random.random_range(0..SPACES.len())];
        }
    }
    if random.random_range(0..4) == 0 {
        let start = random.random_range(0..=text.chars().count());
        let torn: String = text.chars().skip(start).collect();
        text = if random.random_range(0..2) == 0 {
            torn
        } else {
            text + &torn
        };
    }
    text
}
