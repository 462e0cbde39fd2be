//! What asking a model will cost, and what came of it, in words.

use super::global::Global;
use crate::terminal::{complain, say};
use mutagree::engine::{Distinguished, EngineError, Estimate, Generated, Repaired};
use mutagree::store::Run;
use std::collections::BTreeMap;

/// The prompts without variants that are told one by one; `--json` has all.
const SHOWN: usize = 5;

/// Says what a run will cost.
pub(crate) fn say_estimate(global: &Global, estimate: &Estimate) -> anyhow::Result<()> {
    say(&if global.json {
        serde_json::to_string(estimate)?
    } else {
        in_words(estimate)
    })
}

fn in_words(estimate: &Estimate) -> String {
    let usd = match (estimate.usd, estimate.most_usd) {
        (Some(usd), Some(most)) => format!("about ${usd:.4}, at most ${most:.4}"),
        _ => "not known; say the price with `--price IN,OUT`".to_owned(),
    };
    let bound = match estimate.follow_ups {
        0 => String::new(),
        count => format!(
            "\nan upper bound: {count} of the replies are asked for only where candidates disagree or fail after a vote, \
            and their requests are counted as long as they can be"
        ),
    };
    format!(
        "requests: {} for {} replies; {} more are kept from before\n\
        tokens: {} read, about {} written, at most {}\n\
        cost: {usd}\n\
        lengths: known from earlier replies of the model for {:.0} % of the replies, guessed for the others{bound}",
        estimate.requests,
        estimate.replies,
        estimate.kept,
        estimate.prompt_tokens,
        estimate.completion_tokens,
        estimate.most_completion_tokens,
        100.0 * estimate.measured,
    )
}

/// Says what was asked and what came of it, beside the results.
pub(crate) fn tell(global: &Global, generated: &Generated) {
    if global.quiet || global.json {
        return;
    }
    let Generated {
        variants,
        replies,
        programs,
        tests,
        ..
    } = generated;
    complain(&format!(
        "{replies} replies from {variants} variants: {programs} programs, {tests} tests"
    ));
    for (name, refusal) in generated.refused.iter().take(SHOWN) {
        complain(&format!(
            "`{name}` is asked in its own words alone: {refusal}"
        ));
    }
    if generated.refused.len() > SHOWN {
        let more = generated.refused.len() - SHOWN;
        complain(&format!("and so are {more} more"));
    }
    if generated.mended > 0 {
        complain(&format!(
            "imports added to {} programs that forgot them",
            generated.mended
        ));
    }
    for (reason, count) in &generated.rejected_variants {
        complain(&format!(
            "variants of the model, dropped: {count} × {reason}"
        ));
    }
    for (reason, count) in &generated.unused {
        complain(&format!("not used: {count} × {reason}"));
    }
    let is_out_of_tokens = |it: &String| it.ends_with("empty, cut") || it.ends_with("thought, cut");
    if generated.unused.keys().any(is_out_of_tokens) {
        complain(
            "hint: replies ended before the model was done with thinking; raise `--max-tokens`",
        );
    }
    for note in &generated.told {
        complain(note);
    }
    if let Some(distinguished) = &generated.distinguished {
        tell_distinguished(distinguished);
    }
    if let Some(repaired) = &generated.repaired {
        tell_repaired(repaired);
    }
    if let Some(missing) = &generated.missing {
        complain(&format!("{missing}; the same command asks for them again"));
    }
    complain(&format!("spent: {}", generated.spent));
}

/// Says which replies a run goes on without.
pub(crate) fn tell_missing(global: &Global, run: &Run) -> Result<(), EngineError> {
    if let Some(missing) = run.missing()?.filter(|_| !global.quiet) {
        complain(&format!("note: {missing}"));
    }
    Ok(())
}

fn tell_distinguished(told: &Distinguished) {
    if told.problems == 0 {
        return complain(
            "distinguished: no problem, since the best candidates agree where it can be asked",
        );
    }
    complain(&format!(
        "distinguished: {} problems by {} inputs; {} of them were answered alike by most of {} samples; {} selections changed",
        told.problems, told.inputs, told.used, told.answers, told.changed
    ));
    tell_counts("answers, not used", &told.refused);
}

fn tell_repaired(told: &Repaired) {
    if told.problems == 0 && told.left_alone.is_empty() {
        return complain("repaired: no problem, since no best candidate fails agreed tests");
    }
    complain(&format!(
        "repaired: {} problems, by {} corrections that became candidates; {} selections changed",
        told.problems, told.used, told.changed
    ));
    tell_counts("corrections, not used", &told.refused);
    tell_counts("not repaired", &told.left_alone);
}

fn tell_counts(what: &str, counts: &BTreeMap<String, usize>) {
    for (reason, count) in counts {
        complain(&format!("{what}: {count} × {reason}"));
    }
}
