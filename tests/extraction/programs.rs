//! Whole definitions.

use super::{area, f};
use mutagree::extract::{Asked, Form, Reason, program};

const ONE: &str = "def f(x):\n    return 1\n";

#[test]
fn a_fenced_definition_comes_after_the_prompts_imports() {
    let reply = "Sure:\n\n```python\ndef area(r):\n    return math.pi * r * r\n```\nDone.";
    let expected = "import math\n\n\ndef area(r):\n    return math.pi * r * r\n";
    assert_eq!(area(reply), Ok((expected.to_owned(), Form::Fenced)));
}

#[test]
fn an_import_that_the_reply_repeats_stands_once() {
    let reply = "```python\nimport math\ndef area(r):\n    return math.pi * r * r\n```";
    assert_eq!(area(reply).unwrap().0.matches("import math").count(), 1);
}

#[test]
fn of_several_blocks_the_last_that_defines_the_entry_point_counts() {
    let reply = "```\ndef f(r): return 0\n```\n```py\ndef f(r): return 1\n```\n```\nf(3)\n```";
    assert_eq!(f(reply).unwrap(), "def f(r): return 1\n");
}

#[test]
fn of_several_definitions_in_a_block_the_last_counts() {
    assert_eq!(
        f("def f(x):\n    return 0\n\ndef f(x):\n    return 1\n").unwrap(),
        ONE
    );
}

#[test]
fn a_fragment_after_a_definition_does_not_win() {
    let reply = format!("```\n{ONE}```\nIts head is:\n```\ndef f(x):\n    ...\n```");
    assert_eq!(f(&reply).unwrap(), ONE);
}

#[test]
fn a_helper_of_an_earlier_block_is_taken_in() {
    let reply = "```\ndef h(x):\n    return x\n\ndef g(x):\n    return x\n```\nThen:\n```\ndef f(x):\n    return h(x)\n```";
    assert_eq!(
        f(reply).unwrap(),
        "def h(x):\n    return x\n\n\ndef f(x):\n    return h(x)\n"
    );
}

#[test]
fn a_block_of_tests_after_the_program_does_not_win() {
    let reply = format!(
        "```\n{ONE}```\n```\nimport pytest\nfrom solution import f\n\ndef test_f():\n    assert f(1) == 1\n```"
    );
    assert_eq!(f(&reply).unwrap(), ONE);
}

#[test]
fn fences_may_be_unclosed_longer_of_tildes_or_indented() {
    assert_eq!(f(&format!("```python\n{ONE}")).unwrap(), ONE);
    assert_eq!(f(&format!("````python\n{ONE}````\n")).unwrap(), ONE);
    assert_eq!(f(&format!("~~~\n{ONE}~~~\n")).unwrap(), ONE);
    assert_eq!(
        f("1. So:\n\n   ```python\n   def f(x):\n       return 1\n   ```\n").unwrap(),
        ONE
    );
    assert_eq!(
        f("```python\ndef f(x):\n    return 1```\nDone").unwrap(),
        ONE
    );
}

#[test]
fn a_wrong_tag_holds_code_and_a_foreign_one_does_not() {
    assert_eq!(f(&format!("```text\n{ONE}```")).unwrap(), ONE);
    assert_eq!(f("```json\n{\"f\": 1}\n```"), Err(Reason::Prose));
    assert_eq!(
        f(&format!(
            "```python\n{ONE}```\n```bash\nf(1)\n```\n```json\n{{\"a\": 1}}\n```"
        ))
        .unwrap(),
        ONE
    );
}

#[test]
fn a_fence_in_a_docstring_is_a_part_of_it() {
    let code = "def f(x):\n    \"\"\"Do.\n\n    ```\n    f(1)\n    ```\n    \"\"\"\n    return 1\n";
    assert_eq!(f(&format!("```python\n{code}```\nText\n")).unwrap(), code);
}

#[test]
fn a_definition_without_a_fence_is_found_in_prose() {
    let reply =
        format!("Sure! Here's the code (it's short:\n\n{ONE}\nThis isn't hard.\n\n  - It works.\n");
    assert_eq!(f(&reply).unwrap(), ONE);
}

