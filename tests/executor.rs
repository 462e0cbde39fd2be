//! The executor of `mutagree serve`: `/run_code` and `/submit` as `SandboxFusion` has them, `/v1/execute`, hostile programs, and
//! workers that die.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/server/mod.rs"]
mod server;
#[path = "common/serving.rs"]
mod serving;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use serving::{Serving, answer, client, json_of_response, post, run};
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn run_code(serving: &Serving, code: &str, more: &Value) -> Value {
    let mut body = json!({"code": code, "language": "python"});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let (status, said) = answer(serving, "/run_code", &body);
    assert_eq!(status, 200, "{said}");
    said
}

#[test]
fn a_program_ends_as_it_does_under_python3() {
    let serving = Serving::executor(&[]);
    for (code, status, return_code, stdout, stderr) in [
        ("print(6 * 7)", "Success", json!(0), "42\n", ""),
        (
            "import sys\nprint('a')\nsys.exit(3)",
            "Failed",
            json!(3),
            "a\n",
            "",
        ),
        (
            "import sys\nsys.exit('bad')",
            "Failed",
            json!(1),
            "",
            "bad\n",
        ),
        ("import sys\nsys.exit()", "Success", json!(0), "", ""),
        ("import sys\nsys.exit(-1)", "Failed", json!(255), "", ""),
        (
            "import atexit\natexit.register(print, 'late')\nraise SystemExit(2)",
            "Failed",
            json!(2),
            "late\n",
            "",
        ),
        (
            "import sys\nprint('e', file=sys.stderr)",
            "Success",
            json!(0),
            "",
            "e\n",
        ),
        ("import os\nos._exit(0)", "Success", json!(0), "", ""),
        (
            "print(__name__, __file__.endswith('.py'))",
            "Success",
            json!(0),
            "__main__ True\n",
            "",
        ),
        ("def f(:\n    pass", "Failed", json!(1), "", "SyntaxError"),
        (
            "x = 1\n\ndef f():\n    return x / 0\n\nf()",
            "Failed",
            json!(1),
            "",
            "line 4, in f",
        ),
        (
            "class E(Exception): pass\nraise E('why')",
            "Failed",
            json!(1),
            "",
            "E: why",
        ),
        (
            "# -*- coding: latin-1 -*-\nprint(1)",
            "Success",
            json!(0),
            "1\n",
            "",
        ),
        (
            "import threading\nthreading.Thread(target=print, args=('t',)).start()",
            "Success",
            json!(0),
            "t\n",
            "",
        ),
    ] {
        let said = run_code(&serving, code, &json!({}));
        let run = &said["run_result"];
        assert_eq!(
            (&said["status"], &run["return_code"], &run["status"]),
            (&json!(status), &return_code, &json!("Finished")),
            "{code}: {said}"
        );
        assert_eq!(run["stdout"], stdout, "{code}");
        assert!(
            run["stderr"].as_str().unwrap().contains(stderr),
            "{code}: {said}"
        );
        assert!(
            stderr.is_empty() == run["stderr"].as_str().unwrap().is_empty(),
            "{code}: {said}"
        );
        assert_eq!(
            (&said["message"], &said["compile_result"]),
            (&json!(""), &Value::Null)
        );
    }
}

#[test]
fn a_program_has_an_input_and_files_and_leaves_files() {
    let serving = Serving::executor(&[]);
    let code = "import sys, helper\ntext = sys.stdin.read()\nopen('out/r.bin', 'wb').write(bytes([0, 255]))\nprint(text.upper(), helper.ANSWER, open('data/a.txt').read())";
    let files = json!({
        "helper.py": STANDARD.encode("ANSWER = 42"), "data/a.txt": STANDARD.encode("hi"), "out/keep": STANDARD.encode(""), "null.txt": null,
    });
    let said = run_code(
        &serving,
        code,
        &json!({"stdin": "abc", "files": files, "fetch_files": ["out/r.bin", "nowhere", "data/a.txt"]}),
    );
    assert_eq!(said["run_result"]["stdout"], "ABC 42 hi\n", "{said}");
    assert_eq!(
        said["files"],
        json!({"out/r.bin": STANDARD.encode([0, 255]), "data/a.txt": STANDARD.encode("hi")})
    );
    let nothing = run_code(&serving, "print(repr(input()))", &json!({}));
    assert!(
        nothing["run_result"]["stderr"]
            .as_str()
            .unwrap()
            .contains("EOFError"),
        "{nothing}"
    );
    let next = run_code(&serving, "import os\nprint(os.listdir('.'))", &json!({}));
    assert_eq!(next["run_result"]["stdout"], "['main.py']\n");
    let (status, said) = answer(
        &serving,
        "/run_code",
        &json!({"code": "1", "language": "python", "files": {"/etc/passwd": STANDARD.encode("x")}}),
    );
    assert_eq!(status, 422, "{said}");
    let (status, _) = answer(
        &serving,
        "/run_code",
        &json!({"code": "1", "language": "python", "files": {"a": "!"}}),
    );
    assert_eq!(status, 422);
}

