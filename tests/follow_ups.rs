//! `mutagree boost --distinguish` and `--repair`: what a model is asked after a vote, and what comes of it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, RIGHT, TESTS, start};
use assert_cmd::Command;
use common::{Folder, complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use server::{Fault, Faults, Reply, Script, Seen};
use std::collections::BTreeSet;
use std::fs;

/// Three programs that are wrong in one way, and two that are right; the tests tell none of them apart.
const PROGRAMS: [&str; 5] = ["x * x", "2 * x", "x ** 2", "x + x", "x * x + 0"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Asks {
    Program,
    Tests,
    Answer,
    Repair,
}

/// What a request asks for.
fn asks(seen: &Seen) -> Asks {
    let prompt = seen.prompt();
    if prompt.contains("holds the returned value alone") {
        Asks::Answer
    } else if prompt.contains("Find the mistake") {
        Asks::Repair
    } else if prompt.contains("tests for the function") {
        Asks::Tests
    } else {
        Asks::Program
    }
}

/// The name that is called and the argument of the call that a request asks about.
fn asked_call(seen: &Seen) -> (String, i64) {
    let prompt = seen.prompt();
    let (_, call) = prompt.split_once("for this call?\n\n```python\n").unwrap();
    let (call, _) = call.split_once('\n').unwrap();
    let (name, argument) = call.trim_end_matches(')').split_once('(').unwrap();
    (name.to_owned(), argument.parse().unwrap())
}

/// The name of the function that a request is about.
fn function(seen: &Seen) -> String {
    let prompt = seen.prompt();
    let (_, rest) = prompt.split_once("def ").unwrap();
    rest.split_once('(').unwrap().0.to_owned()
}

fn program(seen: &Seen, expression: &str) -> Reply {
    let prompt = seen.prompt();
    let (_, rest) = prompt.split_once("def ").unwrap();
    let (name, rest) = rest.split_once('(').unwrap();
    let (parameter, _) = rest.split_once(')').unwrap();
    let expression = expression.replace('x', parameter);
    Reply::text(format!(
        "```python\ndef {name}({parameter}):\n    return {expression}\n```"
    ))
}

/// A model whose programs disagree, and that answers a question with `answer` of its argument and the sample.
fn disagreeing(
    answer: impl Fn(i64, usize) -> String + Send + Sync + 'static,
) -> impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static {
    move |seen, sample| match asks(seen) {
        Asks::Program => program(seen, PROGRAMS[sample % PROGRAMS.len()]),
        Asks::Tests => Reply::text(TESTS.replace("double", &function(seen))),
        Asks::Answer => {
            let (name, argument) = asked_call(seen);
            assert_eq!(name, function(seen));
            Reply::text(answer(argument, sample))
        }
        Asks::Repair => Reply::text(RIGHT),
    }
}

/// A model whose programs are all wrong in one way, whose tests say so, and that corrects with `correction`.
fn mistaken(correction: &'static str) -> impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static {
    move |seen, sample| match asks(seen) {
        Asks::Program => program(seen, ["x * x", "x ** 2"][sample % 2]),
        Asks::Tests => Reply::text(
            "```python\nassert double(2) == 4\nassert double(5) == 10\nassert double(-3) == -6\n```",
        ),
        Asks::Answer => panic!("{}", seen.prompt()),
        Asks::Repair => Reply::text(correction),
    }
}

/// Five candidates of the prompt itself, and two replies with tests.
fn boost(place: &Place, url: &str, run: &str, more: &[&str]) -> Command {
    let mut command = place.verb("boost", url, run);
    command.args([
        "--candidates",
        "5",
        "--tests",
        "4",
        "--tests-per-reply",
        "2",
    ]);
    if !more.contains(&"--variants") {
        command.args(["--variants", "0"]);
    }
    command.args(more);
    command
}

/// The program that a run selected for its first problem.
fn selected(place: &Place, run: &str) -> String {
    let rows = read_rows(&place.folder.path(run).join("submission.jsonl"));
    rows[0]["solution"].as_str().unwrap().to_owned()
}

fn tests_of(place: &Place, run: &str) -> Vec<Value> {
    read_rows(&place.folder.path(run).join("tests.jsonl"))
}

/// The number of requests of a kind that a server got.
fn count(server: &server::Server, kind: Asks) -> usize {
    let requests = server.requests();
    requests.iter().filter(|seen| asks(seen) == kind).count()
}

fn twice(argument: i64, _sample: usize) -> String {
    format!("Two times {argument}.\n```python\n{}\n```", 2 * argument)
}

#[test]
fn an_input_that_tells_the_best_candidates_apart_decides() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let url = server.base_url();
    json_of(&mut boost(&place, &url, "plain", &[]));
    assert!(!selected(&place, "plain").contains("return 2 * x"));
    let summary = json_of(&mut boost(&place, &url, "run", &["--distinguish", "2"]));
    let solution = selected(&place, "run");
    assert!(
        solution.contains("2 * x") || solution.contains("x + x"),
        "{solution}"
    );
    let told = &summary["generated"]["distinguished"];
    assert_eq!(
        told,
        &json!({"problems": 1, "inputs": 2, "answers": 10, "used": 2, "refused": {}, "changed": 1})
    );
    let tests = tests_of(&place, "run");
    let own = json!({"distinguish": 5});
    let own: Vec<&Value> = tests.iter().filter(|row| row["origins"] == own).collect();
    assert_eq!(own.len(), 2, "{tests:?}");
    for test in own {
        assert_eq!(test["multiplicity"], 5);
        let source = test["source"].as_str().unwrap();
        assert!(source.starts_with("assert double(") && source.contains(") == "));
    }
}

#[test]
fn an_answer_is_asked_of_several_variants_in_their_names_and_without_code() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let more = [
        "--variants",
        "4",
        "--strategy",
        "naming",
        "--distinguish",
        "1",
    ];
    let mut command = boost(&place, &server.base_url(), "run", &more);
    let summary = json_of(&mut command);
    assert_eq!(
        summary["generated"]["distinguished"]["used"], 1,
        "{summary}"
    );
    let replies = place.replies("run");
    let answers = replies.iter().filter(|row| row["purpose"] == "answer");
    let variants: BTreeSet<&str> = answers
        .map(|row| row["variant_id"].as_str().unwrap())
        .collect();
    assert!(
        variants.len() > 2 && variants.contains("original"),
        "{variants:?}"
    );
    for seen in server
        .requests()
        .iter()
        .filter(|it| asks(it) == Asks::Answer)
    {
        assert!(!seen.prompt().contains("return 2 *"), "{}", seen.prompt());
    }
}

