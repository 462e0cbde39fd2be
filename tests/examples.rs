//! Examples in prompts: how they are read, and what they decide.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint, json_of, mutagree, outcomes, read_rows};
use mutagree::consensus::{ByExamples, Ranking, rank, shown};
use mutagree::extract::{Reason, examples};
use mutagree::matrix::{Bits, ExecutionMatrix};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// The tests that a docstring of `f(x, k=1)` gives.
fn told(docstring: &str) -> Vec<String> {
    let prompt = format!("def f(x, k=1):\n    \"\"\"{docstring}\n    \"\"\"\n");
    examples(&prompt, "f").tests
}

/// Why parts of a docstring of `f(x, k=1)` are no examples.
fn refused(docstring: &str) -> Vec<Reason> {
    let prompt = format!("def f(x, k=1):\n    \"\"\"{docstring}\n    \"\"\"\n");
    let unused = examples(&prompt, "f").unused;
    unused.into_iter().map(|it| it.reason).collect()
}

#[test]
fn calls_with_results_are_read_in_any_notation() {
    for notation in [
        "f(1) == 2",
        "f(1) = 2",
        "f(1) -> 2",
        "f(1) => 2",
        "f(1) ==> 2",
        "f(1) ➞ 2",
        "f(1) → 2",
        "f(1) ⇒ 2",
        "* f(1) -> 2",
        "- `f(1)` returns `2`",
        "f(1) returns 2.",
        "f(1) should return 2",
        "f(1) will return 2, because 1 + 1 is 2",
        "f(1) should be equal to 2",
        "f(1) gives 2",
        "f(1) evaluates to 2",
        "f(1)  # 2",
        "f(1)  # => 2",
        "f(1)  # returns 2",
        "# f(1) == 2",
        "assert f(1) == 2",
        "assert f(1) == 2, 'twice'",
        "for f(1) == 2 (twice one)",
        "f(1) -> 1 + 1 = 2",
        "Input: f(1)\n    Output: 2",
        ">>> f(1)\n    2",
        ">>> f(1) == 2",
        ">>> f(1) == 2\n    True",
        ">>> f(1)  # 2",
        ">>> x = 1\n    >>> f(1)\n    2",
    ] {
        assert_eq!(told(notation), ["assert f(1) == 2"], "{notation}");
    }
}

#[test]
fn inputs_and_outputs_are_read_without_a_call() {
    for notation in [
        "Input: 1\n    Output: 2",
        "Input: x = 1\n    Output: 2\n    Explanation: twice.",
        "**Input:** x = 1\n    **Output:** 2",
        "Example 1:\n    Input:\n    x : 1\n    Output:\n    2",
        "For x = 1 the output should be 2.",
        "For example, given 1 return 2",
        "given 1, it should return 2",
        "For 1, the result is 2.",
        "1 -> 2",
        "| x | output |\n    |---|---|\n    | 1 | 2 |",
    ] {
        assert_eq!(told(notation), ["assert f(1) == 2"], "{notation}");
    }
    let both = "Input: k = 3, x = [1, 2]\n    Output: [4]";
    assert_eq!(told(both), ["assert f(k=3, x=[1, 2]) == [4]"]);
    let rows = "| input | result |\n    | --- | ---: |\n    | [1] | 'a' |\n    | [2] | 'b' |";
    assert_eq!(told(rows), ["assert f([1]) == 'a'", "assert f([2]) == 'b'"]);
}

#[test]
fn values_may_stand_over_several_lines_and_in_the_words_of_others() {
    assert_eq!(
        told("f([\n      1,\n      2,\n    ]) -> true"),
        ["assert f([ 1, 2, ]) == True"]
    );
    assert_eq!(told("f('a') returns null"), ["assert f('a') == None"]);
    assert_eq!(
        told(">>> f(2)\n    [1,\n     2]"),
        ["assert f(2) == [1, 2]"]
    );
    assert_eq!(told("f(2) == 0.5"), ["assert f(2) == 0.5"]);
    let tuples = "f(1) -> (1, 2)\n    f(2) -> (3)";
    assert_eq!(
        told(tuples),
        ["assert f(1) == (1, 2)", "assert f(2) == (3,)"]
    );
}

#[test]
fn an_exception_that_is_told_becomes_a_test_that_wants_it() {
    let wants = "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no ValueError')";
    assert_eq!(told("f(-1) raises a ValueError."), [wants]);
    let session =
        ">>> f(-1)\n    Traceback (most recent call last):\n    ...\n    ValueError: negative";
    assert_eq!(told(session), [wants]);
    assert!(told("f(-1) raises Trouble").is_empty());
}