#[test]
fn prose_that_is_indented_after_a_definition_is_cut_off() {
    assert_eq!(
        f(&format!("{ONE}\n  * It returns one, doesn't it?\n")).unwrap(),
        ONE
    );
}

#[test]
fn a_definition_that_is_indented_as_a_whole_is_shifted() {
    assert_eq!(
        f("Code:\n\n    def f(x):\n        return 1\n\nThat is it.").unwrap(),
        ONE
    );
}

#[test]
fn thoughts_are_no_answer() {
    let reply =
        format!("<think>\n```python\ndef f(x):\n    return 0\n```\n</think>\n```python\n{ONE}```");
    assert_eq!(f(&reply).unwrap(), ONE);
    let reply = format!("```python\ndef f(x):\n    return 0\n```\n</think>\n\n```python\n{ONE}```");
    assert_eq!(f(&reply).unwrap(), ONE);
}

#[test]
fn examples_prints_checks_and_main_blocks_are_left_out() {
    let reply = format!(
        "{ONE}\nprint(f(1))\nresult = f(2)\nassert f(1) == 1\nfor x in [1, 2]:\n    print(f(x))\n\nif __name__ == \"__main__\":\n    f(1)\n"
    );
    assert_eq!(f(&reply).unwrap(), ONE);
}

#[test]
fn what_the_entry_point_reaches_is_kept_in_order() {
    let code = "import math\n\nSIZE = 3\nTABLE = [0] * SIZE\nfor i in range(SIZE):\n    TABLE[i] = math.sqrt(i)\n\n\n# Looks up.\ndef look(x):\n    return TABLE[x]\n\n\ndef f(x):\n    return look(x)\n";
    let reply = code.replace(
        "# Looks",
        "OTHER = 4\n\n\ndef unused():\n    pass\n\n# Looks",
    );
    assert_eq!(f(&reply).unwrap(), code);
}

#[test]
fn a_call_that_fills_global_state_is_kept() {
    let code = "table = None\n\n\ndef fill():\n    global table\n    table = [1]\n\n\nfill()\n\n\ndef f(x):\n    return table[x]\n";
    assert_eq!(f(code).unwrap(), code);
}

#[test]
fn a_local_name_does_not_reach_an_example_of_the_same_name() {
    let reply = "def f(x):\n    result = x\n    return result\n\nresult = f(3)\n";
    assert_eq!(
        f(reply).unwrap(),
        "def f(x):\n    result = x\n    return result\n"
    );
}

#[test]
fn imports_that_may_fail_settings_and_decorators_are_kept() {
    let code = "import sys\n\ntry:\n    import numpy as np\nexcept ImportError:\n    np = None\nsys.setrecursionlimit(10000)\n\nfrom functools import cache\n\n\n@cache\ndef f(x):\n    return np\n";
    assert_eq!(f(code).unwrap(), code);
}

#[test]
fn imports_from_the_future_stay_first() {
    let reply =
        "from __future__ import annotations\nimport os\n\ndef f(x: int):\n    return os.sep\n";
    assert!(
        f(reply)
            .unwrap()
            .starts_with("from __future__ import annotations\n")
    );
}

#[test]
fn an_assignment_defines_and_so_does_a_decorated_name() {
    assert_eq!(
        f("def g(x):\n    return 1\n\nf = g\n").unwrap(),
        "def g(x):\n    return 1\n\n\nf = g\n"
    );
    assert_eq!(
        f("f = lambda x: 1\nprint(f(1))\n").unwrap(),
        "f = lambda x: 1\n"
    );
    let code = "import functools\n\n\ndef f(x):\n    return 1\n\n\nf = functools.cache(f)\n";
    assert_eq!(f(code).unwrap(), code);
    assert_eq!(
        f("async def f(x):\n    return 1\n").unwrap(),
        "async def f(x):\n    return 1\n"
    );
}

#[test]
fn a_method_gets_a_function_that_calls_it() {
    let reply = "```python\nclass Solution:\n    def f(self, x):\n        return 1\n\ns = Solution()\nprint(s.f(2))\n```";
    let expected = "class Solution:\n    def f(self, x):\n        return 1\n\n\ndef f(*args, **kwargs):\n    return Solution().f(*args, **kwargs)\n";
    assert_eq!(f(reply).unwrap(), expected);
}

