//! `mutagree serve` in front of a model: what is solved, what passes through, deadlines, faults, crowds, and the end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/server/mod.rs"]
mod server;
#[path = "common/serving.rs"]
mod serving;

use common::{Folder, complaint, mutagree, read_rows};
use serde_json::{Value, json};
use server::{Fault, Faults, Reply, Script, Seen, Server};
use serving::{
    KEY, MODEL, Serving, adds, answer, asks_to_add, client, content, events, json_of_response,
    post, run,
};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Few requests to the model for each of a client.
const SMALL: [&str; 8] = [
    "--candidates",
    "4",
    "--tests",
    "4",
    "--tests-per-reply",
    "2",
    "--variants",
    "2",
];

fn model(script: Script) -> Server {
    Server::start(Script {
        key: Some(KEY.to_owned()),
        ..script
    })
}

#[test]
fn a_request_for_a_function_is_answered_by_agreement() {
    let model = model(Script::answering(|seen: &Seen, sample| {
        // Every third program is wrong.
        match adds(seen, sample) {
            Reply {
                text: Some(text), ..
            } if text.contains("def ") && seen.count % 3 == 2 => {
                Reply::text(text.replace("x +", "x -"))
            }
            reply => reply,
        }
    }));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let (status, completion) = answer(&serving, "/v1/chat/completions", &asks_to_add(7));
    assert_eq!(status, 200, "{completion}");
    assert_eq!(
        content(&completion),
        "```python\ndef add_7(x):\n    return x + 7\n```\n"
    );
    assert_eq!(completion["object"], "chat.completion");
    assert_eq!(completion["choices"][0]["finish_reason"], "stop");
    let usage = model.usage();
    assert_eq!(completion["usage"]["prompt_tokens"], usage.prompt);
    assert_eq!(completion["usage"]["completion_tokens"], usage.completion);
    assert_eq!(
        completion["usage"]["total_tokens"],
        usage.prompt + usage.completion
    );
    let told = &completion["mutagree"];
    assert_eq!(
        (&told["complete"], &told["deadline_reached"]),
        (&json!(true), &json!(false))
    );
    assert!(told["confidence"].as_f64().unwrap() > 0.3, "{told}");
    assert!(
        told["consensus"]["candidates"].as_u64().unwrap() >= 2,
        "{told}"
    );
    let run = serving
        .folder
        .path("runs")
        .join(told["run"].as_str().unwrap());
    assert_eq!(read_rows(&run.join("submission.jsonl")).len(), 1);
    assert!(read_rows(&run.join("variants.jsonl")).len() > 1);
}

