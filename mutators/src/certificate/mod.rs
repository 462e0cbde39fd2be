//! What was checked to call a variant equivalent, and the result of each check.

mod aligned;
mod alike;
mod bounds;
mod facts;
mod fault;
mod frame;
mod hunks;
mod licence;
mod loose;
mod negations;
mod pair;
mod readings;
mod renaming;
mod restyle;
mod wording;
mod words;

pub(crate) use facts::Facts;
pub use pair::{certify_pair, certify_rewrite};

use crate::edit::{Edit, undo};
use crate::naming::NameMap;
use crate::prompt::Prompt;
use fault::Fault;
use serde::Serialize;

/// The decision on a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every check passed.
    Equivalent,
    /// A fact differs: code, an example, a name, a number, a negation or a bound.
    Different,
    /// The facts are the same, but words or sentences changed in a way that no rule knows.
    Unknown,
    /// Mistakes were put in on purpose: code, examples and protected spans are unchanged.
    Noise,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It was not run, because an earlier one failed or because it does not apply.
    Skipped,
}

/// The checks, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// Signature and code are equal, or α-equivalent under the name map.
    Code,
    /// Doctests and other examples are byte-equal.
    Examples,
    /// The protected spans are the same multiset.
    Protected,
    /// The numbers are the same, in digits or in words.
    Numbers,
    /// Comparators and quantifiers are the same modulo certified rewrites.
    Bounds,
    /// The sentences, read, say the same, up to rows of the tables. Then the next three hold too.
    Frames,
    /// The negations are the same and reach the same words.
    Negations,
    /// `should`, `must`, `return`, `raise` and `ensure` are never fewer.
    Clauses,
    /// Every changed word of content is licensed by a table.
    Licence,
    /// The inverse restores the original.
    Inverse,
}

impl CheckName {
    /// Every check in order.
    pub const ALL: [Self; 10] = [
        Self::Code,
        Self::Examples,
        Self::Protected,
        Self::Numbers,
        Self::Bounds,
        Self::Frames,
        Self::Negations,
        Self::Clauses,
        Self::Licence,
        Self::Inverse,
    ];

    /// What is to be said of a pair for which it is the first that fails.
    fn verdict(self) -> Verdict {
        match self {
            Self::Clauses | Self::Frames | Self::Licence => Verdict::Unknown,
            _ => Verdict::Different,
        }
    }

    /// The word for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Examples => "examples",
            Self::Protected => "protected",
            Self::Numbers => "numbers",
            Self::Negations => "negations",
            Self::Bounds => "bounds",
            Self::Clauses => "clauses",
            Self::Frames => "frames",
            Self::Licence => "licence",
            Self::Inverse => "inverse",
        }
    }
}

/// One check and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which check.
    pub check: CheckName,
    /// How it ended.
    pub result: Outcome,
    /// What it found, where it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// The checks of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The decision.
    pub verdict: Verdict,
    /// The checks, in order.
    pub checks: Vec<Check>,
}

impl Certificate {
    /// The certificate of the original, which needs no check.
    #[must_use]
    pub fn identity() -> Self {
        Self {
            verdict: Verdict::Equivalent,
            checks: Vec::new(),
        }
    }

    /// The check that failed, with what it found.
    #[must_use]
    pub fn failure(&self) -> Option<&Check> {
        self.checks
            .iter()
            .find(|check| check.result == Outcome::Failed)
    }
}

/// Runs checks in order until one fails.
struct Examination {
    checks: Vec<Check>,
    failed: bool,
    /// What failed may be said in another way.
    unsure: bool,
}

impl Examination {
    fn new() -> Self {
        Self {
            checks: Vec::with_capacity(CheckName::ALL.len()),
            failed: false,
            unsure: false,
        }
    }

    fn run<F: Into<Fault>>(&mut self, check: CheckName, test: impl FnOnce() -> Result<(), F>) {
        let (result, detail) = if self.failed {
            (Outcome::Skipped, String::new())
        } else {
            match test() {
                Ok(()) => (Outcome::Passed, String::new()),
                Err(fault) => {
                    let Fault { detail, unsure } = fault.into();
                    self.unsure = unsure;
                    (Outcome::Failed, detail)
                }
            }
        };
        self.failed |= result == Outcome::Failed;
        self.checks.push(Check {
            check,
            result,
            detail,
        });
    }

