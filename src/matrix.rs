//! The execution matrix: what every candidate did on every test.

use crate::origin::Origins;
use mutagree_sandbox::Report;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The outcomes of one candidate, one letter for each test of its problem: `P` passed, `F` failed,
/// `R` raised, `U` unviable, `T` time, `M` memory, `O` output, `C` crashed, `-` not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// The problem.
    pub task_id: String,
    /// The candidate.
    pub candidate_id: usize,
    /// One letter for each test, in the order of the tests.
    pub outcomes: String,
    /// The candidate does not load: it is not Python, or raises at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unloadable: bool,
    /// The tests that were judged in the candidate's own interpreter though others were not, since their
    /// values cannot cross: a hostile candidate could have forged these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<u32>,
    /// What came of each call in `calls.jsonl`, where outputs are kept and the candidate loads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
    /// Where not every test ran: how many did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ran: Option<usize>,
    /// The candidate that did the same as far as both ran, and whose outcomes are taken for the other tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<usize>,
}

/// The calls of a problem whose outputs are kept, as `calls.jsonl` holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsRow {
    /// The problem.
    pub task_id: String,
    /// Python source of each call: those of the tests, then the inputs that were added.
    pub calls: Vec<String>,
    /// How many of them were added.
    pub added: usize,
}

impl MatrixRow {
    /// Says for each test whether the candidate passed it.
    #[must_use]
    pub fn passes(&self) -> Vec<bool> {
        self.outcomes.chars().map(|letter| letter == 'P').collect()
    }
}

/// The matrix of one problem, as passes and outputs, with multiplicities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutionMatrix {
    /// For each candidate, the tests that it passed.
    pub passes: Vec<Bits>,
    /// How often each candidate was written.
    pub candidates: Vec<usize>,
    /// How often each test was written.
    pub tests: Vec<usize>,
    /// What each candidate gave for each call.
    pub outputs: Outputs,
    /// The variants that each candidate came from; empty where nothing is known.
    pub origins: Vec<Origins>,
}

impl ExecutionMatrix {
    /// Makes a matrix of passes alone: a row for each candidate, and multiplicities.
    #[must_use]
    pub fn new(passes: &[Vec<bool>], candidates: Vec<usize>, tests: Vec<usize>) -> Self {
        Self {
            passes: passes.iter().map(|row| Bits::from_bools(row)).collect(),
            outputs: Outputs::absent(candidates.len()),
            candidates,
            tests,
            origins: Vec::new(),
        }
    }

    /// The same with outputs: a row for each candidate, which is empty where it does not load.
    #[must_use]
    pub fn with_outputs(self, rows: &[Vec<String>], added: usize) -> Self {
        Self {
            outputs: Outputs::new(rows, added),
            ..self
        }
    }

    /// The same with the variants that each candidate came from.
    #[must_use]
    pub fn with_origins(self, origins: Vec<Origins>) -> Self {
        Self { origins, ..self }
    }

    /// The sum of the multiplicities of the tests in a row.
    #[must_use]
    pub fn support(&self, row: &Bits) -> u64 {
        row.ones().map(|test| self.tests[test] as u64).sum()
    }
}

/// A row of bits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// Packs truth values.
    #[must_use]
    pub fn from_bools(values: &[bool]) -> Self {
        let mut words = vec![0; values.len().div_ceil(64)];
        for (place, _) in values.iter().enumerate().filter(|(_, value)| **value) {
            words[place / 64] |= 1 << (place % 64);
        }
        Self {
            words,
            length: values.len(),
        }
    }

    /// The number of bits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Says whether there is no bit at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Says whether any bit is set.
    #[must_use]
    pub fn any(&self) -> bool {
        self.words.iter().any(|word| *word != 0)
    }

    /// The places of the bits that are set, in ascending order.
    pub fn ones(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(place, &word)| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| place * 64 + rest.trailing_zeros() as usize)
        })
    }

    /// Keeps the bits that another row of the same length has too.
    pub fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }
}