#[test]
fn where_nothing_disagrees_and_nothing_fails_nothing_is_asked() {
    let place = Place::with_problems(2);
    let server = start(asking::server());
    let more = ["--distinguish", "3", "--repair", "2"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let told = &summary["generated"];
    assert_eq!(told["distinguished"]["inputs"], 0, "{told}");
    assert_eq!(told["repaired"]["problems"], 0, "{told}");
    assert_eq!(
        count(&server, Asks::Answer) + count(&server, Asks::Repair),
        0
    );
    let said = boost(&place, &server.base_url(), "run", &more)
        .assert()
        .success();
    let said = String::from_utf8(said.get_output().stderr.clone()).unwrap();
    assert!(said.contains("distinguished: no problem"), "{said}");
    assert!(said.contains("repaired: no problem"), "{said}");
}

#[test]
fn answers_that_are_no_value_are_refused_by_reason() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(|seen, sample| {
        if asks(seen) == Asks::Answer && sample == 4 {
            return Reply::cut("```python\n12");
        }
        let bad = |_, sample: usize| {
            let replies = [
                "```python\nCANNOT SAY\n```",
                "```\n4\n```\nor rather\n```\n6\n```",
                "It returns the double of `x`.",
                "```python\n'12'\n```",
            ];
            replies[sample].to_owned()
        };
        disagreeing(bad)(seen, sample)
    }));
    let more = ["--distinguish", "1"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let told = &summary["generated"]["distinguished"];
    assert_eq!(
        told["refused"],
        json!({
            "cannot say": 1, "several values": 1, "no literal": 1,
            "of a type that no candidate gives": 1, "cut": 1,
        })
    );
    assert_eq!((&told["used"], &told["changed"]), (&json!(0), &json!(0)));
    assert_eq!(tests_of(&place, "run").len(), 2);
}

