//! Chats: turns of users and assistants, in the marks of models, in JSON, and between people.

use super::{Reason, Refusal, lines};
use crate::lexicon::lookup;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    User,
    Assistant,
    Other,
}

/// One turn: where its content stands.
struct Turn {
    role: Role,
    content: Range<usize>,
}

static ROLES: LazyLock<FxHashMap<&'static str, Role>> = LazyLock::new(|| {
    let role = |name: &str| match name {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => Role::Other,
    };
    rows(table!("intake/roles"))
        .flat_map(|row| row[1].split(' ').map(move |word| (word, role(row[0]))))
        .collect()
});

/// What of a text is not its task, where the text is a chat: everything but the last turn of the user, or why no turn is the task.
pub(super) fn find(text: &str) -> Option<Result<Vec<Range<usize>>, Refusal>> {
    let turns = marked(text).or_else(|| labelled(text));
    match turns {
        Some(turns) => Some(others(text, &turns)),
        None => is_between_people(text).then(|| {
            let said = "it is a chat between people; say what is to be done in one text";
            Err(Refusal::new(Reason::Transcript, said))
        }),
    }
}

/// The stretches around the last turn of the user.
fn others(text: &str, turns: &[Turn]) -> Result<Vec<Range<usize>>, Refusal> {
    let silent = |turn: &&Turn| text[turn.content.clone()].trim().is_empty();
    let trailing = turns.iter().rev().take_while(silent).count();
    match turns[..turns.len() - trailing].last() {
        Some(turn) if turn.role == Role::User => {
            Ok([0..turn.content.start, turn.content.end..text.len()]
                .into_iter()
                .filter(|range| !range.is_empty())
                .collect())
        }
        _ => {
            let said = "it is a chat that does not end with a turn of the user; cut it behind the turn that says the task";
            Err(Refusal::new(Reason::Transcript, said))
        }
    }
}

/// The refusal of messages in JSON, which Python's grammar takes too.
pub(super) fn of_messages(text: &str) -> Option<Refusal> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_json = text.starts_with(['[', '{'])
        && text.contains("\"role\"")
        && text.contains("\"content\"")
        && ["\"user\"", "\"assistant\"", "\"system\""]
            .iter()
            .any(|role| text.contains(role));
    let said = "it is a chat in JSON; give the text of the last turn of the user as the prompt";
    is_json.then(|| Refusal::new(Reason::Transcript, said))
}

/// The turns of a text in the marks that models are trained with; nothing where it has none.
fn marked(text: &str) -> Option<Vec<Turn>> {
    if text.contains("[INST]") {
        return Some(instructions(text));
    }
    if !text.contains("<|") && !text.contains("<start_of_turn>") {
        return None;
    }
    let mut turns: Vec<Turn> = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let Some((mark, after)) = mark(&text[open..]) else {
            at = open + 1;
            continue;
        };
        if let Some(last) = turns
            .last_mut()
            .filter(|last| last.content.end == text.len())
        {
            last.content.end = open;
        }
        let after = open + after;
        if let Mark::Opens(role) = mark {
            turns.push(Turn {
                role,
                content: after..text.len(),
            });
        }
        at = after;
    }
    (!turns.is_empty()).then_some(turns)
}

enum Mark {
    Opens(Role),
    Closes,
}

/// The mark that a text begins with, and its length with the line break behind it.
fn mark(text: &str) -> Option<(Mark, usize)> {
    const OPEN: [(&str, &str); 4] = [
        ("<|im_start|>", "\n"),
        ("<|start_header_id|>", "<|end_header_id|>"),
        ("<start_of_turn>", "\n"),
        ("<|", "|>"),
    ];
    const CLOSE: [&str; 5] = [
        "<|im_end|>",
        "<|eot_id|>",
        "<end_of_turn>",
        "<|end|>",
        "<|endoftext|>",
    ];
    if let Some(mark) = CLOSE.iter().find(|mark| text.starts_with(**mark)) {
        return Some((Mark::Closes, mark.len()));
    }
    OPEN.iter().find_map(|(open, close)| {
        let rest = text.strip_prefix(open)?;
        let name = rest
            .split(|mark: char| !mark.is_ascii_alphabetic())
            .next()?;
        let role = *ROLES.get(name)?;
        let rest = &rest[name.len()..];
        let after = match rest.strip_prefix(close) {
            Some(after) => after,
            None if rest.is_empty() => rest,
            None => return None,
        };
        let after = after.strip_prefix('\n').unwrap_or(after);
        Some((Mark::Opens(role), text.len() - after.len()))
    })
}

