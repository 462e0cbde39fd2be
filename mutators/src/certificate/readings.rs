//! The ways to say a stretch of prose that a pair from elsewhere may choose between, as lists of words.
//!
//! Who is spoken to (`your task is to`, `can you`), on which side `given a list` stands, and whether something is asked
//! or is to be checked says nothing about the function. Where a sentence was not read wholly, these are the only ways that are known.

use super::loose::{Both, Exact};
use super::wording::{Item, items};
use super::words::REACHING;
use crate::lexicon::{Classes, Form, is, lookup};
use crate::prompt::Prompt;
use crate::segment::token::Sentence;

/// What stands before a verb that is an order with it and without it.
const ORDERS: &[&[&str]] = &[
    &["can", "you"],
    &["could", "you"],
    &["will", "you"],
    &["would", "you"],
    &["are", "you", "able", "to"],
    &["you", "have", "to"],
    &["you", "need", "to"],
    &["you", "are", "to"],
    &["you", "are", "asked", "to"],
    &["you", "are", "required", "to"],
    &["you", "have", "been", "tasked", "to"],
    &["you", "must"],
    &["you", "should"],
    &["you", "will"],
];

const TASKS: &[&str] = &["task", "goal", "job", "mission", "objective", "assignment"];

/// Sentences that ask for nothing beyond what the others ask for.
const SILENT: &[&[&str]] = &[
    &["can", "you", "do", "it"],
    &["can", "you", "do", "this"],
    &["can", "you", "do", "that"],
    &["can", "you", "help", "me"],
    &["can", "you", "accomplish", "this", "task"],
    &["can", "you", "solve", "this", "problem"],
];

/// Says whether a sentence adds nothing to the others.
pub(super) fn is_silent(prompt: &Prompt, sentence: &Sentence) -> bool {
    let items = items(prompt, sentence.first..sentence.end, &Exact::default());
    SILENT.iter().any(|words| {
        words.len() == items.len()
            && words
                .iter()
                .zip(&items)
                .all(|(word, item)| item.is(&[word]))
    })
}

/// Every way to say some sentences that stand beside each other, the plain one first.
///
/// Without a signature `return` and `find` are not the same: what is found may have to be printed.
pub(super) fn readings(prompt: &Prompt, sentences: &[Sentence], both: &Both) -> Vec<Vec<Item>> {
    if let [sentence] = sentences {
        return of_one(prompt, sentence, both);
    }
    let said: Vec<Vec<Item>> = sentences
        .iter()
        .map(|sentence| plain(items(prompt, sentence.first..sentence.end, &both.exact)))
        .collect();
    let Some((last, before)) = said.split_last() else {
        return Vec::new();
    };
    let mut all = Vec::new();
    if last.first().is_some_and(|first| first.is(&["otherwise"]))
        || before.iter().all(|sentence| !reaches(sentence))
    {
        all.push(said.concat());
    }
    if said
        .iter()
        .all(|sentence| sentence.first().is_some_and(is_base) && !reaches(sentence))
    {
        all.push(said.join(&Item::word("and")));
    }
    all
}

/// What is negated or stands under a condition may reach what is joined to it.
fn reaches(sentence: &[Item]) -> bool {
    let each = ["each", "every"];
    sentence
        .iter()
        .any(|item| item.is(REACHING) || item.is(&each))
}

fn of_one(prompt: &Prompt, sentence: &Sentence, both: &Both) -> Vec<Vec<Item>> {
    let whole = items(prompt, sentence.first..sentence.end, &both.exact);
    let asks = prompt.tokens()[sentence.first..sentence.end]
        .last()
        .is_some_and(|token| token.is_punct(b'?'));
    let mut all = Vec::new();
    let ways = turned(&whole).into_iter().map(plain);
    for reading in [whole.clone(), plain(whole)].into_iter().chain(ways) {
        if asks {
            all.push(question(&reading).unwrap_or(reading));
        } else {
            let answers = questions(&reading, both.have_signature);
            all.push(reading);
            all.extend(answers);
        }
    }
    all
}

