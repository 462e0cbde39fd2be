//! Exchanges the name of a type in words and as Python spells it.
//!
//! `an integer` becomes `an int`, `a bool` becomes `a boolean`. It never takes one container for another:
//! list, array, tuple and tensor differ. It refuses the first part of a compound (`string
//! representation`) and a type that other words narrow (`binary string`).

use super::replace::{proposal, sequence};
use crate::edit::Site;
use crate::lexicon::Classes;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

operator! {
    TypeAlias, "lexical/type-alias", Lexical, Guarded, version 1,
    "an integer" => "an int",
    guard "list ≠ array ≠ tuple ≠ tensor", source "type_alias.rs"
}

type Table = FxHashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in rows(table!("type_aliases")) {
        for (from, to) in [(row[0], row[1]), (row[1], row[0])] {
            let words: Vec<_> = from.split(' ').collect();
            table.entry(words[0]).or_default().push((words, to));
        }
    }
    table
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let proposals = TABLE
        .get(view.lower(at))?
        .iter()
        .filter_map(|(words, after)| {
            let tokens = sequence(view, at, words)?;
            // A dictionary of atoms or of words is no type; and what a list is of would be more than one.
            let is_sense = words[0].starts_with("dict") && view.get(tokens.end) == Some("of");
            let is_element = words[0] == "str" && view.prev(tokens.start) == Some("of");
            if is_sense || is_element {
                return None;
            }
            stands_alone(view, tokens.start, tokens.end).then(|| proposal(view, tokens, after))?
        })
        .collect();
    Site::of(proposals)
}

fn stands_alone(view: &View<'_>, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).filter(|at| *at >= view.first);
    let opens = before.is_none_or(|at| {
        view.class(at, Classes::DETERMINER.or(Classes::PREPOSITION))
            && !matches!(view.lower(at), "as")
            || matches!(
                view.lower(at),
                "given"
                    | "single"
                    | "positive"
                    | "negative"
                    | "non-negative"
                    | "non-empty"
                    | "empty"
                    | "new"
                    | "two"
                    | "three"
                    | "returns"
                    | "return"
            )
    });
    let closes = end >= view.end
        || !view.token(end).is_span()
            && !matches!(view.tag(end), Tag::Noun(_))
            && !view.class(end, Classes::ADJECTIVE)
            && !view.token(end).is_punct(b'(')
            && (view.token(end).entry.is_some() || !view.token(end).is_word())
            && view
                .token(end)
                .entry
                .is_none_or(|entry| entry.noun.is_none());
    opens && closes && before.is_some()
}
