//! Changes the person of a sentence without a subject, and what stands for the subject of another.
//!
//! `Returns the sum and raises an error.` becomes `Return the sum and raise an error.`; `It returns the sum.` becomes `The
//! function returns the sum.` It refuses negations, past tenses, and a pronoun that may stand for something else.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{Kind, Shape, is_act, speaks_of_code};
use crate::lexical::match_case;
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Person, "grammatical/person", Grammatical, Guarded, version 2,
    "Returns the sum." => "Return the sum.",
    guard "negations, pronouns that are unsure", source "person.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = by_sentence(prompt, rule);
    found.extend(orders(prompt).map(Site::single));
    found
}

/// Every third person of the prompt at once, so that sentences beside each other stay alike.
fn orders(prompt: &Prompt) -> Option<Proposal> {
    let told = Told::all(prompt).filter(|told| told.parse.shape == Shape::Third);
    let splices: Option<Vec<Vec<Splice>>> = told
        .map(|told| {
            let (index, ..) = told.is_order().filter(|_| told.is_running())?;
            told.inflect(&told.parse.chain(index), Form::BASE)
        })
        .collect();
    let splices = splices?.concat();
    (!splices.is_empty()).then(|| Proposal::many(splices))
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((_, clause, verb)) = told.main() else {
        return Vec::new();
    };
    match told.parse.shape {
        Shape::Statement
            if speaks_of_code(told.prompt, clause)
                && !verb.copula
                && is_act(told.lemma(verb.main)) =>
        {
            subject(told, clause)
        }
        _ => Vec::new(),
    }
}

/// `It` and `The function` for each other.
fn subject(told: &Told<'_>, clause: &crate::grammar::Clause) -> Vec<Proposal> {
    let Some(agent) = &clause.agent else {
        return Vec::new();
    };
    let range = told.bytes(agent.range.clone());
    let write = |word: &str| {
        Proposal::one(
            range.clone(),
            match_case(told.text(agent.range.start..agent.range.start + 1), word),
        )
    };
    if told.is(agent.head, &["it"]) {
        return told
            .code_noun()
            .map(|noun| write(&format!("the {noun}")))
            .into_iter()
            .collect();
    }
    let definite = agent.range.len() == 2 && told.is(agent.range.start, &["the", "this"]);
    let follows_code = told.previous().is_some_and(|before| {
        before.main().is_some_and(|(index, clause, _)| {
            let simple = !before
                .parse
                .clauses
                .iter()
                .any(|clause| clause.kind == Kind::Relative);
            speaks_of_code(told.prompt, clause)
                || simple && before.parse.is_request(index, told.prompt)
        })
    });
    if definite && follows_code && told.is_impersonal() {
        let before = told
            .previous()
            .map_or(range.start, |before| before.claim().start);
        vec![write("it").claiming(before..told.claim().end)]
    } else {
        Vec::new()
    }
}
