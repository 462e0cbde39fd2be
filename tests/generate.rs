//! `mutagree generate` against a model that answers: what is asked, and what comes of the replies.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{KEY, Place, answer, server as script, start};
use common::{complaint, json_of, read_rows};
use serde_json::{Value, json};
use server::{Batch, Reply, Script};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All files below a folder whose bytes hold a text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files_with(&path, text));
        } else if path.is_file() && !path.is_symlink() {
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(text.len()).any(|it| it == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn a_model_gives_candidates_and_tests_that_the_run_can_execute() {
    let server = start(script());
    let place = Place::with_problems(3);
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(summary["generated"]["programs"], 3);
    assert_eq!(summary["generated"]["tests"], 6);
    assert_eq!(summary["generated"]["unused"], json!({}));
    let run = place.folder.path("run");
    let executed = json_of(common::mutagree().args(["execute", "--run"]).arg(&run));
    assert_eq!(
        (&executed["cells"], &executed["passed"]),
        (&json!(6), &json!(6))
    );
}

/// The number of replies to each variant of a problem.
fn replies_of(place: &Place, task: &str, purpose: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for reply in place.replies("run") {
        if reply["task_id"] == task && reply["purpose"] == purpose {
            let variant = reply["variant_id"].as_str().unwrap().to_owned();
            *counts.entry(variant).or_default() += 1;
        }
    }
    counts
}

#[test]
fn every_variant_is_asked_once_before_any_is_asked_twice_where_shares_are_even() {
    let server = start(script());
    let place = Place::with_problems(2);
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args(["--variants", "4", "--candidates", "7", "--tests", "30"]);
    json_of(command.args(["--share", "even"]));
    let variants = read_rows(&place.folder.path("run").join("variants.jsonl"));
    for task in ["T/0", "T/1"] {
        let voices = variants.iter().filter(|row| row["task_id"] == task).count();
        assert!(voices > 2, "{voices}");
        for (purpose, total) in [("solution", 7), ("tests", 3)] {
            let own = replies_of(&place, task, purpose);
            let most = total / voices + usize::from(total % voices > 0);
            assert_eq!(own.values().sum::<usize>(), total);
            assert!(own.values().all(|count| *count <= most), "{own:?}");
            assert_eq!(own.len(), voices.min(total));
        }
        assert!(replies_of(&place, task, "solution").contains_key("original"));
    }
}

#[test]
fn the_original_gets_two_fifths_of_the_candidates_and_names_get_what_is_said() {
    let server = start(script());
    let place = Place::with_problems(1);
    let asked = |arguments: &[&str]| {
        let mut command = place.verb("generate", &server.base_url(), "run");
        command.args(["--variants", "4", "--tests", "0"]);
        json_of(command.args(arguments));
        let own = replies_of(&place, "T/0", "solution");
        fs::remove_dir_all(place.folder.path("run")).unwrap();
        own
    };
    for (candidates, original) in [("1", 1), ("5", 2), ("10", 4), ("20", 8)] {
        let own = asked(&["--candidates", candidates]);
        assert_eq!(own["original"], original, "{candidates}: {own:?}");
        let others = own.iter().filter(|(name, _)| *name != "original");
        let others: Vec<usize> = others.map(|(_, count)| *count).collect();
        let spread = others.iter().max().unwrap_or(&0) - others.iter().min().unwrap_or(&0);
        assert!(spread <= 1, "{own:?}");
    }
    let own = asked(&["--candidates", "6", "--share", "original=0"]);
    assert!(!own.contains_key("original"), "{own:?}");
    let own = asked(&["--candidates", "6", "--share", "original=1"]);
    assert_eq!(own["original"], 6);
}

#[test]
fn shares_that_are_more_than_all_are_refused() {
    let place = Place::with_problems(1);
    let mut command = place.verb("generate", "http://127.0.0.1:9/v1", "run");
    let complaint = complaint(command.args(["--share", "original=2/3,lexical=0.5"]), 1);
    assert!(complaint.contains("more than 1"), "{complaint}");
}

#[test]
fn stronger_variants_differ_more_from_the_prompt() {
    let changed = |strength: &str| {
        let server = start(script());
        let place = Place::with_problems(1);
        let prompt = "Write a function add that takes two integers and returns the sum of both. If one of the integers is missing, the \
            function should raise an error. Check that the result is correct. Finally, return the total number of calls.";
        let problem = json!({"task_id": "T/0", "prompt": prompt, "entry_point": "add"});
        place.folder.rows("problems.jsonl", &[problem]);
        let mut command = place.verb("generate", &server.base_url(), "run");
        command.args(["--variants", "6", "--strategy", "lexical,grammatical"]);
        command.args(["--strength", strength]);
        json_of(&mut command);
        let rows = read_rows(&place.folder.path("run").join("variants.jsonl"));
        let edits = rows
            .iter()
            .map(|row| row["edits"].as_array().unwrap().len());
        edits.sum::<usize>()
    };
    let (light, strong) = (changed("light"), changed("strong"));
    assert!(light < strong, "{light} and {strong}");
}

#[test]
fn weights_share_out_the_replies_with_tests() {
    let server = start(script());
    let place = Place::with_problems(1);
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args(["--variants", "3", "--candidates", "4", "--tests", "40"]);
    command.args(["--test-share", "lexical=0", "--test-share", "naming=0"]);
    command.args(["--test-share", "grammatical=0", "--test-share", "format=0"]);
    json_of(&mut command);
    let replies = place.replies("run");
    let tests = replies.iter().filter(|it| it["purpose"] == "tests");
    let origins: Vec<&Value> = tests.map(|it| &it["variant_id"]).collect();
    assert_eq!(origins, vec![&json!("original"); 4]);
}

#[test]
fn replies_to_renamed_variants_come_back_in_the_original_names() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(|seen, _| {
        let prompt = seen.prompt();
        let names = prompt.split("def ").nth(1).unwrap();
        let (function, rest) = names.split_once('(').unwrap();
        let (parameter, _) = rest.split_once([')', ':', ',']).unwrap();
        Reply::text(if prompt.contains("tests for the function") {
            format!("assert {function}({parameter}=2) == 4\nassert {function}(1) == 2\n")
        } else {
            format!(
                "```python\ndef {function}({parameter}):\n    return {parameter} + {parameter}\n```"
            )
        })
    }));
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args([
        "--strategy",
        "naming",
        "--variants",
        "6",
        "--candidates",
        "7",
        "--tests",
        "70",
    ]);
    json_of(&mut command);
    let run = place.folder.path("run");
    let candidates = read_rows(&run.join("candidates.jsonl"));
    assert_eq!(candidates.len(), 1, "{candidates:?}");
    assert_eq!(candidates[0]["multiplicity"], 7);
    assert_eq!(
        candidates[0]["solution"],
        "def double(x):\n    return x + x\n"
    );
    let tests = read_rows(&run.join("tests.jsonl"));
    let sources: Vec<&Value> = tests.iter().map(|row| &row["source"]).collect();
    assert_eq!(
        sources,
        ["assert double(x=2) == 4", "assert double(1) == 2"]
    );
    let renamed = server
        .requests()
        .iter()
        .any(|it| !it.prompt().contains("double"));
    assert!(renamed);
}