/// The sentence with what is given behind the order instead of before it: `Given a list, sort it`.
fn turned(items: &[Item]) -> Vec<Vec<Item>> {
    let given = items.first().is_some_and(|first| {
        first.is(&["given"])
            || first.is(&["for"]) && items.iter().skip(1).take(2).any(|item| item.is(&["given"]))
    });
    if !given {
        return Vec::new();
    }
    let commas = (1..items.len()).filter(|at| items[*at].comma);
    commas
        .map(|at| [&items[at..], &items[..at]].concat())
        .collect()
}

/// A sentence without words that only address the reader.
fn plain(mut items: Vec<Item>) -> Vec<Item> {
    if starts(&items, &["you", "are", "given"]) || starts(&items, &["we", "are", "given"]) {
        items.drain(..2);
    }
    let mut at = 0;
    while at < items.len() {
        if at == 0 || items[at].comma {
            let order = order(&items[at..]);
            items.drain(at..at + order);
        }
        at += 1;
    }
    if items.first().is_some_and(|first| first.is(&["when"])) && says_state(&items) {
        items[0] = Item::word("if");
    }
    last_case(&mut items);
    if let Some(at) = (0..items.len()).find(|at| starts(&items[*at..], &["whether", "or", "not"])) {
        items.drain(at + 1..at + 3);
    }
    let told = items.iter().any(|item| item.is(&["if", "whether"]));
    if told && items.len() > 2 && starts(&items[items.len() - 2..], &["or", "not"]) {
        items.truncate(items.len() - 2);
    }
    let mut at = 0;
    while at + 2 < items.len() {
        let supplied = items[at + 1].is(&["given", "supplied", "provided", "specified"]);
        if items[at].is(&["a"]) && supplied && !is_function_word(&items[at + 2]) {
            items.remove(at + 1);
        }
        at += 1;
    }
    items
}

/// `when` is `if` where what follows is no event but a state.
fn says_state(items: &[Item]) -> bool {
    const STATES: &[&str] = &[
        "empty", "none", "negative", "positive", "zero", "even", "odd", "greater", "less",
        "smaller", "larger", "equal", "not",
    ];
    let clause = (1..items.len()).take_while(|at| !items[*at].comma);
    let mut be = clause.clone().filter(|at| items[*at].is(&["is", "are"]));
    let (Some(at), None) = (be.next(), be.next()) else {
        return false;
    };
    let next = if items.get(at + 1).is_some_and(|item| item.is(&["a"])) {
        at + 2
    } else {
        at + 1
    };
    items.get(next).is_some_and(|item| item.is(STATES))
}

/// Writes `and False otherwise` and `otherwise return False` as `otherwise False`, at the end of a sentence.
fn last_case(items: &mut Vec<Item>) {
    let Some(at) = items
        .iter()
        .rposition(|item| item.is(&["otherwise", "else"]))
    else {
        return;
    };
    let tail = items.len() - at;
    let value = if tail == 1 && at > 0 {
        Some(at - 1)
    } else if tail == 2 || tail == 3 && items[at + 1].is(&["return", "returns"]) {
        Some(items.len() - 1)
    } else {
        None
    };
    let Some(value) = value.filter(|value| is_value(&items[*value])) else {
        return;
    };
    let start = at.min(value);
    let joined = start > 0 && items[start - 1].is(&["and", "or"]);
    let value = items[value].clone();
    items.truncate(if joined { start - 1 } else { start });
    items.extend([Item::word("otherwise"), value]);
}

fn is_value(item: &Item) -> bool {
    item.is(&["true", "false", "none"])
        || item
            .text
            .starts_with(|mark: char| mark.is_ascii_digit() || matches!(mark, '-' | '"' | '\''))
}

/// How many of the first words only address the reader.
fn order(items: &[Item]) -> usize {
    let task = items.len() > 4
        && items[0].is(&["your"])
        && items[1].is(TASKS)
        && items[2].is(&["is"])
        && items[3].is(&["to"]);
    let length = if task {
        4
    } else {
        ORDERS
            .iter()
            .filter(|words| starts(items, words))
            .map(|words| words.len())
            .max()
            .unwrap_or(0)
    };
    if items.get(length).is_some_and(is_present) {
        length
    } else {
        0
    }
}

