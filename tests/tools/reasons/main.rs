//! How well the rules agree with the authors of DL-Bench on why candidates failed:
//! `cargo run --release --example reasons -- FAILURES.jsonl.gz [PROMPTS.jsonl.gz] [--rules] [--rows]`.
//!
//! A candidate whose tests ended in several ways is explained by the most telling. The order of peers is learned from the other
//! repositories than that whose failures are explained.
#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

mod folds;
mod log;
mod row;
mod table;

use folds::{cross_validated, precision};
use mutagree::reason::{Bug, Reason, Rules};
use row::{Row, prompts, rows};
use std::collections::BTreeSet;
use std::error::Error;
use table::Table;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"));
    let has = |flag: &str| std::env::args().any(|arg| arg == flag);
    let failures = paths.next().ok_or("the path of the failures is missing")?;
    let prompts = paths.next().map(|path| prompts(&path)).transpose()?;
    let rows = rows(&failures, &prompts.unwrap_or_default())?;
    let rules = Rules::default();
    let repositories: BTreeSet<&str> = rows.iter().map(|row| row.repository.as_str()).collect();
    let repositories = repositories.len();
    println!("{} failures of {repositories} repositories\n", rows.len());

    let as_written: Vec<Reason> = rows.iter().map(|row| row.explain(&rules)).collect();
    report("Peers as written", &rows, &as_written);
    let held_out = cross_validated(&rows, &rules);
    report(
        "Peers learned from the other repositories",
        &rows,
        &held_out,
    );
    tables(&rows, &held_out);
    if has("--rows") {
        for (row, reason) in rows.iter().zip(&as_written) {
            println!("{}", row.told(reason));
        }
    }
    if has("--rules") {
        println!("\nRules as written: explained, agreeing");
        for (name, all, right) in precision(&rows, &as_written) {
            println!("{all:>4} {right:>4}  {name}");
        }
    }
    Ok(())
}

fn report(title: &str, rows: &[Row], reasons: &[Reason]) {
    let (first, either) = choices(rows, reasons);
    println!("{title}");
    println!(
        "  first choice:     agreement {:.3}, kappa {:.3}",
        first.agreement(),
        first.kappa()
    );
    println!(
        "  first or second:  agreement {:.3}, kappa {:.3}",
        either.agreement(),
        either.kappa()
    );
    let majority = Table::majority(rows);
    println!(
        "  majority:         agreement {:.3}, kappa {:.3}\n",
        majority.agreement(),
        majority.kappa()
    );
}

/// The tables of the first choice, and of the first or second, where the second counts if it is right.
fn choices(rows: &[Row], reasons: &[Reason]) -> (Table, Table) {
    let (mut first, mut either) = (Table::default(), Table::default());
    for (row, reason) in rows.iter().zip(reasons) {
        first.add(row.label, reason.bug);
        let is_second = reason.second == Some(row.label);
        either.add(row.label, if is_second { row.label } else { reason.bug });
    }
    (first, either)
}

fn tables(rows: &[Row], reasons: &[Reason]) {
    let (first, either) = choices(rows, reasons);
    println!("First choice (rows: the authors; columns: the rules)\n{first}");
    println!("First or second choice\n{either}");
    for bug in Bug::ALL {
        println!("{:>3} {bug}", bug.number().unwrap_or_default());
    }
}