#[test]
fn several_choices_come_with_one_request_where_the_server_gives_them() {
    let place = Place::with_problems(2);
    for (batch, requests) in [
        (Batch::Honoured, 4),
        (Batch::Ignored, 12),
        (Batch::Refused, 12),
    ] {
        let server = start(Script { batch, ..script() });
        let run = format!("{batch:?}");
        let mut command = place.verb("generate", &server.base_url(), &run);
        command.args([
            "--variants",
            "0",
            "--candidates",
            "5",
            "--tests",
            "10",
            "--at-once",
            "1",
        ]);
        let summary = json_of(&mut command);
        assert_eq!(summary["generated"]["replies"], 12);
        let answered = server
            .requests()
            .iter()
            .filter(|it| it.status == Some(200))
            .count();
        assert_eq!(answered, requests, "{batch:?}");
        assert_eq!(
            summary["generated"]["spent"]["this_call"]["requests"],
            requests
        );
    }
}

#[test]
fn a_reasoning_model_is_asked_as_it_wants() {
    let place = Place::with_problems(2);
    let server = start(Script {
        reasoning_model: true,
        ..script()
    });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(summary["generated"]["replies"], 4);
    let last = server.requests().pop().unwrap();
    assert_eq!(last.body["max_completion_tokens"], 2048);
    assert_eq!(last.body.get("temperature"), None);
}