    fn skip(&mut self, check: CheckName) {
        self.checks.push(Check {
            check,
            result: Outcome::Skipped,
            detail: String::new(),
        });
    }

    fn certificate(self, passed: Verdict) -> Certificate {
        let mut certificate = Certificate {
            verdict: passed,
            checks: self.checks,
        };
        if let Some(failure) = certificate.failure() {
            certificate.verdict = if self.unsure {
                Verdict::Unknown
            } else {
                failure.check.verdict()
            };
        }
        certificate
    }
}

/// What the engine itself made of an original.
pub(crate) struct Made<'a> {
    pub(crate) text: &'a str,
    pub(crate) edits: &'a [Edit],
    pub(crate) renames: Option<&'a NameMap>,
    pub(crate) noise: bool,
}

/// Certifies a variant whose edits are known.
///
/// What is compared with the original is the variant in the original names. Where only names changed, the
/// inverse map must give back the original bytes; where words changed too, the map must lead from the
/// other edits alone to the variant, and no edit may write a new name.
pub(crate) fn certify(original: &Prompt, facts: &Facts<'_>, made: &Made<'_>) -> Certificate {
    let words: Vec<_> = made
        .edits
        .iter()
        .filter(|edit| made.renames.is_none() || !edit.operator.starts_with("naming/"))
        .map(|edit| (edit.start..edit.end, &*edit.after))
        .collect();
    if let Some(map) = made.renames.filter(|_| words.is_empty()) {
        return certify_names(original, map, made);
    }
    let comparable = original.changed(&words);
    let agrees = match made.renames {
        None => comparable.text() == made.text,
        Some(map) => {
            map.is_free_in(comparable.text())
                && map.forward_prompt(&comparable) == made.text
                && (!map.may_hide() || leads_back(map, made.text, &comparable))
        }
    };
    if !agrees {
        let mut examination = Examination::new();
        examination.run(CheckName::Code, || {
            Err("the names and the words do not go together".to_owned())
        });
        CheckName::ALL[1..]
            .iter()
            .for_each(|check| examination.skip(*check));
        return examination.certificate(Verdict::Equivalent);
    }
    certify_words(original, facts, made, &comparable)
}

fn certify_words(
    original: &Prompt,
    facts: &Facts<'_>,
    made: &Made<'_>,
    comparable: &Prompt,
) -> Certificate {
    let mut examination = Examination::new();
    let mut operators = made.edits.iter().map(|edit| edit.operator);
    if operators.any(|operator| operator == "lexical/uppercase") {
        examine_case(&mut examination, original, comparable);
    } else {
        let variant = Facts::of(comparable);
        if made.noise {
            examine_noise(&mut examination, facts, &variant);
        } else {
            examine(&mut examination, facts, &variant, || {
                same_sentences(original, facts, made, comparable)
            });
            examination.skip(CheckName::Licence);
        }
    }
    examination.run(CheckName::Inverse, || restores(original, made));
    examination.certificate(if made.noise {
        Verdict::Noise
    } else {
        Verdict::Equivalent
    })
}

/// The sentences must read as before; what layout changed is left out, since the facts compare it.
fn same_sentences(
    original: &Prompt,
    facts: &Facts<'_>,
    made: &Made<'_>,
    comparable: &Prompt,
) -> Framed {
    let (layout, words): (Vec<&Edit>, Vec<&Edit>) = made
        .edits
        .iter()
        .filter(|edit| !edit.operator.starts_with("naming/"))
        .partition(|edit| edit.operator.starts_with("format/"));
    if words.is_empty() {
        return Framed::Unread;
    }
    let mut read = facts.same_frames(original, comparable);
    if read.is_err() && !layout.is_empty() {
        let splices: Vec<_> = words
            .iter()
            .map(|edit| (edit.start..edit.end, &*edit.after))
            .collect();
        read = facts.same_frames(original, &original.changed(&splices));
    }
    read.map_or_else(Framed::Differ, |()| Framed::Same)
}

