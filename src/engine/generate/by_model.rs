//! Variants that a model writes: the same certificate as for rules but for the words, then two judgements, one in
//! each direction, which must both find nothing that differs.

use super::asker::Asker;
use super::plan::{Planned, ask};
use super::voice::refusal;
use crate::client::{Content, Message, Parameters};
use crate::engine::EngineError;
use crate::input::{Purpose, Reply};
use crate::problem::Problem;
use crate::prompting::{
    REWRITES, Rewrite, ask_for_judgement, ask_for_rewrite, judged_same, rewritten,
};
use crate::store::Generation;
use mutagree_mutators::{Certificate, Prompt, Variant, Verdict, certify_rewrite};
use std::collections::BTreeMap;

/// What a model made of the prompts of all problems.
#[derive(Default)]
pub(super) struct ByModel {
    /// The variants of each problem that were found to mean the same.
    pub(super) variants: Vec<Vec<Variant>>,
    /// The number of the others, by what they failed.
    pub(super) rejected: BTreeMap<String, usize>,
    /// All replies, in the order in which they were asked for.
    pub(super) replies: Vec<Reply>,
}

/// The rewrites that strategies name, and the strategies that are left for rules.
pub(super) fn rewrites(strategies: &[String]) -> (Vec<Rewrite>, Vec<String>) {
    let named = |rewrite: &&Rewrite| {
        let said = strategies.iter().map(String::as_str);
        said.into_iter()
            .any(|it| it == "model" || it == rewrite.name)
    };
    let rules = strategies
        .iter()
        .filter(|name| *name != "model" && REWRITES.iter().all(|rewrite| rewrite.name != *name));
    (
        REWRITES.iter().filter(named).copied().collect(),
        rules.cloned().collect(),
    )
}

/// A rewrite that has its certificate and waits for its judges.
struct Proposal {
    problem: usize,
    variant: Variant,
}

/// Asks for rewrites of each problem's prompt, and keeps at most as many as are wanted.
pub(super) fn by_model(
    asker: &mut Asker<'_>,
    generation: &Generation,
    problems: &[Problem],
    rewrites: &[Rewrite],
    most: usize,
) -> Result<ByModel, EngineError> {
    let mut made = ByModel {
        variants: vec![Vec::new(); problems.len()],
        ..ByModel::default()
    };
    if rewrites.is_empty() || most == 0 {
        return Ok(made);
    }
    let plan = requests(generation, problems, rewrites);
    let replies = asker.ask(&plan)?;
    let mut proposals = Vec::new();
    let answers = replies.iter().zip(asked(problems, rewrites));
    let each = answers.flat_map(|(own, about)| own.iter().map(move |reply| (about, reply)));
    for ((problem, rewrite), reply) in each {
        match propose(generation, &problems[problem], rewrite, &reply.text) {
            Ok(variant) => proposals.push(Proposal { problem, variant }),
            Err(reason) => made.reject(reason),
        }
    }
    let plan = judgements(generation, problems, &proposals);
    let judged = asker.ask(&plan)?;
    for (proposal, both) in proposals.into_iter().zip(judged.chunks(2)) {
        let own = &mut made.variants[proposal.problem];
        let is_same = |own: &Vec<Reply>| own.iter().all(|it| judged_same(&it.text).is_ok());
        let agreed = both.iter().all(|own| !own.is_empty() && is_same(own));
        let duplicate = own.iter().any(|it| it.prompt == proposal.variant.prompt);
        if !agreed {
            made.reject("judge".to_owned());
        } else if duplicate || own.len() >= most {
            made.reject("duplicate or too many".to_owned());
        } else {
            own.push(proposal.variant);
        }
    }
    made.replies = replies.into_iter().chain(judged).flatten().collect();
    Ok(made)
}

impl ByModel {
    fn reject(&mut self, reason: String) {
        *self.rejected.entry(reason).or_default() += 1;
    }
}

/// The places of the problems that are asked for, with each of the rewrites.
fn asked(problems: &[Problem], rewrites: &[Rewrite]) -> impl Iterator<Item = (usize, Rewrite)> {
    let places = (0..problems.len()).filter(|place| refusal(&problems[*place]).is_none());
    places.flat_map(move |place| rewrites.iter().map(move |it| (place, *it)))
}