#[test]
fn a_completion_model_goes_on_from_the_prompt() {
    let place = Place::with_problems(1);
    let server = start(Script::answering(|seen, _| {
        assert!(!seen.is_chat());
        let prompt = asking::problem(0)["prompt"].as_str().unwrap().to_owned();
        let tests = format!("{prompt}    pass\n\n# check the correctness of double\nassert");
        assert!(
            [prompt, tests].contains(&seen.prompt()),
            "{}",
            seen.prompt()
        );
        Reply::text(if seen.prompt().ends_with("assert") {
            " double(1) == 2\nassert double(5) == 10\n"
        } else {
            "    return 2 * x\n\n\ndef other():\n    pass\n"
        })
    }));
    let mut command = place.generate(&server.base_url(), "run");
    command.args(["--method", "codet"]);
    let summary = json_of(&mut command);
    assert_eq!(summary["generated"]["programs"], 1);
    let tests = read_rows(&place.folder.path("run").join("tests.jsonl"));
    let sources: Vec<&Value> = tests.iter().map(|row| &row["source"]).collect();
    assert_eq!(sources, ["assert double(1) == 2", "assert double(5) == 10"]);
}

#[test]
fn every_method_and_form_names_the_real_entry_point() {
    let place = Place::with_problems(1);
    for (method, form) in [
        ("zero-shot", "asserts"),
        ("few-shot", "pytest"),
        ("stage-few-shot", "unittest"),
        ("cot", "asserts"),
        ("codet", "asserts"),
    ] {
        let server = start(script());
        let mut command = place.generate(&server.base_url(), method);
        command.args(["--method", method, "--test-form", form]);
        json_of(&mut command);
        let requests = server.requests();
        assert!(!requests.is_empty());
        for seen in requests {
            let name = if method == "codet" {
                "double"
            } else {
                "`double`"
            };
            assert!(seen.prompt().contains(name), "{}", seen.prompt());
            assert_eq!(
                seen.prompt().contains("Task 3:"),
                method.ends_with("few-shot") && !seen.prompt().contains("tests for"),
                "{}",
                seen.prompt()
            );
        }
    }
}

