//! Reads what a report says off a run, without executing anything.

use super::data::{
    Breakdown, BreakdownRow, Comparison, Cost, Difference, Figure, Headline, KindEffect,
    KindRobustness, ProblemRow, Ranked, Reliability, Report, Tenth, Votes,
};
use super::detail::{self, VariantRow};
use super::failures;
use crate::candidate::Candidate;
use crate::consensus::Ranking;
use crate::engine::{
    Agreement, EngineError, Judged, Loaded, agreement_by, judged_before, load, matrices,
    read_agreement,
};
use crate::evaluation::{
    Compared, Counted, Labelled, Nominal, Share, bootstrap, breakdown, calibration, effects,
    groups, mcnemar, mean, performance_drop, robustness, selected_pass_at_k,
};
use crate::matrix::MatrixRow;
use crate::origin::{ORIGINAL, Origins};
use crate::reason::{Reason, Rules};
use crate::store::{Run, StoreError, read_jsonl};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All that is known of a run.
pub(super) struct Known<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) agreement: Agreement,
    /// What reference tests said of each candidate.
    pub(super) judged: Vec<Vec<Option<Judged>>>,
    /// The variants of each problem.
    pub(super) variants: Vec<Vec<VariantRow>>,
    /// The outcomes of each candidate of each problem.
    pub(super) outcomes: Vec<Vec<String>>,
    /// Why each candidate is wrong, where that is known.
    pub(super) reasons: Vec<Vec<Option<Reason>>>,
}

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
    /// Another run with the same problems, to compare with.
    pub against: Option<&'a Run>,
}

/// Reads a report off a run that was ranked.
///
/// # Errors
/// Where a file of the run is missing or broken.
pub fn gather(run: &Run, wanted: &Wanted<'_>) -> Result<Report, EngineError> {
    let loaded = load(run)?;
    let mut known = Known::read(run, &loaded)?;
    known.reasons = failures::explained(&known, wanted.rules);
    let measured: Vec<usize> = (0..loaded.problems.len())
        .filter(|&place| known.has_reference(place))
        .collect();
    let kinds = known.kinds(&measured);
    let mut effects = told(&kinds, wanted.seed);
    let sort = |it: &KindEffect| SORTS.iter().position(|sort| *sort == it.kind);
    effects.sort_by(|one, other| {
        let by_value = other.difference.value.total_cmp(&one.difference.value);
        sort(one).cmp(&sort(other)).then(by_value)
    });
    let problems = known.rows(&effects);
    let details: Result<Vec<String>, std::io::Error> = (0..loaded.problems.len())
        .into_par_iter()
        .map(|place| detail::packed(&known, place))
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
        robustness: kinds.iter().filter_map(|kind| kind.robustness()).collect(),
        effects,
        breakdowns: known.breakdowns(&measured, wanted),
        calibration: known.reliability(&measured),
        failures: failures::of(&known, &measured),
        cost: cost(run, &known)?,
        problems,
        details: details
            .map_err(|error| StoreError::io("pack a problem of", run.folder())(error))?,
    })
}

impl<'a> Known<'a> {
    fn read(run: &Run, loaded: &'a Loaded) -> Result<Self, EngineError> {
        let hint = "run `mutagree execute` first";
        let matrix = run.made("matrix.jsonl", "execution matrix", hint)?;
        let rows: Vec<MatrixRow> = read_jsonl(&matrix)?;
        let mut rows: HashMap<(String, usize), String> = rows
            .into_iter()
            .map(|row| ((row.task_id, row.candidate_id), row.outcomes))
            .collect();
        let outcomes = |candidates: &Vec<Candidate>| {
            let keys = candidates
                .iter()
                .map(|it| (it.task_id.clone(), it.candidate_id));
            keys.map(|key| rows.remove(&key).unwrap_or_default())
                .collect()
        };
        let places = loaded.places();
        let mut variants: Vec<Vec<VariantRow>> = Vec::new();
        variants.resize_with(loaded.problems.len(), Vec::new);
        let path = run.path("variants.jsonl");
        if path.exists() {
            for row in read_jsonl::<VariantRow>(&path)? {
                if let Some(&place) = places.get(row.task_id.as_str()) {
                    variants[place].push(row);
                }
            }
        }
        Ok(Self {
            outcomes: loaded.candidates.iter().map(outcomes).collect(),
            agreement: read_agreement(run, loaded)?,
            judged: judged_before(run, loaded)?,
            variants,
            reasons: Vec::new(),
            loaded,
        })
    }

