//! Programs end to end: inputs and outputs as tests, through `execute`, `agree` and `evaluate`.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint, json_of, mutagree, outcomes, read_rows};
use serde_json::{Value, json};

const SUM: &str = "n = int(input())\nprint(sum(map(int, input().split())))\n";
const FIRST: &str = "n = int(input())\nprint(input().split()[0])\n";
const MAXIMUM: &str = "n = int(input())\nprint(max(map(int, input().split())))\n";

/// The problem of a sum, with hidden tests, some programs, and rows of tests.
fn sums(folder: &Folder, programs: &[&str], tests: &[Value]) -> Inputs {
    let problem = json!({
        "task_id": "S/0", "prompt": "Add the numbers.\n",
        "inputs": ["2\n1 2\n", "3\n1 2 3\n"], "outputs": ["3\n", "6\n"],
    });
    let solution = |text: &&str| json!({"task_id": "S/0", "solution": text});
    Inputs {
        problems: folder.rows("problems.jsonl", &[problem]),
        solutions: folder.rows(
            "solutions.jsonl",
            &programs.iter().map(solution).collect::<Vec<_>>(),
        ),
        tests: folder.rows("tests.jsonl", tests),
    }
}

#[test]
fn programs_are_run_ranked_and_evaluated() {
    let folder = Folder::new();
    let tests = [
        json!({"task_id": "S/0", "input": "1\n5\n", "output": "5\n"}),
        json!({"task_id": "S/0", "inputs": ["2\n2 2\n", "2\n4 9\n"], "outputs": ["4", "13"]}),
    ];
    let other_sum = "import sys\nprint(sum(map(int, sys.stdin.read().split()[1:])))\n";
    let inputs = sums(&folder, &[FIRST, SUM, other_sum, MAXIMUM, "print("], &tests);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    assert_eq!(outcomes(&run), ["PFF", "PPP", "PPP", "PFF", "UUU"]);
    let rows = read_rows(&run.join("matrix.jsonl"));
    assert_eq!(rows[0]["outputs"], json!(["\"5\"", "\"2\"", "\"4\""]));
    assert_eq!(rows[1]["outputs"], rows[2]["outputs"]);
    let calls = read_rows(&run.join("calls.jsonl"));
    assert_eq!(calls[0]["calls"][1], "\"2\\n2 2\\n\"");
    mutagree().arg("agree").arg(&run).assert().success();
    let submission = read_rows(&run.join("submission.jsonl"));
    assert_eq!(submission[0]["solution"], SUM);
    let evaluated = json_of(mutagree().arg("evaluate").arg(&run).args(["--k", "1"]));
    assert_eq!(evaluated["pass_at"]["1"], 1.0);
    assert!((evaluated["baseline"]["1"].as_f64().unwrap() - 0.4).abs() < 1e-9);
}

#[test]
fn the_outputs_of_programs_tell_behaviours_apart() {
    let folder = Folder::new();
    let tests =
        [json!({"task_id": "S/0", "inputs": ["2\n4 9\n", "1\n1\n"], "outputs": ["0", "0"]})];
    let spaced = "n = int(input())\nprint('', sum(map(int, input().split())), '\\n')\n";
    let inputs = sums(&folder, &[FIRST, SUM, spaced], &tests);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    assert_eq!(outcomes(&run), ["FF", "FF", "FF"]);
    mutagree()
        .arg("agree")
        .arg(&run)
        .args(["--scorer", "mbr-exec"])
        .assert()
        .success();
    assert_eq!(read_rows(&run.join("submission.jsonl"))[0]["solution"], SUM);
}

#[test]
fn programs_run_adaptively_and_by_every_option() {
    let folder = Folder::new();
    let tests =
        [json!({"task_id": "S/0", "inputs": ["2\n4 9\n", "1\n1\n"], "outputs": ["13", "1"]})];
    let inputs = sums(&folder, &[FIRST, SUM], &tests);
    for (name, options) in [
        ("a", &["--adaptive"][..]),
        ("b", &["--compat", "codet"]),
        (
            "c",
            &["--judge", "shared", "--isolation", "test", "--jobs", "2"],
        ),
    ] {
        let run = folder.path(name);
        inputs.execute(&run).args(options).assert().success();
        assert_eq!(outcomes(&run)[1], "PP", "{options:?}");
    }
}

