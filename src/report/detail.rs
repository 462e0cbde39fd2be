//! All that is known of one problem, as the page unpacks it when the problem is opened.

use super::known::Known;
use crate::evaluation::Counted;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// A row of `variants.jsonl`, as far as a report shows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct VariantRow {
    pub(super) origin: String,
    pub(super) task_id: String,
    pub(super) prompt: String,
    pub(super) strategy: String,
    pub(super) operators: Vec<String>,
    pub(super) edits: Vec<EditRow>,
    pub(super) certificate: CertificateRow,
}

/// An edit of such a row; offsets are bytes of the original.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct EditRow {
    operator: String,
    start: usize,
    end: usize,
    before: String,
    after: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct CertificateRow {
    verdict: String,
}

#[derive(Serialize)]
struct Detail<'a> {
    task_id: &'a str,
    prompt: &'a str,
    selected: Option<usize>,
    sets: Vec<SetRow<'a>>,
    variants: Vec<Shown<'a>>,
    candidates: Vec<CandidateRow<'a>>,
    tests: Vec<TestRow<'a>>,
    outcomes: Vec<&'a str>,
}

#[derive(Serialize)]
struct SetRow<'a> {
    candidates: &'a [usize],
    tests: &'a [usize],
    score: f64,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    strategy: &'a str,
    operators: &'a [String],
    verdict: &'a str,
    prompt: &'a str,
    pieces: Vec<Piece<'a>>,
    samples: usize,
    right: Option<usize>,
}

/// A stretch of a variant; where `operator` is nothing it is one of the original.
#[derive(Serialize)]
struct Piece<'a> {
    text: &'a str,
    before: &'a str,
    operator: Option<&'a str>,
}

#[derive(Serialize)]
struct CandidateRow<'a> {
    id: usize,
    code: &'a str,
    count: usize,
    origins: Vec<&'a str>,
    right: Option<bool>,
    reason: Option<String>,
    message: Option<String>,
}

#[derive(Serialize)]
struct TestRow<'a> {
    id: usize,
    code: &'a str,
    count: usize,
    origins: Vec<&'a str>,
}

/// Packs what is known of a problem: JSON, by raw deflate, in base64.
pub(super) fn packed(known: &Known<'_>, place: usize) -> io::Result<String> {
    // In one piece, since the encoder clears a buffer for every write.
    let json = serde_json::to_vec(&detail(known, place))?;
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(&json)?;
    Ok(STANDARD.encode(deflate.finish()?))
}

fn detail<'a>(known: &'a Known<'_>, place: usize) -> Detail<'a> {
    let loaded = known.loaded;
    let problem = &loaded.problems[place];
    let candidates = loaded.candidates[place].iter().enumerate();
    let tests = loaded.tests[place].iter().enumerate();
    Detail {
        task_id: &problem.task_id,
        prompt: &problem.prompt,
        selected: known.agreement.selected[place],
        sets: known.agreement.sets[place]
            .iter()
            .map(|set| SetRow {
                candidates: &set.candidates,
                tests: &set.tests,
                score: set.score,
            })
            .collect(),
        variants: known.variants[place]
            .iter()
            .map(|variant| {
                shown(
                    variant,
                    &problem.prompt,
                    known.of_origin(place, &variant.origin),
                    known.has_reference(place),
                )
            })
            .collect(),
        candidates: candidates
            .map(|(at, candidate)| {
                let judged = known.judged[place][at].as_ref();
                let failure = judged.and_then(|it| it.failure.as_ref());
                CandidateRow {
                    id: candidate.candidate_id,
                    code: &candidate.solution,
                    count: candidate.multiplicity,
                    origins: candidate.origins.iter().map(|it| it.0).collect(),
                    right: known.right(place, at),
                    reason: known.reason(place, at),
                    message: failure.and_then(|it| it.message.clone()),
                }
            })
            .collect(),
        tests: tests
            .map(|(id, test)| TestRow {
                id,
                code: &test.source,
                count: test.multiplicity,
                origins: test.origins.iter().map(|it| it.0).collect(),
            })
            .collect(),
        outcomes: known.outcomes[place].iter().map(String::as_str).collect(),
    }
}

fn shown<'a>(
    variant: &'a VariantRow,
    original: &'a str,
    counted: Counted,
    judged: bool,
) -> Shown<'a> {
    Shown {
        id: &variant.origin,
        strategy: &variant.strategy,
        operators: &variant.operators,
        verdict: &variant.certificate.verdict,
        prompt: &variant.prompt,
        pieces: pieces(original, &variant.edits),
        samples: counted.samples,
        right: judged.then_some(counted.right),
    }
}

/// A variant in order: stretches of the original, and what edits put in the place of others. Of a variant that a model wrote, whose
/// edits are not known, nothing.
fn pieces<'a>(original: &'a str, edits: &'a [EditRow]) -> Vec<Piece<'a>> {
    let kept = |text: &'a str| Piece {
        text,
        before: "",
        operator: None,
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        let Some(before) = original.get(at..edit.start) else {
            return Vec::new();
        };
        if !before.is_empty() {
            pieces.push(kept(before));
        }
        pieces.push(Piece {
            text: &edit.after,
            before: &edit.before,
            operator: Some(&edit.operator),
        });
        at = edit.end;
    }
    if let Some(rest) = original.get(at..).filter(|rest| !rest.is_empty() && at > 0) {
        pieces.push(kept(rest));
    }
    pieces
}
