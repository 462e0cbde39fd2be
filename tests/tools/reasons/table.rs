//! A confusion table, and what it says of agreement.

use crate::folds::most_frequent;
use crate::row::Row;
use mutagree::reason::Bug;
use std::collections::BTreeMap;
use std::fmt;

/// How often the authors said one thing and the rules another.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<(Bug, Bug), usize>);

impl Table {
    /// The table of one who always says the most frequent label of the other repositories.
    pub(crate) fn majority(rows: &[Row]) -> Self {
        let mut table = Self::default();
        for row in rows {
            let others = rows
                .iter()
                .filter(|other| other.repository != row.repository);
            table.add(row.label, most_frequent(others).unwrap_or(Bug::Unclear));
        }
        table
    }

    pub(crate) fn add(&mut self, label: Bug, said: Bug) {
        *self.0.entry((label, said)).or_default() += 1;
    }

    fn all(&self) -> f64 {
        self.0.values().sum::<usize>() as f64
    }

    pub(crate) fn agreement(&self) -> f64 {
        let agreed = self.0.iter().filter(|((label, said), _)| label == said);
        agreed.map(|(_, number)| *number).sum::<usize>() as f64 / self.all()
    }

    /// Cohen's kappa.
    pub(crate) fn kappa(&self) -> f64 {
        let total = |of: &dyn Fn(&(Bug, Bug)) -> bool| {
            let cells = self.0.iter().filter(|(pair, _)| of(pair));
            cells.map(|(_, number)| *number).sum::<usize>() as f64 / self.all()
        };
        let by_chance: f64 = Bug::ALL
            .iter()
            .map(|bug| total(&|pair| pair.0 == *bug) * total(&|pair| pair.1 == *bug))
            .sum();
        (self.agreement() - by_chance) / (1.0 - by_chance)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<Bug> = Bug::ALL.into_iter().chain([Bug::Unclear]).collect();
        write!(formatter, "    ")?;
        for bug in &columns {
            let number = bug
                .number()
                .map_or("?".to_owned(), |number| number.to_string());
            write!(formatter, "{number:>4}")?;
        }
        writeln!(formatter)?;
        for label in Bug::ALL {
            write!(formatter, "{:>4}", label.number().unwrap_or_default())?;
            for said in &columns {
                let number = self.0.get(&(label, *said));
                let shown = number.map_or(".".to_owned(), ToString::to_string);
                write!(formatter, "{shown:>4}")?;
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}
