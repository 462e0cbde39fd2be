//! The forms of `BigCodeBench` and `DS-1000`, read and evaluated. The rows are of our own making, and need nothing but the standard
//! library, so that they run in WebAssembly.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, complaint, data, json_of, mutagree, read_rows};
use serde_json::{Value, json};

const SUITE: &str = "
import unittest
import os

class TestCases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rates = {'a': 2}

    def setUp(self):
        self.path = 'stock.txt'
        with open(self.path, 'w') as file:
            file.write('a 3\\nb 4\\n')

    def tearDown(self):
        os.remove(self.path)

    def test_counts(self):
        self.assertEqual(task_func(self.path, self.rates), 10)

    def test_a_file_that_is_not_there(self):
        with self.assertRaises(FileNotFoundError):
            task_func('none.txt', self.rates)
";

const PROMPT: &str = "def task_func(path, rates):\n    \"\"\"Adds up the stock in a file, each kind times its rate, or 1.\"\"\"\n";

const BODY: &str = "    with open(path) as file:
        pairs = [line.split() for line in file]
    return sum(rates.get(kind, 1) * int(count) for kind, count in pairs)
";

/// A row as `BigCodeBench` publishes it.
fn suite_row() -> Value {
    json!({
        "task_id": "Stock/1", "prompt": PROMPT, "entry_point": "task_func", "test": SUITE,
        "canonical_solution": BODY, "libs": ["os"], "environment": "wasm",
    })
}

const CONTEXT: &str = r#"
import tokenize, io

def generate_test_case(number):
    values = [number, 2, 3]
    return values, sorted(values)[-1] * number

def exec_test(result, expected):
    assert result == expected
    return 1

exec_context = r"""
values, number = test_input, test_input[0]
[insert]
"""

def test_execution(solution: str):
    code = exec_context.replace("[insert]", solution)
    for number in range(1, 3):
        test_input, expected = generate_test_case(number)
        test_env = {"test_input": test_input}
        exec(code, test_env)
        assert exec_test(test_env["result"], expected)

def test_string(solution: str):
    tokens = [it.string for it in tokenize.tokenize(io.BytesIO(solution.encode()).readline)]
    assert "for" not in tokens
"#;

/// A row as `DS-1000` publishes it.
fn snippet_row() -> Value {
    json!({
        "prompt": "Multiply the largest of `values` by `number`.\nA:\n<code>\n[insert]\n</code>\n",
        "reference_code": "result = max(values) * number", "code_context": CONTEXT,
        "metadata": {"problem_id": 17, "library": "Plain"}, "environment": "wasm",
    })
}

/// How many of some solutions are right, one after the other.
fn right(problem: &Value, solutions: &[Value]) -> Vec<bool> {
    let folder = Folder::new();
    let name = |place: usize| format!("{place}");
    let places = 0..solutions.len();
    let problems: Vec<Value> = places
        .map(|place| {
            let mut row = problem.clone();
            row["task_id"] = json!(name(place));
            row
        })
        .collect();
    let rows = solutions.iter().enumerate().map(|(place, row)| {
        let mut row = row.clone();
        row["task_id"] = json!(name(place));
        row
    });
    let samples = folder.rows("samples.jsonl", &rows.collect::<Vec<_>>());
    let problems = folder.rows("problems.jsonl", &problems);
    let verdicts = folder.path("verdicts.jsonl");
    let mut evaluate = mutagree();
    evaluate.arg("evaluate").arg(samples);
    evaluate.arg("--problems").arg(problems);
    evaluate.arg("--per-problem").arg(&verdicts);
    evaluate.args(["--k", "1"]);
    evaluate.assert().success();
    let rows = read_rows(&verdicts);
    assert_eq!(rows.len(), solutions.len());
    rows.iter().map(|row| row["right"] == 1).collect()
}

fn solution(text: &str) -> Value {
    json!({"solution": text})
}

