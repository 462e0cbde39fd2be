//! The tables of a report, for a paper or a spreadsheet.

use super::data::{BreakdownRow, Difference, Figure, KindEffect, KindRobustness, Ranked, Report};

/// The form of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Pipes and dashes.
    Markdown,
    /// Comma-separated values, as RFC 4180 has them; each row begins with the name of its table.
    Csv,
    /// `tabular` with the rules of the package `booktabs`.
    Latex,
}

/// Writes the tables of a report; shares are percentages, differences points.
#[must_use]
pub fn tables(report: &Report, form: Form) -> String {
    let tables = all(report);
    let written = tables.iter().filter(|table| !table.rows.is_empty());
    let written: Vec<String> = written.map(|table| table.written(form)).collect();
    written.join(if form == Form::Csv { "" } else { "\n" })
}

struct Table {
    name: String,
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

fn all(report: &Report) -> Vec<Table> {
    let mut tables = vec![
        Table::new(
            "Figures",
            &["figure", "%", "95 % interval"],
            report.headline.figures.iter().map(of_figure),
        ),
        Table::new(
            "Rankings",
            &[
                "ranking",
                "pass@1, %",
                "95 % interval",
                "difference to plain samples",
            ],
            report.scorers.iter().map(of_ranking),
        ),
        Table::new(
            "Effects",
            &[
                "mutation",
                "problems",
                "fixed",
                "broken",
                "left right",
                "left wrong",
                "difference",
                "p",
                "Holm's p",
            ],
            report.effects.iter().map(of_effect),
        ),
        Table::new(
            "Robustness",
            &[
                "mutation", "problems", "RP@1, %", "RD@1, %", "RR@1, %", "PDR, %",
            ],
            report.robustness.iter().map(of_robustness),
        ),
    ];
    if let Some(it) = &report.comparison {
        let mut row = of_figure(&it.figure);
        let counts = [it.problems, it.gained.len(), it.lost.len()];
        row.extend(counts.iter().map(usize::to_string));
        row.extend([of_difference(it.difference), chance(it.p)]);
        let header = [
            "other run",
            "%",
            "95 % interval",
            "problems",
            "solved here only",
            "solved there only",
            "difference",
            "p",
        ];
        tables.push(Table::new("Comparison", &header, std::iter::once(row)));
    }
    tables.extend(report.breakdowns.iter().map(|breakdown| {
        let header = [
            "value",
            "problems",
            "selected, %",
            "95 % interval",
            "plain samples, %",
        ];
        let name = format!("By {}", breakdown.label);
        Table::new(&name, &header, breakdown.rows.iter().map(of_part))
    }));
    if let Some(failures) = &report.failures {
        let count = |name: &String, count: usize| vec![name.clone(), count.to_string()];
        let kinds = failures.kinds.iter().map(|it| count(&it.name, it.count));
        let bugs = failures.bugs.iter().map(|it| count(&it.name, it.count));
        tables.push(Table::new("Failures", &["kind", "candidates"], kinds));
        tables.push(Table::new("Bugs", &["bug", "candidates"], bugs));
    }
    tables
}

fn of_ranking(it: &Ranked) -> Vec<String> {
    let mut row = of_figure(&it.figure);
    row.push(of_difference(it.difference));
    row
}

fn of_effect(it: &KindEffect) -> Vec<String> {
    let counts = [
        it.problems,
        it.fixed.len(),
        it.broken.len(),
        it.right,
        it.wrong,
    ];
    let mut row = vec![it.name.clone()];
    row.extend(counts.iter().map(usize::to_string));
    let said = |p: Option<f64>| p.map_or_else(String::new, chance);
    row.extend([of_difference(it.difference), said(it.p), said(it.holm)]);
    row
}

fn of_robustness(it: &KindRobustness) -> Vec<String> {
    let share = |share: Option<f64>| share.map_or_else(String::new, percent);
    vec![
        it.name.clone(),
        it.problems.to_string(),
        percent(it.rp),
        share(it.rd),
        percent(it.rr),
        share(it.pdr),
    ]
}

fn of_part(row: &BreakdownRow) -> Vec<String> {
    let selected = row.figure.as_ref().map(of_figure).unwrap_or_default();
    let cell = |place: usize| selected.get(place).cloned().unwrap_or_default();
    let plain = row.plain.as_ref().map(|it| percent(it.value));
    vec![
        row.value.clone(),
        row.problems.to_string(),
        cell(1),
        cell(2),
        plain.unwrap_or_default(),
    ]
}

fn of_figure(figure: &Figure) -> Vec<String> {
    let interval = figure.low.zip(figure.high).filter(|(low, high)| low < high);
    let interval = interval.map(|(low, high)| format!("[{}, {}]", percent(low), percent(high)));
    vec![
        figure.name.clone(),
        percent(figure.value),
        interval.unwrap_or_default(),
    ]
}

fn of_difference(it: Difference) -> String {
    let points = |share: f64| format!("{:+.1}", 100.0 * share);
    format!(
        "{} [{}, {}]",
        points(it.value),
        points(it.low),
        points(it.high)
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn chance(chance: f64) -> String {
    if chance < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{chance:.3}")
    }
}

impl Table {
    fn new(name: &str, header: &[&'static str], rows: impl Iterator<Item = Vec<String>>) -> Self {
        Self {
            name: name.to_owned(),
            header: header.to_vec(),
            rows: rows.collect(),
        }
    }

    fn written(&self, form: Form) -> String {
        let header = self.header.iter().map(|it| (*it).to_owned()).collect();
        let rows = std::iter::once(&header).chain(&self.rows);
        match form {
            Form::Markdown => self.markdown(rows),
            Form::Csv => self.csv(rows),
            Form::Latex => self.latex(rows),
        }
    }

    fn markdown<'a>(&self, rows: impl Iterator<Item = &'a Vec<String>>) -> String {
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut lines: Vec<String> = rows.map(line).collect();
        let numbers = "---:|".repeat(self.header.len() - 1);
        lines.insert(1, format!("|---|{numbers}\n"));
        format!("## {}\n\n{}", self.name, lines.concat())
    }

    fn csv<'a>(&self, rows: impl Iterator<Item = &'a Vec<String>>) -> String {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for row in rows {
            let cells = std::iter::once(&self.name).chain(row);
            writer.write_record(cells).expect("a vector takes all");
        }
        let bytes = writer.into_inner().expect("a vector takes all");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn latex<'a>(&self, rows: impl Iterator<Item = &'a Vec<String>>) -> String {
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(|cell| latex(cell)).collect();
            format!("{} \\\\\n", cells.join(" & "))
        };
        let mut lines: Vec<String> = rows.map(line).collect();
        lines.insert(1, "\\midrule\n".to_owned());
        format!(
            "% {}\n\\begin{{tabular}}{{l{}}}\n\\toprule\n{}\\bottomrule\n\\end{{tabular}}\n",
            self.name,
            "r".repeat(self.header.len() - 1),
            lines.concat()
        )
    }
}

/// A text with the marks of LaTeX escaped.
fn latex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '%' | '_' | '#' | '&' | '$' | '{' | '}' => escaped.extend(['\\', mark]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("$<$"),
            '>' => escaped.push_str("$>$"),
            mark => escaped.push(mark),
        }
    }
    escaped
}
