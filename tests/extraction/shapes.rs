//! Texts of any size that are cheap to write and dear to read.

/// A shape: its name, and what makes a text of about a number of bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

const HEAD: &str = "def f(x):\n    return x\n\n";

pub(crate) const SHAPES: &[Shape] = &[
    ("nothing but spaces", |size| " ".repeat(size)),
    ("nothing but line ends", |size| "\n".repeat(size)),
    ("one long line", |size| "word ".repeat(size / 5)),
    ("one long word", |size| "a".repeat(size)),
    ("prose", |size| {
        repeated(size, |at| {
            format!("This is line {at} of the reply, and it's prose.\n")
        })
    }),
    ("comments after a function", |size| {
        HEAD.to_owned() + &"# x\n".repeat(size / 4)
    }),
    ("comments in a function", |size| {
        format!("def f(x):\n{}    return x\n", "    # x\n".repeat(size / 8))
    }),
    ("indented comments after a function", |size| {
        HEAD.to_owned() + &"    # x\n".repeat(size / 8)
    }),
    ("comments before a function", |size| {
        "# x\n".repeat(size / 4) + HEAD
    }),
    ("blank lines in a function", |size| {
        format!("def f(x):\n    y = x\n{}    return y\n", "\n".repeat(size))
    }),
    ("statements in a function", |size| {
        format!(
            "def f(x):\n{}    return x\n",
            "    x += 1\n".repeat(size / 11)
        )
    }),
    ("functions", |size| {
        repeated(size, |at| format!("def g{at}(x):\n    return x\n\n")) + HEAD
    }),
    ("functions that call each other", |size| {
        repeated(size, |at| {
            format!("def g{at}(x):\n    return g{}(x)\n\n", at + 1)
        }) + "def f(x):\n    return g0(x)\n"
    }),
    ("the same function", |size| HEAD.repeat(size / HEAD.len())),
    ("empty functions", |size| {
        "def f(x):\n    pass\n\n".repeat(size / 20)
    }),
    ("functions without a body", |size| {
        "def f(x):\n".repeat(size / 10)
    }),
    ("nested functions", |size| {
        let depth = size.isqrt();
        (0..depth)
            .map(|at| " ".repeat(at) + "def f(x):\n")
            .collect::<String>()
            + &" ".repeat(depth)
            + "return x\n"
    }),
    ("classes", |size| {
        repeated(size, |at| {
            format!("class A{at}:\n    def f(self, x):\n        return x\n\n")
        })
    }),
    ("a class of methods", |size| {
        "class A:\n".to_owned()
            + &repeated(size, |at| {
                format!("    def g{at}(self):\n        return self.g{}()\n", at + 1)
            })
            + "    def f(self, x):\n        return self.g0()\n"
    }),
    ("classes that derive", |size| {
        repeated(size, |at| format!("class A{}(A{at}):\n    pass\n", at + 1)) + HEAD
    }),
    ("decorators", |size| "@a\n".repeat(size / 3) + HEAD),
    ("names", |size| {
        repeated(size, |at| format!("x{at} = {at}\n")) + HEAD
    }),
    ("names that need each other", |size| {
        format!(
            "x0 = 0\n{}def f(x):\n    return x0\n",
            repeated(size, |at| format!("x{} = x{at}\nx0 += x{at}\n", at + 1))
        )
    }),
    ("changes of one name", |size| {
        format!(
            "x = []\n{}def f(y):\n    return x\n",
            "x.append(1)\n".repeat(size / 12)
        )
    }),
    ("calls of a function that changes", |size| {
        format!(
            "x = []\ndef g():\n    global x\n    x += [1]\n{}def f(y):\n    return x\n",
            "g()\n".repeat(size / 4)
        )
    }),
    ("imports", |size| {
        repeated(size, |at| format!("import m{at}\n")) + HEAD
    }),
    ("imports of all", |size| {
        repeated(size, |at| format!("from m{at} import *\n")) + HEAD
    }),
    ("fences", |size| "```python\n```\n".repeat(size / 14)),
    ("blocks", |size| {
        "```python\ndef f(x):\n    return x\n```\n".repeat(size / 36)
    }),
    ("blocks of others", |size| {
        repeated(size, |at| {
            format!("```python\ndef g{at}(x):\n    return x\n```\n")
        })
    }),
    ("open fences", |size| "```python\nx\n".repeat(size / 12)),
    ("fences of growing length", |size| {
        (3..(2 * size).isqrt())
            .map(|at| "`".repeat(at) + "python\n")
            .collect()
    }),
    ("backticks", |size| "`".repeat(size)),
    ("backticks in prose", |size| {
        "`a` ``b`` ```c``` ".repeat(size / 18)
    }),
    ("tildes", |size| "~~~\n".repeat(size / 4)),
    ("quotes", |size| "\"".repeat(size)),
    ("quotes on lines", |size| "'\n\"\n".repeat(size / 4)),
    ("open docstrings", |size| "\"\"\"\n'''\n".repeat(size / 8)),
    ("strings", |size| {
        repeated(size, |at| format!("'{at}'\n")) + HEAD
    }),
    ("strings in one list", |size| {
        format!("x = [{}]\n{HEAD}", repeated(size, |at| format!("'{at}', ")))
    }),
    ("strings side by side", |size| {
        format!("x = ({})\n{HEAD}", "'a' ".repeat(size / 4))
    }),
    ("one long string", |size| {
        format!("x = '{}'\n{HEAD}", "a".repeat(size))
    }),
    ("escapes", |size| {
        format!("x = '{}'\n{HEAD}", "\\x41".repeat(size / 4))
    }),
    ("one long docstring", |size| {
        format!(
            "def f(x):\n    '''{}'''\n    return x\n",
            "word\n".repeat(size / 5)
        )
    }),
    ("one long number", |size| {
        format!("x = {}\n{HEAD}", "9".repeat(size))
    }),
    ("one long sum", |size| {
        format!("x = 1{}\n{HEAD}", " + 1".repeat(size / 4))
    }),
    ("one long condition", |size| {
        format!("assert f(1) == 1{}\n", " and f(1) == 1".repeat(size / 14))
    }),
    ("open brackets", |size| "(".repeat(size)),
    ("brackets", |size| {
        format!(
            "x = {}{}\n{HEAD}",
            "[".repeat(size / 2),
            "]".repeat(size / 2)
        )
    }),
    ("closing brackets", |size| ")".repeat(size)),
    ("braces", |size| "{\"a\":".repeat(size / 5)),
    ("calls of calls", |size| {
        format!(
            "assert {}1{} == 1\n",
            "f(".repeat(size / 3),
            ")".repeat(size / 3)
        )
    }),
    ("attributes", |size| {
        format!("assert f(1){} == 1\n", ".a".repeat(size / 2))
    }),
    ("indices", |size| {
        format!("assert f(1){} == 1\n", "[0]".repeat(size / 3))
    }),
    ("lambdas", |size| {
        format!("f = {}x\n", "lambda x: ".repeat(size / 10))
    }),
    ("backslashes", |size| "\\\n".repeat(size / 2)),
    ("colons", |size| "if x: ".repeat(size / 6)),
    ("else", |size| {
        format!(
            "def f(x):\n    if x: pass\n{}",
            "    elif x: pass\n".repeat(size / 17)
        )
    }),
    ("nested blocks", |size| {
        let depth = size.isqrt();
        "def f(x):\n".to_owned()
            + &(1..depth)
                .map(|at| " ".repeat(at) + "if x:\n")
                .collect::<String>()
            + &" ".repeat(depth)
            + "return x\n"
    }),
    ("sessions", |size| {
        repeated(size, |at| format!(">>> f({at})\n{at}\n"))
    }),
    ("a session without results", |size| {
        ">>> f(1)\n".repeat(size / 9)
    }),
    ("a session of one input", |size| {
        format!(">>> f(1)\n{}", "... 1\n".repeat(size / 6))
    }),
    ("a session of one result", |size| {
        format!(">>> f(1)\n{}", "[1,\n".repeat(size / 4))
    }),
    ("a session of definitions", |size| {
        ">>> def f(x):\n...     return x\n...\n".repeat(size / 37)
    }),
    ("a session of names", |size| {
        repeated(size, |at| {
            format!(">>> x{at} = [{at}]\n>>> f(x{at})\n{at}\n")
        })
    }),
    ("sessions of IPython", |size| {
        repeated(size, |at| {
            format!("In [{at}]: f({at})\nOut[{at}]: {at}\n\n")
        })
    }),
    ("assertions", |size| {
        repeated(size, |at| format!("assert f({at}) == {at}\n"))
    }),
    ("the same assertion", |size| {
        "assert f(1) == 1\n".repeat(size / 17)
    }),
    ("assertions of names", |size| {
        repeated(size, |at| {
            format!("x{at} = [{at}]\nassert f(x{at}) == {at}\n")
        })
    }),
    ("assertions of one name", |size| {
        format!("x = [1]\n{}", "assert f(x) == 1\n".repeat(size / 17))
    }),
    ("assertions of others", |size| {
        repeated(size, |at| format!("assert g{at}(1) == 1\n"))
    }),
    ("assertions of one other", |size| {
        repeated(size, |at| format!("assert g({at}) == 1\n"))
    }),
    ("torn assertions", |size| {
        "assert f(1) == [1,\n".repeat(size / 19)
    }),
    ("assertions about a sum", |size| {
        format!("x = 0\n{}", "x += f(1)\nassert x == 1\n".repeat(size / 24))
    }),
    ("a loop of tests", |size| {
        format!(
            "for x, y in [{}]:\n    assert f(x) == y\n",
            "(1, 2), ".repeat(size / 8)
        )
    }),
    ("a long loop", |size| {
        format!(
            "for x in [1, 2]:\n{}",
            "    assert f(x) == 1\n".repeat(size / 21)
        )
    }),
    ("loops in loops", |size| {
        let depth = size.isqrt();
        (0..depth)
            .map(|at| " ".repeat(at) + "for x in [1, 2]:\n")
            .collect::<String>()
            + &" ".repeat(depth)
            + "assert f(x) == 1\n"
    }),
    ("test functions", |size| {
        repeated(size, |at| {
            format!("def test_{at}():\n    assert f({at}) == {at}\n\n")
        })
    }),
    ("one test function", |size| {
        "def test_it():\n".to_owned()
            + &repeated(size, |at| format!("    assert f({at}) == {at}\n"))
    }),
    ("one broken test function", |size| {
        "def test_it():\n".to_owned() + &repeated(size, |at| format!("    assert f({at}) == ]\n"))
    }),
    ("cases", |size| {
        format!(
            "@pytest.mark.parametrize('x, y', [{}])\ndef test_it(x, y):\n    assert f(x) == y\n",
            "(1, 2), ".repeat(size / 8)
        )
    }),
    ("cases of cases", |size| {
        "@pytest.mark.parametrize('x', [1, 2])\n".repeat(size / 38)
            + "def test_it(x):\n    assert f(x) == 1\n"
    }),
    ("fixtures", |size| {
        repeated(size, |at| {
            format!("@pytest.fixture\ndef x{at}():\n    return {at}\n\n")
        }) + "def test_it(x0):\n    assert f(x0) == 1\n"
    }),
    ("test methods", |size| {
        "class TestF(unittest.TestCase):\n".to_owned()
            + &repeated(size, |at| {
                format!("    def test_{at}(self):\n        self.assertEqual(f({at}), {at})\n")
            })
    }),
    ("test methods that need their class", |size| {
        "class TestF(unittest.TestCase):\n    def setUp(self):\n        self.x = open('a')\n        if self.x: self.y = 1\n".to_owned()
            + &repeated(size, |at| format!("    def test_{at}(self):\n        self.assertEqual(f({at}), self.g(self.y))\n"))
    }),
    ("test classes", |size| {
        repeated(size, |at| {
            format!(
                "class Test{at}(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(f({at}), {at})\n"
            )
        })
    }),
    ("a main block", |size| {
        format!(
            "{HEAD}if __name__ == '__main__':\n{}",
            "    print(f(1))\n".repeat(size / 16)
        )
    }),
    ("main blocks in main blocks", |size| {
        let depth = size.isqrt();
        (0..depth)
            .map(|at| " ".repeat(at) + "if __name__ == '__main__':\n")
            .collect::<String>()
            + &" ".repeat(depth)
            + "assert f(1) == 1\n"
    }),
    ("thoughts", |size| "<think>".repeat(size / 7)),
    ("ends of thoughts", |size| "</think>\n".repeat(size / 9)),
    ("thoughts on lines", |size| {
        "<think>\nx\n</think>\n".repeat(size / 19) + HEAD
    }),
    ("ends of sequences", |size| {
        HEAD.to_owned() + &"<|endoftext|>".repeat(size / 13)
    }),
    ("torn ends of sequences", |size| {
        HEAD.to_owned() + &"<|a".repeat(size / 3)
    }),
    ("marks of quotations", |size| "> ".repeat(size / 2)),
    ("a quotation", |size| {
        "> def f(x):\n>     return x\n>\n".repeat(size / 29)
    }),
    ("entities", |size| {
        format!("def f(x):\n    return x{}\n", " &lt; x".repeat(size / 7))
    }),
    ("ampersands", |size| {
        format!("def f(x):\n    return x{}\n", " & x".repeat(size / 4))
    }),
    ("curly quotes", |size| {
        format!("def f(x):\n    return [{}]\n", "“a”, ".repeat(size / 9))
    }),
    ("objects", |size| {
        "{\"code\": \"def f(x):\\n    return x\\n\"}\n".repeat(size / 40)
    }),
    ("torn objects", |size| "{\"code\": \"".repeat(size / 10)),
    ("one long object", |size| {
        format!("{{\"code\": \"{}\"}}", "x = 1\\n".repeat(size / 7))
    }),
    ("calls of tools", |size| {
        "<tool_call>{\"name\": \"python\", \"arguments\": {\"code\": \"x\"}}</tool_call>\n"
            .repeat(size / 74)
    }),
    ("torn calls of tools", |size| {
        "<tool_call>".repeat(size / 11)
    }),
    ("tables", |size| {
        format!(
            "| x | output |\n|---|---|\n{}",
            "| 1 | 2 |\n".repeat(size / 10)
        )
    }),
    ("rules of tables", |size| "| output |--\n".repeat(size / 13)),
    ("inputs", |size| "Input: x = 1\n".repeat(size / 13)),
    ("inputs with outputs", |size| {
        repeated(size, |at| format!("Input: x = {at}\nOutput: {at}\n"))
    }),
    ("told calls", |size| {
        repeated(size, |at| format!("f({at}) -> {at}\n"))
    }),
    ("told calls of others", |size| {
        repeated(size, |at| format!("g{at}(1) -> 1\n"))
    }),
    ("told calls on one line", |size| {
        "f(1) == 1, ".repeat(size / 11)
    }),
    ("calls that are torn", |size| "f([".repeat(size / 3)),
    ("arrows", |size| "-> ".repeat(size / 3)),
    ("sentences", |size| {
        "For example, given x ".repeat(size / 21)
    }),
    ("words of results", |size| {
        "for 1 the result should be ".repeat(size / 27)
    }),
    ("prompts in a docstring", |size| {
        format!(
            "def f(x):\n    \"\"\"Do.\n{}",
            "    >>> f(1)\n    1\n".repeat(size / 19)
        )
    }),
    ("byte order marks", |size| "\u{feff}".repeat(size / 3)),
    ("spaces that are none", |size| "\u{a0}".repeat(size / 2)),
    ("form feeds", |size| "\u{c}\n".repeat(size / 2) + HEAD),
    ("form feeds and strings", |size| {
        "'a'\n\u{c}\n".repeat(size / 6)
    }),
    ("carriage returns", |size| "\r".repeat(size)),
];

/// Parts with their numbers, one after the other.
fn repeated(size: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(size + 100);
    for at in 0.. {
        if text.len() >= size {
            break;
        }
        text += &part(at);
    }
    text
}