#[test]
fn published_forms_are_taken_as_they_are() {
    let folder = Folder::new();
    let case = |input: &str, output: &str, kind: &str| json!({"input": input, "output": output, "testtype": kind});
    let lcb = |name: &str, public: Value, private: Value, rest: Value| {
        let mut row = json!({
            "question_id": name, "question_content": "…",
            "public_test_cases": public.to_string(), "private_test_cases": private.to_string(),
        });
        row.as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        row
    };
    let starter =
        "class Solution:\n    def add(self, a: List[int], b: bool) -> List[int]:\n        ";
    let problems = [
        lcb(
            "lcb",
            json!([case("1 2", "3", "stdin")]),
            json!([case("2 2", "4.0", "stdin")]),
            json!({"metadata": "{}", "starter_code": ""}),
        ),
        lcb(
            "lcb-call",
            json!([case("[1, 2]\ntrue", "[1, 2, true]", "functional")]),
            json!([case("[]\nnull", "[null]", "functional")]),
            json!({"metadata": "{\"func_name\": \"add\"}", "starter_code": starter}),
        ),
        json!({"problem_id": 7, "question": "…", "input_output": "{\"inputs\": [\"1 2\\n\"], \"outputs\": [\"3\\n\"]}"}),
        json!({"problem_id": 8, "question": "…", "starter_code": "def add(a, b):\n",
               "input_output": "{\"fn_name\": \"add\", \"inputs\": [[1, 2]], \"outputs\": [[3]]}"}),
        json!({"name": "cc", "description": "…", "public_tests": {"input": ["1 2"], "output": ["3"]},
               "private_tests": {"input": ["1 1"], "output": ["2"]}, "generated_tests": {"input": [], "output": []}}),
    ];
    let add = "a, b = map(int, input().split())\nprint(a + b)\n";
    let method = "class Solution:\n    def add(self, a, b):\n        return (*a, b)\n";
    let solutions = [
        json!({"question_id": "lcb", "code_list": [add, "print(3)"]}),
        json!({"question_id": "lcb-call", "code_list": [method]}),
        json!({"task_id": "7", "completion": add}),
        json!({"task_id": "8", "solution": "def add(a, b): return a + b"}),
        json!({"task_id": "cc", "samples": [add]}),
    ];
    let problems = folder.rows("problems.jsonl", &problems);
    let inputs = Inputs {
        solutions: folder.rows("solutions.jsonl", &solutions),
        tests: problems.clone(),
        problems,
    };
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    assert_eq!(outcomes(&run), ["P", "P", "P", "P", "P", "P"]);
    mutagree().arg("agree").arg(&run).assert().success();
    mutagree()
        .arg("evaluate")
        .arg(&run)
        .args(["--k", "1"])
        .assert()
        .success();
    let right: Vec<Value> = read_rows(&run.join("reference.jsonl"));
    let right: Vec<&Value> = right.iter().map(|row| &row["passed"]).collect();
    assert_eq!(right, [true, false, true, true, true, true]);
}

#[test]
fn the_comparison_can_be_chosen() {
    let folder = Folder::new();
    let tests = ["lines", "tokens"].map(
        |compare| json!({"task_id": "S/0", "input": "2\n1 2\n", "output": "YES 0.333333", "compare": compare}),
    );
    let inputs = sums(&folder, &["print('Yes')\nprint(1 / 3)\n"], &tests);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    assert_eq!(outcomes(&run), ["FP"]);
}

