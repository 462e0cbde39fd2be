//! Turns a sentence into the passive voice.
//!
//! `Return the image.` becomes `The image should be returned.`, `The function returns x.` becomes `x is returned by the
//! function.`, and `Write a function that sorts a list.` becomes `A function should be written that sorts a list.` The object
//! moves with all that belongs to it; what the verb takes stays behind the participle. It refuses a sentence where a phrase
//! may belong to either, a pronoun, and a number that is not sure where `is` or `are` would tell it.

use super::by_sentence;
use super::told::Told;
use super::weave::Weave;
use crate::edit::{Proposal, Site};
use crate::grammar::{Clause, OpenerKind, Shape, Verb, is_act, speaks_of_code};
use crate::lexicon::{Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use std::ops::Range;

operator! {
    Passive, "grammatical/passive", Grammatical, Guarded, version 2,
    "Return the image." => "The image should be returned.",
    guard "attachment, pronouns, number", source "passive.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

/// One clause with the pieces that a passive is made of.
struct Pieces {
    object: Range<usize>,
    behind: Range<usize>,
    participle: &'static str,
    plural: Option<bool>,
    pronoun: bool,
    /// What joins it to the clause before.
    joined: Range<usize>,
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    let request = told.parse.is_request(index, told.prompt);
    let about_code = told.parse.shape == Shape::Statement && speaks_of_code(told.prompt, clause);
    let order = told.is_order().is_some();
    let opened = told
        .parse
        .openers
        .iter()
        .any(|opener| !matches!(opener.kind, OpenerKind::Condition | OpenerKind::Phrase));
    if about_code && told.is_taken_up() {
        return Vec::new();
    }
    if !told.is_running()
        || verb.negated
        || opened
        || !(request || about_code || order)
        || !told.is_impersonal()
    {
        return Vec::new();
    }
    if request {
        return passive_request(told, clause, verb).into_iter().collect();
    }
    let chain = told.parse.chain(index);
    let pieces: Option<Vec<Pieces>> = chain.iter().map(|at| pieces(told, *at)).collect();
    let Some(pieces) = pieces.filter(|pieces| !pieces[0].pronoun && pieces.len() <= 3) else {
        return Vec::new();
    };
    let acts = chain.iter().all(|at| {
        told.clause(*at)
            .verb
            .as_ref()
            .is_some_and(|verb| is_act(told.lemma(verb.main)))
    });
    if !acts {
        return Vec::new();
    }
    let modal = verb.modal.map(|at| told.lower(at));
    let mut found = Vec::new();
    match (told.parse.shape, modal) {
        (Shape::Imperative, None) => {
            found.push(said(told, clause, &pieces, Voice::Modal("should be"), ""));
        }
        (Shape::Statement, Some(modal @ ("should" | "must"))) => {
            found.push(said(
                told,
                clause,
                &pieces,
                Voice::Modal(if modal == "should" {
                    "should be"
                } else {
                    "must be"
                }),
                "",
            ));
        }
        (Shape::Third, None) if told.is_last() => {
            found.push(said(told, clause, &pieces, Voice::Finite, ""));
        }
        (Shape::Statement, None) => {
            found.push(said(told, clause, &pieces, Voice::Finite, ""));
            found.push(said(told, clause, &pieces, Voice::Modal("should be"), ""));
            if pieces.len() == 1
                && pieces[0].behind.is_empty()
                && told.is(clause.subject.start, &["the"])
                && clause.subject.len() == 2
            {
                let by = format!(" by the {}", told.lower(clause.subject.end - 1));
                found.push(said(told, clause, &pieces, Voice::Finite, &by));
            }
        }
        _ => {}
    }
    found.into_iter().flatten().collect()
}

#[derive(Clone, Copy)]
enum Voice {
    Modal(&'static str),
    /// `is` or `are`, by the number of the object.
    Finite,
}

fn pieces(told: &Told<'_>, index: usize) -> Option<Pieces> {
    let clause = told.clause(index);
    let verb = clause.verb.as_ref()?;
    if verb.passive || verb.copula || verb.negated || !verb_alone(told, verb) {
        return None;
    }
    let row = told.verb_row(verb.main)?;
    if !Verbs::takes(row, "o")
        || matches!(
            told.lemma(verb.main),
            "have" | "get" | "let" | "take" | "need" | "want" | "use" | "make" | "ensure"
        )
    {
        return None;
    }
    let (object, behind) = told.object_region(clause)?;
    let noun = clause.object()?;
    if told.is(
        object.start,
        &["itself", "themselves", "whether", "any", "no"],
    ) || object.len() > 30
    {
        return None;
    }
    let tokens = told.prompt.tokens();
    let compared =
        told.any(object.clone(), &["same", "such", "as"]) && told.any(behind.clone(), &["as"]);
    let loose = object.clone().any(|at| {
        tokens[at].is_punct(b',') && told.is(at + 1, &["which", "where", "who", "whose"])
    });
    let trailed = behind.clone().any(|at| tokens[at].is_punct(b','));
    let agent = trailed || !behind.is_empty() && told.is(behind.start, &["by"]);
    if agent || compared || loose || told.is(object.end - 1, &["only"]) {
        return None;
    }
    if told.any(
        behind.clone(),
        &["before", "after", "while", "without", "when"],
    ) {
        return None;
    }
    let clean = !told.any(object.clone(), &["they", "their"]) || object.len() < 12;
    clean.then_some(Pieces {
        plural: told.is_plural(noun, &object, clause),
        pronoun: noun.pronoun,
        participle: Verbs::form(row, Form::PARTICIPLE),
        joined: clause.marker.clone(),
        object,
        behind,
    })
}

/// No adverb or modal of its own stands between, but the modal of the first clause.
fn verb_alone(told: &Told<'_>, verb: &Verb) -> bool {
    let plain =
        verb.range.len() == 1 || verb.modal == Some(verb.range.start) && verb.range.len() == 2;
    plain && told.prompt.tokens()[verb.main].is_word()
}

fn said(
    told: &Told<'_>,
    clause: &Clause,
    pieces: &[Pieces],
    voice: Voice,
    by: &str,
) -> Option<Proposal> {
    let start = if clause.subject.is_empty() {
        clause.verb.as_ref()?.range.start
    } else {
        clause.subject.start
    };
    let end = pieces.last()?.behind.end.max(pieces.last()?.object.end);
    if end != clause.range.end {
        return None;
    }
    let mut weave = Weave::new(told.prompt.text(), told.bytes(start..end));
    let fresh = told.parse.openers.is_empty();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            let joint = told.text(piece.joined.clone());
            if !joint.ends_with("and") && !joint.ends_with(',') {
                return None;
            }
            weave = weave.say(if joint.ends_with(',') { ", " } else { ", and " });
        }
        let first = &told.prompt.tokens()[piece.object.start];
        let text = told.text(piece.object.start..piece.object.start + 1);
        let small = first.is_span() && text.starts_with(|mark: char| mark.is_ascii_lowercase());
        if at == 0 && small {
            return None;
        }
        weave = weave.recased(
            told.bytes(piece.object.clone()),
            at == 0 && fresh,
            first.is_word(),
        );
        let be = match voice {
            Voice::Modal(be) => be,
            Voice::Finite if piece.plural? => "are",
            Voice::Finite => "is",
        };
        weave = weave.say(&format!(" {be} {}", piece.participle)).say(by);
        if !piece.behind.is_empty() {
            weave = weave.say(" ").keep(told.bytes(piece.behind.clone()));
        }
    }
    Some(Proposal::many(vec![weave.splice()]))
}

/// `A function called f should be written that sorts a list.`
fn passive_request(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Option<Proposal> {
    if told.parse.shape != Shape::Imperative
        || !told.parse.openers.is_empty()
        || !verb_alone(told, verb)
    {
        return None;
    }
    let row = told.verb_row(verb.main)?;
    let noun = clause
        .object()
        .filter(|noun| told.is(noun.range.start, &["a", "an"]))?;
    let start = noun.range.start;
    let told_at = told
        .told_of_request()
        .map(|(first, _)| told.clause(first).range.start);
    let end = told_at.unwrap_or(clause.range.end);
    let punctuated = told.prompt.tokens()[end - 1].is_punct(b',');
    if end <= noun.range.end.saturating_sub(1) || punctuated || end - start > 12 {
        return None;
    }
    let weave = Weave::new(
        told.prompt.text(),
        told.bytes(verb.range.start..clause.range.end),
    )
    .recased(told.bytes(start..end), true, true)
    .say(&format!(
        " should be {}",
        Verbs::form(row, Form::PARTICIPLE)
    ));
    let weave = if end < clause.range.end {
        weave.say(" ").keep(told.bytes(end..clause.range.end))
    } else {
        weave
    };
    Some(Proposal::many(vec![weave.splice()]))
}