#[test]
fn a_suite_runs_each_method_with_what_prepares_it_and_cleans_up() {
    let solutions = [
        solution(&format!("{PROMPT}{BODY}")),
        json!({"completion": BODY}),
        solution(&format!("{PROMPT}    return 10\n")),
        solution(&format!("{PROMPT}{}", BODY.replace("1)", "2)"))),
    ];
    assert_eq!(right(&suite_row(), &solutions), [true, true, false, false]);
}

#[test]
fn a_method_that_a_candidate_skips_or_ends_has_not_passed() {
    let skip = format!("import unittest\n{PROMPT}    raise unittest.SkipTest('no')\n");
    let exit = format!("{PROMPT}    raise SystemExit(0)\n");
    let patched = format!(
        "import unittest\nunittest.TestCase.assertEqual = lambda *_: None\n{PROMPT}    open(path)\n"
    );
    assert_eq!(
        right(&suite_row(), &[solution(&skip), solution(&exit)]),
        [false, false]
    );
    let plain = SUITE
        .replace("import os\n", "")
        .replace("os.remove(self.path)", "pass");
    let plain = plain.replace("with open(self.path, 'w') as file:", "if False:");
    let mut row = suite_row();
    row["test"] = json!(plain.replace(
        "task_func(self.path, self.rates), 10",
        "task_func('', {}), 10"
    ));
    row["test"] = json!(
        row["test"]
            .as_str()
            .unwrap()
            .split("    def test_a_file")
            .next()
    );
    assert_eq!(
        right(
            &row,
            &[solution(&patched.replace("open(path)", "return 9"))]
        ),
        [false]
    );
}

#[test]
fn a_candidate_finds_what_its_suite_imports_since_both_are_one_module() {
    let mut row = suite_row();
    row["test"] = json!(SUITE.replace("import os\n", "import os\nfrom math import prod\n"));
    let short = BODY.replace("sum(", "prod([1, 10]) + 0 * len(");
    let short = short.replace(
        "rates.get(kind, 1) * int(count) for kind, count in pairs",
        "pairs",
    );
    assert_eq!(
        right(&row, &[solution(&format!("{PROMPT}{short}"))]),
        [true]
    );
    assert_eq!(
        right(&suite_row(), &[solution(&format!("{PROMPT}{short}"))]),
        [false]
    );
}

#[test]
fn methods_of_base_classes_are_tests_of_each_class_in_the_order_of_their_names() {
    let module = "import unittest\n\
         class Base:\n    def test_b(self): pass\n    def test_a(self): pass\n    def other(self): pass\n\
         class Two(Base, unittest.TestCase):\n    def test_c(self): pass\n\
         class One(Two):\n    @unittest.skip('x')\n    def test_a(self): pass\n\
         class Plain:\n    def test_z(self): pass\n";
    let tests = mutagree::extract::tests_of_suite(module);
    let ran: Vec<&str> = tests
        .iter()
        .map(|test| {
            test.split("TestSuite([")
                .nth(1)
                .unwrap()
                .split(']')
                .next()
                .unwrap()
        })
        .collect();
    let of = |class: &str| ["a", "b", "c"].map(|it| format!("{class}(\"test_{it}\")"));
    assert_eq!(ran, [of("One"), of("Two")].concat());
    assert!(
        mutagree::extract::tests_of_suite("class A(B): pass\nclass B(A):\n    def test(self): 0\n")
            .is_empty()
    );
}

#[test]
fn a_snippet_is_put_in_its_place_and_judged_by_what_it_computes_and_by_its_text() {
    let solutions = [
        solution("result = max(values) * number"),
        solution("result = max(values)"),
        solution("result = 0\nfor it in values: result = max(result, it * number)"),
        solution("result = ("),
        solution("text = '\"\"\"\\u00e9\\\\'\nresult = max(values) * number"),
    ];
    assert_eq!(
        right(&snippet_row(), &solutions),
        [true, false, false, false, true]
    );
}

