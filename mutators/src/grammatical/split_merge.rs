//! Cuts a sentence in two, or joins two sentences about one thing.
//!
//! `Write a function that takes x and returns y.` becomes `Write a function that takes x. It should return y.`; `The function
//! takes x. It returns y.` becomes `The function takes x and returns y.` It refuses conditions, which would reach another
//! part, and verbs that may belong to something else.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{Kind, Shape, speaks_of_code};
use crate::lexical::raised;
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    SplitMerge, "grammatical/split-merge", Grammatical, Guarded, version 2,
    "takes x and returns y" => "takes x. It should return y",
    guard "conditions, attachment", source "split_merge.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = by_sentence(prompt, split);
    let told: Vec<Told<'_>> = Told::all(prompt).collect();
    found.extend(
        told.windows(2)
            .filter_map(|pair| merge(&pair[0], &pair[1]))
            .map(Site::single),
    );
    found
}

fn split(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, _)) = told.main() else {
        return Vec::new();
    };
    let request = told.told_of_request();
    let statement = told.parse.shape == Shape::Statement
        && speaks_of_code(told.prompt, clause)
        && told.parse.openers.is_empty();
    let order = told.parse.shape == Shape::Imperative
        && told.is_order().is_some()
        && told.parse.openers.is_empty();
    let chain = match &request {
        Some((_, chain)) => chain.clone(),
        None if statement || order => told.parse.chain(index),
        None => return Vec::new(),
    };
    let conditions = told
        .parse
        .clauses
        .iter()
        .any(|clause| clause.kind == Kind::Condition);
    let [.., last] = chain[..] else {
        return Vec::new();
    };
    let joined = told.clause(last);
    let listed = chain.len() > 2
        && !told
            .text(told.clause(chain[chain.len() - 2]).marker.clone())
            .ends_with("and");
    if listed
        || chain.len() < 2
        || !told.is_running()
        || conditions
        || !told.is_impersonal()
        || !matches!(told.text(joined.marker.clone()), "and" | ", and")
    {
        return Vec::new();
    }
    let shared = ["without", "while", "when", "before", "after", "by", "using"];
    if joined.object().is_none() || told.any(joined.range.clone(), &shared) {
        return Vec::new();
    }
    let Some(verb) = joined.verb.as_ref().filter(|verb| verb.modal.is_none()) else {
        return Vec::new();
    };
    let word = |form: Form| {
        let base = verb.range.start == verb.main && verb.range.len() == 1 && !verb.copula;
        told.inflected(verb.main, form).filter(|_| base)
    };
    let (Some(base), Some(third)) = (word(Form::BASE), word(Form::THIRD)) else {
        return Vec::new();
    };
    let before = told.prompt.tokens()[joined.marker.start - 1].end;
    let range = before..told.bytes(verb.range.clone()).end;
    let modal = statement
        && clause
            .verb
            .as_ref()
            .is_some_and(|verb| verb.modal.is_some());
    if order {
        return [format!(". Then {base}"), format!(". {}", raised(base))]
            .into_iter()
            .map(|opening| Proposal::one(range.clone(), opening))
            .collect();
    }
    let mut openings = vec![format!(". It should {base}")];
    if statement && !modal {
        openings.push(format!(". It {third}"));
    }
    openings
        .into_iter()
        .map(|opening| Proposal::one(range.clone(), opening))
        .collect()
}

fn merge(one: &Told<'_>, other: &Told<'_>) -> Option<Proposal> {
    const LONGEST: usize = 40;
    let (first, before, _) = one.main()?;
    let (second, after, verb) = other.main()?;
    let beside =
        one.sentence.end == other.sentence.first && one.sentence.block == other.sentence.block;
    let short = other.sentence.end - one.sentence.first <= LONGEST;
    let statements = [one, other].iter().all(|told| {
        told.parse.shape == Shape::Statement && told.parse.openers.is_empty() && told.is_running()
    });
    let single = one.parse.chain(first).len() == 1 && other.parse.chain(second).len() == 1;
    let conditions = [one, other].iter().any(|told| {
        told.parse
            .clauses
            .iter()
            .any(|clause| matches!(clause.kind, Kind::Condition | Kind::Relative))
    });
    let about = speaks_of_code(one.prompt, before) && speaks_of_code(other.prompt, after);
    let earlier = before.verb.as_ref()?;
    let modals = match (earlier.modal, verb.modal) {
        (None, None) => true,
        (Some(a), Some(b)) => one.lower(a) == other.lower(b),
        _ => false,
    };
    let pronoun = other.is(after.subject.start, &["it"]) && after.subject.len() == 1;
    if !(beside && short && statements && single && about && modals && pronoun)
        || conditions
        || verb.copula
        || earlier.copula
        || verb.negated
    {
        return None;
    }
    let start = one.bytes(one.parse.end - 1..one.parse.end).end;
    let rest = verb.modal.map_or(verb.range.start, |modal| modal + 1);
    let end = other.prompt.tokens()[rest].start;
    let claim = one.claim().start..other.claim().end;
    Some(Proposal::many(vec![Splice::new(start..end, " and ")]).claiming(claim))
}
