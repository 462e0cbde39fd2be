//! What a file looks like with a reply's function in it.

use super::{Placing, Refusal, Target, locate};
use crate::extract::{Asked, Reason};

fn placed(file: &str, target: (&str, Option<&str>), reply: &str) -> Result<String, Refusal> {
    let (function, class) = target;
    let placing = Placing {
        file,
        path: "pkg/inner/file.py",
        target: Target { function, class },
    };
    let asked = Asked {
        prompt: "",
        entry_point: function,
    };
    placing.place(reply, &asked)
}

fn function(file: &str, reply: &str) -> String {
    placed(file, ("f", None), reply).unwrap()
}

fn method(file: &str, reply: &str) -> String {
    placed(file, ("f", Some("A")), reply).unwrap()
}

#[test]
fn a_function_takes_the_place_of_its_own_and_nothing_else_changes() {
    let file = "#!/usr/bin/env python\n'''Doc.'''\nimport os\n\n# About f.\ndef f(x):  # old\n    return 1\n# After.\n\n\nG = f(2)\n";
    let reply = "Here:\n```python\ndef f(x):\n    # new\n    return 2\n\nprint(f(1))\n```\nDone.";
    let expected = "#!/usr/bin/env python\n'''Doc.'''\nimport os\n\n# About f.\ndef f(x):\n    # new\n    return 2\n# After.\n\n\nG = f(2)\n";
    assert_eq!(function(file, reply), expected);
}

#[test]
fn what_the_function_reaches_comes_before_it_and_what_it_does_not_stays_out() {
    let file = "import os\n\n# About f.\ndef f(x):\n    return 1\n";
    let reply = "import math\nimport json\n\nLIMIT = 3\nOTHER = 4\n\ndef helper(x):\n    return math.ceil(x) + LIMIT\n\ndef unused():\n    return OTHER\n\ndef f(x):\n    return helper(x)\n";
    let expected = "import os\n\nimport math\n\nLIMIT = 3\n\n\ndef helper(x):\n    return math.ceil(x) + LIMIT\n\n\n# About f.\ndef f(x):\n    return helper(x)\n";
    assert_eq!(function(file, reply), expected);
}

#[test]
fn imports_that_the_file_has_are_not_repeated_whether_relative_or_not() {
    let file = "import numpy as np\nfrom ..utils import check\nfrom . import near\n\n\ndef other():\n    pass\n\n\ndef f(x):\n    return 1\n";
    let reply = "import numpy as np\nfrom pkg.utils import check\nfrom pkg.inner import near\nfrom pkg.inner.file import other\n\ndef f(x):\n    return np.sum(check(near(other(x))))\n";
    let placed = function(file, reply);
    assert_eq!(placed.matches("import").count(), 3, "{placed}");
}

#[test]
fn what_would_change_a_name_of_the_file_goes_into_the_function() {
    let file = "from scipy import linalg\n\n\ndef helper():\n    return 'the file'\n\n\ndef f(x):\n    return 1\n\n\ndef g():\n    return linalg, helper()\n";
    let reply = "from numpy import linalg\n\ndef helper():\n    return linalg\n\ndef second():\n    return helper()\n\ndef f(x):\n    '''Doc.'''\n    return second()\n";
    let expected = "from scipy import linalg\n\n\ndef helper():\n    return 'the file'\n\n\ndef f(x):\n    '''Doc.'''\n    from numpy import linalg\n\n\n    def helper():\n        return linalg\n\n\n    def second():\n        return helper()\n    return second()\n\n\ndef g():\n    return linalg, helper()\n";
    assert_eq!(function(file, reply), expected);
}

#[test]
fn a_helper_that_the_file_has_or_that_is_a_stub_stays_out() {
    let file = "def same(x):\n    return x\n\n\ndef real(x):\n    return 2 * x\n\n\ndef f(x):\n    return 1\n";
    let reply = "def same(x):\n    return x\n\ndef real(x):\n    '''As given.'''\n    ...\n\ndef f(x):\n    return same(real(x))\n";
    let placed = function(file, reply);
    assert_eq!(placed.matches("def ").count(), 3, "{placed}");
    assert!(placed.contains("return 2 * x"), "{placed}");
}