#[test]
fn limits_stop_a_program_and_keep_what_it_wrote() {
    let serving = Serving::executor(&["--program-memory-mib", "128"]);
    for (code, more) in [
        (
            "print('begun', flush=True)\nwhile True: pass",
            json!({"run_timeout": 0.2}),
        ),
        (
            "import time\nprint('begun', flush=True)\ntime.sleep(100)",
            json!({"run_timeout": 20}),
        ),
    ] {
        let said = run_code(&serving, code, &more);
        assert_eq!(said["status"], "Failed");
        let run = &said["run_result"];
        assert_eq!(
            (&run["status"], &run["return_code"]),
            (&json!("TimeLimitExceeded"), &Value::Null)
        );
        assert_eq!(run["stdout"], "begun\n");
        assert_eq!(run["execution_time"], more["run_timeout"].as_f64().unwrap());
    }
    let said = run_code(
        &serving,
        "x = []\nwhile True: x.append('y' * 1000000)",
        &json!({}),
    );
    assert_eq!(said["status"], "Failed");
    assert_ne!(said["run_result"]["return_code"], 0);
    let said = run_code(
        &serving,
        "while True: print('x' * 1000)",
        &json!({"run_timeout": 100}),
    );
    assert_eq!(said["status"], "Failed");
    assert!(said["run_result"]["stdout"].as_str().unwrap().len() <= 1 << 20);
}

#[test]
fn what_is_no_program_in_python_is_refused_at_once() {
    let serving = Serving::executor(&[]);
    for body in [
        json!({"code": "int main() {}", "language": "cpp"}),
        json!({"language": "python"}),
        json!({"code": "1", "language": "python", "run_timeout": -1}),
        json!({"code": 1, "language": "python"}),
        json!([]),
    ] {
        let (status, said) = answer(&serving, "/run_code", &body);
        assert_eq!(status, 422, "{body}: {said}");
        assert!(said["detail"][0]["msg"].is_string(), "{said}");
    }
    assert_eq!(answer(&serving, "/nowhere", &json!({})).0, 404);
    assert_eq!(answer(&serving, "/v1/chat/completions", &json!({})).0, 404);
}

