//! Splits a sentence in two where `and` joins its verbs, or joins two short ones.
//!
//! `Sort the list and return the first item.` becomes `Sort the list. Then return the first item.`
//! `Sort the list. Return the first item.` becomes `Sort the list and return the first item.` It refuses
//! sentences with a condition, since it could come to govern less or more than before, and lists.

use super::by_sentence;
use super::imperative::{asks_for_code, is_instruction, verbs};
use crate::edit::{Proposal, Site, Splice};
use crate::lexical::lowered;
use crate::lexicon::{Classes, Form};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;

operator! {
    SplitMerge, "grammatical/split-merge", Grammatical, Guarded, version 1,
    "Sort the list and return it." => "Sort the list. Then return it.",
    guard "pronoun reference", source "split_merge.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, |view| split(view).or_else(|| merge(view)))
}

fn is_plain(view: &View<'_>) -> bool {
    let inside = view.first..view.end;
    is_instruction(view)
        && !asks_for_code(view)
        && !view.any_class(inside.clone(), Classes::SUBORDINATOR.or(Classes::MODAL))
        && !view.any(
            inside,
            &[
                "or",
                "but",
                "otherwise",
                "(",
                "\"",
                "you",
                "respectively",
                "either",
                "both",
                "for",
                "then",
            ],
        )
}

fn split(view: &View<'_>) -> Option<Proposal> {
    let verbs = verbs(view, Form::BASE)?;
    let [_, verb] = verbs[..] else {
        return None;
    };
    let and = verb - 1;
    if !is_plain(view)
        || view.lower(and) != "and"
        || and < view.first + 3
        || view.end - verb < 3
        || !view.has_stop()
    {
        return None;
    }
    if view.any(view.first..view.end, &["to"]) {
        return None;
    }
    let comma = view.token(and - 1).is_punct(b',');
    let start = if comma {
        view.token(and - 1).start
    } else {
        view.token(and - 1).end
    };
    let gap = &view.prompt.text()[view.token(and).end..view.token(verb).start];
    let lead = &view.prompt.text()[view.token(and - 1).end..view.token(and).start];
    let range = start..view.token(verb).start;
    Some(Proposal::many(vec![Splice::new(
        range,
        format!(".{lead}Then{gap}"),
    )]))
}

fn merge(view: &View<'_>) -> Option<Proposal> {
    let next = view.following()?;
    let short = view.end - view.first <= 12 && next.end - next.first <= 14;
    let one = verbs(view, Form::BASE)?.len() == 1 && verbs(&next, Form::BASE)?.len() == 1;
    let clean =
        is_plain(view) && is_plain(&next) && !view.any(view.first..next.end, &["and", ",", "to"]);
    if !short || !one || !clean || !view.has_stop() || !next.has_stop() {
        return None;
    }
    let stop = view.token(view.end - 1).start;
    let gap = &view.prompt.text()[view.token(view.end - 1).end..next.token(next.first).start];
    let verb = next.token(next.first).range();
    let word = lowered(next.text(next.first..next.first + 1));
    let claim = view.bytes(view.first..view.end).start..next.bytes(next.first..next.end).end;
    Some(Proposal::one(stop..verb.end, format!(" and{gap}{word}")).claiming(claim))
}
