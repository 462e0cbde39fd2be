//! Results as tables for people.

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{CellAlignment, Table};
use mutagree::engine::{Comparison, Evaluation, Selected};
use mutagree::evaluation::{Calibration, Part, Share, Spread};

/// pass@k, one row for each k.
pub(crate) fn figures(evaluation: &Evaluation) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    let name = evaluation.scorer.as_deref().unwrap_or("samples");
    table.set_header(["", name, "95 % interval", "plain samples"]);
    if let Some(share) = evaluation.submission {
        let right = percent(share);
        table.add_row(["submission".to_owned(), right, String::new(), String::new()]);
    }
    for (k, pass) in &evaluation.pass_at {
        let (low, high) = evaluation.interval[k];
        let baseline = evaluation
            .baseline
            .as_ref()
            .map_or(String::new(), |figures| percent(figures[k]));
        let interval = format!("{} – {}", percent(low), percent(high));
        table.add_row([format!("pass@{k}"), percent(*pass), interval, baseline]);
    }
    let fit = evaluation.calibration.as_ref().map(probabilities);
    let parts = evaluation
        .by
        .iter()
        .map(|(label, parts)| by_label(label, parts));
    format!(
        "{table}\n{} problems{}{}",
        evaluation.problems,
        fit.unwrap_or_default(),
        parts.collect::<String>()
    )
}

/// Figures over several runs.
pub(crate) fn spread(rows: &[(String, Spread)]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header(["", "runs", "mean", "standard deviation", "range"]);
    for (name, it) in rows {
        table.add_row([
            name.clone(),
            it.runs.to_string(),
            percent(it.mean),
            format!("{:.2}", 100.0 * it.deviation),
            format!("{} – {}", percent(it.lowest), percent(it.highest)),
        ]);
    }
    table.to_string()
}

/// The figures of the problems with each value of a label.
fn by_label(label: &str, parts: &[Part]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header([label, "problems", "selected [95 %]", "plain samples [95 %]"]);
    let figure = |share: &Option<Share>| {
        share.as_ref().map_or_else(String::new, |it| {
            let (low, high) = it.interval;
            format!(
                "{} [{:.1}, {:.1}]",
                percent(it.value),
                100.0 * low,
                100.0 * high
            )
        })
    };
    for part in parts {
        table.add_row([
            part.value
                .clone()
                .unwrap_or_else(|| format!("without {label}")),
            part.problems.to_string(),
            figure(&part.selected),
            figure(&part.sampled),
        ]);
    }
    format!("\n{table}")
}

/// How well the probabilities of selections fit what is.
fn probabilities(calibration: &Calibration) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header(["sure", "selections", "said", "right"]);
    for bin in &calibration.bins {
        let from = 100.0 * bin.from;
        table.add_row([
            format!("{from:.0} – {:.0} %", from + 10.0),
            bin.count.to_string(),
            percent(bin.predicted),
            percent(bin.came_true),
        ]);
    }
    format!(
        "\n{table}\nBrier score of the probabilities: {:.3}; {:.3} where the share of right ones is said of each",
        calibration.brier, calibration.constant
    )
}

/// Scorers side by side, with their intervals and the differences to the first scorer.
pub(crate) fn comparison(comparison: &Comparison) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    let Some(first) = comparison.compared.first() else {
        return String::new();
    };
    let mut header = vec!["scorer".to_owned()];
    for k in first.pass_at.keys() {
        header.push(format!("pass@{k} [95 %]"));
        header.push(format!("difference to {} [95 %]", first.scorer));
    }
    table.set_header(header);
    for (place, scorer) in comparison.compared.iter().enumerate() {
        let mut row = vec![scorer.scorer.clone()];
        for (k, pass) in &scorer.pass_at {
            let (low, high) = scorer.interval[k];
            row.push(format!(
                "{} [{:.1}, {:.1}]",
                percent(*pass),
                100.0 * low,
                100.0 * high
            ));
            let (low, high) = scorer.difference_interval[k];
            let difference = points(scorer.difference[k]);
            row.push(match place {
                0 => String::new(),
                _ => format!("{difference} [{}, {}]", points(low), points(high)),
            });
        }
        table.add_row(row);
    }
    format!(
        "{table}\n{} problems; {} have any right candidate",
        comparison.problems,
        percent(comparison.any_right)
    )
}

/// A difference in points.
fn points(fraction: f64) -> String {
    format!("{:+.2}", 100.0 * fraction)
}

/// What was selected, one row for each problem, and the totals.
pub(crate) fn selection(rows: &[Selected<'_>], evaluation: &Evaluation) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY);
    table.set_header([
        "problem", "samples", "tests", "agree", "on tests", "selected", "sure", "right",
    ]);
    for row in rows {
        let selected = match row.candidate_id {
            None => "nothing to select".to_owned(),
            Some(id) if row.is_agreed => format!("candidate {id}"),
            Some(id) => format!("candidate {id}, without agreement"),
        };
        let right = match row.right {
            None => "unknown",
            Some(true) => "yes",
            Some(false) => "no",
        };
        let sure = row.confidence.map(|it| format!("{:.0} %", 100.0 * it));
        table.add_row([
            row.task_id.to_owned(),
            row.samples.to_string(),
            row.tests.to_string(),
            row.agree.to_string(),
            row.on_tests.to_string(),
            selected,
            sure.unwrap_or_else(|| "unknown".to_owned()),
            right.to_owned(),
        ]);
    }
    for column in [1, 2, 3, 4, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    match totals(evaluation) {
        Some(totals) => format!("{table}\n{totals}"),
        None => table.to_string(),
    }
}

fn totals(evaluation: &Evaluation) -> Option<String> {
    let selected = evaluation.pass_at.get(&1)?;
    let plain = evaluation.baseline.as_ref()?.get(&1)?;
    Some(format!(
        "submission: {} right; pass@1: {} expected of a draw among the best, {} of a plain sample",
        percent(evaluation.submission?),
        percent(*selected),
        percent(*plain)
    ))
}

fn percent(fraction: f64) -> String {
    format!("{:.2} %", 100.0 * fraction)
}
