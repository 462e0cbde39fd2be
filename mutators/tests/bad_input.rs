//! Input that breaks other tools: no panic, no silent identity, a reported lack of sites.

mod common;

use common::run;
use mutagree_mutators::{Problem, Prompt, PromptKind, Request, mutate};

/// Every variant differs from the original, and what is missing is reported.
#[track_caller]
fn copes(prompt: &str, entry_point: Option<&str>) {
    let mutated = run(&["all", "noise"], prompt, entry_point);
    assert_eq!(mutated.variants[0].prompt, prompt);
    for variant in &mutated.variants[1..] {
        assert_ne!(variant.prompt, prompt);
        assert_eq!(
            mutagree_mutators::undo(&variant.prompt, &variant.edits).as_deref(),
            Some(prompt)
        );
    }
    assert!(
        mutated.count() > 0 || mutated.no_site.len() >= 45,
        "{:?}",
        mutated.no_site
    );
}

#[test]
fn an_empty_prompt_has_no_site() {
    copes("", None);
    assert_eq!(
        run(&["all"], "", None).no_site.len(),
        Request::new(&["all"], 1, 1).map_or(0, |_| 42)
    );
    copes(" \n\t\n", Some("f"));
}

#[test]
fn a_prompt_without_free_text_has_no_site_for_words() {
    let prompt = Prompt::new("`x = 1` `y`", None);
    assert!(prompt.free().is_empty());
    copes("`x = 1` `y`", None);
    copes("import os\nx = os.getcwd()\n", None);
}

#[test]
fn python_that_does_not_parse_is_read_as_a_document() {
    let text = "def f(x:\n    \"\"\"Return the sum of all elements, e.g. `a`.\"\"\"\n  return (\n";
    assert_ne!(Prompt::new(text, Some("f")).kind(), PromptKind::Signature);
    copes(text, Some("f"));
}

#[test]
fn tabs_and_carriage_returns_stay() {
    copes(
        "def f(x):\n\t\"\"\"\n\tCompute the sum of all elements.\n        Return it if the list is empty.\n\t\"\"\"\n",
        Some("f"),
    );
    let crlf = "def f(x):\r\n    \"\"\"Compute the sum of all elements.\r\n    Also, return the number of elements.\r\n    \"\"\"\r\n";
    copes(crlf, Some("f"));
    for variant in run(&["lexical"], crlf, Some("f")).variants {
        assert_eq!(
            variant.prompt.matches("\r\n").count(),
            crlf.matches("\r\n").count()
        );
    }
}

#[test]
fn a_byte_order_mark_stays_in_front() {
    let text = "\u{feff}def f(x):\n    \"\"\"Compute the sum of all elements.\"\"\"\n";
    assert_eq!(Prompt::new(text, Some("f")).kind(), PromptKind::Signature);
    copes(text, Some("f"));
    for variant in run(&["all"], text, Some("f")).variants {
        assert!(variant.prompt.starts_with('\u{feff}'));
    }
}

#[test]
fn emoji_and_text_from_right_to_left_pass_through() {
    copes(
        "Compute the sum 😀 of all elements 👩‍👩‍👧 and return the “result”.",
        None,
    );
    copes(
        "احسب مجموع القائمة. Compute the sum of all elements. חשב את הסכום",
        None,
    );
    copes("é'à' ‘x’ — … “", Some("é"));
}

#[test]
fn brackets_and_quotes_that_never_close_are_survived() {
    for text in [
        "((((",
        "[[[",
        "'''",
        "\"\"\"",
        "```",
        "<code>",
        "`",
        "\\",
        ">>>",
        "def",
        "- ",
        "1.",
        ":",
        "a:b: c",
        "…:(",
        "don't 'quote",
    ] {
        copes(text, Some("a"));
    }
}

#[test]
fn five_megabytes_are_read_in_time() {
    let text = "Compute the sum of all elements in the given list. Return 0 if the list is empty. "
        .repeat(62_000);
    assert!(text.len() > 5_000_000);
    let request = Request::new(&["lexical/verb-synonym"], 1, 7).expect("known");
    let problem = Problem {
        task_id: "large",
        prompt: &text,
        entry_point: None,
        companions: &[],
    };
    assert_eq!(mutate(&problem, &request).count(), 1);
}

#[test]
fn an_unknown_strategy_names_the_nearest() {
    let error = Request::new(&["gramatical"], 8, 7).expect_err("unknown");
    assert_eq!(
        error.to_string(),
        "there is no strategy or operator `gramatical` (hint: did you mean `grammatical`?)"
    );
}
