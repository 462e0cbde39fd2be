//! The faults of other mutation tools, each as a test that ours does not share it.

mod common;

use common::{eight, run};
use mutagree_mutators::{
    CheckName, NameMap, Prompt, PromptKind, Rename, RenameKind, Verdict, certify_pair,
};

#[track_caller]
fn rejected_by(original: &str, variant: &str, entry: Option<&str>) -> CheckName {
    let certificate = certify_pair(&Prompt::new(original, entry), &Prompt::new(variant, entry));
    assert_ne!(certificate.verdict, Verdict::Equivalent, "{variant}");
    certificate.failure().expect("a failed check").check
}

const PROMPT: &str = "def f(numbers):\n    \"\"\" Select the numbers that contain no letters.\n    >>> f([1])\n    [1]\n    \"\"\"\n";

#[test]
fn closing_quotes_are_never_perturbed() {
    let broken = PROMPT.replace("\n    \"\"\"\n", "\n    '' ''\n");
    assert_eq!(rejected_by(PROMPT, &broken, Some("f")), CheckName::Code);
    for variant in run(&["all"], PROMPT, Some("f")).variants {
        assert_eq!(
            Prompt::new(&variant.prompt, variant.entry_point.as_deref()).kind(),
            PromptKind::Signature
        );
    }
}

#[test]
fn a_rename_has_word_boundaries_and_reaches_recursion() {
    let rename = Rename {
        from: "f".into(),
        to: "pick2".into(),
        kind: RenameKind::Function,
    };
    let map = NameMap::new(&Prompt::new(PROMPT, Some("f")), vec![rename]).expect("a free name");
    assert_eq!(
        map.forward_code("def f(x):\n    return f(x - 1) if x else 0\n"),
        "def pick2(x):\n    return pick2(x - 1) if x else 0\n"
    );
    assert!(
        !map.forward_prompt(&Prompt::new(PROMPT, Some("f")))
            .contains("depick2")
    );
}

#[test]
fn examples_without_a_prompt_sign_are_not_edited() {
    let text = "def add_all(xs):\n    \"\"\"\n    Compute the sum of all elements.\n    Example:\n    add_all([1, 2]) -> 3 # compute the elements\n    add_all([]) == 0\n    \"\"\"\n";
    for variant in &run(&["lexical", "grammatical", "noise"], text, Some("add_all")).variants {
        assert!(
            variant.prompt.contains(
                "    add_all([1, 2]) -> 3 # compute the elements\n    add_all([]) == 0\n"
            ),
            "{}",
            variant.prompt
        );
    }
    let changed = text.replace("-> 3", "-> 4");
    assert_eq!(
        rejected_by(text, &changed, Some("add_all")),
        CheckName::Examples
    );
}

#[test]
fn synonyms_without_sense_are_rejected() {
    for (word, other) in [
        ("Select", "Blue-ribbon"),
        ("numbers", "phone numbers"),
        ("contain", "check"),
    ] {
        rejected_by(
            "Select the numbers that contain 3.",
            &"Select the numbers that contain 3.".replace(word, other),
            None,
        );
    }
    for (word, other) in [
        ("quaternion", "four"),
        ("padding", "cushioning"),
        ("float", "drift"),
        ("training", "grooming"),
    ] {
        let text = format!("It has the {word} of the model.");
        rejected_by(&text, &text.replace(word, other), None);
        assert!(
            run(
                &["lexical/verb-synonym", "lexical/noun-synonym"],
                &text,
                None
            )
            .count()
                == 0
        );
    }
}

#[test]
fn no_two_prompts_share_their_randomness() {
    let text = "Compute the sum of all elements and return it. Also, sort each element in ascending order.";
    let one: Vec<_> = eight("task/1", text, None, 7)
        .into_iter()
        .map(|variant| variant.prompt)
        .collect();
    let two: Vec<_> = eight("task/2", text, None, 7)
        .into_iter()
        .map(|variant| variant.prompt)
        .collect();
    assert_ne!(one, two);
}

