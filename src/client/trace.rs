//! What was asked and answered, for users who want to see it. Keys are in headers alone, which are never shown.

use super::fate::Fate;
use super::unit::Unit;
use super::{Ask, Completion};
use crate::event::{Event, Listener};
use serde_json::Value;

/// Tells a request before it is sent.
pub(super) fn tell_request(listener: &Listener<'_>, ask: &Ask, unit: &Unit, body: &Value) {
    let text = format!("{} is asked: {body}", name(ask, unit));
    listener(Event::Detail { level: 2, text });
}

/// Tells what became of a request.
pub(super) fn tell_fate(listener: &Listener<'_>, ask: &Ask, unit: &Unit, fate: &Fate) {
    let took = unit.sent.at.elapsed().as_secs_f64();
    let said = match fate {
        Fate::Answered(choices) => answered(&choices.completions),
        Fate::Again { fault, .. } | Fate::Crowded { fault, .. } | Fate::Unreachable(fault) => {
            fault.clone()
        }
        Fate::Late => "no answer in time".to_owned(),
        Fate::Unfit { status, refusal } => format!("{status} {}", refusal.message),
        Fate::End(error) => error.to_string(),
    };
    let text = format!("{}: {said}, after {took:.2} s", name(ask, unit));
    listener(Event::Detail { level: 1, text });
    if let Fate::Answered(choices) = fate {
        for completion in &choices.completions {
            let text = format!("{} is answered: {:?}", name(ask, unit), completion.text);
            listener(Event::Detail { level: 2, text });
        }
    }
}

fn answered(completions: &[Completion]) -> String {
    let read: u64 = completions.iter().map(|it| it.prompt_tokens).sum();
    let written: u64 = completions.iter().map(|it| it.completion_tokens).sum();
    let count = completions.len();
    let ends: Vec<String> = completions
        .iter()
        .map(|it| format!("{:?}", it.finish).to_lowercase())
        .collect();
    let noun = if count == 1 { "reply" } else { "replies" };
    format!(
        "{count} {noun} ({}), {read} tokens read, {written} written",
        ends.join(", ")
    )
}

/// A request by what it is about.
fn name(ask: &Ask, unit: &Unit) -> String {
    let about = &ask.about;
    let samples: Vec<String> = unit.samples.iter().map(|it| (it + 1).to_string()).collect();
    format!(
        "`{}`, {}, {}, sample {}",
        about.task_id,
        about.variant,
        about.purpose,
        samples.join(", ")
    )
}
