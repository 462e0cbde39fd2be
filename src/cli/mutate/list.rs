//! `mutagree mutate --list`: every operator.

use crate::terminal::say;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use mutagree_mutators::{Tier, aliases, operators};

/// Prints the operators and the aliases.
pub(super) fn list(json: bool) -> anyhow::Result<()> {
    let cards: Vec<_> = operators().iter().map(|operator| operator.card()).collect();
    if json {
        return say(&serde_json::json!({"operators": cards, "aliases": aliases()}).to_string());
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(110);
    table.set_header(["operator", "tier", "before → after", "refuses"]);
    for card in cards {
        let tier = match card.tier {
            Tier::Construction => "0",
            Tier::Guarded => "1",
            Tier::Noise => "–",
        };
        table.add_row([
            card.name,
            tier,
            &format!("{} → {}", card.before, card.after),
            card.guard,
        ]);
    }
    say(&table.to_string())?;
    for (alias, operators) in aliases() {
        say(&format!("{alias} = {}", operators.join(", ")))?;
    }
    Ok(())
}