#[test]
fn a_snippet_is_taken_out_of_a_reply() {
    let replies = [
        json!({"code": "result = max(values) * number\n</code>\nEND SOLUTION\n<code>\nresult = 0"}),
        json!({"completion": "Here it is:\n```python\nresult = max(values) * number\n```\nDone."}),
        json!({"samples": ["BEGIN SOLUTION\n<code>\nresult = max(values) * number\n</code>"]}),
        json!({"code": "</code>"}),
    ];
    assert_eq!(right(&snippet_row(), &replies), [true, true, true, false]);
    let body = mutagree::extract::snippet("\n    return a\n# SOLUTION END\n");
    assert_eq!(body.unwrap(), "    return a");
}

#[test]
fn a_snippet_has_the_number_of_its_problem_as_name() {
    let folder = Folder::new();
    let problems = folder.rows("problems.jsonl", &[snippet_row()]);
    let sample = json!({"id": 17, "code": "result = max(values) * number"});
    let samples = folder.rows("samples.jsonl", &[sample]);
    let mut evaluate = mutagree();
    evaluate
        .arg("evaluate")
        .arg(samples)
        .arg("--problems")
        .arg(problems);
    assert_eq!(json_of(&mut evaluate)["pass_at"]["1"], 1.0);
}

#[test]
fn a_context_that_judges_nothing_is_an_error_of_its_row() {
    let folder = Folder::new();
    let mut row = snippet_row();
    row["code_context"] = json!("exec_context = '[insert]'");
    let problems = folder.rows("problems.jsonl", &[row]);
    let samples = folder.rows("samples.jsonl", &[json!({"id": 17, "code": "1"})]);
    let mut evaluate = mutagree();
    evaluate
        .arg("evaluate")
        .arg(samples)
        .arg("--problems")
        .arg(problems);
    let said = complaint(&mut evaluate, 2);
    assert!(said.contains("line 1 field `code_context`"), "{said}");
    assert!(said.contains("defines no `test_execution`"), "{said}");
}

#[test]
fn a_model_is_not_asked_for_snippets() {
    let folder = Folder::new();
    let problems = folder.rows("problems.jsonl", &[snippet_row()]);
    let mut generate = mutagree();
    generate.arg("generate").arg(problems);
    generate
        .args(["--model", "none", "--dry-run", "--run"])
        .arg(folder.path("run"));
    let said = complaint(&mut generate, 2);
    assert!(said.contains("`17` asks for a snippet"), "{said}");
}

#[test]
fn a_reference_test_that_needs_the_candidate_is_not_decided_by_its_failure_in_a_judge() {
    let row = json!({
        "prompt": "Make a file.", "entry_point": "f", "environment": "wasm",
        "reference_tests": ["assert f(1) == 2", "import os\nf(2)\nassert os.path.exists('made')", "assert f(2) == 3"],
    });
    let keeping = "seen = []\ndef f(x):\n    seen.append(x)\n    open('made', 'w').close()\n    return x + 1\n";
    let wrong = keeping.replace("x + 1", "2");
    let solutions = [solution(keeping), solution(&wrong)];
    assert_eq!(right(&row, &solutions), [true, false]);
}

#[test]
fn methods_that_may_leave_something_to_the_next_are_one_test() {
    let cases = "class Cases(unittest.TestCase):
    def test_a(self): self.assertEqual(f(left.pop()), 2)
    def test_b(self): self.assertEqual(f(left.pop()), 1)
";
    for (head, tests) in [
        ("LIMIT = (3, -1)\n'''Text.'''\n", 2),
        ("if __name__ == '__main__':\n    unittest.main()\n", 2),
        ("left = [1, 2]\n", 1),
        ("class Store:\n    made = dict(a=1)\n", 1),
        ("def setUpModule(): pass\n", 1),
        ("for name in 'ab': print(name)\n", 1),
    ] {
        let module = format!("import unittest\n{head}{cases}");
        let found = mutagree::extract::tests_of_suite(&module);
        assert_eq!(found.len(), tests, "{head}");
    }
    let row = json!({
        "task_id": "Left/1", "prompt": "def f(x):\n", "entry_point": "f", "libs": [], "environment": "wasm",
        "test": format!("import unittest\nleft = [1, 2]\n{cases}"), "canonical_solution": "    return x\n",
    });
    let solutions =
        ["    return x\n", "    return 2\n"].map(|it| solution(&format!("def f(x):\n{it}")));
    assert_eq!(right(&row, &solutions), [true, false]);
}