#[test]
fn bad_rows_of_tests_are_named() {
    for (row, parts) in [
        (
            json!({"task_id": "S/0", "tests": ["assert f(1) == 2"]}),
            &["`tests`", "`S/0`, which is a program", "hint:"][..],
        ),
        (
            json!({"task_id": "S/0", "prompt": "Add"}),
            &["which is a program", "`input` and `output`"],
        ),
        (
            json!({"task_id": "S/0", "input": "1\n"}),
            &["field `output`", "missing"],
        ),
        (
            json!({"task_id": "S/0", "input": 1, "output": "1"}),
            &["field `input`", "a number"],
        ),
        (
            json!({"task_id": "S/0", "inputs": ["1", "2"], "outputs": ["1"]}),
            &["`outputs`", "2 inputs and 1 outputs"],
        ),
        (
            json!({"task_id": "S/0", "input": "1", "output": "1", "compare": "fuzzy"}),
            &["`compare`", "fuzzy"],
        ),
        (
            json!({"task_id": "S/0", "input_output": "{\"inputs\": 1}"}),
            &["`input_output`", "hint:"],
        ),
        (
            json!({"task_id": "S/0", "input_output": {"fn_name": "f", "inputs": [[1]], "outputs": [1]}}),
            &["is a program", "call a function"],
        ),
        (
            json!({"task_id": "S/0", "public_test_cases": "[{}]"}),
            &["`public_test_cases`", "missing field"],
        ),
    ] {
        let folder = Folder::new();
        let inputs = sums(&folder, &[SUM], &[row]);
        let said = complaint(&mut inputs.execute(&folder.path("run")), 2);
        for part in parts.iter().chain(&["tests.jsonl", "line 1"]) {
            assert!(said.contains(part), "`{part}` is not in: {said}");
        }
    }
}

#[test]
fn a_function_has_no_inputs_and_outputs_and_a_program_no_entry_point() {
    let folder = Folder::new();
    let mut inputs = folder.double(&["def double(x): return 2 * x"], &[]);
    inputs.tests = folder.rows(
        "tests.jsonl",
        &[json!({"task_id": "T/0", "input": "1", "output": "2"})],
    );
    let said = complaint(&mut inputs.execute(&folder.path("run")), 2);
    assert!(
        said.contains("has an entry point") && said.contains("hint:"),
        "{said}"
    );
    let both = json!({"task_id": "T/0", "prompt": "", "entry_point": "double", "inputs": [], "outputs": []});
    inputs.problems = folder.rows("problems.jsonl", &[both]);
    let said = complaint(&mut inputs.execute(&folder.path("run")), 2);
    assert!(
        said.contains("`entry_point`") && said.contains("has no `entry_point`"),
        "{said}"
    );
}

#[test]
fn a_model_is_not_asked_for_a_program() {
    let folder = Folder::new();
    let row = json!({"task_id": "S/0", "prompt": "Add.", "entry_point": null});
    folder.rows("problems.jsonl", &[row]);
    folder.rows(
        "replies.jsonl",
        &[json!({"task_id": "S/0", "variant_id": "original", "purpose": "solution", "text": SUM})],
    );
    let said = complaint(
        mutagree()
            .arg("boost")
            .arg(folder.path("problems.jsonl"))
            .arg("--run")
            .arg(folder.path("run")),
        2,
    );
    for part in ["`S/0` is a program", "hint:", "mutagree execute"] {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
}

#[test]
fn exec_runs_a_program_on_an_input() {
    let folder = Folder::new();
    let input = folder.write("input.txt", "2\n4 9\n");
    for (program, printed, code) in [
        (SUM, "13\n", 0),
        ("print('no end', end='')", "no end", 0),
        ("import sys\nprint(1)\nsys.exit(3)", "1\n", 1),
        ("print(1", "", 1),
    ] {
        let program = folder.write("program.py", program);
        let mut command = mutagree();
        command
            .args(["sandbox", "exec"])
            .arg(program)
            .arg("--stdin")
            .arg(&input);
        let done = command.assert().code(code);
        assert_eq!(String::from_utf8_lossy(&done.get_output().stdout), printed);
        let told: Value =
            serde_json::from_slice(&command.arg("--json").output().unwrap().stdout).unwrap();
        assert_eq!(told["output"], printed);
        assert_eq!(told["outcome"] == "Passed", code == 0);
    }
    let missing = folder.path("missing.txt");
    let program = folder.path("program.py");
    let said = complaint(
        mutagree()
            .args(["sandbox", "exec"])
            .arg(program)
            .arg("--stdin")
            .arg(missing),
        2,
    );
    assert!(said.contains("missing.txt"), "{said}");
}