#[test]
fn a_method_that_the_prompt_asks_for_stays_one() {
    let asked = Asked {
        prompt: "class Solution:\n    def f(self, x):\n        \"\"\"Do.\"\"\"\n",
        entry_point: "f",
    };
    let code = "class Solution:\n    def f(self, x):\n        return 1\n";
    let found = program(&format!("```\n{code}```"), &asked).unwrap();
    assert_eq!(found.source, code);
}

#[test]
fn a_nested_definition_is_taken_out() {
    assert_eq!(
        f("def outer():\n    def f(x):\n        return 1\n    return f\n").unwrap(),
        ONE
    );
}

#[test]
fn the_only_function_may_have_a_slightly_different_name() {
    let asked = Asked {
        prompt: "",
        entry_point: "is_prime",
    };
    let found = program("def isPrime(n):\n    return n > 1\n", &asked).unwrap();
    assert_eq!(
        found.source,
        "def isPrime(n):\n    return n > 1\n\n\nis_prime = isPrime\n"
    );
    assert_eq!(found.form, Form::Renamed);
    assert_eq!(
        f("def other(n):\n    return n > 1\n"),
        Err(Reason::NoEntryPoint)
    );
}

#[test]
fn helpers_of_the_prompt_are_kept_also_where_the_entry_point_does_not_use_them() {
    let prompt = "import math\n\n\ndef poly(xs, x):\n    return sum(xs)\n\n\ndef root(xs):\n    \"\"\"Find a root.\"\"\"\n";
    let asked = Asked {
        prompt,
        entry_point: "root",
    };
    let source = program("```\ndef root(xs):\n    return 0\n```", &asked)
        .unwrap()
        .source;
    let head = prompt.split("    \"\"\"").next().unwrap();
    assert_eq!(source, format!("{head}    return 0\n"));
    let own = "```\ndef poly(xs, x):\n    return 2\n\ndef root(xs):\n    return 0\n```";
    let source = program(own, &asked).unwrap().source;
    assert!(source.contains("return 2") && !source.contains("sum(xs)"));
}

#[test]
fn a_prompt_in_markdown_has_a_preamble_too() {
    let prompt = "Complete:\n```python\nimport math\n\ndef f(x):\n    \"\"\"Do.\"\"\"\n```\n";
    let asked = Asked {
        prompt,
        entry_point: "f",
    };
    let source = program("```\ndef f(x):\n    return math.pi\n```", &asked)
        .unwrap()
        .source;
    assert_eq!(source, "import math\n\n\ndef f(x):\n    return math.pi\n");
}

#[test]
fn a_torn_tail_is_cut_off_and_a_torn_entry_point_is_broken() {
    assert_eq!(
        f(&format!("```python\n{ONE}\ndef g(x):\n    return (1 +")).unwrap(),
        ONE
    );
    assert_eq!(
        f("```python\ndef f(x):\n    y = 1\n    return (1 +"),
        Err(Reason::Broken)
    );
}

#[test]
fn what_python_would_not_compile_is_broken() {
    for code in [
        "def f(x):\n\nx = 1\n",
        "def f(x):\n    a = 1\n      b = 2\n    return a\n",
        "def f(x):\n    break\n",
        "def f(x):\n    return g(a=1, 2)\n",
        "def f(x):\n    print x\n",
    ] {
        assert_eq!(f(code), Err(Reason::Broken), "{code}");
    }
}

#[test]
fn line_ends_marks_and_strange_spaces_do_not_matter() {
    let reply = "\u{feff}def f(x):\r\n\u{a0}\u{a0}\u{a0}\u{a0}return 1";
    assert_eq!(f(reply).unwrap(), ONE);
    assert_eq!(
        f("def f(x):\n\treturn 1\n").unwrap(),
        "def f(x):\n\treturn 1\n"
    );
}

#[test]
fn each_reply_without_a_program_has_its_reason() {
    assert_eq!(f(" \n"), Err(Reason::Empty));
    assert_eq!(
        f("I am sorry, but I can't help with that."),
        Err(Reason::Prose)
    );
    assert_eq!(f("```python\nimport os\n```"), Err(Reason::NoEntryPoint));
    assert_eq!(
        f("def f(x):\n    \"\"\"Do.\"\"\"\n    pass\n"),
        Err(Reason::Stub)
    );
    assert_eq!(Reason::NoEntryPoint.to_string(), "no-entry-point");
}

