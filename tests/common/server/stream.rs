//! A completion as a stream of events.

use serde_json::{Value, json};

/// The events of a completion of a chat with one choice: its content word by word, its end, and its usage where that was asked for.
pub(super) fn events(completion: &Value, asked: &Value) -> String {
    let choice = &completion["choices"][0];
    let chunk = |delta: Value, reason: &Value| {
        let choices =
            json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": reason}]);
        let (id, created, model) = (
            &completion["id"],
            &completion["created"],
            &completion["model"],
        );
        json!({"id": id, "object": "chat.completion.chunk", "created": created, "model": model, "choices": choices})
    };
    let content = choice["message"]["content"].as_str().unwrap_or_default();
    let mut chunks = vec![chunk(
        json!({"role": "assistant", "content": ""}),
        &Value::Null,
    )];
    for word in content.split_inclusive(' ') {
        chunks.push(chunk(json!({"content": word}), &Value::Null));
    }
    chunks.push(chunk(json!({}), &choice["finish_reason"]));
    if asked["stream_options"]["include_usage"] == true {
        let mut last = chunk(json!({}), &Value::Null);
        last["choices"] = json!([]);
        last["usage"] = completion["usage"].clone();
        chunks.push(last);
    }
    let lines = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    lines.collect::<String>() + "data: [DONE]\n\n"
}