#[test]
fn imports_of_the_future_come_first_and_only_where_they_are_missing() {
    let file = "'''Doc.'''\n# A comment.\nimport os\n\n\ndef f(x):\n    return 1\n";
    let reply = "from __future__ import annotations\n\ndef f(x: int):\n    return 2\n";
    let expected = "'''Doc.'''\n# A comment.\nfrom __future__ import annotations\nimport os\n\n\ndef f(x: int):\n    return 2\n";
    assert_eq!(function(file, reply), expected);
    let has = "from __future__ import annotations\nimport os\n\n\ndef f(x):\n    return 1\n";
    assert_eq!(function(has, reply).matches("__future__").count(), 1);
}

#[test]
fn decorators_of_the_file_stay_where_the_reply_has_none() {
    let file = "@validate(\n    x=1,\n)  # why\ndef f(x):\n    return 1\n";
    let bare = "def f(x):\n    return 2\n";
    assert_eq!(
        function(file, bare),
        "@validate(\n    x=1,\n)  # why\ndef f(x):\n    return 2\n"
    );
    let own = "@other\ndef f(x):\n    return 2\n";
    assert_eq!(function(file, own), own);
}

#[test]
fn a_method_is_found_in_its_class_in_another_and_alone() {
    let file = "class A(B):\n    x = 1\n\n    @property\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n";
    let expected = "class A(B):\n    x = 1\n\n    @property\n    def f(self):\n        return 3\n\n    def g(self):\n        return 2\n";
    for reply in [
        "class A(B):\n    def g(self):\n        ...\n\n    def f(self):\n        return 3\n",
        "class Other:\n    def f(self):\n        return 3\n",
        "def f(self):\n    return 3\n",
        "```python\n    def f(self):\n        return 3\n```",
    ] {
        assert_eq!(method(file, reply), expected, "{reply}");
    }
}

#[test]
fn a_method_brings_what_it_uses_of_its_class_and_of_the_module() {
    let file =
        "class A:\n    def f(self):\n        return 1\n\n    def known(self):\n        return 1\n";
    let reply = "import math\n\nclass A:\n    SCALE = 2\n\n    def known(self):\n        return 9\n\n    def _half(self, x):\n        return x / self.SCALE\n\n    def unused(self):\n        pass\n\n    def f(self):\n        return math.ceil(self._half(self.known()))\n";
    let expected = "import math\n\n\nclass A:\n    def f(self):\n        return math.ceil(self._half(self.known()))\n\n    def _half(self, x):\n        return x / self.SCALE\n\n    SCALE = 2\n\n    def known(self):\n        return 1\n";
    assert_eq!(method(file, reply), expected);
}

#[test]
fn async_nested_and_one_line_functions_are_placed_whole() {
    let file = "def f(x):\n    def inner():\n        return 1\n    return inner()\n\n\ndef inner():\n    return 0\n";
    let reply =
        "async def f(x):\n    async def inner():\n        return 2\n    return await inner()\n";
    assert_eq!(
        function(file, reply),
        format!("{reply}\n\ndef inner():\n    return 0\n")
    );
    let line = "from numpy import linalg\n\ndef f(x): return linalg\n";
    let expected = "import linalg\ndef f(x):\n    from numpy import linalg\n    return linalg\n";
    let file = "import linalg\ndef f(x): return 1\n";
    assert_eq!(function(file, line).trim_end(), expected.trim_end());
}

#[test]
fn strings_over_several_lines_keep_their_lines() {
    let file = "class A:\n    def f(self):\n        return 1\n";
    let reply = "def f(self):\n    return '''a\n  b\nc'''\n";
    assert_eq!(
        method(file, reply),
        "class A:\n    def f(self):\n        return '''a\n  b\nc'''\n"
    );
}

