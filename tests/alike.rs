//! Candidates run once only where they are the same program: the matrix is the same, bit for bit, with each run apart.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, read_rows};
use serde_json::{Value, json};

/// A program, one that looks like it, and what `assert f(2) == 4` says of each.
const PAIRS: [(&str, &str, &str); 40] = [
    (
        "def f(x):\n    'Doubles.'\n    return 2 * x",
        "def f(x):\n    'C:\\users'\n    return 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    'Doubles.'\n    return 2 * x",
        "def f(x):\n    '\\N$'\n    return 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    if x:\n        return 2 * x",
        "def f(x):\n    if x:\n\treturn 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    return 2 * x",
        "def f(x):\n        y = 1\n    return 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return 2 *\u{200b} x",
        "PU",
    ),
    (
        "def f(x):\n    return 2 * x",
        "\u{feff}def f(x):\n    return 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    return 2 * x\ny = b'e'",
        "def f(x):\n    return 2 * x\ny = b'é'",
        "PU",
    ),
    (
        "from __future__ import annotations\ndef f(x): return 2 * x",
        "x = 1\nfrom __future__ import annotations\ndef f(x): return 2 * x",
        "PU",
    ),
    (
        "def f(x):\n    y = 2 * x\n    return y",
        "def f(x):\n    __debug__ = 2 * x\n    return __debug__",
        "PU",
    ),
    (
        "def f(x):\n    # a\n    return 2 * x",
        "def f(x):\n    # a\r    return 0\n    return 2 * x",
        "PF",
    ),
    (
        "def f(x):\n    y = 2 * x\n    return y",
        "def f(x):\n    𝐲 = 2 * x\n    return y",
        "PP",
    ),
    (
        "def f(x):\n    return 4 if f.__doc__ else 0",
        "def f(x):\n    'A docstring.'\n    return 4 if f.__doc__ else 0",
        "FP",
    ),
    (
        "def f(x):\n    'One.'\n    return 4 if getattr(f, '__do' + 'c__') == 'One.' else 0",
        "def f(x):\n    'Two.'\n    return 4 if getattr(f, '__do' + 'c__') == 'One.' else 0",
        "PF",
    ),
    (
        "def f(x):\n    a = 2 * x\n    return 4 if 'a' in locals() else 0",
        "def f(x):\n    b = 2 * x\n    return 4 if 'a' in locals() else 0",
        "PF",
    ),
    (
        "import sys\ndef f(x):\n    return 4 if sys._getframe().f_lineno == 3 else 0",
        "import sys\n\ndef f(x):\n    return 4 if sys._getframe().f_lineno == 3 else 0",
        "PF",
    ),
    (
        "def f(x):\n    a = x\n    return 4 if f.__code__.co_varnames[1] == 'a' else 0",
        "def f(x):\n    b = x\n    return 4 if f.__code__.co_varnames[1] == 'a' else 0",
        "PF",
    ),
    (
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return 2 * x or 0",
        "PP",
    ),
    ("def f(x): return x + 2", "def f(x): return x + +2", "PP"),
    ("def f(x): return 4", "def f(x): return 4.0", "PP"),
    ("def f(x): return 4", "def f(x): return True + 3", "PP"),
    ("def f(x): return '4'", "def f(x): return 4", "FP"),
    ("def f(x): return 0x4", "def f(x): return 4", "PP"),
    (
        "def f(x): return 2*x",
        "def f( x ) :\n  return (2 * x)  # twice",
        "PP",
    ),
    (
        "def f(x): return 2*x",
        "def f(x):\n\n\n    return 2 \\\n        * x",
        "PP",
    ),
    (
        "def f(x): return f'{x + 2}' and 4",
        "def f(x): return f'{x + 2!r}' and 4",
        "PP",
    ),
    (
        "def f(x): assert x, 'a'\ndef f(x): return 4",
        "def f(x): assert x, 'b'\ndef f(x): return 4",
        "PP",
    ),
    (
        "def f(x): return 2 * x\nif 1:\n    pass",
        "def f(x): return 2 * x\nif 1:\n    f = None",
        "PR",
    ),
    ("def f(y): return 2 * y", "def f(x): return 2 * x", "PP"),
    (
        "def f(x):\n    return 2 * x\n    x = 1",
        "def f(x):\n    return 2 * x\nx = 1",
        "PP",
    ),
    (
        "def f(x):\n    global g\n    g = 2 * x\n    return g",
        "def f(x):\n    g = 2 * x\n    return g",
        "PP",
    ),
    (
        "def f(x: int): return 2 * x",
        "def f(x: Missing): return 2 * x",
        "PU",
    ),
    (
        "def f(x, y=[]): y.append(x); return len(y) * 4",
        "def f(x, y=()): y = [x]; return len(y) * 4",
        "PP",
    ),
    (
        "import traceback\ndef f(x):\n    try: 1 / 0\n    except Exception: return 4 if 'line 3' in traceback.format_exc() else 0",
        "import traceback\n\ndef f(x):\n    try: 1 / 0\n    except Exception: return 4 if 'line 3' in traceback.format_exc() else 0",
        "PF",
    ),
    (
        "class C: pass\ndef f(x): return 4 if getattr(C, '__firstlineno__', 1) == 1 else 0",
        "\nclass C: pass\ndef f(x): return 4 if getattr(C, '__firstlineno__', 1) == 1 else 0",
        "PF",
    ),
    (
        "def f(x): return 4 if f.__qualname__ == 'f' else 0",
        "def g():\n    def f(x): return 4 if f.__qualname__ == 'f' else 0\n    return f\nf = g()",
        "PF",
    ),
    (
        "def f(x): return {2: 4}[x]",
        "def f(x): return {2: 4, 2: 5}[x]",
        "PF",
    ),
    (
        "def f(x): return len([1, 2, 3, 4])",
        "def f(x): return len((1, 2, 3, 4))",
        "PP",
    ),
    (
        "def f(x): return 4 if (1, 2) is not [1, 2] else 0",
        "def f(x): return 4 if [1, 2] is not [1, 2] else 0",
        "PP",
    ),
    ("def f(x): return -(-4)", "def f(x): return 4", "PP"),
    (
        "def f(x):\n    return 2 * x\n\u{c}",
        "def f(x):\n    return 2 * x",
        "PP",
    ),
];