#[test]
fn answers_that_contradict_each_other_are_no_test() {
    let place = Place::with_problems(1);
    let answer = |argument: i64, sample: usize| {
        [2, 2, 3, 3, 5][sample].to_string() + &argument.abs().to_string()
    };
    let server = start(Script::answering(disagreeing(answer)));
    let more = ["--distinguish", "2"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let told = &summary["generated"]["distinguished"];
    assert_eq!(
        (&told["answers"], &told["used"]),
        (&json!(10), &json!(0)),
        "{told}"
    );
    assert_eq!(tests_of(&place, "run").len(), 2);
    let kept = fs::read_to_string(place.folder.path("run").join("follow_ups.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["questions"][0]["used"], Value::Null);
    assert_eq!(
        kept["questions"][0]["answers"].as_object().unwrap().len(),
        3
    );
}

#[test]
fn three_samples_of_five_are_enough_and_say_how_many_they_are() {
    let place = Place::with_problems(1);
    let answer = |argument: i64, sample: usize| match sample {
        0 => "CANNOT SAY".to_owned(),
        1 => "1000000".to_owned(),
        _ => (2 * argument).to_string(),
    };
    let server = start(Script::answering(disagreeing(answer)));
    let more = ["--distinguish", "1"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let told = &summary["generated"]["distinguished"];
    assert_eq!(
        (&told["used"], &told["refused"]),
        (&json!(1), &json!({"cannot say": 1}))
    );
    let tests = tests_of(&place, "run");
    assert_eq!(tests[2]["origins"], json!({"distinguish": 3}));
}

#[test]
fn a_correction_of_the_best_candidate_is_a_candidate() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(mistaken(RIGHT)));
    let url = server.base_url();
    json_of(&mut boost(&place, &url, "plain", &[]));
    assert!(selected(&place, "plain").contains('*'));
    let summary = json_of(&mut boost(&place, &url, "run", &["--repair", "3"]));
    assert!(selected(&place, "run").contains("2 * x"));
    assert_eq!(
        summary["generated"]["repaired"],
        json!({"problems": 1, "used": 3, "refused": {}, "left_alone": {}, "changed": 1})
    );
    let candidates = read_rows(&place.folder.path("run").join("candidates.jsonl"));
    let last = candidates.last().unwrap();
    assert_eq!(last["origins"], json!({"repair": 3}));
    let requests = server.requests();
    let asked = requests.iter().find(|it| asks(it) == Asks::Repair).unwrap();
    let prompt = asked.prompt();
    assert!(prompt.contains("assert double(5) == 10"), "{prompt}");
    assert!(prompt.contains("The call gives 25"), "{prompt}");
    assert!(!prompt.contains("assert double(2) == 4"), "{prompt}");
}

#[test]
fn a_model_that_repeats_its_mistake_adds_nothing() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(|seen, sample| match asks(seen) {
        Asks::Program => program(seen, "x * x"),
        Asks::Repair => Reply::text("```python\ndef double(x):\n    return x * x\n```"),
        _ => mistaken("")(seen, sample),
    }));
    let more = ["--repair", "2"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    assert_eq!(
        summary["generated"]["repaired"]["refused"],
        json!({"program: the same again": 2})
    );
    let candidates = read_rows(&place.folder.path("run").join("candidates.jsonl"));
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["multiplicity"], 5);
    let server = start(Script::answering(mistaken("I cannot see any mistake.")));
    let summary = json_of(&mut boost(&place, &server.base_url(), "prose", &more));
    let told = &summary["generated"]["repaired"];
    assert_eq!(told["used"], 0);
    let refused = told["refused"].as_object().unwrap();
    assert_eq!(
        refused.values().filter_map(Value::as_u64).sum::<u64>(),
        2,
        "{told}"
    );
}