#[test]
fn a_stream_holds_the_same_answer_in_chunks() {
    let model = model(Script::answering(adds));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let mut body = asks_to_add(7);
    body["stream"] = json!(true);
    body["stream_options"] = json!({"include_usage": true});
    let text = run(async {
        post(&serving, "/v1/chat/completions", &body)
            .await
            .text()
            .await
            .unwrap()
    });
    let mut chunks = events(&text);
    assert_eq!(chunks.pop(), Some("[DONE]"));
    let chunks: Vec<Value> = chunks
        .iter()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let said: String = chunks
        .iter()
        .filter_map(|it| it["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(said, "```python\ndef add_7(x):\n    return x + 7\n```\n");
    let ids: BTreeSet<&str> = chunks.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
    let usage = &chunks.last().unwrap()["usage"];
    assert_eq!(usage["completion_tokens"], model.usage().completion);
}

#[test]
fn what_is_no_task_passes_through_byte_for_byte() {
    let model = model(Script::answering(adds));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let text = r#"{ "model":"test-model","messages":[ {"role":"user","content":"What is the capital of France?"}],"zebra":1, "apple":[2] }"#;
    let (headers, said) = run(async {
        let request = client()
            .post(serving.url("/v1/chat/completions"))
            .body(text);
        let response = request
            .header("content-type", "application/json")
            .bearer_auth("own")
            .send()
            .await
            .unwrap();
        {
            let headers = response.headers().clone();
            (headers, json_of_response(response).await)
        }
    });
    assert_eq!(content(&said), "no code: What is the capital of France?");
    assert!(headers.contains_key("x-mutagree-passed"));
    let seen = &model.requests()[0];
    assert_eq!(seen.body, serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(
        seen.header("content-length"),
        Some(text.len().to_string().as_str())
    );
    assert_eq!(
        seen.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    let mut body = asks_to_add(7);
    body["mutagree"] = json!(false);
    answer(&serving, "/v1/chat/completions", &body);
    let seen = &model.requests()[1];
    assert_eq!(seen.body, asks_to_add(7));
    assert_eq!(model.requests().len(), 2);
}

#[test]
fn a_request_says_how_it_is_solved() {
    let model = model(Script::answering(adds));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let mut body = asks_to_add(3);
    body["mutagree"] = json!({"candidates": 9, "tests": 0, "variants": 0, "scorer": "codet"});
    body["temperature"] = json!(0.25);
    let (_, completion) = answer(&serving, "/v1/chat/completions", &body);
    assert_eq!(completion["mutagree"]["samples"], 9, "{completion}");
    assert_eq!(completion["mutagree"]["scorer"], "codet");
    assert!(
        model
            .requests()
            .iter()
            .all(|it| it.body["temperature"] == 0.25)
    );
    body["mutagree"] = json!({"candidates": "many"});
    let (status, fault) = answer(&serving, "/v1/chat/completions", &body);
    assert_eq!(status, 400);
    assert!(
        fault["error"]["message"]
            .as_str()
            .unwrap()
            .contains("`mutagree.candidates`"),
        "{fault}"
    );
    let prose = json!({"model": MODEL, "mutagree": {"mode": "on"}, "messages": [{"role": "user", "content": "Hello"}]});
    assert_eq!(answer(&serving, "/v1/chat/completions", &prose).0, 400);
    assert_eq!(answer(&serving, "/v1/chat/completions", &json!([1])).0, 400);
}

#[test]
fn at_its_deadline_a_request_gets_the_best_so_far() {
    let model = model(Script {
        faults: Faults::when(|seen| (seen.count > 1).then_some(Fault::Hang)),
        ..Script::answering(adds)
    });
    let serving = Serving::of_model(
        &model.base_url(),
        &[
            "--candidates",
            "6",
            "--tests",
            "0",
            "--variants",
            "5",
            "--strategy",
            "lexical,grammatical,format",
        ],
    );
    let mut body = asks_to_add(5);
    body["mutagree"] = json!({"deadline": 3});
    let began = Instant::now();
    let (status, completion) = answer(&serving, "/v1/chat/completions", &body);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(status, 200, "{completion}");
    assert!(content(&completion).contains("return x + 5"));
    assert_eq!(completion["mutagree"]["complete"], false);
}

#[test]
fn a_deadline_without_any_program_is_said() {
    let model = model(Script {
        faults: Faults::when(|_| Some(Fault::Hang)),
        ..Script::answering(adds)
    });
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let mut body = asks_to_add(5);
    body["mutagree"] = json!({"deadline": 1});
    let (status, fault) = answer(&serving, "/v1/chat/completions", &body);
    assert_eq!(status, 504, "{fault}");
    assert!(fault["error"]["message"].is_string(), "{fault}");
}

#[test]
fn at_its_deadline_a_request_gets_what_was_executed_so_far() {
    let model = model(Script::answering(|seen: &Seen, sample| {
        let reply = adds(seen, sample);
        let is_program = seen.prompt().contains("whole function");
        if is_program && sample > 0 {
            return Reply::text(format!(
                "```python\ndef add_5(x):\n    while x != {sample}: pass\n```"
            ));
        }
        reply
    }));
    let own = [
        "--candidates",
        "8",
        "--tests",
        "8",
        "--variants",
        "0",
        "--limit-seconds",
        "20",
    ];
    let serving = Serving::of_model(&model.base_url(), &own);
    let mut body = asks_to_add(5);
    body["mutagree"] = json!({"deadline": 4});
    let began = Instant::now();
    let (status, completion) = answer(&serving, "/v1/chat/completions", &body);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(status, 200, "{completion}");
    assert!(
        content(&completion).contains("return x + 5"),
        "{completion}"
    );
    let told = &completion["mutagree"];
    assert_eq!(
        (&told["deadline_reached"], &told["complete"]),
        (&json!(true), &json!(false))
    );
    assert!(completion["usage"]["completion_tokens"].as_u64().unwrap() > 0);
}

#[test]
fn what_no_budget_covers_is_said_and_costs_nothing() {
    let model = model(Script::answering(adds));
    let serving = Serving::of_model(
        &model.base_url(),
        &[&SMALL[..], &["--max-tokens-total", "100"]].concat(),
    );
    let mut body = asks_to_add(5);
    body["mutagree"] = json!({"max_tokens_total": 1_000_000});
    let (status, fault) = answer(&serving, "/v1/chat/completions", &body);
    assert_eq!(
        (status, &fault["error"]["code"]),
        (402, &json!("over_budget")),
        "{fault}"
    );
    assert_eq!(model.requests().len(), 0);
}

#[test]
fn no_path_leads_past_the_models_server() {
    let model = model(Script::answering(adds));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let address = serving.address.trim_start_matches("http://");
    for path in [
        "/v1/%2e%2e/admin",
        "/v1/..%5cadmin",
        "/v1/../admin",
        "/v1//admin",
        "/v1/a%2fb",
    ] {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
        let answer = std::io::read_to_string(stream).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    assert_eq!(model.requests().len(), 0);
}

#[test]
fn two_hundred_requests_at_once_each_get_their_own_answer_from_a_faulty_model() {
    let faults = [
        Fault::Status(503),
        Fault::Close,
        Fault::InvalidJson,
        Fault::Error(429, "rate_limit_exceeded"),
    ];
    let model = model(Script {
        faults: Faults::share(0.1, &faults, 7),
        ..Script::answering(adds)
    });
    let serving = Serving::of_model(
        &model.base_url(),
        &[
            "--candidates",
            "3",
            "--tests",
            "2",
            "--variants",
            "1",
            "--deadline",
            "300",
        ],
    );
    run(async {
        let asked = (0..200).map(|number| {
            let (serving, number) = (&serving, number + 1000);
            async move {
                let mut body = asks_to_add(number);
                let streams = number % 2 == 0;
                body["stream"] = json!(streams);
                let response = post(serving, "/v1/chat/completions", &body).await;
                assert_eq!(response.status().as_u16(), 200);
                let text = response.text().await.unwrap();
                let said: String = if streams {
                    let chunks = events(&text)
                        .into_iter()
                        .filter_map(|it| serde_json::from_str::<Value>(it).ok());
                    chunks
                        .filter_map(|it| {
                            it["choices"][0]["delta"]["content"]
                                .as_str()
                                .map(str::to_owned)
                        })
                        .collect()
                } else {
                    content(&serde_json::from_str(&text).unwrap()).to_owned()
                };
                assert_eq!(
                    said,
                    format!("```python\ndef add_{number}(x):\n    return x + {number}\n```\n"),
                    "{text}"
                );
            }
        });
        futures_util::future::join_all(asked).await;
    });
}

#[test]
fn where_too_many_wait_a_client_hears_when_to_come_back() {
    let model = model(Script {
        latency: Duration::from_millis(500),
        ..Script::answering(adds)
    });
    let serving = Serving::of_model(
        &model.base_url(),
        &[
            "--candidates",
            "1",
            "--tests",
            "0",
            "--variants",
            "0",
            "--solves",
            "1",
            "--solves-waiting",
            "2",
        ],
    );
    let statuses = run(async {
        let asked = (0..6).map(|number| {
            let serving = &serving;
            async move {
                let response = post(serving, "/v1/chat/completions", &asks_to_add(number)).await;
                let again = response
                    .headers()
                    .get("retry-after")
                    .map(|it| it.to_str().unwrap().parse::<u64>().unwrap());
                (response.status().as_u16(), again)
            }
        });
        futures_util::future::join_all(asked).await
    });
    let answered = statuses.iter().filter(|(status, _)| *status == 200).count();
    assert!((1..=3).contains(&answered), "{statuses:?}");
    assert!(
        statuses
            .iter()
            .all(|it| it.0 == 200 || it.0 == 429 && it.1.is_some_and(|it| it >= 1)),
        "{statuses:?}"
    );
}

#[test]
fn a_key_that_the_model_repeats_is_struck() {
    let model = model(Script::answering(|_: &Seen, _| {
        Reply::text(format!("your key is {KEY}."))
    }));
    let serving = Serving::of_model(&model.base_url(), &SMALL);
    let body = json!({"model": MODEL, "messages": [{"role": "user", "content": "Tell me."}]});
    let (_, completion) = answer(&serving, "/v1/chat/completions", &body);
    assert_eq!(content(&completion), "your key is ***.");
}

#[test]
fn a_server_that_others_reach_wants_a_token_and_pages_reach_none() {
    let mut command = mutagree();
    let said = complaint(
        command.args(["serve", "--host", "0.0.0.0", "--port", "0"]),
        1,
    );
    assert!(said.contains("no token is asked for"), "{said}");
    let folder = Folder::new();
    let tokens = folder.write("tokens", "first-token\nsecond-token\n");
    let serving = Serving::executor(&["--tokens", tokens.to_str().unwrap()]);
    let status = |token: Option<&'static str>| {
        run(async {
            let request = client().get(serving.url("/metrics"));
            let request = match token {
                Some(token) => request.bearer_auth(token),
                None => request,
            };
            request.send().await.unwrap().status().as_u16()
        })
    };
    assert_eq!(
        (
            status(None),
            status(Some("third-token")),
            status(Some("second-token"))
        ),
        (401, 401, 200)
    );
    let open = Serving::executor(&[]);
    let from_page = run(async {
        let request = client()
            .post(open.url("/run_code"))
            .header("origin", "https://page.example")
            .header("content-type", "application/json");
        request.body("{}").send().await.unwrap().status().as_u16()
    });
    assert_eq!(from_page, 403);
    assert_eq!(
        run(async {
            client()
                .get(open.url("/healthz"))
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
        }),
        "ok\n"
    );
}

#[test]
fn what_was_accepted_is_answered_before_a_server_ends() {
    let model = model(Script {
        latency: Duration::from_millis(700),
        ..Script::answering(adds)
    });
    let mut serving = Serving::of_model(
        &model.base_url(),
        &["--candidates", "1", "--tests", "0", "--variants", "0"],
    );
    let completion = run(async {
        let body = asks_to_add(9);
        let asked = post(&serving, "/v1/chat/completions", &body);
        let ends = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            serving.signal("-TERM");
        };
        let (response, ()) = futures_util::future::join(asked, ends).await;
        json_of_response(response).await
    });
    assert!(content(&completion).contains("return x + 9"));
    assert_eq!(serving.wait().code(), Some(0));
}

#[test]
fn old_runs_are_forgotten_and_other_folders_are_not() {
    let model = model(Script::answering(adds));
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("runs").join("mine")).unwrap();
    let own = [
        "--model",
        MODEL,
        "--base-url",
        &model.base_url(),
        "--keep",
        "2",
        "--candidates",
        "1",
        "--tests",
        "0",
        "--variants",
        "0",
    ];
    let serving = Serving::start(folder, &own);
    for number in 0..5 {
        answer(&serving, "/v1/chat/completions", &asks_to_add(number));
    }
    std::thread::sleep(Duration::from_millis(300));
    let entries = std::fs::read_dir(serving.folder.path("runs")).unwrap();
    let names: BTreeSet<String> = entries
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.contains("mine"));
}