#[test]
fn keys_and_headers_reach_no_file_and_no_message() {
    let place = Place::with_problems(1);
    let server = start(Script {
        ..Script::answering(|seen, sample| {
            // A server that repeats what it was sent.
            let told = seen.header("authorization").unwrap_or_default();
            let mut reply = answer(seen, sample);
            let team = seen.header("x-team-token").unwrap_or_default();
            reply.text = reply
                .text
                .map(|text| format!("{text}\n{told} {team} {}", seen.path));
            reply
        })
    });
    let recording = place.folder.path("recording");
    let url = format!("{}?key=hidden-query-value", server.base_url());
    let mut command = place.generate(&url, "run");
    command
        .args(["--header", "X-Team-Token: hidden-team-value"])
        .arg("--record")
        .arg(&recording);
    let shown = command.assert().success().get_output().clone();
    let sent = server.requests().pop().unwrap();
    assert_eq!(
        sent.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(sent.header("x-team-token"), Some("hidden-team-value"));
    let shown = String::from_utf8([shown.stdout, shown.stderr].concat()).unwrap();
    for secret in [KEY, "hidden-team-value", "hidden-query-value"] {
        assert!(!shown.contains(secret), "{shown}");
        assert_eq!(
            files_with(&place.folder.path("."), secret),
            Vec::<String>::new()
        );
    }
}

#[test]
fn a_model_writes_variants_that_two_judges_must_accept() {
    let place = Place::with_problems(1);
    let rewritten = |old: &str, new: &str| {
        let prompt = asking::problem(0)["prompt"]
            .as_str()
            .unwrap()
            .replace(old, new);
        format!("Here it is:\n<task>\n{prompt}\n</task>")
    };
    let good = rewritten("Return twice `x`", "Return twice what `x` is");
    let other = rewritten(
        "Return twice `x`, as task 0",
        "Return twice `x`, as the task 1",
    );
    let unlike = rewritten("Return twice `x`", "Return twice `x` as text");
    let server = start(Script::answering(move |seen, sample| {
        let prompt = seen.prompt();
        let judged = |same: bool| {
            let lists =
                r#""numbers": [], "negations": [], "bounds": [], "outputs": [], "errors": []"#;
            Reply::text(format!("```json\n{{{lists}, \"same\": {same}}}\n```"))
        };
        if prompt.contains("be right for task B") {
            let b = prompt.split("<b>").nth(1).unwrap();
            judged(!b.contains("as text") && !prompt.contains("as text"))
        } else if prompt.contains("in other words") {
            Reply::text(good.clone())
        } else if prompt.contains("passive voice") {
            Reply::text(other.clone())
        } else if prompt.contains("as a question") {
            Reply::text(unlike.clone())
        } else {
            answer(seen, sample)
        }
    }));
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args([
        "--strategy",
        "model/paraphrase,model/passive,model/interrogative",
    ]);
    let summary = json_of(command.args(["--candidates", "4", "--tests", "10"]));
    assert_eq!(summary["generated"]["variants"], 2);
    assert_eq!(
        summary["generated"]["rejected_variants"],
        json!({"judge": 1, "numbers": 1})
    );
    let variants = read_rows(&place.folder.path("run").join("variants.jsonl"));
    assert_eq!(variants[1]["origin"], "model/paraphrase");
    assert_eq!(variants[1]["certificate"]["verdict"], "equivalent");
    let judgements = place.replies("run");
    let judgements = judgements.iter().filter(|it| it["purpose"] == "judgement");
    assert_eq!(judgements.count(), 4);
}

#[test]
fn a_prompt_that_is_no_english_task_for_python_is_asked_in_its_own_words_alone() {
    let server = start(script());
    let place = Place::with_problems(2);
    let german = json!({
        "task_id": "T/1",
        "prompt": "Schreibe eine Funktion `double`, die eine Zahl nimmt und das Doppelte dieser Zahl als Ergebnis liefert.",
        "entry_point": "double",
    });
    place
        .folder
        .rows("problems.jsonl", &[asking::problem(0), german]);
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args(["--strategy", "all,model/paraphrase", "--candidates", "4"]);
    let summary = json_of(&mut command);
    let refused = summary["generated"]["refused"].as_object().unwrap();
    assert_eq!(refused.len(), 1);
    let why = refused["T/1"].as_str().unwrap();
    assert!(why.starts_with("language"), "{why}");
    let replies = place.replies("run");
    let own = |name: &str| {
        let name = json!(name);
        replies.iter().filter(move |it| it["task_id"] == name)
    };
    assert!(own("T/0").any(|it| it["purpose"] == "variant"));
    assert!(own("T/1").all(|it| it["variant_id"] == "original"));
    assert_eq!(
        own("T/1").filter(|it| it["purpose"] == "solution").count(),
        4
    );
}

#[test]
fn fields_of_the_body_are_sent_and_prices_of_a_file_come_first() {
    let place = Place::with_problems(1);
    let server = start(script());
    let prices = "[test-model]\ninput = 1000000.0\noutput = 0.0\n";
    let prices = place.folder.write("prices.toml", prices);
    let mut command = place.generate(&server.base_url(), "run");
    command
        .args(["--body", r#"{"reasoning_effort": "low"}"#])
        .arg("--prices")
        .arg(prices);
    let summary = json_of(&mut command);
    let usd = summary["generated"]["spent"]["run"]["usd"]
        .as_f64()
        .unwrap();
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let read = server.usage().prompt as f64;
    assert!((usd - read).abs() < 1e-6, "{usd} {read}");
    assert!(
        server
            .requests()
            .iter()
            .all(|it| it.body["reasoning_effort"] == "low")
    );
    let mut broken = place.generate(&server.base_url(), "broken");
    let wrong = place
        .folder
        .write("wrong.toml", "[test-model]\ninput = 1\n");
    let said = complaint(broken.arg("--prices").arg(wrong), 2);
    assert!(
        said.contains("wrong.toml") && said.contains("output"),
        "{said}"
    );
}

#[test]
fn a_model_is_asked_for_no_more_candidates_than_it_takes_to_be_sure() {
    let place = Place::with_problems(2);
    let server = start(Script::answering(|seen, sample| {
        let first = seen.prompt().contains("task 0");
        let is_solution = !seen.prompt().contains("tests for the function");
        if first || !is_solution {
            return answer(seen, sample);
        }
        // The second problem has as many behaviours as replies.
        let number = seen.prompt().len() * 31 + sample;
        Reply::text(format!("def double(x):\n    return x + {number}\n"))
    }));
    let boost = || {
        let mut command = place.verb("boost", &server.base_url(), "run");
        command.args(["--variants", "2", "--candidates", "15", "--tests", "10"]);
        json_of(command.arg("--adaptive-sampling=60"))
    };
    let summary = boost();
    let of = |task: &str| {
        let replies = place.replies("run");
        let own = |it: &&Value| it["task_id"] == task && it["purpose"] == "solution";
        replies.iter().filter(own).count()
    };
    assert_eq!((of("T/0"), of("T/1")), (5, 15));
    assert_eq!(summary["samples"], 20);
    let asked = server.requests().len();
    assert_eq!(boost()["samples"], 20);
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn a_continuation_is_one_candidate_in_whatever_words_it_was_asked_for() {
    let place = Place::with_problems(1);
    let mut problem = asking::problem(0);
    let prompt = problem["prompt"]
        .as_str()
        .unwrap()
        .replace(
            "Return twice",
            "Compute the double of the given number and return the result for",
        )
        .replace("    \"\"\"", "\n    \"\"\" ");
    problem["prompt"] = json!(format!("import math\n\n{prompt}"));
    place.folder.rows("problems.jsonl", &[problem]);
    let server = start(Script::answering(|seen, sample| {
        if seen.prompt().contains("tests for the function") {
            return answer(seen, sample);
        }
        Reply::text("    return x + x\n")
    }));
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args(["--strategy", "lexical,grammatical", "--variants", "3"]);
    let summary = json_of(command.args(["--candidates", "4", "--tests", "10"]));
    assert!(
        summary["generated"]["variants"].as_u64() > Some(2),
        "{summary}"
    );
    let candidates = read_rows(&place.folder.path("run").join("candidates.jsonl"));
    assert_eq!(candidates.len(), 1, "{candidates:?}");
}

#[test]
fn a_test_that_uses_an_original_name_itself_still_calls_the_original() {
    let place = Place::with_problems(1);
    let problem = json!({
        "task_id": "T/0", "entry_point": "scale_image",
        "prompt": "def scale_image(factor, image=2):\n    \"\"\"Return `image` times `factor`.\"\"\"\n",
    });
    place.folder.rows("problems.jsonl", &[problem]);
    let server = start(Script::answering(|seen, _| {
        let prompt = seen.prompt();
        let (function, rest) = prompt
            .split("def ")
            .nth(1)
            .unwrap()
            .split_once('(')
            .unwrap();
        let names: Vec<&str> = rest.split(')').next().unwrap().split(", ").collect();
        let image = names[1].split('=').next().unwrap();
        let own = if function == "scale_image" {
            "image = factor = 3"
        } else {
            "scale_image = image = factor = 3"
        };
        Reply::text(if prompt.contains("tests for the function") {
            // The original names are names of the test's own.
            format!("{own}\nassert {function}(factor, {image}=image) == 9\n")
        } else {
            format!(
                "def {function}({}, {image}=2):\n    return {} * {image}\n",
                names[0], names[0]
            )
        })
    }));
    let mut command = place.verb("generate", &server.base_url(), "run");
    command.args([
        "--strategy",
        "naming",
        "--variants",
        "6",
        "--candidates",
        "7",
        "--tests",
        "70",
    ]);
    command.args(["--test-share", "original=0"]);
    json_of(&mut command);
    let run = place.folder.path("run");
    let variants = read_rows(&run.join("variants.jsonl"));
    let renames = variants.iter().filter_map(|row| row["renames"].as_array());
    let froms: Vec<&Value> = renames.flatten().map(|it| &it["from"]).collect();
    assert!(
        froms.contains(&&json!("image")) && froms.contains(&&json!("scale_image")),
        "{froms:?}"
    );
    let executed = json_of(common::mutagree().args(["execute", "--run"]).arg(&run));
    let tests = read_rows(&run.join("tests.jsonl"));
    let matrix = read_rows(&run.join("matrix.jsonl"));
    assert_eq!(
        executed["passed"], executed["cells"],
        "{matrix:?} {tests:?}"
    );
    assert!(executed["cells"].as_u64() > Some(2), "{executed}");
}