#[test]
fn a_hostile_correction_runs_in_the_sandbox_and_wins_nothing() {
    let place = Place::with_problems(1);
    let trace = place.folder.path("trace");
    let hostile = format!(
        "```python\nimport os\n\ndef double(x):\n    open({trace:?}, 'w').write('here')\n    os.system('touch {}')\n    \
        while True:\n        pass\n```",
        trace.display()
    );
    let hostile: &'static str = hostile.leak();
    let server = start(Script::answering(mistaken(hostile)));
    let more = ["--repair", "1"];
    let summary = json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let told = &summary["generated"]["repaired"];
    assert_eq!((&told["used"], &told["changed"]), (&json!(1), &json!(0)));
    assert!(!trace.exists());
    let matrix = read_rows(&place.folder.path("run").join("matrix.jsonl"));
    assert!(
        !matrix.last().unwrap()["outcomes"]
            .as_str()
            .unwrap()
            .contains('P')
    );
}

#[test]
fn what_an_interrupt_left_open_is_asked_by_the_same_command_and_nothing_twice() {
    let place = Place::with_problems(2);
    let mut script = Script::answering(disagreeing(twice));
    // A question is not answered to the first command.
    script.faults = Faults::when(|seen| {
        (asks(seen) == Asks::Answer && seen.count == 6).then_some(Fault::Status(503))
    });
    let server = start(script);
    let url = server.base_url();
    let run = || {
        let more = ["--distinguish", "2", "--repair", "2", "--at-once", "1"];
        boost(&place, &url, "run", &more)
    };
    complaint(run().args(["--retries", "0"]), 3);
    let kept = place.replies("run").len();
    assert!((14..34).contains(&kept), "{kept}");
    let programs = count(&server, Asks::Program);
    let matrix = place.folder.path("run").join("matrix.jsonl");
    assert_eq!(read_rows(&matrix).len(), 10);
    let summary = json_of(&mut run());
    assert_eq!(
        summary["generated"]["distinguished"]["used"], 4,
        "{summary}"
    );
    assert_eq!(count(&server, Asks::Program), programs);
    // Two requests for programs, two for tests, and four questions, each answered once.
    assert_eq!(server.usage().replies, 8);
    assert_eq!(place.replies("run").len(), 34);
    let asked = server.requests().len();
    let again = json_of(&mut run());
    assert_eq!(server.requests().len(), asked);
    for told in ["distinguished", "repaired"] {
        assert_eq!(again["generated"][told], summary["generated"][told]);
    }
    assert_eq!(again["evaluation"], summary["evaluation"]);
    // Nor does it depend on the interrupt what comes of a run.
    json_of(&mut boost(
        &place,
        &url,
        "other",
        &["--distinguish", "2", "--repair", "2"],
    ));
    for file in [
        "candidates.jsonl",
        "tests.jsonl",
        "matrix.jsonl",
        "calls.jsonl",
    ] {
        let read = |run: &str| fs::read(place.folder.path(run).join(file)).unwrap();
        assert_eq!(read("run"), read("other"), "{file}");
    }
}

#[test]
fn the_matrix_is_that_of_a_run_which_had_all_tests_from_the_beginning() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let more = ["--distinguish", "2"];
    json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let files = ["matrix.jsonl", "calls.jsonl"].map(|it| place.folder.path("run").join(it));
    let before = files.clone().map(|it| fs::read(it).unwrap());
    for file in &files {
        fs::remove_file(file).unwrap();
    }
    let run = place.folder.path("run");
    json_of(mutagree().args(["execute", "--run"]).arg(run));
    assert_eq!(files.map(|it| fs::read(it).unwrap()), before);
}