#[test]
fn a_completion_is_judged_by_the_row_that_comes_with_it() {
    let serving = Serving::executor(&[]);
    let submit = |dataset: &str, completion: &str, config: Value| {
        let body =
            json!({"dataset": dataset, "id": "x", "completion": completion, "config": config});
        let (status, said) = answer(&serving, "/submit", &body);
        assert_eq!(status, 200, "{said}");
        said
    };
    let add = "```python\ndef add(a, b):\n    return a + b\n```";
    let mbpp = json!({"provided_data": {"id": 1, "content": "", "test": ["assert add(1, 2) == 3"], "labels": {"test_setup_code": ""}}});
    assert_eq!(submit("mbpp", add, mbpp.clone())["accepted"], true);
    assert_eq!(
        submit("mbpp", &add.replace('+', "-"), mbpp.clone())["accepted"],
        false
    );
    for cheat in [
        "import os\nos._exit(0)",
        "raise SystemExit",
        "import sys\nsys.exit(0)\ndef add(): pass",
        "class A:\n    def __eq__(self, o): return True\ndef add(a, b): return A()",
    ] {
        let said = submit("mbpp", &format!("```python\n{cheat}\n```"), mbpp.clone());
        assert_eq!(said["accepted"], false, "{cheat}: {said}");
    }
    let spy = "import sys\nclass Spy:\n    def __iter__(self):\n        return iter(sys._getframe(1).f_code.co_consts)\ndef add(a, b):\n    return Spy()";
    let listed = json!({"provided_data": {"id": 1, "test": ["assert list(add(1, 2)) == ['three', 'q']"], "labels": {}}});
    assert_eq!(
        submit("mbpp", &format!("```python\n{spy}\n```"), listed)["accepted"],
        false
    );
    let placed = json!({"dataset_type": "AutoEvalDataset", "provided_data": {"test": {"code": "#<INSERT>\nassert add(1, 2) == 3"}, "labels": {}}});
    assert_eq!(submit("any", add, placed.clone())["accepted"], true);
    for cheat in ["import os\nos._exit(0)", "raise SystemExit(0)"] {
        assert_eq!(
            submit("any", &format!("```python\n{cheat}\n```"), placed.clone())["accepted"],
            false
        );
    }
    let check = json!({"provided_data": {"task_id": "t", "prompt": "def double(x):\n    \"\"\"Twice.\"\"\"\n", "entry_point": "double", "test": "def check(candidate):\n    assert candidate(2) == 4\n"}});
    assert_eq!(
        submit(
            "humaneval_python",
            "    return 2 * x\n\nprint('more')",
            check.clone()
        )["accepted"],
        true
    );
    assert_eq!(
        submit("humaneval_python", "    return x\n", check)["accepted"],
        false
    );
    let cases = json!([{"input": {"stdin": "1 2"}, "output": {"stdout": "3"}}, {"input": {"stdin": "5 5"}, "output": {"stdout": "10.0\n"}}, {"input": {"stdin": "0 0"}, "output": {"stdout": "1"}}, {"input": {"stdin": "0 1"}, "output": {"stdout": "1"}}]);
    let config = |more: Value| json!({"dataset_type": "CommonOJDataset", "provided_data": {"test": cases}, "extra": more});
    let program = "```python\nprint(sum(map(int, input().split())))\n```";
    let said = submit("any", program, config(json!({})));
    let passed: Vec<&Value> = said["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["passed"])
        .collect();
    assert_eq!(passed, [true, true, false], "{said}");
    let said = submit("any", program, config(json!({"run_all_cases": true})));
    assert_eq!(said["tests"].as_array().unwrap().len(), 4);
    let auto = json!({"dataset_type": "AutoEvalDataset", "provided_data": {"test": {"code": "assert add(2, 2) == 4"}, "labels": {"programming_language": "python"}}});
    assert_eq!(submit("any", add, auto)["accepted"], true);
    for config in [
        json!({"dataset_type": "CommonOJDataset", "provided_data": {"test": []}}),
        json!({"dataset_type": "CommonOJDataset", "language": "cpp", "provided_data": {"test": [{"output": {"stdout": ""}}]}}),
        json!({"dataset_type": "AutoEvalDataset", "provided_data": {"test": {"code": "def test_a(): pass"}, "labels": {"execution_language": "pytest"}}}),
        json!({"dataset_type": "LiveCodeBenchDataset", "provided_data": {"test": {"input_output": "{\"inputs\": [\"1\"], \"outputs\": []}"}}}),
    ] {
        let body = json!({"dataset": "any", "id": 1, "completion": add, "config": config});
        assert_eq!(answer(&serving, "/submit", &body).0, 400, "{body}");
    }
    let (status, said) = answer(
        &serving,
        "/submit",
        &json!({"dataset": "x", "id": 1, "completion": "", "config": {}}),
    );
    assert_eq!(status, 400, "{said}");
}

#[test]
fn candidates_meet_tests_and_each_is_told_as_it_ends() {
    let serving = Serving::executor(&[]);
    let body = json!({
        "candidates": ["def f(x): return x + 1", "def f(x):\n    while True: pass", "def f(", "def f(x): return 2"],
        "tests": ["assert f(1) == 2", "assert f(5) == 6"], "entry_point": "f", "timeout": 0.2,
    });
    let text = run(async {
        post(&serving, "/v1/execute", &body)
            .await
            .text()
            .await
            .unwrap()
    });
    let rows: Vec<Value> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(rows.last(), Some(&json!({"done": true})));
    let mut outcomes: Vec<(u64, &str)> = rows
        .iter()
        .filter_map(|it| Some((it["candidate"].as_u64()?, it["outcomes"].as_str()?)))
        .collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [(0, "PP"), (1, "TT"), (2, "UU"), (3, "PF")]);
    let file = json!({"candidates": ["def f(x): return x"], "tests": "def test_one():\n    assert f(1) == 1\n\ndef test_two():\n    assert f(1) == 2\n"});
    let text = run(async {
        post(&serving, "/v1/execute", &file)
            .await
            .text()
            .await
            .unwrap()
    });
    assert!(text.contains(r#""outcomes":"PF""#), "{text}");
    assert_eq!(
        answer(
            &serving,
            "/v1/execute",
            &json!({"candidates": [], "tests": [], "tset": 1})
        )
        .0,
        400
    );
}

#[test]
fn hostile_programs_hold_up_nobody() {
    let serving = Serving::executor(&["--jobs", "2"]);
    let hostile = [
        "import os\nwhile True: os.fork()",
        "x = 'x'\nwhile True: x += x",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
        "import ctypes\nctypes.string_at(0)",
        "while True: print('x' * 100000)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    ];
    run(async {
        let attacks = (0..24).map(|it| {
            let body = json!({"code": hostile[it % hostile.len()], "language": "python", "run_timeout": 0.5});
            let serving = &serving;
            async move { json_of_response(post(serving, "/run_code", &body).await).await }
        });
        let honest = (0..24).map(|it| {
            let body = json!({"code": format!("print({it} ** 2)"), "language": "python"});
            let serving = &serving;
            async move {
                let said = json_of_response(post(serving, "/run_code", &body).await).await;
                assert_eq!(
                    said["run_result"]["stdout"],
                    format!("{}\n", it * it),
                    "{said}"
                );
            }
        });
        let all = futures_util::future::join(
            futures_util::future::join_all(attacks),
            futures_util::future::join_all(honest),
        );
        for said in all.await.0 {
            assert_eq!(said["status"], "Failed", "{said}");
        }
    });
}

#[test]
fn clients_that_send_slowly_too_much_or_nonsense_hold_up_nobody() {
    let serving = Serving::executor(&[]);
    let address = serving.address.trim_start_matches("http://").to_owned();
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream
                .write_all(b"POST /run_code HTTP/1.1\r\nhost: localhost\r\n")
                .unwrap();
            stream
        })
        .collect();
    let nested = "[".repeat(100_000);
    let long = format!("\"{}\"", "x".repeat(33 << 20));
    for (body, status) in [
        (nested.as_str(), 422),
        (&long, 413),
        ("\u{0}", 422),
        ("", 422),
    ] {
        let said = run(async {
            let request = client()
                .post(serving.url("/run_code"))
                .header("content-type", "application/json");
            request
                .body(body.to_owned())
                .send()
                .await
                .map(|it| it.status().as_u16())
        });
        // The server may close a connection on which far too much comes.
        assert!(
            said.as_ref().is_ok_and(|it| *it == status) || status == 413 && said.is_err(),
            "{said:?}"
        );
    }
    let said = run_code(&serving, "print(1)", &json!({}));
    assert_eq!(said["run_result"]["stdout"], "1\n");
    drop(slow);
}

#[test]
fn workers_that_are_killed_lose_no_answer_and_change_none() {
    let serving = Serving::executor(&["--jobs", "2"]);
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut killed = 0;
            while !ends.load(Ordering::Relaxed) {
                for worker in serving.workers() {
                    killed += usize::from(
                        Command::new("kill")
                            .args(["-9", &worker.to_string()])
                            .status()
                            .unwrap()
                            .success(),
                    );
                    std::thread::sleep(Duration::from_millis(120));
                }
            }
            assert!(killed > 5, "{killed} workers were killed");
        });
        run(async {
            let client = client();
            let began = Instant::now();
            let mut answered = 0;
            while began.elapsed() < Duration::from_secs(4) {
                let asked = (0..16).map(|it| {
                    let body = json!({"code": format!("print(sum(range({it})))\nraise SystemExit({it})"), "language": "python"});
                    let request = client.post(serving.url("/run_code")).body(body.to_string());
                    async move {
                        let said = request.header("content-type", "application/json").send().await.unwrap();
                        (it, json_of_response(said).await)
                    }
                });
                for (it, said) in futures_util::future::join_all(asked).await {
                    // The sandbox may say that it has failed; that is no verdict.
                    if said["status"] != "SandboxError" {
                        assert_eq!(said["run_result"]["return_code"], it, "{said}");
                        assert_eq!(
                            said["run_result"]["stdout"],
                            format!("{}\n", (0..it).sum::<i32>())
                        );
                        answered += 1;
                    }
                }
            }
            ends.store(true, Ordering::Relaxed);
            assert!(answered > 100, "{answered} calls had a verdict");
        });
    });
}