/// A problem for each pair, with both programs.
fn inputs(folder: &Folder) -> Inputs {
    let rows = |make: &dyn Fn(usize, &str) -> Vec<Value>| -> Vec<Value> {
        let problems = (0..PAIRS.len()).map(|place| (place, format!("pair/{place}")));
        problems
            .flat_map(|(place, name)| make(place, &name))
            .collect()
    };
    let problems = rows(&|_, name| {
        vec![json!({"task_id": name, "prompt": "", "entry_point": "f", "reference_tests": []})]
    });
    let solutions = rows(&|place, name| {
        let (one, other, _) = PAIRS[place];
        let row = |solution| json!({"task_id": name, "solution": solution});
        vec![row(one), row(other)]
    });
    let sources = ["assert f(2) == 4", "x = f(2)\nassert x == 4"];
    let tests = rows(&|_, name| vec![json!({"task_id": name, "tests": sources})]);
    Inputs {
        problems: folder.rows("problems.jsonl", &problems),
        solutions: folder.rows("solutions.jsonl", &solutions),
        tests: folder.rows("tests.jsonl", &tests),
    }
}

#[test]
fn programs_that_only_look_alike_get_their_own_verdicts() {
    let folder = Folder::new();
    let inputs = inputs(&folder);
    let matrix = |name: &str, more: &[&str]| -> Vec<Value> {
        let run = folder.path(name);
        inputs.execute(&run).args(more).assert().success();
        read_rows(&run.join("matrix.jsonl"))
    };
    let merged = matrix("merged", &[]);
    assert_eq!(merged, matrix("apart", &["--no-merge"]));
    for (place, (one, other, expected)) in PAIRS.iter().enumerate() {
        let of_pair = merged
            .iter()
            .filter(|row| row["task_id"] == format!("pair/{place}"));
        let letters: String = of_pair
            .map(|row| &row["outcomes"].as_str().unwrap()[..1])
            .collect();
        assert_eq!(&letters, expected, "{one}\n---\n{other}");
    }
}