#[test]
fn a_question_that_times_out_ends_the_command_and_what_was_executed_stays() {
    let place = Place::with_problems(1);
    let mut script = Script::answering(disagreeing(twice));
    script.faults = Faults::when(|seen| (asks(seen) == Asks::Answer).then_some(Fault::Hang));
    let server = start(script);
    let more = ["--distinguish", "1", "--retries", "0"];
    complaint(&mut boost(&place, &server.base_url(), "run", &more), 3);
    let run = place.folder.path("run");
    let agreed = json_of(mutagree().arg("agree").arg(&run));
    assert_eq!(agreed["ranked"], 1);
}

#[test]
fn a_budget_holds_for_what_is_asked_after_a_vote() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let url = server.base_url();
    json_of(&mut boost(&place, &url, "plain", &[]));
    let spent = server.usage();
    let budget = (spent.prompt + spent.completion + 2400).to_string();
    let more = [
        "--distinguish",
        "3",
        "--anew",
        "--max-tokens-total",
        &budget,
    ];
    let said = complaint(&mut boost(&place, &url, "run", &more), 3);
    assert!(said.contains("budget"), "{said}");
    assert!(count(&server, Asks::Answer) < 3);
}

#[test]
fn a_recording_holds_what_was_asked_after_a_vote() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let recording = place.folder.path("recording");
    let more = ["--distinguish", "2", "--repair", "1"];
    let mut command = boost(&place, &server.base_url(), "run", &more);
    let first = json_of(command.arg("--record").arg(&recording));
    drop(server);
    let mut command = boost(&place, "http://127.0.0.1:9/v1", "again", &more);
    let again = json_of(command.arg("--replay").arg(&recording));
    assert_eq!(again["evaluation"], first["evaluation"]);
    assert_eq!(
        again["generated"]["distinguished"],
        first["generated"]["distinguished"]
    );
    let mut command = boost(
        &place,
        "http://127.0.0.1:9/v1",
        "more",
        &["--distinguish", "3"],
    );
    let said = complaint(command.arg("--replay").arg(&recording), 2);
    assert!(said.contains("answer/value.v1"), "{said}");
}

#[test]
fn a_dry_run_counts_all_that_may_be_asked_as_an_upper_bound() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let url = server.base_url();
    let more = ["--distinguish", "2", "--repair", "2", "--price", "1,1"];
    let said = json_of(boost(&place, &url, "run", &more).arg("--dry-run"));
    assert_eq!(
        (&said["replies"], &said["follow_ups"]),
        (&json!(19), &json!(12))
    );
    let mut command = boost(&place, &url, "run", &more);
    let words = command.arg("--dry-run").assert().success();
    let words = String::from_utf8(words.get_output().stdout.clone()).unwrap();
    assert!(
        words.contains("an upper bound: 12 of the replies"),
        "{words}"
    );
    let plain = json_of(boost(&place, &url, "run", &[]).arg("--dry-run"));
    assert_eq!(
        (&plain["replies"], &plain["follow_ups"]),
        (&json!(7), &json!(0))
    );
    assert!(server.requests().is_empty());
    json_of(&mut boost(&place, &url, "run", &more));
    assert!(place.replies("run").len() <= 19);
    assert!(server.usage().prompt <= said["prompt_tokens"].as_u64().unwrap());
}

#[test]
fn adaptive_sampling_ends_before_anything_is_asked_after_a_vote() {
    let place = Place::with_problems(2);
    let server = start(Script::answering(disagreeing(twice)));
    let run = || {
        let mut command = place.verb("boost", &server.base_url(), "run");
        command.args(["--variants", "0", "--candidates", "15", "--tests", "4"]);
        command.args(["--tests-per-reply", "2", "--adaptive-sampling=99"]);
        json_of(command.args(["--distinguish", "2", "--repair", "1"]))
    };
    let first = run();
    assert_eq!(first["generated"]["distinguished"]["used"], 4, "{first}");
    let (asked, candidates) = (server.requests().len(), first["samples"].clone());
    let again = run();
    assert_eq!(server.requests().len(), asked);
    assert_eq!(again["samples"], candidates);
    assert_eq!(again["evaluation"], first["evaluation"]);
}

