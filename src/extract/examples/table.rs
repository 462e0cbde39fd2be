//! Tables of inputs and outputs, as Markdown writes them.

use super::arguments::Arguments;
use super::connective::output_label;
use super::value::value;
use super::{Answer, Search};

impl Search<'_> {
    /// Takes the rows of tables that have a column of results and columns of arguments.
    pub(super) fn tables(&mut self) {
        let text = self.text.clone();
        let mut lines = Vec::new();
        let mut place = 0;
        for line in text.split_inclusive('\n') {
            lines.push((place, line.trim()));
            place += line.len();
        }
        for (at, pair) in lines.windows(2).enumerate() {
            let (header, rule) = (pair[0].1, pair[1].1);
            if !header.contains('|') || !is_rule(rule) {
                continue;
            }
            let header = cells(header);
            let Some(result) = header.iter().position(|it| is_result(it)) else {
                continue;
            };
            let rows = lines[at + 2..].iter().take_while(|it| it.1.contains('|'));
            for &(start, row) in rows {
                let end = start + text[start..].find(row).unwrap_or(0) + row.len();
                if let Some((call, value)) = self.row(&header, result, &cells(row)) {
                    self.take(start..end, &call, Answer::Value(value));
                }
            }
        }
    }

    fn row(&self, header: &[&str], result: usize, cells: &[&str]) -> Option<(String, String)> {
        let names = self.signature.as_ref()?.places();
        let whole = |cell: &str| value(cell).filter(|it| it.1 == cell.len()).map(|it| it.0);
        let shown = whole(cells.get(result)?)?;
        let others = header
            .iter()
            .zip(cells)
            .enumerate()
            .filter(|it| it.0 != result);
        let given = others.filter_map(|(_, (name, cell))| {
            let is_parameter = names.iter().any(|it| it.eq_ignore_ascii_case(name));
            let is_input = name.to_lowercase().starts_with("input");
            match (is_parameter, is_input) {
                (true, _) => Some(format!("{name} = {cell}")),
                (false, true) => Some((*cell).to_owned()),
                (false, false) => None,
            }
        });
        let given: Vec<String> = given.collect();
        Some((self.call(&Arguments::all(&given.join(", "))?)?, shown))
    }
}

fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim_matches('|');
    inner
        .split('|')
        .map(|it| it.trim().trim_matches('`'))
        .collect()
}

fn is_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|it| "|-: ".contains(it))
}

fn is_result(name: &str) -> bool {
    output_label(&format!("{name}:")).is_some()
}