#[test]
fn a_dropped_determiner_that_negates_is_rejected() {
    let check = rejected_by(
        "Return words that contain no letters.",
        "Return words that contain letters.",
        None,
    );
    assert_eq!(check, CheckName::Negations);
}

#[test]
fn dropped_tables_and_recurrences_are_rejected() {
    let text = "Compute the sequence defined as follows.\n\nfib(0) = 0\nfib(n) = fib(n-1) + fib(n-2)\n\nReturn its value.";
    rejected_by(
        text,
        "Can you compute the sequence defined as follows? Return its value.",
        None,
    );
}

#[test]
fn an_inflected_verb_is_no_passive_voice() {
    assert_eq!(
        rejected_by("Return the sum of it.", "Returned the sum of it.", None),
        CheckName::Licence
    );
    rejected_by(
        "Separate the words of it.",
        "Separated the words of it.",
        None,
    );
}

#[test]
fn swapped_neighbours_are_rejected() {
    rejected_by(
        "Return the sum of a list.",
        "Return the sum a of list.",
        None,
    );
    rejected_by(
        "Return the sum of a list.",
        "Return sum the of a list.",
        None,
    );
}

#[test]
fn changed_numbers_bounds_and_clauses_are_rejected() {
    let text = "You must return at least 3 items, and raise an error for any other case.";
    assert_eq!(
        rejected_by(text, &text.replace('3', "4"), None),
        CheckName::Numbers
    );
    assert_eq!(
        rejected_by(text, &text.replace("at least", "at most"), None),
        CheckName::Bounds
    );
    assert_eq!(
        rejected_by(text, &text.replace("any", "every"), None),
        CheckName::Bounds
    );
    assert_eq!(
        rejected_by(text, &text.replace("must ", "may "), None),
        CheckName::Clauses
    );
}

#[test]
fn what_means_the_same_is_accepted() {
    let pairs = [
        (
            "Return all elements of the list that are at least 3.",
            "Return all items of the list which are at least 3.",
        ),
        (
            "Compute the sum of 2 lists.",
            "Calculate the sum of two lists.",
        ),
        ("Do not sort the list.", "Don't sort the list."),
        (
            "Return 0 if the list is empty.",
            "If the list is empty, return 0.",
        ),
        (
            "Write a function to sort a list.",
            "Can you write a function to sort a list?",
        ),
    ];
    for (original, variant) in pairs {
        let certificate = certify_pair(&Prompt::new(original, None), &Prompt::new(variant, None));
        assert_eq!(certificate.failure(), None, "{variant}");
    }
}

#[test]
fn a_renamed_signature_is_accepted_only_when_every_use_follows() {
    let renamed = PROMPT
        .replace("def f(", "def pick(")
        .replace(">>> f(", ">>> pick(");
    let pair = |text: &str| {
        certify_pair(
            &Prompt::new(PROMPT, Some("f")),
            &Prompt::new(text, Some("pick")),
        )
        .verdict
    };
    assert_eq!(pair(&renamed), Verdict::Equivalent);
    assert_eq!(
        pair(&PROMPT.replace("def f(", "def pick(")),
        Verdict::Different
    );
}

#[test]
fn a_changed_line_that_only_looks_like_code_is_rejected() {
    let original = "def order(x):\n    \"\"\"\n    Return a sorted copy, in ascending order if the sum( first value, last value) is odd,\n    or in the other order if it is even.\n    \"\"\"\n";
    let variant = original.replace("a sorted copy, in ascending", "a copy sorted, in random");
    let certificate = mutagree_mutators::certify_pair(
        &mutagree_mutators::Prompt::new(original, None),
        &mutagree_mutators::Prompt::new(&variant, None),
    );
    assert_eq!(certificate.verdict, mutagree_mutators::Verdict::Different);
}
