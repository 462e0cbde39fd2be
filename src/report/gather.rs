//! Reads what a report says off a run, without executing anything.

use super::data::{
    Breakdown, BreakdownRow, Cost, Figure, KindEffect, ProblemRow, Reliability, Report, Tenth,
    Votes,
};
use super::kinds::{Kind, told};
use super::known::Known;
use super::{detail, failures};
use crate::consensus::Ranking;
use crate::engine::{EngineError, load};
use crate::evaluation::{Labelled, breakdown, calibration};
use crate::origin::{operators, strategy};
use crate::reason::Rules;
use crate::store::{Run, StoreError, read_events, read_jsonl, stage_seconds};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// What of a report can be chosen.
#[derive(Clone)]
pub struct Wanted<'a> {
    /// The labels that figures are broken down by; all that problems have where none is named.
    pub by: &'a [String],
    /// The rankings beside the run's own.
    pub rankings: &'a [Ranking],
    /// The seed of the bootstrap.
    pub seed: u64,
    /// The date, as it is to stand there.
    pub made: String,
    /// What says why candidates are wrong.
    pub rules: &'a Rules,
    /// Set from outside to stop.
    pub interrupted: &'a AtomicBool,
    /// Another run with the same problems, to compare with.
    pub against: Option<&'a Run>,
}

impl Wanted<'_> {
    /// An error where the user asked to stop.
    pub(super) fn check_interrupt(&self) -> Result<(), EngineError> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(EngineError::Interrupted);
        }
        Ok(())
    }
}

/// Reads a report off a run that was ranked.
///
/// # Errors
/// Where a file of the run is missing or broken, or the user asked to stop.
pub fn gather(run: &Run, wanted: &Wanted<'_>) -> Result<Report, EngineError> {
    let loaded = load(run)?;
    let mut known = Known::read(run, &loaded)?;
    known.reasons = failures::explained(&known, wanted)?;
    let measured: Vec<usize> = (0..loaded.problems.len())
        .filter(|&place| known.has_reference(place))
        .collect();
    let kinds = known.kinds(&measured);
    let effects = told(&kinds, wanted.seed);
    let problems = known.rows(&effects);
    let details: Result<Vec<String>, EngineError> = (0..loaded.problems.len())
        .into_par_iter()
        .map(|place| {
            wanted.check_interrupt()?;
            let packed = detail::packed(&known, place);
            Ok(packed.map_err(StoreError::io("pack a problem of", run.folder()))?)
        })
        .collect();
    let folder = run.folder().file_name().unwrap_or(run.folder().as_os_str());
    Ok(Report {
        title: folder.to_string_lossy().into_owned(),
        made: wanted.made.clone(),
        version: env!("CARGO_PKG_VERSION"),
        headline: known.headline(&measured, wanted.seed),
        comparison: match wanted.against {
            Some(other) => Some(known.compared(&measured, other, wanted.seed)?),
            None => None,
        },
        scorers: known.scorers(run, &measured, wanted)?,
        votes: known.votes(),
        robustness: kinds.iter().filter_map(Kind::robustness).collect(),
        effects,
        breakdowns: known.breakdowns(&measured, wanted),
        calibration: known.reliability(&measured),
        failures: failures::of(&known, &measured),
        cost: cost(run, &known)?,
        problems,
        details: details?,
    })
}

