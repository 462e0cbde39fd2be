//! Values of frameworks, which cross between judge and candidate as what they are.

use crate::environment::{LIMITS, SharedContainer, letters, run};
use mutagree_sandbox::{Container, Job, Judge, Outcome, Tests};
use std::sync::Arc;

/// One container with numpy and pandas for all tests.
fn frames() -> Option<Arc<Container>> {
    static CONTAINER: SharedContainer = SharedContainer::new();
    CONTAINER.get(&["numpy", "numpy.testing", "pandas", "pandas.testing"])
}

/// What comes of tests that are to be judged apart, all of them.
fn apart(container: &Container, source: &str, tests: &[&str]) -> String {
    let report = run(container, source, tests, Judge::Auto);
    assert_eq!(report.shared, [0; 0], "{source}");
    report.outcomes.iter().map(Outcome::letter).collect()
}

#[test]
fn arrays_cross_in_both_directions() {
    let Some(container) = &frames() else { return };
    let source = "import numpy as np\ndef f(x): return x * 2";
    let tests = [
        "import numpy as np\nassert np.allclose(f(np.array([1.0, 2.0])), [2, 4])",
        "assert f(np.arange(3)).dtype == np.arange(3).dtype",
        "assert f(np.ones((2, 3))).shape == (2, 3)",
        "np.testing.assert_array_equal(f(np.array([[1, 2], [3, 4]]).T), [[2, 6], [4, 8]])",
        "assert f(np.float64(1.5)) == 3 and type(f(np.float64(1.5))) is np.float64",
        "assert np.isnan(f(np.array([np.nan]))).all()",
        "assert np.allclose(f(np.array([1.0])), [3])",
        "assert f(np.array([]))[0] == 1",
    ];
    assert_eq!(apart(container, source, &tests), "PPPPPPFR");
}

#[test]
fn what_a_call_does_to_an_array_is_seen_by_its_caller() {
    let Some(container) = &frames() else { return };
    let source = "import numpy as np\ndef f(x):\n    x[0] = 9\n    x.sort()\n    return None";
    let tests = ["x = np.array([3, 1, 2])\nf(x)\nassert x.tolist() == [1, 2, 9]"];
    assert_eq!(apart(container, source, &tests), "P");
}

#[test]
fn frames_and_series_cross_with_their_types_and_indices() {
    let Some(container) = &frames() else { return };
    let source = "import pandas as pd\ndef f(x): return x.groupby('k').sum()";
    let tests = [
        "import pandas as pd\nd = pd.DataFrame({'k': ['a', 'b', 'a'], 'v': [1, 2, 3]})\nr = f(d)\n\
         pd.testing.assert_frame_equal(r, pd.DataFrame({'v': [4, 2]}, index=pd.Index(['a', 'b'], name='k')))",
        "assert f(pd.DataFrame({'k': [1], 'v': [2.5]}))['v'].tolist() == [2.5]",
        "assert f(pd.DataFrame({'k': [1], 'v': [2.5]})).empty",
    ];
    assert_eq!(apart(container, source, &tests), "PPF");
}

#[test]
fn a_layout_that_a_candidate_can_see_crosses_too() {
    let Some(container) = &frames() else { return };
    let source = "def f(x): return [x.flags.c_contiguous, x.flags.f_contiguous]";
    let tests = [
        "assert f(np.ones((2, 3))) == [True, False]",
        "assert f(np.ones((2, 3)).T) == [False, True]",
        "assert f(np.ones((4, 4))[::2, ::2]) == [False, False]",
    ];
    let source = format!("import numpy as np\n{source}");
    assert_eq!(apart(container, &source, &tests), "PPP");
}

#[test]
fn views_of_one_array_stay_views_of_one() {
    let Some(container) = &frames() else { return };
    let source = "import numpy as np\ndef f(a, b):\n    a[0] = 7\n    return int(b[0])";
    let tests = ["x = np.zeros(3)\nassert f(x, x[:2]) == 7"];
    let report = run(container, source, &tests, Judge::Auto);
    assert!(report.outcomes[0].passed());
    assert_eq!(report.shared, [0]);
}

#[test]
fn outputs_tell_type_shape_and_six_digits() {
    let Some(container) = &frames() else { return };
    let source = "import numpy as np\ndef f(n): return np.arange(n) / 3";
    let report = run(container, source, &["assert f(3).sum() == 1"], Judge::Auto);
    assert_eq!(
        report.outputs,
        ["ndarray f8 (3,) [0.0, 0.333333, 0.666667]"]
    );
}

/// The calls of a suite as text, and what a candidate gives for each.
fn recorded(container: &Container, source: &str, tests: &[&str]) -> Vec<(String, String)> {
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(tests)
    };
    let suite = container.compile(&tests).unwrap();
    let suite = container.record(suite, &tests).unwrap();
    let calls = suite.calls();
    let mut job = Job::new(source, &suite);
    job.limits = LIMITS;
    let outputs = container.run(&job).unwrap().outputs;
    let calls = calls.iter().map(ToString::to_string);
    calls.zip(outputs).collect()
}