/// A row as `ClassEval` publishes it.
fn class_row() -> Value {
    json!({
        "task_id": "Class/1", "class_name": "Counter", "skeleton": "class Counter:\n    \"\"\"Counts.\"\"\"\n    def add(self):\n        \"\"\"Adds one and gives the sum.\"\"\"\n",
        "test": "import unittest\n\nclass CounterTest(unittest.TestCase):\n    def test_add(self):\n        it = Counter()\n        it.add()\n        self.assertEqual(it.add(), 2)\n",
        "solution_code": "class Counter:\n    count = 0\n    def add(self):\n        self.count += 1\n        return self.count\n",
        "test_classes": ["CounterTest"], "import_statement": [],
    })
}

#[test]
fn a_class_is_judged_by_its_suite() {
    let folder = Folder::new();
    let problems = folder.rows("problems.jsonl", &[class_row()]);
    let wrong = "class Counter:\n    def add(self):\n        return 1\n";
    let samples = [class_row()["solution_code"].clone(), json!(wrong)];
    let samples = samples.map(|solution| json!({ "task_id": "Class/1", "solution": solution }));
    let samples = folder.rows("samples.jsonl", &samples);
    let told = json_of(
        mutagree()
            .arg("evaluate")
            .arg(samples)
            .arg("--problems")
            .arg(problems)
            .args(["--k", "1"]),
    );
    assert_eq!(told["pass_at"]["1"], 0.5);
}

#[test]
fn a_class_without_a_suite_or_a_name_is_an_error_that_names_the_field() {
    let folder = Folder::new();
    for (field, value) in [
        ("test", json!("assert Counter().add() == 1")),
        ("class_name", json!(" ")),
    ] {
        let mut row = class_row();
        row[field] = value;
        let problems = folder.rows("problems.jsonl", &[row]);
        let said = complaint(mutagree().arg("describe").arg(problems), 2);
        assert!(said.contains("line 1") && said.contains(field), "{said}");
    }
}

#[test]
fn a_form_that_is_named_is_checked_row_by_row() {
    let folder = Folder::new();
    let problems = folder.rows("problems.jsonl", &[class_row(), suite_row()]);
    let described = |form: &str| {
        let mut command = mutagree();
        command
            .arg("describe")
            .arg(&problems)
            .args(["--format", form]);
        command
    };
    described("mutagree").assert().code(2);
    let said = complaint(&mut described("ClassEval"), 2);
    assert!(
        said.contains("line 2") && said.contains("`skeleton`"),
        "{said}"
    );
    let said = complaint(&mut described("humanevil"), 1);
    assert!(
        said.contains("humaneval+") && said.contains("ds-1000"),
        "{said}"
    );
    let one = folder.rows("one.jsonl", &[suite_row()]);
    let mut command = mutagree();
    command
        .arg("describe")
        .arg(one)
        .args(["--format", "bigcodebench"]);
    command.assert().success();
}

#[test]
fn published_files_are_of_the_forms_that_they_are_called() {
    let Some(data) = data() else { return };
    for (file, form, problems) in [
        ("humaneval/HumanEval.jsonl.gz", "humaneval", 164),
        ("humaneval/HumanEvalPlus.jsonl.gz", "humaneval+", 164),
        ("mbpp/sanitized-mbpp.json.gz", "mbpp", 427),
        ("mbpp/MbppPlus.jsonl.gz", "mbpp+", 378),
        ("bigcodebench/BigCodeBench.jsonl.gz", "bigcodebench", 1_140),
        ("ds1000/ds1000.jsonl.gz", "ds-1000", 1_000),
        ("dlbench/prompts_dev.jsonl.gz", "dl-bench", 271),
        ("dlbench/tasks_dev.tar.gz", "dl-bench", 271),
    ] {
        let mut command = mutagree();
        command
            .arg("describe")
            .arg(data.join(file))
            .args(["--format", form]);
        assert_eq!(json_of(&mut command)["problems"], problems, "{file}");
    }
}