    /// Says whether reference tests said of every candidate of a problem whether it is right.
    pub(super) fn has_reference(&self, place: usize) -> bool {
        let judged = &self.judged[place];
        self.loaded.problems[place].has_reference() && judged.iter().all(Option::is_some)
    }

    pub(super) fn right(&self, place: usize, candidate: usize) -> Option<bool> {
        let judged = self.judged[place][candidate].as_ref();
        judged
            .filter(|_| self.loaded.problems[place].has_reference())
            .map(|it| it.right)
    }

    /// Why a candidate is wrong, in a word.
    pub(super) fn reason(&self, place: usize, candidate: usize) -> Option<String> {
        let reason = self.reasons[place][candidate].as_ref()?;
        Some(format!("{}, {}", reason.kind, reason.bug))
    }

    /// The samples of an origin of a problem.
    pub(super) fn of_origin(&self, place: usize, origin: &str) -> Counted {
        self.count(place, |origins| origins.of(origin))
    }

    fn count(&self, place: usize, samples: impl Fn(&Origins) -> usize) -> Counted {
        let mut counted = Counted::default();
        for (at, candidate) in self.loaded.candidates[place].iter().enumerate() {
            let own = samples(&candidate.origins);
            counted.samples += own;
            counted.right += if self.right(place, at) == Some(true) {
                own
            } else {
                0
            };
        }
        counted
    }

    fn all(&self, place: usize) -> Counted {
        self.count(place, |origins| origins.counts().sum())
    }

    fn flags(&self, place: usize) -> Vec<bool> {
        let candidates = 0..self.loaded.candidates[place].len();
        candidates
            .map(|at| self.right(place, at) == Some(true))
            .collect()
    }

    /// Whether the selection of a problem is right.
    fn selected(&self, place: usize) -> Option<bool> {
        if !self.has_reference(place) {
            return None;
        }
        let selected = self.agreement.selected[place];
        Some(selected.is_some_and(|at| self.right(place, at) == Some(true)))
    }