#[test]
fn calls_with_arrays_have_outputs_wherever_a_test_makes_them() {
    let Some(container) = &frames() else { return };
    let tests = [
        "assert f(2) == 4",
        "x = np.arange(3.0)\nassert f(x).sum() == 6 and f(x, k=np.float32(2)) is not None",
        "def test_it():\n    for k in [1, 3]:\n        out = f(np.ones((1, 2), dtype=np.int64), k=k)\n    assert out.all()\ntest_it()",
        "import os\nos._exit(1)\nf(np.zeros(5))",
        "with pytest.raises(ValueError):\n    f(np.array([]))",
        "assert f(f(np.zeros(1))).shape == (1,)",
    ];
    let source = "import numpy as np\ndef f(x, k=1): return x * 2 * k";
    let expected = [
        ("f(2)", "4"),
        (
            "f(np.array([0.0, 1.0, 2.0], dtype=\"<f8\"), k=scalar(\"<f4\", b\"\\x00\\x00\\x00@\"))",
            "ndarray f8 (3,) [0.0, 4.0, 8.0]",
        ),
        (
            "f(np.array([0.0, 1.0, 2.0], dtype=\"<f8\"))",
            "ndarray f8 (3,) [0.0, 2.0, 4.0]",
        ),
        (
            "f(np.array([[1, 1]], dtype=\"<i8\"), k=1)",
            "ndarray i8 (1, 2) [2, 2]",
        ),
        (
            "f(np.array([[1, 1]], dtype=\"<i8\"), k=3)",
            "ndarray i8 (1, 2) [6, 6]",
        ),
        (
            "f(np.array([], dtype=\"<f8\", shape=(0,)))",
            "ndarray f8 (0,) []",
        ),
        ("f(np.array([0.0], dtype=\"<f8\"))", "ndarray f8 (1,) [0.0]"),
    ];
    let recorded = recorded(container, source, &tests);
    let recorded: Vec<(&str, &str)> = recorded
        .iter()
        .map(|(call, out)| (&call[..], &out[..]))
        .collect();
    assert_eq!(recorded, expected);
}

#[test]
fn an_object_that_holds_arrays_is_written_with_what_it_holds_and_without_what_rounding_left() {
    let Some(container) = &frames() else { return };
    let source = "from collections import namedtuple\nimport numpy as np, pandas as pd\n\
         Pair = namedtuple('Pair', 'a b')\nclass Held:\n    def __init__(self): self.t = np.float32([1.0000001, 1e-9])\n\
         class Own(np.ndarray): pass\n\
         def f(n): return [Pair(np.ones(2), 1), Held(), np.ones(1).view(Own), Pair(pd.DataFrame({'c': [7]}), 0), Pair(f, np.float64(0.1))][n]";
    let tests = ["f(0); f(1); f(2); f(3); f(4)"];
    let outputs = run(container, source, &tests, Judge::Auto).outputs;
    let expected = [
        "Pair(tuple(ndarray f8 (2,) [1, 1], 1); )",
        "Held('t': ndarray f4 (2,) [1, 0])",
        "Own ndarray f8 (1,) [1]",
        "Pair(tuple(DataFrame('c': int64 [7]; RangeIndex [None] int64 [0]), 0); )",
        "Pair(tuple(function f, scalar f8 [0.1]); )",
    ];
    assert_eq!(outputs, expected);
}

#[test]
fn random_numbers_are_the_same_in_each_job() {
    let Some(container) = &frames() else { return };
    let source =
        "import numpy as np, random\ndef f(n): return [float(np.random.rand()), random.random()]";
    let outputs = || run(container, source, &["assert f(3)"], Judge::Auto).outputs;
    assert_eq!(outputs(), outputs());
}

#[test]
fn a_framework_cannot_be_turned_against_the_judge() {
    let Some(container) = &frames() else { return };
    let patched = "import numpy as np\nnp.allclose = np.testing.assert_allclose = lambda *a, **k: True\n\
                   np.testing.assert_array_equal = lambda *a, **k: None\ndef f(x): return x + 1";
    let tests = [
        "import numpy as np\nassert np.allclose(f(np.array([1.0])), [3.0])",
        "np.testing.assert_array_equal(f(np.array([1.0])), [3.0])",
    ];
    assert_eq!(letters(container, patched, &tests, Judge::Auto), "FF");
    for liar in [
        "class Liar(np.ndarray):\n    def __eq__(self, other): return True\n    def __array__(self, *a, **k): return np.array([3.0])\n\
         def f(x): return np.array([2.0]).view(Liar)",
        "class Liar:\n    def __array__(self, *a, **k): return np.array([3.0])\n    def __eq__(self, other): return True\n\
         def f(x): return Liar()",
    ] {
        let source = format!("import numpy as np\n{liar}");
        let letters = letters(container, &source, &tests, Judge::Split);
        assert_eq!(letters, "RR", "{source}");
    }
}