#[test]
fn the_ends_of_lines_and_the_tabs_of_the_file_are_kept() {
    let file =
        "class A:\r\n\tdef f(self):\r\n\t\treturn 1\r\n\r\n\tdef g(self):\r\n\t\treturn 2\r\n";
    let reply = "import math\n\nclass A:\n    def f(self):\n        return math.pi\n";
    let expected = "import math\r\n\r\n\r\nclass A:\r\n\tdef f(self):\r\n\t    return math.pi\r\n\r\n\tdef g(self):\r\n\t\treturn 2\r\n";
    assert_eq!(method(file, reply), expected);
}

#[test]
fn of_overloads_setters_and_definitions_one_after_the_other_the_real_one_is_replaced() {
    let overloads = "@overload\ndef f(x: int): ...\n@typing.overload\ndef f(x: str): ...\ndef f(x):\n    return 1\n";
    assert!(
        function(overloads, "def f(x):\n    return 2\n")
            .ends_with("...\ndef f(x):\n    return 2\n")
    );
    let property = "class A:\n    @property\n    def f(self):\n        return 1\n\n    @f.setter\n    def f(self, x):\n        pass\n";
    let placed = method(property, "def f(self):\n    return 2\n");
    assert!(placed.contains("@property\n    def f(self):\n        return 2\n\n    @f.setter"));
    let twice = "def f(x):\n    return 1\n\n\ndef f(x):\n    return 1\n";
    assert_eq!(
        function(twice, "def f(x):\n    return 2\n"),
        "def f(x):\n    return 1\n\n\ndef f(x):\n    return 2\n"
    );
}

#[test]
fn a_function_in_a_branch_is_replaced_there() {
    let file = "if True:\n    import os\n\n    def f(x):\n        return 1\n";
    let reply = "import math\n\ndef f(x):\n    return math.pi\n";
    let expected =
        "if True:\n    import os\n\n    import math\n\n    def f(x):\n        return math.pi\n";
    assert_eq!(function(file, reply), expected);
}

#[test]
fn the_body_alone_goes_on_with_the_prompt() {
    let placing = Placing {
        file: "def f(x):\n    return 1\n",
        path: "file.py",
        target: Target {
            function: "f",
            class: None,
        },
    };
    let asked = Asked {
        prompt: "def f(x):\n    '''Doubles.'''\n",
        entry_point: "f",
    };
    let placed = placing.place("    return 2 * x\n", &asked).unwrap();
    assert_eq!(placed, "def f(x):\n    '''Doubles.'''\n    return 2 * x\n");
}

#[test]
fn a_reply_in_the_name_of_the_prompt_takes_that_of_the_file() {
    let placing = Placing {
        file: "def _f(x):\n    return 1\n",
        path: "file.py",
        target: Target {
            function: "_f",
            class: None,
        },
    };
    let asked = Asked {
        prompt: "Write `f`.",
        entry_point: "f",
    };
    let placed = placing
        .place("def f(x):\n    return f(x - 1) if x else 0\n", &asked)
        .unwrap();
    assert_eq!(placed, "def _f(x):\n    return _f(x - 1) if x else 0\n");
}

