//! What candidates gave for calls, in a form that is quick to compare.

use mutagree_sandbox::Report;
use std::collections::HashMap;

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