/// The requests for rewrites: each of each problem whose prompt can be said in other ways.
pub(super) fn requests(
    generation: &Generation,
    problems: &[Problem],
    rewrites: &[Rewrite],
) -> Vec<Planned> {
    let each = asked(problems, rewrites).map(|(place, rewrite)| (&problems[place], rewrite));
    each.map(|(problem, rewrite)| {
        let messages = ask_for_rewrite(rewrite, &problem.prompt);
        let kind = "variant/rewrite.v1";
        planned(
            generation,
            problem,
            rewrite.name,
            Purpose::Variant,
            kind,
            messages,
        )
    })
    .collect()
}

/// The requests for judgements: two of each proposal.
fn judgements(
    generation: &Generation,
    problems: &[Problem],
    proposals: &[Proposal],
) -> Vec<Planned> {
    let both = proposals.iter().flat_map(|proposal| {
        let problem = &problems[proposal.problem];
        let (one, other) = (&problem.prompt, &proposal.variant.prompt);
        let name = proposal.variant.operators[0];
        [(one, other), (other, one)]
            .map(|(first, second)| judgement(generation, problem, name, first, second))
    });
    both.collect()
}

/// Asks whether what is right for one prompt is right for another.
pub(super) fn judgement(
    generation: &Generation,
    problem: &Problem,
    name: &str,
    first: &str,
    second: &str,
) -> Planned {
    let generation = Generation {
        temperature: Some(0.0),
        top_p: None,
        ..generation.clone()
    };
    let messages = ask_for_judgement(first, second);
    let kind = "judgement/judge.v1";
    planned(
        &generation,
        problem,
        name,
        Purpose::Judgement,
        kind,
        messages,
    )
}

fn planned(
    generation: &Generation,
    problem: &Problem,
    name: &str,
    purpose: Purpose,
    kind: &str,
    messages: Vec<Message>,
) -> Planned {
    let parameters = Parameters {
        temperature: generation.temperature,
        top_p: generation.top_p,
        max_tokens: generation.max_tokens,
        stop: Vec::new(),
        extra: generation.extra.clone(),
    };
    let content = Content::Messages(messages);
    Planned {
        purpose,
        lead: String::new(),
        ask: ask(
            generation,
            problem,
            name,
            kind.to_owned(),
            content,
            parameters,
            1,
        ),
    }
}

/// Reads and certifies a rewrite, or says which check it failed.
fn propose(
    generation: &Generation,
    problem: &Problem,
    rewrite: Rewrite,
    reply: &str,
) -> Result<Variant, String> {
    let text = rewritten(reply, &problem.prompt).ok_or("no task in the reply")?;
    if text == problem.prompt {
        return Err("nothing changed".to_owned());
    }
    let entry_point = Some(problem.entry_point.as_str());
    let [original, rewritten] = [&problem.prompt, &text].map(|text| Prompt::new(text, entry_point));
    let certificate = certify_rewrite(&original, &rewritten);
    if certificate.verdict != Verdict::Equivalent {
        let failed = certificate
            .failure()
            .map_or("certificate", |it| it.check.name());
        return Err(failed.to_owned());
    }
    Ok(Variant {
        certificate,
        ..variant(generation, problem, rewrite, text)
    })
}

/// A variant that a model wrote.
pub(super) fn variant(
    generation: &Generation,
    problem: &Problem,
    rewrite: Rewrite,
    prompt: String,
) -> Variant {
    Variant {
        task_id: problem.task_id.clone(),
        variant_id: 0,
        prompt,
        entry_point: Some(problem.entry_point.clone()),
        strategy: "model".to_owned(),
        operators: vec![rewrite.name],
        technique: None,
        edits: Vec::new(),
        renames: None,
        certificate: Certificate::identity(),
        seed: generation.seed,
    }
}

/// The most variants of a problem that a model makes: half of them where rules make others.
pub(super) fn most_by_model(generation: &Generation, rules: &[String]) -> usize {
    if rules.is_empty() {
        generation.variants
    } else {
        generation.variants.div_ceil(2)
    }
}
