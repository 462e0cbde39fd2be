//! Marks the items of lists with another bullet.
//!
//! `- first` becomes `* first`, in the whole prompt at once. It refuses numbered lists, whose order may
//! matter, and prompts that mix bullets.

use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::span::SpanKind;

operator! {
    Bullets, "format/bullets", Format, Construction, version 1,
    "- first" => "* first",
    guard "numbered lists, mixed bullets", source "bullets.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut marks: Vec<(usize, char)> = Vec::new();
    for span in prompt
        .spans()
        .iter()
        .filter(|span| span.kind == SpanKind::Markup)
    {
        let text = &prompt.text()[span.start..span.end];
        let bare = text.trim_start();
        if let Some(mark) = ['-', '*', '•'].into_iter().find(|mark| {
            bare.strip_prefix(*mark)
                .is_some_and(|rest| rest.starts_with(' '))
        }) {
            marks.push((span.start + text.len() - bare.len(), mark));
        }
    }
    let Some((_, first)) = marks.first().copied() else {
        return Vec::new();
    };
    if marks.iter().any(|(_, mark)| *mark != first) {
        return Vec::new();
    }
    let others = ["-", "*"]
        .into_iter()
        .filter(|other| !other.starts_with(first));
    let proposals = others.map(|other| {
        Proposal::many(
            marks
                .iter()
                .map(|(at, mark)| Splice::new(*at..at + mark.len_utf8(), other))
                .collect(),
        )
    });
    Site::of(proposals.collect()).into_iter().collect()
}
