//! Changes the space behind the `#` of comments.
//!
//! `# Make a plot` becomes `#Make a plot`, or the reverse, in every comment of prose at once. It refuses
//! comments that hold code, and shebang lines.

use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::Place;

operator! {
    Comments, "format/comments", Format, Construction, version 1,
    "# Make a plot" => "#Make a plot",
    guard "white space only", source "comments.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let text = prompt.text();
    let mut splices = Vec::new();
    for block in prompt
        .blocks()
        .iter()
        .filter(|block| block.place == Place::Comment)
    {
        if text[..block.start].ends_with("# ") {
            splices.push(Splice::new(block.start - 1..block.start, ""));
        } else if text[..block.start].ends_with('#') {
            splices.push(Splice::new(block.start..block.start, " "));
        }
    }
    Site::of(if splices.is_empty() {
        Vec::new()
    } else {
        vec![Proposal::many(splices)]
    })
    .into_iter()
    .collect()
}