#[test]
fn values_that_a_session_assigns_go_with_its_examples() {
    let session = ">>> xs = [1, 2]\n    >>> f(xs, k=2)\n    [1]";
    assert_eq!(told(session), ["xs = [1, 2]\nassert f(xs, k=2) == [1]"]);
    let result = ">>> y = f(1)\n    >>> len(y)\n    3";
    assert_eq!(told(result), ["y = f(1)\nassert len(y) == 3"]);
    let printed = ">>> print(f(1))\n    it's";
    assert_eq!(told(printed), ["assert str(f(1)) == 'it\\'s'"]);
}

#[test]
fn an_example_that_depends_on_an_earlier_call_is_refused() {
    let session = ">>> xs = [2, 1]\n    >>> f(xs)\n    >>> xs\n    [1, 2]\n    >>> f(xs)\n    3";
    assert!(told(session).is_empty());
    assert!(refused(session).iter().all(|it| *it == Reason::SideEffects));
    assert!(!refused(session).is_empty());
}

#[test]
fn what_is_not_written_out_or_does_not_fit_is_refused_with_a_reason() {
    for (text, reason) in [
        ("f(abc) => False", Reason::NotLiteral),
        (">>> f(numpy.array([1]))\n    2", Reason::NotLiteral),
        (">>> f(1)\n    <object at 0x1>", Reason::NotLiteral),
        ("f(1, 2, 3) == 4", Reason::Unfit),
        ("f() == 4", Reason::Unfit),
        ("f(1, j=2) == 4", Reason::Unfit),
        ("f('/path/to/file.csv') == 4", Reason::Placeholder),
    ] {
        assert!(told(text).is_empty(), "{text}");
        assert_eq!(refused(text), [reason], "{text}");
    }
}

#[test]
fn what_only_looks_like_an_example_is_none() {
    for text in [
        "f(1) returns 2 numbers",
        "f(1) == 2 or 3",
        "f(1) != 2",
        "f(1) -> 1, 2",
        "f(1) is about 2",
        "f(1) should not return 2",
        "3 * f(1) == 2",
        "not f(1) == 2",
        "f(1) + 1 == 2",
        "f(1) > 2",
        "f(1) == 2 + k",
        "g.f(1) == 2",
        "ff(1) returned 2",
        "If x is 1, return 2.",
        "Return -1 for 3 or more.",
        "For each of the 3 inputs return 2.",
    ] {
        assert!(told(text).is_empty(), "{text}: {:?}", told(text));
    }
}

#[test]
fn equations_that_define_a_sequence_are_no_examples_of_a_list() {
    let text = "f(1) = 3\n    f(n) = 1 + n / 2, if n is even.\n    f(4) = 3\n    f(3) -> [1, 3]";
    assert_eq!(told(text), ["assert f(3) == [1, 3]"]);
}

#[test]
fn examples_that_contradict_each_other_are_kept_apart_and_told() {
    let text = "f(1) == 2\n    f(2) == 4\n    f( 1 ) == 3";
    assert_eq!(told(text), ["assert f(2) == 4"]);
    assert_eq!(
        refused(text),
        [Reason::Contradiction, Reason::Contradiction]
    );
    assert_eq!(told("f('a b') == 1\n    f('ab') == 2").len(), 2);
    assert_eq!(told("f(1) == 2\n    f(1)  ==  2").len(), 1);
}

#[test]
fn a_function_that_the_examples_call_otherwise_is_known_where_only_one_can_be_it() {
    assert_eq!(told("assert twice(1) => 2"), ["assert f(1) == 2"]);
    assert_eq!(told("twice(1) => 2, doubled(2) => 4"), [""; 0]);
    assert_eq!(told("len('a') == 1"), [""; 0]);
    let helper =
        "def twice(x):\n    return 2 * x\n\ndef f(x):\n    \"\"\"twice(1) == 2\n    \"\"\"\n";
    assert!(examples(helper, "f").tests.is_empty());
}

#[test]
fn prompts_without_an_entry_point_or_a_signature_are_read_with_care() {
    assert!(examples("f(1) == 2", "").tests.is_empty());
    let words = "Write a function.\nassert set(f((3, 4), (4, 5))) == set((4,))";
    assert_eq!(
        examples(words, "f").tests,
        ["assert set(f((3, 4), (4, 5))) == set((4,))"]
    );
    let close = "assert math.isclose(f(1), 2.0, rel_tol=0.001)";
    assert_eq!(
        examples(close, "f").tests,
        [format!("import math\n{close}")]
    );
    assert!(examples("Input: 1\nOutput: 2", "f").tests.is_empty());
    let method = "class Solution:\n    def f(self, xs: list, k: int) -> int:\n        pass\n\n\
                  Input: xs = [1], k = 2\nOutput: 3";
    assert_eq!(examples(method, "f").tests, ["assert f([1], 2) == 3"]);
}