/// The question that a sentence asks, with its first word marked as one that asks.
fn question(items: &[Item]) -> Option<Vec<Item>> {
    let opened = items.first()?.is(&["given", "for", "in", "from"]);
    let start = if opened {
        (1..items.len()).find(|at| items[*at].comma)?
    } else {
        0
    };
    let at = Some(start).filter(|at| items[*at].is(&["is", "are", "do", "does", "what", "how"]))?;
    let mut asked = Some(items.to_vec()).filter(|asked| asked.len() > 2)?;
    if asked[at].is(&["what"])
        && asked
            .get(at + 1)
            .is_some_and(|item| item.is(&["is", "are"]))
    {
        asked.remove(at + 1);
    }
    asked[at].text.push('?');
    if starts(&asked[asked.len() - 2..], &["or", "not"]) {
        asked.truncate(asked.len() - 2);
    }
    Some(asked)
}

/// The questions that ask what an order wants to be checked or found.
fn questions(items: &[Item], returns: bool) -> Vec<Vec<Item>> {
    let mut all = Vec::new();
    let starting = (0..items.len()).filter(|at| *at == 0 || items[*at].comma);
    for at in starting {
        let (head, order) = items.split_at(at);
        let with = |first: String, rest: Vec<Item>| {
            let first = Item {
                text: format!("{first}?"),
                ..Item::word(&first)
            };
            [head, &[first], &rest].concat()
        };
        let find = if starts(order, &["find", "out"]) {
            2
        } else {
            1
        };
        if order[0].is(&["find", "determine", "count"]) && starts(&order[find..], &["how", "many"])
        {
            all.push(with("how".to_owned(), order[find + 1..].to_vec()));
        }
        let found = order[0].is(&["find", "determine", "compute", "calculate"])
            || returns && order[0].is(&["return", "returns"]);
        if found && order.len() > 1 && !is_base(&order[1]) {
            all.push(with("what".to_owned(), order[1..].to_vec()));
        }
        let checks = (returns
            && order[0].is(&["return", "returns"])
            && order.get(1).is_some_and(|item| item.is(&["whether"])))
            || order[0].is(&[
                "check",
                "checks",
                "determine",
                "determines",
                "test",
                "verify",
            ]) && order.get(1).is_some_and(|item| item.is(&["if", "whether"]));
        if !checks {
            continue;
        }
        let rest = order.get(2..).unwrap_or_default();
        all.push(with("do".to_owned(), rest.to_vec()));
        for (index, item) in rest.iter().enumerate() {
            let mut left = rest.to_vec();
            if item.is(&["is", "are"]) {
                let verb = left.remove(index);
                all.push(with(verb.text, left));
            } else if lookup(&item.text)
                .and_then(|entry| entry.verb)
                .is_some_and(|(_, form)| form.has(Form::THIRD) && !form.has(Form::BASE))
            {
                left[index] = Item::word(&item.lemma);
                all.push(with("does".to_owned(), left));
            }
        }
    }
    all
}

fn starts(items: &[Item], words: &[&str]) -> bool {
    items.len() >= words.len() && words.iter().zip(items).all(|(word, item)| item.is(&[word]))
}

fn is_base(item: &Item) -> bool {
    lookup(&item.text.to_lowercase())
        .and_then(|entry| entry.verb)
        .is_some_and(|(_, form)| form.has(Form::BASE))
}

/// `to finds` is a slip, and an order all the same.
fn is_present(item: &Item) -> bool {
    lookup(&item.text.to_lowercase())
        .and_then(|entry| entry.verb)
        .is_some_and(|(_, form)| form.has(Form::BASE) || form.has(Form::THIRD))
}

fn is_function_word(item: &Item) -> bool {
    is(
        &item.text.to_lowercase(),
        Classes::PREPOSITION
            .or(Classes::CONJUNCTION)
            .or(Classes::DETERMINER)
            .or(Classes::ARTICLE)
            .or(Classes::SUBORDINATOR),
    )
}
