//! Announces the examples in other words.
//!
//! `For example:` becomes `Examples:`; the examples themselves stay byte for byte. It refuses a header with an
//! example on its own line, and a numbered one.

use crate::edit::{Proposal, Site};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::span::SpanKind;

operator! {
    ExampleForm, "format/example-form", Format, Guarded, version 1,
    "For example:" => "Examples:",
    guard "the examples themselves", source "example_form.rs"
}

const HEADERS: [&str; 4] = ["Examples:", "Example:", "For example:", "For instance:"];

/// One example is not several, and a title is no opening of a sentence.
fn says_the_same(bare: &str, header: &str) -> bool {
    let plural = |text: &str| text.to_ascii_lowercase().starts_with("examples");
    let opens = header.starts_with("For");
    plural(bare) == plural(header) && (!opens || bare.ends_with(':'))
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    prompt
        .spans()
        .iter()
        .filter(|span| span.kind == SpanKind::Markup)
        .filter_map(|span| {
            let text = &prompt.text()[span.start..span.end];
            let bare = text.trim();
            let known = HEADERS.iter().any(|header| {
                header.eq_ignore_ascii_case(bare)
                    || header.trim_end_matches(':').eq_ignore_ascii_case(bare)
            });
            let start = span.start + text.len() - text.trim_start().len();
            let others = HEADERS.iter().filter(|header| {
                !header
                    .trim_end_matches(':')
                    .eq_ignore_ascii_case(bare.trim_end_matches(':'))
                    && says_the_same(bare, header)
            });
            let proposals = others.map(|header| Proposal::one(start..start + bare.len(), *header));
            Site::of(proposals.collect()).filter(|_| known)
        })
        .collect()
}