/// Two right candidates after two that agree on something wrong, which a wrong test favours, and a third wrong one.
fn misled(folder: &Folder, docstring: &str) -> (Inputs, PathBuf) {
    let problem = json!({
        "task_id": "T/0", "entry_point": "double",
        "prompt": format!("def double(x):\n    \"\"\"{docstring}\n    \"\"\"\n"),
        "reference_tests": ["assert double(3) == 6"],
    });
    let solutions = [
        "def double(x):\n    return x * x\n",
        "def double(x):\n    return x ** 2\n",
        "def double(x):\n    return x ** 3\n",
        "def double(x):\n    return x + x\n",
        "def double(x):\n    return 2 * x\n",
    ];
    let solutions: Vec<Value> = solutions
        .iter()
        .map(|it| json!({"task_id": "T/0", "solution": it}))
        .collect();
    let tests =
        json!({"task_id": "T/0", "tests": ["assert double(5) == 25", "assert double(2) == 4"]});
    let inputs = Inputs {
        problems: folder.rows("problems.jsonl", &[problem]),
        solutions: folder.rows("solutions.jsonl", &solutions),
        tests: folder.rows("tests.jsonl", &[tests]),
    };
    (inputs, folder.path("run"))
}

/// Which candidate `mutagree agree` selects, and what it says of examples.
fn selected(run: &std::path::Path, options: &[&str]) -> (u64, Value) {
    json_of(mutagree().arg("agree").arg(run).args(options));
    let row = read_rows(&run.join("selection.jsonl")).remove(0);
    (
        row["candidate_id"].as_u64().unwrap(),
        row["examples"].clone(),
    )
}

#[test]
fn an_example_decides_against_what_tests_favour() {
    let folder = Folder::new();
    let (inputs, run) = misled(&folder, "double(3) == 6\n    double(2) == 4");
    let said = complaint(&mut inputs.execute(&run), 0);
    assert!(
        said.contains("2 examples in the prompts of 1 of 1 problems"),
        "{said}"
    );
    assert_eq!(outcomes(&run), ["PPF", "PPF", "FFF", "FPP", "FPP"]);
    let tests = read_rows(&run.join("tests.jsonl"));
    assert_eq!(tests[1]["origins"], json!({"original": 1, "prompt": 1}));
    assert_eq!(tests[2]["origins"], json!({"prompt": 1}));
    let used = |found: u64, used: u64| json!({"found": found, "used": used});
    assert_eq!(selected(&run, &[]), (3, used(2, 2)));
    assert_eq!(selected(&run, &["--examples", "off"]), (0, used(2, 0)));
    assert_eq!(selected(&run, &["--examples", "weight"]).1, used(2, 2));
    let scorer =
        |run: &std::path::Path| read_rows(&run.join("consensus.jsonl"))[0]["scorer"].clone();
    assert_eq!(scorer(&run), "trust+examples-weight");
    assert_eq!(
        selected(&run, &["--scorer", "codet+examples-off"]),
        (0, used(2, 0))
    );
    assert_eq!(selected(&run, &["--scorer", "codet"]).0, 3);
    let compared = json_of(mutagree().arg("agree").arg(&run).args([
        "--compare",
        "fusion+examples-off,fusion",
        "--k",
        "1",
    ]));
    let right = |place: usize| {
        compared["compared"][place]["pass_at"]["1"]
            .as_f64()
            .unwrap()
    };
    assert!(right(0) < 0.5 && right(1) > 0.9, "{compared}");
    complaint(
        mutagree()
            .arg("agree")
            .arg(&run)
            .args(["--examples", "perhaps"]),
        1,
    );
}

#[test]
fn an_example_that_every_candidate_fails_is_distrusted() {
    let folder = Folder::new();
    let (inputs, run) = misled(&folder, "double(3) == 7\n    >>> double(y)\n    1");
    let said = complaint(&mut inputs.execute(&run), 0);
    assert!(
        said.contains("not used: 1 × example: not-literal"),
        "{said}"
    );
    assert_eq!(selected(&run, &[]), (0, json!({"found": 1, "used": 0})));
    let shown = read_rows(&run.join("examples.jsonl")).remove(0);
    assert_eq!(shown["tests"], 1);
    assert_eq!(shown["unused"][0]["reason"], "not-literal");
}

#[test]
fn adaptive_execution_runs_examples_on_every_candidate() {
    let folder = Folder::new();
    let (inputs, run) = misled(&folder, "double(3) == 6");
    inputs
        .execute(&run)
        .args(["--adaptive", "codet"])
        .assert()
        .success();
    assert!(outcomes(&run).iter().all(|row| !row.ends_with('-')));
    assert_eq!(selected(&run, &[]).0, 3);
}

