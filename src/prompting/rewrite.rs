//! Asks a model for a prompt in other words, and whether two prompts mean the same.

use super::template::Template;
use crate::client::Message;
use minijinja::context;
use serde_json::Value;

const TEMPLATE: Template = Template {
    name: "rewrite.v1",
    source: include_str!("templates/variant/rewrite.v1.jinja"),
};

const JUDGE: Template = Template {
    name: "judge.v1",
    source: include_str!("templates/variant/judge.v1.jinja"),
};

/// A way in which a model is asked to say a prompt again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Its name, as operators have one.
    pub name: &'static str,
    instruction: &'static str,
}

/// All rewrites, in the order in which their variants are taken.
pub const REWRITES: [Rewrite; 7] = [
    Rewrite {
        name: "model/paraphrase",
        instruction: "Say this task in other words.",
    },
    Rewrite {
        name: "model/passive",
        instruction: "Rewrite the sentences of this task in the passive voice where that is natural.",
    },
    Rewrite {
        name: "model/interrogative",
        instruction: "Rewrite the request of this task as a question.",
    },
    Rewrite {
        name: "model/rephrase",
        instruction: "Rephrase this task: other sentence structures, the same words where you can.",
    },
    Rewrite {
        name: "model/verbose",
        instruction: "Write this task out in fuller sentences, without new information.",
    },
    Rewrite {
        name: "model/concise",
        instruction: "Write this task more concisely, without dropping any information.",
    },
    Rewrite {
        name: "model/back-translate",
        instruction: "Translate the sentences of this task into German, and write what you get when you translate them back into English.",
    },
];

/// Asks for a prompt in other words.
#[must_use]
pub fn ask_for_rewrite(rewrite: Rewrite, prompt: &str) -> Vec<Message> {
    let instruction = rewrite.instruction;
    TEMPLATE.messages(&context! { instruction, prompt })
}

/// Asks whether a program that is right for the first prompt is right for the second.
#[must_use]
pub fn ask_for_judgement(first: &str, second: &str) -> Vec<Message> {
    JUDGE.messages(&context! { first, second })
}

/// The prompt in a reply, with the white space at the end of the original; nothing where there is none.
#[must_use]
pub fn rewritten(reply: &str, original: &str) -> Option<String> {
    let (before, _) = reply.rsplit_once("</task>")?;
    let (_, text) = before.rsplit_once("<task>")?;
    let text = text.trim_matches(['\n', '\r']);
    let before = original.len() - original.trim_start_matches('\n').len();
    let after = original.trim_end().len().max(before);
    let (before, after) = (&original[..before], &original[after..]);
    (!text.trim().is_empty()).then(|| format!("{before}{}{after}", text.trim_end()))
}

/// What must be listed, and found on both sides.
const LISTS: [&str; 5] = ["numbers", "negations", "bounds", "outputs", "errors"];

/// Reads a judgement: why the prompts differ, where they do. What cannot be read is no agreement.
///
/// # Errors
/// Gives what differs, or what is wrong with the judgement.
pub fn judged_same(reply: &str) -> Result<(), String> {
    let object = reply
        .find('{')
        .zip(reply.rfind('}'))
        .filter(|(open, close)| open < close);
    let parsed = object.and_then(|(open, close)| serde_json::from_str(&reply[open..=close]).ok());
    let Some(judgement) = parsed.filter(Value::is_object) else {
        return Err("the judgement is no JSON object".to_owned());
    };
    for list in LISTS {
        let Some(entries) = judgement[list].as_array() else {
            return Err(format!("the judgement has no list of {list}"));
        };
        let lost = entries.iter().find(|entry| entry["b"].is_null());
        if let Some(entry) = lost {
            return Err(format!("{list}: {} is lost", entry["a"]));
        }
    }
    match judgement["same"].as_bool() {
        Some(true) => Ok(()),
        _ => Err("the judge sees a difference".to_owned()),
    }
}