/// The inverse of a name map gives the text in the original names.
fn leads_back(map: &NameMap, text: &str, original: &Prompt) -> bool {
    let renamed = original.entry_point().map(|name| map.forward_name(name));
    map.inverse().forward_prompt(&Prompt::new(text, renamed)) == original.text()
}

/// Only names changed: when the inverse map gives back the bytes, every check holds of itself.
fn certify_names(original: &Prompt, map: &NameMap, made: &Made<'_>) -> Certificate {
    let mut examination = Examination::new();
    examination.run(CheckName::Code, || {
        if leads_back(map, made.text, original) {
            Ok(())
        } else {
            Err("the inverse of the name map does not give the original".to_owned())
        }
    });
    for check in &CheckName::ALL[1..9] {
        examination.run(*check, || Ok::<_, Fault>(()));
    }
    examination.run(CheckName::Inverse, || restores(original, made));
    examination.certificate(Verdict::Equivalent)
}

/// The same checks for a text that differs in case only: every protected byte stands where it stood.
fn examine_case(examination: &mut Examination, original: &Prompt, variant: &Prompt) {
    examination.run(CheckName::Code, || {
        if original.text().eq_ignore_ascii_case(variant.text()) {
            Ok(())
        } else {
            Err("more than the case differs".to_owned())
        }
    });
    for check in &CheckName::ALL[1..8] {
        examination.run(*check, || keeps_protected(original, variant));
    }
    examination.skip(CheckName::Licence);
}

fn keeps_protected(original: &Prompt, variant: &Prompt) -> Result<(), String> {
    let changed = original
        .spans()
        .iter()
        .find(|span| original.text()[span.start..span.end] != variant.text()[span.start..span.end]);
    changed.map_or(Ok(()), |span| {
        Err(format!(
            "`{}` changed its case",
            &original.text()[span.start..span.end]
        ))
    })
}

/// What comparing the sentences of two prompts gave.
enum Framed {
    Same,
    Differ(String),
    /// They are not compared, or that decides nothing.
    Unread,
}

/// The checks that compare facts, from code to clauses.
fn examine(
    examination: &mut Examination,
    original: &Facts<'_>,
    variant: &Facts<'_>,
    frames: impl FnOnce() -> Framed,
) {
    examination.run(CheckName::Code, || original.same_code(variant));
    examination.run(CheckName::Examples, || original.same_examples(variant));
    examination.run(CheckName::Protected, || original.same_protected(variant));
    examination.run(CheckName::Numbers, || original.same_numbers(variant));
    examination.run(CheckName::Bounds, || original.same_bounds(variant));
    let read = if examination.failed {
        Framed::Unread
    } else {
        frames()
    };
    if let Framed::Same = read {
        for check in [CheckName::Frames, CheckName::Negations, CheckName::Clauses] {
            examination.run(check, || Ok::<_, Fault>(()));
        }
        return;
    }
    match read {
        Framed::Differ(parted) => examination.run(CheckName::Frames, || Err(parted)),
        _ => examination.skip(CheckName::Frames),
    }
    examination.run(CheckName::Negations, || original.same_negations(variant));
    examination.run(CheckName::Clauses, || original.no_fewer_clauses(variant));
}

/// What holds even where mistakes were put in.
fn examine_noise(examination: &mut Examination, original: &Facts<'_>, variant: &Facts<'_>) {
    examination.run(CheckName::Code, || original.same_code(variant));
    examination.run(CheckName::Examples, || original.same_examples(variant));
    examination.run(CheckName::Protected, || original.same_protected(variant));
    for check in &CheckName::ALL[3..9] {
        examination.skip(*check);
    }
}

/// Taking the edits back gives the original bytes.
fn restores(original: &Prompt, made: &Made<'_>) -> Result<(), String> {
    if undo(made.text, made.edits).as_deref() == Some(original.text()) {
        Ok(())
    } else {
        Err("taking the edits back does not give the original".to_owned())
    }
}
