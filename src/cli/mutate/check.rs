//! `mutagree mutate --check`: pairs that were made elsewhere.

use super::explain;
use crate::cli::global::Global;
use crate::terminal::{complain, say};
use mutagree::engine::EngineError;
use mutagree::input::{PromptPair, Source, read_pair, read_pairs};
use mutagree_mutators::{Certificate, Prompt, Verdict, certify_pair};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The exit codes: every pair is equivalent, one is different, or none is, but one could not be judged.
const EQUIVALENT: u8 = 0;
const DIFFERENT: u8 = 1;
const UNKNOWN: u8 = 3;

/// Certifies two texts, or every pair of a file; gives the exit code.
pub(super) fn check(
    files: &[PathBuf],
    entry_point: Option<&str>,
    global: &Global,
) -> anyhow::Result<u8> {
    match files {
        [original, variant] => one(original, variant, entry_point, global),
        [pairs] => many(pairs, entry_point, global),
        _ => anyhow::bail!("`--check` takes two texts, or one file of pairs"),
    }
}

fn one(
    original: &Path,
    variant: &Path,
    entry_point: Option<&str>,
    global: &Global,
) -> anyhow::Result<u8> {
    let [original, variant] = [original, variant].map(Source::read);
    let pair = read_pair(
        &original.map_err(EngineError::from)?,
        &variant.map_err(EngineError::from)?,
    );
    let certificate = certified(&pair.map_err(EngineError::from)?, entry_point);
    say(&if global.json {
        serde_json::to_string(&certificate)?
    } else {
        explain::certificate(&certificate)
    })?;
    Ok(exit_code([&certificate]))
}

/// One row for each pair of a file.
#[derive(Serialize)]
struct Checked<'a> {
    task_id: &'a str,
    #[serde(flatten)]
    certificate: Certificate,
}

fn many(path: &Path, entry_point: Option<&str>, global: &Global) -> anyhow::Result<u8> {
    let source = Source::read(path).map_err(EngineError::from)?;
    let pairs = read_pairs(&source).map_err(EngineError::from)?;
    let mut certificates = Vec::with_capacity(pairs.len());
    for pair in &pairs {
        let row = Checked {
            task_id: &pair.task_id,
            certificate: certified(pair, entry_point),
        };
        say(&serde_json::to_string(&row)?)?;
        certificates.push(row.certificate);
    }
    if !global.quiet {
        let count = |wanted| {
            let verdicts = certificates.iter().map(|it| it.verdict);
            verdicts.filter(|verdict| *verdict == wanted).count()
        };
        complain(&format!(
            "{} pairs: {} equivalent, {} different, {} unknown",
            pairs.len(),
            count(Verdict::Equivalent),
            count(Verdict::Different),
            count(Verdict::Unknown)
        ));
    }
    Ok(exit_code(&certificates))
}

fn certified(pair: &PromptPair, entry_point: Option<&str>) -> Certificate {
    let [before, after] = &pair.entry_points;
    certify_pair(
        &Prompt::new(&pair.original, before.as_deref().or(entry_point)),
        &Prompt::new(&pair.variant, after.as_deref()),
    )
}

fn exit_code<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> u8 {
    let mut code = EQUIVALENT;
    for certificate in certificates {
        match certificate.verdict {
            Verdict::Different => return DIFFERENT,
            Verdict::Unknown => code = UNKNOWN,
            Verdict::Equivalent | Verdict::Noise => {}
        }
    }
    code
}