#[test]
fn forgotten_imports_of_well_known_names_are_added() {
    let reply = "def f(xs: List[int]):\n    return math.sqrt(sum(xs)) + np.mean(xs)\n";
    let expected = format!("import math\nimport numpy as np\nfrom typing import List\n\n\n{reply}");
    assert_eq!(f(reply).unwrap(), expected);
    assert_eq!(f(&expected).unwrap(), expected);
}

#[test]
fn a_name_that_something_binds_is_no_forgotten_import() {
    for reply in [
        "def f(math):\n    return math.x\n",
        "def f(x):\n    re = x\n    return re.real\n",
        "from helpers import *\n\n\ndef f(x):\n    return math.sqrt(x)\n",
        "try:\n    import math\nexcept ImportError:\n    math = None\n\n\ndef f(x):\n    return math.sqrt(x)\n",
        "def f(x):\n    global re\n    import re\n    return re.escape(x)\n",
    ] {
        assert_eq!(f(reply).unwrap(), reply);
    }
}

#[test]
fn a_default_may_have_the_name_of_its_parameter() {
    let code = "memo = {0: 1}\n\n\ndef f(x, memo=memo):\n    return memo[x]\n";
    assert_eq!(f(code).unwrap(), code);
    let code = "n = 2\n\n\ndef f(x, g=lambda n=n: n):\n    return g()\n";
    assert_eq!(f(code).unwrap(), code);
}

#[test]
fn settings_of_decimal_are_kept_where_its_names_are_used() {
    for setting in [
        "getcontext().prec = 50",
        "ctx = getcontext()\nctx.prec = 50",
        "setcontext(Context(prec=50))",
    ] {
        let code = format!(
            "from decimal import Context, Decimal, getcontext, setcontext\n\n{setting}\n\n\ndef f(x):\n    return Decimal(x)\n"
        );
        assert_eq!(f(&code).unwrap(), code);
        let other = code.replace("Decimal(x)", "x");
        assert_eq!(f(&other).unwrap(), "def f(x):\n    return x\n");
    }
}

#[test]
fn what_a_decorator_registers_is_kept() {
    let code = "from functools import singledispatch\n\n\n@singledispatch\ndef f(x):\n    return 0\n\n\n@f.register\ndef _(x: int):\n    return 1\n\n\n@f.register(list)\ndef _(x):\n    return 2\n";
    assert_eq!(f(code).unwrap(), code);
    let code = "table = {}\n\n\ndef add(function):\n    table[function.__name__] = function\n    return function\n\n\n@add\ndef g(x):\n    return 1\n\n\ndef f(x):\n    return table['g'](x)\n";
    assert_eq!(f(code).unwrap(), code);
    assert_eq!(
        f("@f.cache\ndef g(x):\n    return 1\n\n\ndef f(x):\n    return 1\n").unwrap(),
        "def f(x):\n    return 1\n"
    );
}

#[test]
fn code_without_a_fence_that_is_no_program_is_no_prose() {
    for code in ["x = 3\nprint(x)\n", "print(3)\n", "for x in [1]:\n    x\n"] {
        assert_eq!(f(code), Err(Reason::NoEntryPoint), "{code}");
    }
    for prose in ["Sorry", "Sorry, no.", "Answer: 42", "See (1)"] {
        assert_eq!(f(prose), Err(Reason::Prose), "{prose}");
    }
}

#[test]
fn the_only_function_with_the_parameters_of_the_prompt_is_the_answer() {
    let asked = Asked {
        prompt: "def add_two(x):\n    \"\"\"Add two to x.\"\"\"\n",
        entry_point: "add_two",
    };
    let found = program("```python\ndef solution(x):\n    return x + 2\n```", &asked).unwrap();
    let expected = "def solution(x):\n    return x + 2\n\n\nadd_two = solution\n";
    assert_eq!(
        (found.source.as_str(), found.form),
        (expected, Form::Renamed)
    );
    assert!(
        program(
            "```python\ndef solution(x, y):\n    return x + y\n```",
            &asked
        )
        .is_err()
    );
}