/// The turns between `[INST]` and `[/INST]`; the prompt of the system, between `<<SYS>>` and `<</SYS>>`, is none of the user's.
fn instructions(text: &str) -> Vec<Turn> {
    const END: &str = "[/INST]";
    const SYSTEM: &str = "<</SYS>>";
    let mut turns = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("[INST]") {
        let start = at + found + "[INST]".len();
        let end = text[start..]
            .find(END)
            .map_or(text.len(), |found| start + found);
        let said = text[start..end]
            .find(SYSTEM)
            .map_or(start, |found| start + found + SYSTEM.len());
        turns.push(Turn {
            role: Role::User,
            content: said..end,
        });
        let after = (end + END.len()).min(text.len());
        let next = text[after..]
            .find("[INST]")
            .map_or(text.len(), |found| after + found);
        let answer = text[after..next].trim_end_matches(['\n', ' ']);
        turns.push(Turn {
            role: Role::Assistant,
            content: after
                ..after
                    + answer
                        .trim_end_matches("</s>")
                        .trim_end_matches("<s>")
                        .len(),
        });
        at = next;
    }
    turns
}

/// The turns of a text whose lines begin with `User:`, `**Assistant:**`, `### Human` and the like: users and assistants both speak.
fn labelled(text: &str) -> Option<Vec<Turn>> {
    let mut turns: Vec<Turn> = Vec::new();
    for (start, line) in lines(text) {
        let Some((role, length)) = label(line) else {
            continue;
        };
        if let Some(last) = turns.last_mut() {
            last.content.end = start;
        }
        turns.push(Turn {
            role,
            content: start + length..text.len(),
        });
    }
    let speaks = |role| turns.iter().any(|turn| turn.role == role);
    (speaks(Role::User) && speaks(Role::Assistant)).then_some(turns)
}

/// The role that a line begins with, and the length of its label.
fn label(line: &str) -> Option<(Role, usize)> {
    let bare = line.trim_start_matches([' ', '\t', '#', '*', '[', '>', '<']);
    let length = bare
        .find(|mark: char| !mark.is_ascii_alphabetic())
        .unwrap_or(bare.len());
    if !(2..=12).contains(&length) {
        return None;
    }
    let role = *ROLES.get(&*bare[..length].to_ascii_lowercase())?;
    let rest = &bare[length..];
    let rest = rest.strip_prefix(" said").unwrap_or(rest);
    let after = rest.trim_start_matches(['*', ']', '>', ' ']);
    let after = match after.strip_prefix(':') {
        Some(after) => after.trim_start_matches('*'),
        // A headline has no colon.
        None if line.starts_with('#') && after.is_empty() => after,
        None => return None,
    };
    Some((role, line.len() - after.len()))
}

/// Says whether most lines begin with the name of a person, and several people speak more than once.
fn is_between_people(text: &str) -> bool {
    let (mut all, mut spoken) = (0, 0);
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, line) in lines(text) {
        if line.trim().is_empty() {
            continue;
        }
        all += 1;
        if let Some(name) = speaker(line) {
            spoken += 1;
            *times.entry(name).or_default() += 1;
        }
    }
    let speakers = times.values().filter(|times| **times >= 2).count();
    spoken >= 4 && spoken * 2 > all && speakers >= 2
}

/// The name before the colon of a line, which may follow a time in brackets: a capital, and no word.
fn speaker(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.1.trim_start(),
        None => line,
    };
    let (name, said) = line.split_once(": ")?;
    let is_name = name.len() <= 20
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(char::is_alphabetic)
        && lookup(&name.to_ascii_lowercase()).is_none();
    (is_name && said.split_whitespace().count() >= 3).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(text: &str) -> Option<&str> {
        let others = find(text)?.ok()?;
        let start = others
            .iter()
            .find(|it| it.start == 0)
            .map_or(0, |it| it.end);
        let end = others
            .iter()
            .find(|it| it.start > 0)
            .map_or(text.len(), |it| it.start);
        Some(&text[start..end])
    }

    #[test]
    fn the_last_turn_of_the_user_is_the_task() {
        assert_eq!(
            task("User: a\nAssistant: b\nUser: c d\nAssistant:"),
            Some(" c d\n")
        );
        assert_eq!(
            task("<|im_start|>user\nc d<|im_end|>\n<|im_start|>assistant\n"),
            Some("c d")
        );
        assert_eq!(task("<|user|>\nc d<|end|>\n<|assistant|>"), Some("c d"));
        assert_eq!(
            task("[INST] a [/INST] b</s>[INST] c d [/INST]"),
            Some(" c d ")
        );
    }

    #[test]
    fn one_label_is_no_chat() {
        assert!(find("User: a\nInput: b\n").is_none());
        assert!(find("Input: the first of the list\nOutput: the sum of it\nInput: the second of the list\nOutput: the sum of it\n").is_none());
    }
}