#[test]
fn adaptive_execution_runs_what_the_new_tests_need() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let more = ["--distinguish", "2", "--repair", "1", "--adaptive"];
    let run = || json_of(&mut boost(&place, &server.base_url(), "run", &more));
    let first = run();
    assert_eq!(first["generated"]["distinguished"]["used"], 2, "{first}");
    assert!(!selected(&place, "run").contains("x * x"));
    assert_eq!(run()["evaluation"], first["evaluation"]);
}

#[test]
fn a_run_remembers_what_it_asks_after_a_vote_and_old_runs_ask_nothing() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(disagreeing(twice)));
    let url = server.base_url();
    json_of(&mut boost(&place, &url, "run", &["--distinguish", "1"]));
    let path = place.folder.path("run").join("run.json");
    let config: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let asked = &config["generation"];
    assert_eq!(
        (&asked["distinguish"], &asked["repair"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(asked["answer_template"], "value.v1");
    let said = complaint(&mut boost(&place, &url, "run", &["--distinguish", "2"]), 2);
    assert!(said.contains("another `distinguish`"), "{said}");
    json_of(&mut boost(&place, &url, "old", &[]));
    let path = place.folder.path("old").join("run.json");
    let mut config: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let fields = config["generation"].as_object_mut().unwrap();
    for field in [
        "distinguish",
        "answer_template",
        "repair",
        "repair_template",
    ] {
        fields.remove(field).unwrap();
    }
    fs::write(&path, config.to_string()).unwrap();
    json_of(&mut boost(&place, &url, "old", &[]));
}

#[test]
fn a_run_without_outputs_cannot_distinguish() {
    let place = Place::with_problems(1);
    let more = ["--distinguish", "1", "--compat", "codet"];
    let said = complaint(&mut boost(&place, "http://127.0.0.1:9/v1", "run", &more), 1);
    assert!(said.contains("--inputs 20"), "{said}");
    let mut without = mutagree();
    without.args(["boost", "fixtures/quickstart", "--distinguish", "1"]);
    assert!(complaint(&mut without, 1).contains("--model"));
}

/// The recorded job on two problems, and whether each selection is right.
fn recorded(folder: &Folder, run: &str, more: &[&str]) -> (Value, Vec<bool>) {
    let run = folder.path(run);
    let mut command = mutagree();
    command.args(["boost", "fixtures/follow_ups/problems.jsonl"]);
    command.args(["--model", "recorded", "--replay", "fixtures/follow_ups"]);
    command.args(["--variants", "0", "--candidates", "5", "--tests", "8"]);
    command.args(["--tests-per-reply", "4", "--inputs", "0"]);
    let summary = json_of(command.args(more).arg("--run").arg(&run));
    let reference = read_rows(&run.join("reference.jsonl"));
    let selection = read_rows(&run.join("selection.jsonl"));
    let is_right = |selected: &Value| {
        let key = |row: &Value| (row["task_id"].clone(), row["candidate_id"].clone());
        let row = reference.iter().find(|row| key(row) == key(selected));
        row.unwrap()["passed"] == true
    };
    let right = selection.iter().map(is_right);
    (summary["generated"].clone(), right.collect())
}

#[test]
fn recorded_questions_and_corrections_decide_a_problem_each() {
    let folder = Folder::new();
    assert_eq!(recorded(&folder, "plain", &[]).1, [false, false]);
    let (told, right) = recorded(&folder, "asked", &["--distinguish", "2"]);
    assert_eq!(right, [true, false], "{told}");
    assert_eq!(told["distinguished"]["changed"], 1);
    let (told, right) = recorded(&folder, "corrected", &["--repair", "2"]);
    assert_eq!(right, [false, true], "{told}");
    assert_eq!(told["repaired"]["changed"], 1);
    let (_, right) = recorded(&folder, "both", &["--distinguish", "2", "--repair", "2"]);
    assert_eq!(right, [true, true]);
}
