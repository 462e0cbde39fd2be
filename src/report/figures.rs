//! The figures that are seen first, and what they are compared with.

use super::data::{Comparison, Difference, Figure, Headline, Ranked};
use super::gather::Wanted;
use super::known::Known;
use crate::candidate::Candidate;
use crate::consensus::Ranking;
use crate::engine::{Agreement, EngineError, agreement_by, load, matrices};
use crate::evaluation::{Share, bootstrap, mcnemar, mean};
use crate::origin::ORIGINAL;
use crate::store::{Run, StoreError};
use std::collections::BTreeSet;

impl Known<'_> {
    pub(super) fn headline(&self, measured: &[usize], seed: u64) -> Headline {
        let candidates = self.loaded.candidates.iter().flatten();
        let tests = self.loaded.tests.iter().flatten();
        let problems = self.loaded.problems.len();
        let mut lacking = Vec::new();
        if measured.len() < problems {
            let without = problems - measured.len();
            lacking.push(format!(
                "{without} of {problems} problems have no verdicts of reference tests, so nothing here says whether their candidates are right: \
                 `mutagree evaluate` judges them where the problems have such tests."
            ));
        }
        if self
            .loaded
            .candidates
            .iter()
            .all(|it| origins(it).len() <= 1)
        {
            lacking.push("The candidates answer one way to say each problem, so there are no effects of mutations.".to_owned());
        }
        Headline {
            problems,
            candidates: candidates.map(|it| it.multiplicity).sum(),
            tests: tests.map(|it| it.multiplicity).sum(),
            figures: self.figures(measured, seed),
            lacking,
        }
    }

    pub(super) fn figures(&self, measured: &[usize], seed: u64) -> Vec<Figure> {
        let truth = |it: bool| f64::from(u8::from(it));
        let selected: Vec<f64> =
            values(measured, |place| truth(self.selected(place) == Some(true)));
        let plain = values(measured, |place| self.all(place).share().unwrap_or(0.0));
        let is_varied = self
            .loaded
            .candidates
            .iter()
            .any(|it| origins(it).len() > 1);
        let prompt = measured.iter().filter(|_| is_varied);
        let prompt = prompt.filter_map(|&it| self.of_origin(it, ORIGINAL).share());
        let prompt: Vec<f64> = prompt.collect();
        let any = values(measured, |place| truth(self.all(place).right > 0));
        let tested = measured.iter().copied();
        let tested: Vec<usize> = tested
            .filter(|&it| !self.loaded.tests[it].is_empty())
            .collect();
        let passing = values(&tested, |place| self.tests_passed(place));
        let median = median(&passing);
        let notes = [
            (
                "selected answers",
                selected,
                "right of those that were selected".to_owned(),
            ),
            (
                "samples of the prompt itself",
                prompt,
                "pass@1 of the samples that answer the prompt as it was given".to_owned(),
            ),
            (
                "plain samples",
                plain,
                "pass@1 of a sample drawn from all of a problem's".to_owned(),
            ),
            (
                "any right candidate",
                any,
                "what no selection can exceed".to_owned(),
            ),
            (
                "tests passed",
                passing,
                format!(
                    "share of the generated tests that a sample passes; the median problem has {:.1} %",
                    100.0 * median
                ),
            ),
        ];
        let figure = |(name, values, note): (&str, Vec<f64>, String)| {
            Some(Figure::of(name, Share::of(&values, seed)?, &note))
        };
        notes.into_iter().filter_map(figure).collect()
    }

    pub(super) fn scorers(
        &self,
        run: &Run,
        measured: &[usize],
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Ranked>, EngineError> {
        if measured.is_empty() {
            return Ok(Vec::new());
        }
        let plain = values(measured, |place| self.all(place).share().unwrap_or(0.0));
        let ranked = |name: &str, agreement: &Agreement, note: &str| {
            let worth = values(measured, |place| self.worth(agreement, place));
            let differences: Vec<f64> = worth.iter().zip(&plain).map(|(a, b)| a - b).collect();
            Some(Ranked {
                name: name.to_owned(),
                figure: Figure::of(name, Share::of(&worth, wanted.seed)?, note),
                difference: Difference::new(
                    mean(&differences)?,
                    bootstrap(&differences, wanted.seed),
                ),
            })
        };
        let own = self.agreement.scorer.clone().unwrap_or_default();
        let mut scorers = vec![ranked(&own, &self.agreement, "the run's own")];
        let others: Vec<&Ranking> = wanted
            .rankings
            .iter()
            .filter(|it| it.to_string() != own)
            .collect();
        if !others.is_empty() {
            let matrices = matrices(run, self.loaded)?;
            for ranking in others {
                let agreement = agreement_by(self.loaded, &matrices, *ranking);
                scorers.push(ranked(&ranking.to_string(), &agreement, ""));
            }
        }
        Ok(scorers.into_iter().flatten().collect())
    }

    /// What was selected here beside what was selected in another run, over the problems that both have verdicts on.
    pub(super) fn compared(
        &self,
        measured: &[usize],
        run: &Run,
        seed: u64,
    ) -> Result<Comparison, EngineError> {
        let loaded = load(run)?;
        let other = Known::read(run, &loaded)?;
        let places = loaded.places();
        let mut rows: Vec<(usize, bool, bool)> = Vec::new();
        for &place in measured {
            let theirs = places.get(self.loaded.problems[place].task_id.as_str());
            let theirs = theirs.and_then(|&place| other.selected(place));
            let both = self.selected(place).zip(theirs);
            rows.extend(both.map(|(here, there)| (place, here, there)));
        }
        let truth = |it: bool| f64::from(u8::from(it));
        let there: Vec<f64> = rows.iter().map(|it| truth(it.2)).collect();
        let differences: Vec<f64> = rows.iter().map(|it| truth(it.1) - truth(it.2)).collect();
        let Some(share) = Share::of(&there, seed) else {
            let what = "problems with verdicts that this run has too";
            let hint = "evaluate both runs, of the same problems";
            let path = run.folder().to_owned();
            return Err(StoreError::Missing { path, what, hint }.into());
        };
        let changed = |better: bool| {
            let rows = rows
                .iter()
                .filter(move |it| it.1 == better && it.2 != better);
            rows.map(|it| it.0).collect::<Vec<_>>()
        };
        let (gained, lost) = (changed(true), changed(false));
        let folder = run.folder().file_name().unwrap_or(run.folder().as_os_str());
        let name = folder.to_string_lossy();
        Ok(Comparison {
            problems: rows.len(),
            figure: Figure::of(&name, share, "its selected answers"),
            difference: Difference::new(
                mean(&differences).unwrap_or_default(),
                bootstrap(&differences, seed),
            ),
            p: mcnemar(gained.len(), lost.len()),
            gained,
            lost,
        })
    }
}

fn origins(candidates: &[Candidate]) -> BTreeSet<&str> {
    let names = candidates.iter().flat_map(|it| it.origins.iter());
    names.map(|it| it.0).collect()
}

fn values(measured: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
    measured.iter().map(|&place| value(place)).collect()
}

/// The median; 0 of nothing.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}
