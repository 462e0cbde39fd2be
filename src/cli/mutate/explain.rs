//! `mutagree mutate --explain`: what was changed, and why it may be called the same.

use crate::terminal::{complain, say};
use console::style;
use mutagree_mutators::{Certificate, Mutated, Outcome, Variant};

/// Prints the variants of one prompt with their edits and certificates.
pub(super) fn explain(mutated: &Mutated) -> anyhow::Result<()> {
    for variant in mutated.variants.iter().skip(1) {
        say(&format!(
            "{} {}",
            style("variant").bold(),
            style(variant.variant_id).bold()
        ))?;
        for line in changes(variant) {
            say(&line)?;
        }
        say(&certificate(&variant.certificate))?;
    }
    if let Some(refusal) = &mutated.refused {
        complain(&format!("refused as {refusal}"));
    } else if mutated.count() == 0 {
        complain("no site: no operator of this strategy applies to the prompt");
    }
    Ok(())
}

fn changes(variant: &Variant) -> Vec<String> {
    let edits = variant.edits.iter().map(|edit| {
        let (before, after) = (style(&edit.before).red(), style(&edit.after).green());
        format!("  {}: {before} → {after}", style(edit.operator).dim())
    });
    edits.collect()
}

/// A certificate on one line: the verdict, and each check that was made.
pub(super) fn certificate(certificate: &Certificate) -> String {
    let checks = certificate.checks.iter().map(|check| match check.result {
        Outcome::Passed => style(check.check.name()).green().to_string(),
        Outcome::Failed => format!("{} ({})", style(check.check.name()).red(), check.detail),
        Outcome::Skipped => style(check.check.name()).dim().to_string(),
    });
    let checks: Vec<String> = checks.collect();
    let verdict = format!("{:?}", certificate.verdict).to_lowercase();
    format!("  {}: {}", style(verdict).bold(), checks.join(", "))
}