/// What candidates gave for calls, as numbers: the same number is the same output of the same call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    /// A row for each candidate.
    numbers: Vec<u32>,
    /// The calls.
    width: usize,
    /// How many of them, the last, are no test's.
    added: usize,
    /// How many numbers there are.
    distinct: usize,
    /// For each candidate, the first one with the same outputs of all calls.
    alike: Vec<usize>,
    /// For each candidate, the first one with the same outputs of the calls that tests make.
    alike_on_tests: Vec<usize>,
    /// Whether each candidate gives the same for all calls.
    constant: Vec<bool>,
    /// Whether each candidate loads.
    loads: Vec<bool>,
}

/// Says whether all of several outputs are the same.
fn is_constant(row: &[String]) -> bool {
    row.len() > 1 && row.iter().all(|output| *output == row[0])
}

/// For each row, the place of the first that is the same.
fn firsts<'a>(rows: impl Iterator<Item = &'a [u32]>) -> Vec<usize> {
    let mut known: HashMap<&[u32], usize> = HashMap::new();
    rows.enumerate()
        .map(|(place, row)| *known.entry(row).or_insert(place))
        .collect()
}

/// Marks the number of an output that is no value: the call raised or was stopped.
const NO_VALUE: u32 = 1 << 31;

impl Outputs {
    /// No outputs of so many candidates, which are taken to load.
    #[must_use]
    pub fn absent(candidates: usize) -> Self {
        Self {
            loads: vec![true; candidates],
            alike: vec![0; candidates],
            alike_on_tests: vec![0; candidates],
            constant: vec![false; candidates],
            ..Self::default()
        }
    }

    /// Numbers outputs; a row that is empty is a candidate's that does not load.
    #[must_use]
    pub fn new(rows: &[Vec<String>], added: usize) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut known: HashMap<(usize, &str), u32> = HashMap::new();
        let mut numbers = Vec::with_capacity(rows.len() * width);
        for row in rows {
            for call in 0..width {
                let output = row.get(call).map_or("!", String::as_str);
                let next = u32::try_from(known.len()).unwrap_or(NO_VALUE - 1);
                let number = *known.entry((call, output)).or_insert(next);
                let is_value = !output.starts_with('!') && output != Report::NOT_RUN;
                let mark = if is_value { 0 } else { NO_VALUE };
                numbers.push(number | mark);
            }
        }
        let added = added.min(width);
        let row = |candidate: usize| &numbers[candidate * width..][..width];
        Self {
            alike: firsts((0..rows.len()).map(row)),
            alike_on_tests: firsts((0..rows.len()).map(|it| &row(it)[..width - added])),
            width,
            added,
            distinct: known.len(),
            constant: rows.iter().map(|row| is_constant(row)).collect(),
            loads: rows.iter().map(|row| row.len() == width).collect(),
            numbers,
        }
    }

    /// Says which candidates load.
    #[must_use]
    pub fn with_loads(self, loads: Vec<bool>) -> Self {
        Self { loads, ..self }
    }

    /// The same number for candidates with the same outputs of all calls.
    #[must_use]
    pub fn alike(&self, candidate: usize) -> usize {
        self.alike[candidate]
    }

    /// The same number for candidates with the same outputs of the calls that tests make.
    #[must_use]
    pub fn alike_on_tests(&self, candidate: usize) -> usize {
        self.alike_on_tests[candidate]
    }

    /// Says whether a candidate gives the same for all calls, of which there are several.
    #[must_use]
    pub fn is_constant(&self, candidate: usize) -> bool {
        self.constant[candidate]
    }

    /// Says whether a candidate loads.
    #[must_use]
    pub fn loads(&self, candidate: usize) -> bool {
        self.loads.get(candidate).copied().unwrap_or(true)
    }

    /// The number of calls.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// A candidate's outputs.
    #[must_use]
    pub fn row(&self, candidate: usize) -> &[u32] {
        &self.numbers[candidate * self.width..(candidate + 1) * self.width]
    }

    /// A candidate's outputs of the calls that tests make.
    #[must_use]
    pub fn of_tests(&self, candidate: usize) -> &[u32] {
        &self.row(candidate)[..self.width - self.added]
    }

    /// How many outputs of calls there are.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.distinct
    }

    /// Says whether an output is a value, and not an exception or a limit.
    #[must_use]
    pub fn is_value(number: u32) -> bool {
        number & NO_VALUE == 0
    }

    /// The place of an output among all that there are.
    #[must_use]
    pub fn place(number: u32) -> usize {
        (number & !NO_VALUE) as usize
    }
}