#[test]
fn codets_program_knows_no_examples() {
    let folder = Folder::new();
    let (inputs, run) = misled(&folder, "double(3) == 6");
    inputs
        .execute(&run)
        .args(["--compat", "codet"])
        .assert()
        .success();
    assert_eq!(read_rows(&run.join("tests.jsonl")).len(), 2);
}

#[test]
fn recorded_replies_in_other_names_get_the_examples_of_the_original_prompt() {
    let folder = Folder::new();
    let (inputs, run) = misled(&folder, "double(3) == 6");
    let reply = |variant: &str, text: &str| {
        json!({
            "task_id": "T/0", "variant_id": variant, "purpose": "solution", "text": text,
        })
    };
    let replies = [
        reply(
            "original",
            "```python\ndef double(x):\n    return x * x\n```",
        ),
        reply(
            "naming",
            "```python\ndef double(value):\n    return value + value\n```",
        ),
    ];
    folder.rows("replies.jsonl", &replies);
    let mut boost = mutagree();
    boost
        .arg("boost")
        .arg(&inputs.problems)
        .arg("--replay")
        .arg(folder.path("."))
        .arg("--run")
        .arg(&run);
    boost.assert().success();
    let tests = read_rows(&run.join("tests.jsonl"));
    assert_eq!(tests[0]["source"], "assert double(3) == 6");
    assert_eq!(tests.len(), 1);
    let submission = fs::read_to_string(run.join("submission.jsonl")).unwrap();
    assert!(submission.contains("value + value"), "{submission}");
}

#[test]
fn a_ranking_writes_how_examples_count_and_reads_it_again() {
    for name in [
        "fusion",
        "codet+fallback+examples-off",
        "b4+unique+examples-weight",
    ] {
        let ranking: Ranking = name.parse().unwrap();
        assert_eq!(ranking.to_string(), name);
    }
    assert!("fusion+examples-some".parse::<Ranking>().is_err());
}

/// Four candidates of which the last two pass the only example, which is the last of three tests.
fn matrix() -> ExecutionMatrix {
    let passes = [
        vec![true, true, false],
        vec![true, true, false],
        vec![true, false, true],
        vec![true, false, true],
    ];
    let examples = Bits::from_bools(&[false, false, true]);
    ExecutionMatrix::new(&passes, vec![2, 1, 2, 1], vec![1, 5, 1]).with_examples(examples)
}

#[test]
fn examples_count_around_every_scorer() {
    let best = |name: &str| rank(&matrix(), name.parse().unwrap())[0].candidates.clone();
    for scorer in ["codet", "b4", "max-pass", "latent"] {
        assert_eq!(best(scorer), [2, 3], "{scorer}");
        assert_eq!(best(&format!("{scorer}+examples-off")), [0, 1], "{scorer}");
    }
    let off: Ranking = "codet+examples-off".parse().unwrap();
    let score = rank(&matrix(), off)[0].score;
    assert!((score - 3_f64.sqrt() * 6.0).abs() < 1e-9, "{score}");
    let weight: Ranking = "codet+examples-weight".parse().unwrap();
    let weighed = rank(&matrix(), weight);
    let set = weighed.iter().find(|it| it.candidates == [2, 3]).unwrap();
    assert!(
        (set.score - 3_f64.sqrt() * 7.0).abs() < 1e-9,
        "{}",
        set.score
    );
}

#[test]
fn an_example_that_most_samples_contradict_together_is_distrusted() {
    let mut contradicted = matrix();
    contradicted.candidates[0] += 4;
    assert_eq!(shown(&matrix(), ByExamples::Filter).used, 1);
    assert_eq!(shown(&contradicted, ByExamples::Filter).used, 0);
    assert_eq!(shown(&contradicted, ByExamples::Weight).used, 1);
    assert_eq!(
        rank(&contradicted, "codet".parse().unwrap())[0].candidates,
        [0, 1]
    );
}

#[test]
fn without_examples_every_way_to_count_them_is_the_same() {
    let plain = ExecutionMatrix {
        examples: Bits::default(),
        ..matrix()
    };
    let rank = |how| {
        rank(
            &plain,
            Ranking {
                examples: how,
                ..Ranking::default()
            },
        )
    };
    assert_eq!(rank(ByExamples::Filter), rank(ByExamples::Off));
    assert_eq!(rank(ByExamples::Weight), rank(ByExamples::Off));
    assert_eq!(shown(&plain, ByExamples::Filter).found, 0);
}
