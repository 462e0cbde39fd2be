//! Tells a request for one Python function from all others.

use crate::extract::definitions;
use mutagree_mutators::{Prompt, Reason};
use serde_json::{Map, Value};

/// A function that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    /// The text that asks for it.
    pub(super) prompt: String,
    /// Its name.
    pub(super) entry_point: String,
}

/// Fields of a request that leave a task what it is; with any other the request passes through, since what the field means is
/// the model's server's to say.
const KNOWN: [&str; 14] = [
    "frequency_penalty",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "model",
    "mutagree",
    "presence_penalty",
    "seed",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "top_p",
];

/// Fields that change nothing where they have these values.
const IDLE: [(&str, &str); 9] = [
    ("n", "1"),
    ("logprobs", "false"),
    ("response_format", r#"{"type":"text"}"#),
    ("tool_choice", r#""none""#),
    ("tools", "[]"),
    ("functions", "[]"),
    ("stop", "[]"),
    ("logit_bias", "{}"),
    ("modalities", r#"["text"]"#),
];

/// The longest text of a task, in bytes.
const LONGEST: usize = 64 << 10;

/// Verbs that ask for code to be written.
const VERBS: [&str; 12] = [
    "write",
    "implement",
    "complete",
    "create",
    "define",
    "develop",
    "generate",
    "finish",
    "build",
    "provide",
    "code",
    "design",
];

/// The task of a request's body, or why it is none.
pub(super) fn task(body: &Map<String, Value>) -> Result<Task, &'static str> {
    let is_idle = |name: &str, value: &Value| {
        let written = value.to_string();
        let is_one = |(idle, text): &(&str, &str)| *idle == name && written == *text;
        value.is_null() || IDLE.iter().any(is_one)
    };
    let is_known =
        |(name, value): (&String, &Value)| KNOWN.contains(&name.as_str()) || is_idle(name, value);
    if !body.iter().all(is_known) {
        return Err("a field that a vote cannot keep");
    }
    let text = text(body.get("messages")).ok_or("not one message of text")?;
    if text.len() > LONGEST {
        return Err("a text longer than any task");
    }
    let prompt = Prompt::new(&text, None);
    if prompt
        .refusal()
        .is_some_and(|it| it.reason != Reason::Language)
    {
        return Err("no task for Python");
    }
    let entry_point = match prompt.entry_point() {
        Some(name) => name.to_owned(),
        None => defined(&text).ok_or("no function is named")?,
    };
    Ok(Task {
        prompt: text,
        entry_point,
    })
}

/// The text of a conversation that is one message of a user, after those of the system.
fn text(messages: Option<&Value>) -> Option<String> {
    let (user, system) = messages?.as_array()?.split_last()?;
    let system = system.iter().map(|it| said(it, &["system", "developer"]));
    let mut texts = system.collect::<Option<Vec<_>>>()?;
    texts.push(said(user, &["user"])?);
    texts.retain(|it| !it.trim().is_empty());
    Some(texts.join("\n\n")).filter(|it| !it.is_empty())
}

/// The text of a message of one of these roles that has nothing else.
fn said(message: &Value, roles: &[&str]) -> Option<String> {
    let fields = message.as_object()?;
    let is_known = |name: &String| matches!(name.as_str(), "role" | "content" | "name");
    let is_plain = roles.contains(&message["role"].as_str()?) && fields.keys().all(is_known);
    is_plain.then(|| content(&message["content"])).flatten()
}

/// The text of a message, whole or in parts of text.
fn content(content: &Value) -> Option<String> {
    match content {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let is_text = |part: &&Value| part["type"] == "text";
            let texts = parts
                .iter()
                .filter(is_text)
                .filter_map(|part| part["text"].as_str());
            let texts: Vec<&str> = texts.collect();
            (texts.len() == parts.len()).then(|| texts.concat())
        }
        _ => None,
    }
}

/// The last function that the code in a text begins, where the text asks for code or is nothing else.
fn defined(text: &str) -> Option<String> {
    let mut code = String::new();
    let mut prose = String::new();
    let mut inside = false;
    let has_fences = text
        .lines()
        .any(|line| line.trim_start().starts_with("```"));
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
            continue;
        }
        let part = if inside || !has_fences {
            &mut code
        } else {
            &mut prose
        };
        part.push_str(line);
        part.push('\n');
    }
    let begin = if has_fences {
        Some(0)
    } else {
        let starts = ["def ", "async def ", "from ", "import ", "class ", "@"];
        let lines = code.split_inclusive('\n');
        let before = lines.take_while(|line| !starts.iter().any(|it| line.starts_with(it)));
        let at = before.map(str::len).sum();
        Some(at).filter(|at| *at < code.len())
    }?;
    prose.push_str(&code[..begin.min(code.len())]);
    let lines = || {
        prose
            .split(|mark: char| !mark.is_alphanumeric())
            .map(str::to_ascii_lowercase)
    };
    let asks = prose.trim().is_empty() || lines().any(|word| VERBS.contains(&word.as_str()));
    let code = &code[begin.min(code.len())..];
    let functions = definitions(code);
    // A definition may have no body yet: a parser needs one.
    let last = functions
        .last()
        .cloned()
        .or_else(|| definitions(&format!("{code}    pass\n")).pop());
    last.filter(|name| asks && code.contains(&format!("def {name}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(body: &Value) -> Result<String, &'static str> {
        task(body.as_object().unwrap()).map(|task| task.entry_point)
    }

    fn asked(text: &str) -> Result<String, &'static str> {
        of(&json!({"model": "m", "messages": [{"role": "user", "content": text}]}))
    }

    #[test]
    fn a_request_for_a_named_function_is_a_task() {
        for (text, name) in [
            (
                "Write a Python function `triple(x)` that returns three times x.",
                "triple",
            ),
            (
                "Implement a function called add_7 that adds 7 to its argument.",
                "add_7",
            ),
            (
                "def double(x):\n    \"\"\"Return twice x.\"\"\"\n",
                "double",
            ),
            (
                "from typing import List\n\n\ndef halve(xs: List[int]) -> List[int]:\n    \"\"\" Halve each. \"\"\"\n",
                "halve",
            ),
            (
                "Complete the following function.\n```python\ndef area(r):\n    \"\"\"The area.\"\"\"\n```\n",
                "area",
            ),
            (
                "Please complete this code:\n\ndef helper(x):\n    return x\n\ndef solve(n):\n    \"\"\"Solve it.\"\"\"\n",
                "solve",
            ),
        ] {
            assert_eq!(asked(text), Ok(name.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_text_of_any_bytes_is_read() {
        for text in [
            "\r\r\n\r\r\né\ndef f(x):\n",
            "é\r\ndef f(x):\r\n    pass\r\n",
            "```\n```\n```",
            "\u{2028}def f(",
        ] {
            let _ = asked(text);
        }
    }

    #[test]
    fn what_is_no_request_for_one_function_is_no_task() {
        for text in [
            "What is the capital of France?",
            "Explain what this function does:\n```python\ndef f(x):\n    return x\n```",
            "Write a Java method `add` that adds two numbers.",
            "Write a haiku about functions.",
            "",
        ] {
            assert!(asked(text).is_err(), "{text}: {:?}", asked(text));
        }
    }

    #[test]
    fn what_a_vote_cannot_keep_passes_through() {
        let text = "Write a function `double(x)` that doubles x.";
        let with = |field: &str, value: Value| {
            let mut body = json!({"model": "m", "messages": [{"role": "user", "content": text}]});
            body[field] = value;
            of(&body)
        };
        assert!(with("temperature", json!(0.2)).is_ok());
        assert!(with("n", json!(1)).is_ok());
        assert!(with("tools", Value::Null).is_ok());
        for (field, value) in [
            ("n", json!(2)),
            ("tools", json!([{"type": "function"}])),
            ("response_format", json!({"type": "json_object"})),
            ("logprobs", json!(true)),
            ("stop", json!(["\n"])),
            ("anything", json!(1)),
        ] {
            assert!(with(field, value).is_err(), "{field}");
        }
        let image = json!([{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": "x"}}]);
        assert!(of(&json!({"messages": [{"role": "user", "content": image}]})).is_err());
        let turns = json!([{"role": "user", "content": text}, {"role": "assistant", "content": "no"}, {"role": "user", "content": text}]);
        assert!(of(&json!({"messages": turns})).is_err());
        let parts = json!([{"role": "system", "content": "You write Python."}, {"role": "user", "content": [{"type": "text", "text": text}]}]);
        let found = task(json!({"messages": parts}).as_object().unwrap()).unwrap();
        assert_eq!(found.prompt, format!("You write Python.\n\n{text}"));
    }
}