impl Known<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn votes(&self) -> Vec<Votes> {
        const MOST: usize = 20;
        let mut votes: BTreeMap<String, Votes> = BTreeMap::new();
        for (place, sets) in self.agreement.sets.iter().enumerate() {
            let Some(best) = sets.first() else { continue };
            for &at in &best.candidates {
                for (origin, count) in self.loaded.candidates[place][at].origins.iter() {
                    votes.entry(strategies(origin)).or_default().candidates += count;
                }
            }
            for &at in &best.tests {
                for (origin, count) in self.loaded.tests[place][at].origins.iter() {
                    votes.entry(strategies(origin)).or_default().tests += count;
                }
            }
        }
        let all: usize = votes.values().map(|it| it.candidates).sum();
        let row = |(origin, votes): (String, Votes)| Votes {
            origin,
            share: votes.candidates as f64 / all.max(1) as f64,
            ..votes
        };
        let mut rows: Vec<Votes> = votes.into_iter().map(row).collect();
        rows.sort_by_key(|it| std::cmp::Reverse(it.candidates));
        rows.truncate(MOST);
        rows
    }

    fn breakdowns(&self, measured: &[usize], wanted: &Wanted<'_>) -> Vec<Breakdown> {
        let rows: Vec<Labelled<'_>> = measured
            .iter()
            .map(|&place| Labelled {
                labels: &self.loaded.problems[place].labels,
                selected: self.selected(place).map(|it| f64::from(u8::from(it))),
                sampled: self.all(place).share().unwrap_or(0.0),
            })
            .collect();
        let all: BTreeSet<&String> = rows.iter().flat_map(|it| it.labels.keys()).collect();
        let labels: Vec<&String> = if wanted.by.is_empty() {
            all.into_iter().collect()
        } else {
            wanted.by.iter().collect()
        };
        let table = |label: &String| Breakdown {
            label: label.clone(),
            rows: breakdown(label, &rows, wanted.seed)
                .into_iter()
                .map(|part| {
                    let value = part.value.unwrap_or_else(|| "without".to_owned());
                    BreakdownRow {
                        figure: part.selected.map(|it| Figure::of(&value, it, "")),
                        plain: part.sampled.map(|it| Figure::of(&value, it, "")),
                        problems: part.problems,
                        value,
                    }
                })
                .collect(),
        };
        labels.into_iter().map(table).collect()
    }

    fn reliability(&self, measured: &[usize]) -> Option<Reliability> {
        let said = measured.iter().filter_map(|&place| {
            let is_ranked = !self.agreement.sets[place].is_empty();
            Some((
                self.agreement.confidence[place].filter(|_| is_ranked)?,
                self.selected(place)?,
            ))
        });
        let told = calibration(&said.collect::<Vec<_>>())?;
        let bins = told.bins.iter().map(|bin| Tenth {
            low: bin.from,
            high: bin.from + 0.1,
            count: bin.count,
            predicted: bin.predicted,
            came_true: bin.came_true,
        });
        Some(Reliability {
            brier: told.brier,
            constant: told.constant,
            bins: bins.collect(),
        })
    }

    fn rows(&self, effects: &[KindEffect]) -> Vec<ProblemRow> {
        let names = |place: usize, of: fn(&KindEffect) -> &Vec<usize>| {
            let with = effects.iter().filter(|it| of(it).contains(&place));
            with.map(|it| it.name.clone()).collect()
        };
        let row = |place: usize| {
            let problem = &self.loaded.problems[place];
            let counted = self.all(place);
            let labels = problem.labels.iter();
            ProblemRow {
                task_id: problem.task_id.clone(),
                right: self.selected(place),
                confidence: self.agreement.confidence[place],
                candidates: counted.samples,
                tests: self.loaded.tests[place]
                    .iter()
                    .map(|it| it.multiplicity)
                    .sum(),
                plain: counted.share().filter(|_| self.has_reference(place)),
                labels: labels
                    .map(|(name, values)| (name.clone(), values.join(", ")))
                    .collect(),
                fixed_by: names(place, |it| &it.fixed),
                broken_by: names(place, |it| &it.broken),
            }
        };
        (0..self.loaded.problems.len()).map(row).collect()
    }
}

/// The strategies that took part in a variant: `lexical+naming`.
fn strategies(origin: &str) -> String {
    let strategies: BTreeSet<&str> = operators(origin).map(strategy).collect();
    strategies.into_iter().collect::<Vec<_>>().join("+")
}

/// What a row of `replies.jsonl` cost: tokens that the model read, and that it wrote.
#[derive(Deserialize)]
struct Spent {
    #[serde(default, rename = "prompt_tokens")]
    read: u64,
    #[serde(default, rename = "completion_tokens")]
    written: u64,
}

fn cost(run: &Run, known: &Known<'_>) -> Result<Cost, EngineError> {
    let works = known.loaded.candidates.iter().zip(&known.loaded.tests);
    let pairs = works
        .map(|(candidates, tests)| candidates.len() * tests.len())
        .sum();
    let path = run.path("replies.jsonl");
    let replies: Vec<Spent> = if path.exists() {
        read_jsonl(&path)?
    } else {
        Vec::new()
    };
    let sum = |tokens: fn(&Spent) -> u64| {
        let sum = replies.iter().map(tokens).sum::<u64>();
        (sum > 0).then_some(sum)
    };
    Ok(Cost {
        requests: (!replies.is_empty()).then_some(replies.len()),
        input_tokens: sum(|it| it.read),
        output_tokens: sum(|it| it.written),
        pairs: Some(pairs),
        seconds: Some(stage_seconds(&read_events(run.folder()))).filter(|it| *it > 0.0),
    })
}
