//! What comes of tests: the same as in WebAssembly.

use crate::environment::{letters, plain, run};
use mutagree_sandbox::{Judge, Outcome};

#[test]
fn tests_get_the_verdicts_that_python_gives() {
    let Some(container) = &plain() else { return };
    let source = "def f(x):\n    if x < 0: raise ValueError('negative')\n    return [x, x + 1]";
    let tests = [
        "assert f(1) == [1, 2]",
        "assert f(1) == [1, 3], 'three'",
        "assert f(-1) == []",
        "assert f(",
        "values = [f(n)[1] for n in range(3)]\nassert values == [1, 2, 3]",
        "try:\n    f(-1)\nexcept ValueError as error:\n    assert 'negative' in str(error)\nelse:\n    assert False",
    ];
    for judge in [Judge::Auto, Judge::Split, Judge::Shared] {
        assert_eq!(
            letters(container, source, &tests, judge),
            "PFRUPP",
            "{judge:?}"
        );
    }
}

#[test]
fn a_test_that_sees_more_than_values_runs_with_the_candidate() {
    let Some(container) = &plain() else { return };
    let source = "class Box:\n    def __init__(self, it): self.it = it\ndef f(x): return Box(x)";
    let tests = ["assert f(2).it == 2", "assert f(2) == 2"];
    let report = run(container, source, &tests, Judge::Auto);
    assert!(report.outcomes[0].passed() && !report.outcomes[1].passed());
    assert_eq!(report.shared, [0]);
    let split = run(container, source, &tests[..1], Judge::Split);
    assert!(matches!(&split.outcomes[0], Outcome::Raised(fault) if fault.kind == "Uncrossable"));
}

#[test]
fn the_outputs_of_calls_are_texts_that_are_the_same_for_the_same_behaviour() {
    let Some(container) = &plain() else { return };
    let tests = ["assert f(3)", "assert f(4) == 1", "assert f('a')"];
    let report = run(
        container,
        "def f(x): return {x / 3: {2, 1}}",
        &tests,
        Judge::Auto,
    );
    assert_eq!(
        report.outputs,
        ["dict(1.0: {1, 2})", "dict(1.33333: {1, 2})", "!TypeError"]
    );
}

#[test]
fn a_candidate_that_does_not_load_is_unviable() {
    let Some(container) = &plain() else { return };
    for source in [
        "def f(:",
        "import nothing_of_that_name",
        "import sys; sys.exit(0)",
    ] {
        assert_eq!(
            letters(container, source, &["assert f(1)"], Judge::Auto),
            "U",
            "{source}"
        );
    }
}
