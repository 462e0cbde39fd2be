//! Properties of every mutation, on generated prompts.

mod common;

use common::eight;
use mutagree_mutators::{CheckName, Prompt, SpanKind, Verdict, apply, certify_pair, undo};
use proptest::prelude::*;

const SENTENCES: &[&str] = &[
    "Compute the sum of all elements in the given list.",
    "Return 0 if the list `nums` is empty.",
    "Write a function that takes as input a list of integers and returns the maximum.",
    "Remove duplicates and sort the list in ascending order.",
    "For each element, check whether it is at least 3.",
    "Also, don't change the order of the elements.",
    "If x is greater than 2, raise a ValueError.",
    "Given a string, count the number of vowels and consonants.",
    "Use torch.nn.Linear with shape (N, 3).",
    "See https://example.org/a?b=c for the color 'red'.",
];

fn prose() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(SENTENCES), 1..6)
        .prop_map(|parts| parts.join(" "))
}

fn python() -> impl Strategy<Value = String> {
    prose().prop_map(|text| {
        let text = text.replace(". ", ".\n    ");
        format!("def pick_one(nums, x):\n    \"\"\"\n    {text}\n\n    >>> pick_one([1], x=2)\n    1\n    \"\"\"\n")
    })
}

/// Python with docstrings in both kinds of quotes, escapes, a method and comments.
fn code() -> impl Strategy<Value = String> {
    (prose(), prose()).prop_map(|(one, two)| {
        let short = two.replace('\'', "");
        format!(
            "# {short}\nclass Box:\n    '{short}'\n    def pick_one(self, nums, x):\n        \"\"\"\n        {one} A tab is \\t.\n\n        >>> pick_one([1], x=2)\n        1\n        \"\"\"\n        # {one}\n        y = 'a'  # {short}\n"
        )
    })
}

/// The byte at a share of a text, which is ASCII.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the share is between 0 and 1 and the text short"
)]
fn place(text: &str, share: f64) -> usize {
    (text.len() as f64 * share) as usize
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        prose(),
        python(),
        "\\PC{0,200}",
        "[ -~\\n\\t]{0,300}",
        "[a-z'\"`()\\[\\]>=. \\n]{0,200}"
    ]
}

fn protected(text: &str, entry: Option<&str>) -> Vec<String> {
    let prompt = Prompt::new(text, entry);
    let mut pieces: Vec<String> = prompt
        .spans()
        .iter()
        .filter(|span| {
            matches!(
                span.kind,
                SpanKind::Quoted
                    | SpanKind::Url
                    | SpanKind::Shape
                    | SpanKind::Doctest
                    | SpanKind::ErrorName
            )
        })
        .map(|span| text[span.start..span.end].trim().to_owned())
        .collect();
    pieces.sort();
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_cover_the_text_in_order_and_on_boundaries(text in anything()) {
        let prompt = Prompt::new(&text, Some("pick_one"));
        let mut at = 0;
        for span in prompt.spans() {
            prop_assert!(span.start >= at && span.end >= span.start && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            at = span.end;
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_variants(text in anything(), seed in 0u64..100) {
        let one = eight("t", &text, Some("pick_one"), seed);
        let two = eight("t", &text, Some("pick_one"), seed);
        prop_assert_eq!(serde_json::to_string(&one).expect("JSON"), serde_json::to_string(&two).expect("JSON"));
    }

    #[test]
    fn edits_apply_and_undo(text in anything(), seed in 0u64..100) {
        for variant in eight("t", &text, Some("pick_one"), seed) {
            let applied = apply(&text, variant.edits.iter().map(|edit| (edit.start..edit.end, &*edit.after)));
            prop_assert_eq!(&applied, &variant.prompt);
            let undone = undo(&variant.prompt, &variant.edits);
            prop_assert_eq!(undone.as_deref(), Some(&*text));
        }
    }

    #[test]
    fn a_changed_prompt_reads_like_a_new_one(text in code(), cut in 0.0..1.0f64, width in 0usize..12, after in "[a-z'\"\\\\# \n,.]{0,6}") {
        let prompt = Prompt::new(&text, Some("pick_one"));
        let start = place(&text, cut);
        let end = (start + width).min(text.len());
        let changed = prompt.changed(&[(start..end, &after)]);
        let fresh = Prompt::new(changed.text(), Some("pick_one"));
        prop_assert_eq!(format!("{changed:?}"), format!("{fresh:?}"));
    }

    #[test]
    fn protected_spans_are_untouched(text in python(), seed in 0u64..100) {
        let before = protected(&text, Some("pick_one"));
        for variant in eight("t", &text, Some("pick_one"), seed).into_iter().skip(1).filter(|variant| variant.renames.is_none() && !variant.operators.contains(&"lexical/uppercase")) {
            prop_assert_eq!(&before, &protected(&variant.prompt, Some("pick_one")), "{}", variant.prompt);
        }
    }

    #[test]
    fn undoing_a_rename_restores_the_text(text in python(), seed in 0u64..100) {
        for variant in eight("t", &text, Some("pick_one"), seed) {
            let Some(map) = variant.renames.filter(|_| variant.operators.iter().all(|name| name.starts_with("naming/"))) else {
                continue;
            };
            let renamed = Prompt::new(&variant.prompt, variant.entry_point.as_deref());
            prop_assert_eq!(map.inverse().forward_prompt(&renamed), text.clone());
        }
    }

    #[test]
    fn every_single_edit_passes_the_check_for_foreign_pairs(text in prose(), seed in 0u64..40) {
        let original = Prompt::new(&text, None);
        for variant in eight("t", &text, None, seed).into_iter().skip(1).filter(|variant| variant.edits.len() == 1 && variant.operators[0].starts_with("lexical/")) {
            let certificate = certify_pair(&original, &Prompt::new(&variant.prompt, None));
            prop_assert_eq!(certificate.verdict, Verdict::Equivalent, "{:?} {}", certificate.failure(), variant.prompt);
        }
    }

    #[test]
    fn the_certificate_survives_any_pair(one in anything(), two in anything()) {
        let certificate = certify_pair(&Prompt::new(&one, Some("pick_one")), &Prompt::new(&two, Some("pick_one")));
        prop_assert_eq!(certificate.checks.len(), CheckName::ALL.len());
    }
}