    fn headline(&self, measured: &[usize], seed: u64) -> Headline {
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
        if self.variants.iter().all(|it| it.len() <= 1) {
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

    fn figures(&self, measured: &[usize], seed: u64) -> Vec<Figure> {
        let truth = |it: bool| f64::from(u8::from(it));
        let selected: Vec<f64> =
            self.values(measured, |place| truth(self.selected(place) == Some(true)));
        let plain = self.values(measured, |place| self.all(place).share().unwrap_or(0.0));
        let any = self.values(measured, |place| truth(self.all(place).right > 0));
        let passing = self.values(measured, |place| self.tests_passed(place));
        let median = median(&passing);
        let notes = [
            (
                "selected answers",
                selected,
                "right of those that were selected".to_owned(),
            ),
            (
                "plain samples",
                plain,
                "pass@1, a sample drawn at random".to_owned(),
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

    fn values(&self, measured: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
        measured.iter().map(|&place| value(place)).collect()
    }

    /// The mean share of a problem's tests that a sample passes.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn tests_passed(&self, place: usize) -> f64 {
        let weights = || self.loaded.tests[place].iter().map(|it| it.multiplicity);
        let (mut passed, mut all) = (0, 0);
        for (candidate, outcomes) in self.loaded.candidates[place]
            .iter()
            .zip(&self.outcomes[place])
        {
            let passes = outcomes
                .chars()
                .zip(weights())
                .filter(|(letter, _)| *letter == 'P');
            passed += candidate.multiplicity * passes.map(|it| it.1).sum::<usize>();
            all += candidate.multiplicity * weights().sum::<usize>();
        }
        passed as f64 / all.max(1) as f64
    }

    fn scorers(
        &self,
        run: &Run,
        measured: &[usize],
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Ranked>, EngineError> {
        if measured.is_empty() {
            return Ok(Vec::new());
        }
        let plain = self.values(measured, |place| self.all(place).share().unwrap_or(0.0));
        let ranked = |name: &str, agreement: &Agreement, note: &str| {
            let worth = self.values(measured, |place| self.worth(agreement, place));
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

    /// What is expected of a draw among the candidates that share the best score.
    fn worth(&self, agreement: &Agreement, place: usize) -> f64 {
        let candidates = self.loaded.candidates[place].iter();
        let multiplicity: Vec<usize> = candidates.map(|it| it.multiplicity).collect();
        let groups = groups(&agreement.sets[place], &multiplicity, &self.flags(place));
        if groups.is_empty() {
            return self.all(place).share().unwrap_or(0.0);
        }
        selected_pass_at_k(&groups, 1)
    }

    /// What was selected here beside what was selected in another run, over the problems that both have verdicts on.
    fn compared(
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
            let there = places.get(self.loaded.problems[place].task_id.as_str());
            let there = there.and_then(|&there| other.selected(there));
            rows.extend(
                there
                    .zip(self.selected(place))
                    .map(|(there, here)| (place, here, there)),
            );
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

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn votes(&self) -> Vec<Votes> {
        const MOST: usize = 20;
        let mut votes: BTreeMap<&str, Votes> = BTreeMap::new();
        for (place, sets) in self.agreement.sets.iter().enumerate() {
            let Some(best) = sets.first() else { continue };
            for &at in &best.candidates {
                for (origin, count) in self.loaded.candidates[place][at].origins.iter() {
                    votes
                        .entry(origin.split(['/', '#']).next().unwrap_or(origin))
                        .or_default()
                        .candidates += count;
                }
            }
            for &at in &best.tests {
                for (origin, count) in self.loaded.tests[place][at].origins.iter() {
                    votes
                        .entry(origin.split(['/', '#']).next().unwrap_or(origin))
                        .or_default()
                        .tests += count;
                }
            }
        }
        let all: usize = votes.values().map(|it| it.candidates).sum();
        let row = |(origin, votes): (&str, Votes)| Votes {
            origin: origin.to_owned(),
            share: votes.candidates as f64 / all.max(1) as f64,
            ..votes
        };
        let mut rows: Vec<Votes> = votes.into_iter().map(row).collect();
        rows.sort_by_key(|it| std::cmp::Reverse(it.candidates));
        rows.truncate(MOST);
        rows
    }

    /// Every operator and strategy with what the problems have of it, and the worst variant of each problem.
    fn kinds(&self, measured: &[usize]) -> Vec<Kind> {
        let mut kinds: BTreeMap<(&'static str, String), Kind> = BTreeMap::new();
        for &place in measured {
            let nominal = self.of_origin(place, ORIGINAL);
            let origins = self.loaded.candidates[place]
                .iter()
                .flat_map(|it| it.origins.iter());
            let origins: BTreeSet<&str> = origins
                .map(|it| it.0)
                .filter(|it| *it != ORIGINAL)
                .collect();
            if nominal.samples == 0 || origins.is_empty() {
                continue;
            }
            let mut of_kind: BTreeMap<(&'static str, String), Vec<Counted>> = BTreeMap::new();
            for origin in origins {
                let counted = self.of_origin(place, origin);
                for kind in kinds_of(origin) {
                    of_kind.entry(kind).or_default().push(counted);
                }
            }
            for (key, perturbed) in of_kind {
                let kind = kinds.entry(key.clone()).or_insert_with(|| Kind::new(key));
                kind.problems.push((place, Nominal { nominal, perturbed }));
            }
        }
        kinds.into_values().collect()
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

/// A kind of mutation, with the problems that have variants of it.
struct Kind {
    kind: &'static str,
    name: String,
    problems: Vec<(usize, Nominal)>,
}

const OPERATOR: &str = "operator";
const STRATEGY: &str = "strategy";
const WORST: &str = "worst";

/// The sorts of kinds, as they are listed.
const SORTS: [&str; 3] = [WORST, STRATEGY, OPERATOR];

/// The operators and strategies that took part in a variant, by its name, and that it is one.
fn kinds_of(origin: &str) -> BTreeSet<(&'static str, String)> {
    let operators = origin.split('#').next().unwrap_or_default().split('+');
    let mut kinds = BTreeSet::from([(WORST, "worst of all variants".to_owned())]);
    for operator in operators {
        kinds.insert((OPERATOR, operator.to_owned()));
        if let Some((strategy, _)) = operator.split_once('/') {
            kinds.insert((STRATEGY, strategy.to_owned()));
        }
    }
    kinds
}

impl Kind {
    fn new((kind, name): (&'static str, String)) -> Self {
        Self {
            kind,
            name,
            problems: Vec::new(),
        }
    }

    /// The problems with all their variants of the kind together, or with the worst of them.
    fn compared(&self) -> Vec<Compared> {
        let share = |it: &&Counted| it.share().unwrap_or(0.0);
        let perturbed = |all: &[Counted]| match self.kind {
            WORST => all
                .iter()
                .min_by(|a, b| share(a).total_cmp(&share(b)))
                .copied()
                .unwrap_or_default(),
            _ => all.iter().fold(Counted::default(), |sum, it| Counted {
                samples: sum.samples + it.samples,
                right: sum.right + it.right,
            }),
        };
        let compared = self.problems.iter().map(|(problem, it)| Compared {
            problem: *problem,
            nominal: it.nominal,
            perturbed: perturbed(&it.perturbed),
        });
        compared.collect()
    }

    fn robustness(&self) -> Option<KindRobustness> {
        let problems: Vec<Nominal> = self.problems.iter().map(|it| it.1.clone()).collect();
        let figures = robustness(&problems, 1)?;
        let clean: Vec<f64> = problems
            .iter()
            .filter_map(|it| it.nominal.share())
            .collect();
        let perturbed = problems.iter().filter_map(|it| {
            let shares: Vec<f64> = it.perturbed.iter().filter_map(|it| it.share()).collect();
            mean(&shares)
        });
        Some(KindRobustness {
            name: if self.kind == WORST {
                "all variants".to_owned()
            } else {
                self.name.clone()
            },
            problems: figures.problems,
            rp: figures.robust_pass,
            rd: figures.robust_drop,
            rr: figures.robust_relative,
            pdr: performance_drop(&clean, &perturbed.collect::<Vec<_>>()),
        })
    }
}

/// The effects of each sort of kinds, of which each is corrected by itself.
fn told(kinds: &[Kind], seed: u64) -> Vec<KindEffect> {
    let told = SORTS.into_iter().flat_map(|sort| {
        let own = kinds.iter().filter(|it| it.kind == sort);
        let own: Vec<(String, Vec<Compared>)> =
            own.map(|it| (it.name.clone(), it.compared())).collect();
        effects(&own, seed)
            .into_iter()
            .map(move |it| KindEffect::new(sort, it))
    });
    told.collect()
}

/// What a row of `replies.jsonl` cost.
#[derive(Deserialize)]
struct Spent {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
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
        input_tokens: sum(|it| it.prompt_tokens),
        output_tokens: sum(|it| it.completion_tokens),
        pairs: Some(pairs),
        ..Cost::default()
    })
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}