#[test]
fn what_cannot_be_placed_is_refused_with_its_reason() {
    let good = "def f(x):\n    return 2\n";
    let refusal = |file, target, reply| placed(file, target, reply).unwrap_err();
    assert_eq!(refusal("def f(:\n", ("f", None), good), Refusal::Broken);
    assert_eq!(
        refusal(good, ("f", Some("A")), good),
        Refusal::NoClass("A".to_owned())
    );
    let missing = refusal("def _f(x):\n    pass\n", ("f", None), good).to_string();
    assert_eq!(missing, "the file has no function `f`, but it has `_f`");
    let method = refusal("class A:\n    def f(self): pass\n", ("f", None), good).to_string();
    assert_eq!(
        method,
        "the file has no function `f`, but the class `A` has `f`"
    );
    let branches =
        "try:\n    def f(x):\n        return 1\nexcept E:\n    def f(x):\n        return 1\n";
    assert_eq!(
        refusal(branches, ("f", None), good),
        Refusal::Several("f".to_owned())
    );
    for (reply, reason) in [
        ("I cannot.", Reason::Prose),
        ("def f(x):\n    pass\n", Reason::Stub),
        ("```python\ndef f(x:\n    return\n```", Reason::Broken),
        (
            "```python\ndef g(x):\n    return 1\n```",
            Reason::NoEntryPoint,
        ),
    ] {
        let name = "f".to_owned();
        assert_eq!(
            refusal(good, ("f", None), reply),
            Refusal::Reply { name, reason }
        );
    }
}

#[test]
fn the_files_own_function_gives_the_same_file_and_a_stub_only_raises() {
    let file = "import os\n\n\nclass A:\n    @staticmethod\n    def f(x, y=os.sep):  # first\n        '''Doc.'''\n        # A comment.\n        return x\n\n    z = 1\n";
    let placing = Placing {
        file,
        path: "file.py",
        target: Target {
            function: "f",
            class: Some("A"),
        },
    };
    let asked = Asked {
        prompt: "",
        entry_point: "f",
    };
    let own = placing.own().unwrap();
    assert_eq!(placing.place(&own, &asked).unwrap(), file);
    let stub = placing.stub().unwrap();
    assert_eq!(
        stub,
        "import os\n\n\nclass A:\n    @staticmethod\n    def f(x, y=os.sep):  # first\n        raise NotImplementedError\n\n    z = 1\n"
    );
}

#[test]
fn a_function_of_nearly_that_name_is_found_where_there_is_only_one() {
    let at = |file, function, class| locate(file, &Target { function, class });
    let file = "def _f():\n    pass\n\n\nclass A:\n    def g(self):\n        pass\n\n    def K(self):\n        pass\n";
    assert_eq!(at(file, "f", None), Some(("_f".to_owned(), None)));
    assert_eq!(
        at(file, "g", None),
        Some(("g".to_owned(), Some("A".to_owned())))
    );
    assert_eq!(
        at(file, "k", Some("A")),
        Some(("K".to_owned(), Some("A".to_owned())))
    );
    assert_eq!(at(file, "_f", None), None);
    assert_eq!(at(file, "h", None), None);
    let two = format!("{file}\n\nclass B:\n    def g(self):\n        pass\n");
    assert_eq!(at(&two, "g", None), None);
}

#[test]
fn a_misspelt_name_is_found_by_a_letter_or_by_two_that_are_swapped_and_not_by_another_letter() {
    let at = |file: &str, function, class| {
        locate(file, &Target { function, class }).map(|(function, _)| function)
    };
    let file = "class A:\n    def gibbs_sampling(self):\n        pass\n\n    def sample_units(self):\n        pass\n\n    def transform(self):\n        pass\n\n    def grad_x(self):\n        pass\n";
    let in_class = |function| at(file, function, Some("A"));
    assert_eq!(in_class("gibs_sampling").unwrap(), "gibbs_sampling");
    assert_eq!(in_class("sample_unit").unwrap(), "sample_units");
    assert_eq!(in_class("transfrom").unwrap(), "transform");
    for other in ["grad_y", "grad_2x", "transforming", "sampleunit", "gibb"] {
        assert_eq!(in_class(other), None, "{other}");
    }
    let functions =
        "def encode():\n    pass\n\n\ndef encoders():\n    pass\n\n\ndef conv():\n    pass\n";
    assert_eq!(at(functions, "encoder", None), None);
    assert_eq!(at(functions, "conv2", None), None);
    assert_eq!(at(functions, "Encoders_", None).unwrap(), "encoders");
}
