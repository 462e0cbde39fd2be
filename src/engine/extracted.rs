//! What replies hold, in the names of the original prompt, and what could not be used.

use crate::candidate::Sample;
use crate::client::Finish;
use crate::extract::{self, Asked, Form, Program, Reason};
use crate::input::{Purpose, Reply};
use crate::origin::REPAIR;
use crate::problem::Problem;
use crate::test_case::TestSample;
use mutagree_mutators::NameMap;
use std::collections::BTreeMap;

/// The words and names in which a reply was asked for.
pub(super) struct Wording<'a> {
    pub(super) prompt: &'a str,
    pub(super) entry_point: &'a str,
    pub(super) renames: Option<&'a NameMap>,
}

/// The programs and tests in the replies of a problem.
#[derive(Default)]
pub(super) struct Extracted {
    pub(super) samples: Vec<Sample>,
    pub(super) tests: Vec<TestSample>,
    /// The number of programs and tests that could not be used, by reason.
    pub(super) unused: Unused,
    /// The number of programs that forgot an import, which was added.
    pub(super) mended: usize,
}

/// How many programs and tests could not be used, by reason.
pub(super) type Unused = BTreeMap<String, usize>;

impl Extracted {
    /// Takes the programs and tests of replies; `wording` says how each was asked for.
    pub(super) fn of<'r>(
        problem: &Problem,
        replies: impl Iterator<Item = &'r Reply>,
        wording: impl Fn(&str) -> Wording<'r>,
        most_tests: usize,
    ) -> Self {
        let mut extracted = Self::default();
        for reply in replies {
            let wording = wording(&reply.origin);
            match reply.purpose {
                Purpose::Solution | Purpose::Repair => {
                    extracted.take_program(problem, reply, &wording);
                }
                Purpose::Tests => extracted.take_tests(problem, reply, &wording, most_tests),
                Purpose::Variant | Purpose::Judgement | Purpose::Answer => {}
            }
        }
        extracted
    }

    fn take_program(&mut self, problem: &Problem, reply: &Reply, wording: &Wording<'_>) {
        let found = match not_an_answer(reply) {
            Some(reason) => Err(reason.to_owned()),
            None => wording.program(problem, &text(reply)),
        };
        match found {
            Ok(program) => {
                self.mended += usize::from(!program.imports.is_empty());
                self.samples.push(Sample {
                    solution: wording.solution(program.source),
                    origin: match reply.purpose {
                        Purpose::Repair => REPAIR.to_owned(),
                        _ => reply.origin.clone(),
                    },
                });
            }
            Err(reason) => self.count("program", &reason, reply),
        }
    }

    fn take_tests(
        &mut self,
        problem: &Problem,
        reply: &Reply,
        wording: &Wording<'_>,
        most_tests: usize,
    ) {
        let mut sample = TestSample {
            origin: reply.origin.clone(),
            ..TestSample::default()
        };
        if let Some(reason) = not_an_answer(reply) {
            self.count("tests", reason, reply);
            sample.unused.push(reason.to_owned());
        } else {
            let found = extract::tests(&text(reply), &wording.asked());
            for unused in &found.unused {
                self.count("test", &unused.reason.to_string(), reply);
                sample.unused.push(unused.reason.to_string());
            }
            sample.called = found.called;
            for test in found.tests.into_iter().take(most_tests) {
                sample.sources.push(wording.test(problem, test.source));
                sample.written.push(test.written);
            }
        }
        self.tests.push(sample);
    }

    fn count(&mut self, what: &str, reason: &str, reply: &Reply) {
        let cut = if reply.is_cut() { ", cut" } else { "" };
        *self
            .unused
            .entry(format!("{what}: {reason}{cut}"))
            .or_default() += 1;
    }
}

/// Adds counts to others.
pub(super) fn add_unused(all: &mut Unused, more: Unused) {
    for (reason, count) in more {
        *all.entry(reason).or_default() += count;
    }
}

/// Why a reply is no answer at all.
pub(super) fn not_an_answer(reply: &Reply) -> Option<&'static str> {
    match reply.call.as_ref()?.finish {
        Finish::Refusal => Some("refused by the model"),
        Finish::Filter => Some("filtered by the server"),
        Finish::Rejected => Some("rejected by the server"),
        Finish::Stop | Finish::Length => None,
    }
}

/// What a model wrote, after the end of the prompt that it goes on from.
pub(super) fn text(reply: &Reply) -> String {
    let lead = reply.call.as_ref().map_or("", |it| &it.lead);
    let joins = |mark: char| mark.is_alphanumeric() || mark == '_';
    let apart = lead.ends_with(joins) && reply.text.starts_with(joins);
    let space = if apart { " " } else { "" };
    format!("{lead}{space}{}", reply.text)
}

/// All of a reply to a problem about a method: its class is what it is placed by.
fn whole(text: &str) -> Result<Program, String> {
    if text.trim().is_empty() {
        return Err(Reason::Empty.to_string());
    }
    Ok(Program {
        source: text.to_owned(),
        form: Form::Method,
        imports: Vec::new(),
    })
}

impl Wording<'_> {
    fn asked(&self) -> Asked<'_> {
        Asked {
            prompt: self.prompt,
            entry_point: self.entry_point,
        }
    }

    /// The program in a reply. One that goes on from a prompt in other words goes on from the original, so that it is the
    /// same program in whatever words it was asked for.
    fn program(&self, problem: &Problem, text: &str) -> Result<Program, String> {
        let task = problem.repository.as_ref();
        if self.renames.is_none() && task.is_some_and(|task| task.class.is_some()) {
            return whole(text);
        }
        let found = extract::program(text, &self.asked()).map_err(|reason| reason.to_string())?;
        if found.form != Form::Continuation || self.renames.is_some() {
            return Ok(found);
        }
        let original = Asked {
            prompt: &problem.prompt,
            entry_point: self.entry_point,
        };
        let same = extract::program(text, &original);
        Ok(same
            .ok()
            .filter(|it| it.form == found.form)
            .unwrap_or(found))
    }

    /// A program in the original names, or one that answers to them.
    fn solution(&self, source: String) -> String {
        let Some(map) = self.renames else {
            return source;
        };
        let back = map.backward(&source);
        if back.complete {
            return back.source;
        }
        let shim = map.shim(&source).unwrap_or_default();
        source + &shim
    }

    /// A test in the original names, or one that calls the original by the new ones.
    fn test(&self, problem: &Problem, source: String) -> String {
        let Some(map) = self.renames else {
            return source;
        };
        let inverse = map.inverse();
        if inverse.is_free_in(&source) {
            return inverse.forward_code(&source);
        }
        let shim = inverse
            .shim(&problem.prompt)
            .or_else(|| inverse.shim(&format!("def {}():\n    pass\n", problem.entry_point)));
        match shim {
            Some(shim) => format!("{}\n{source}", shim.trim_start_matches('\n')),
            None => inverse.forward_code(&source),
        }
    }
}
