//! What each operator makes of a prompt, and what it refuses.

mod common;

use common::{SIGNATURE, run, texts};

/// Asserts that an operator makes one text of another.
#[track_caller]
fn becomes(operator: &str, before: &str, after: &str) {
    let found = texts(operator, before, None);
    assert!(
        found.iter().any(|text| text == after),
        "{operator}: {before:?} became {found:#?}"
    );
}

/// Asserts that an operator has no site in a prompt, and says so.
#[track_caller]
fn refuses(operator: &str, prompt: &str) {
    let mutated = run(&[operator], prompt, None);
    let found: Vec<_> = mutated.variants[1..]
        .iter()
        .map(|variant| &variant.prompt)
        .collect();
    assert!(found.is_empty(), "{operator}: {prompt:?} became {found:#?}");
    assert!(mutated.no_site.contains(&operator) || !mutated.rejected.is_empty());
}

#[test]
fn lexical_operators_exchange_words_of_one_meaning() {
    becomes(
        "lexical/verb-synonym",
        "Compute the sum of the list.",
        "Calculate the sum of the list.",
    );
    becomes(
        "lexical/verb-synonym",
        "Write a function that computes the sum.",
        "Write a function that calculates the sum.",
    );
    becomes(
        "lexical/noun-synonym",
        "Return all the elements of the list.",
        "Return all the items of the list.",
    );
    becomes(
        "lexical/noun-synonym",
        "Return an element of the tuple.",
        "Return an item of the tuple.",
    );
    becomes(
        "lexical/phrase",
        "Write a function that takes as input a list.",
        "Write a function that accepts a list.",
    );
    becomes(
        "lexical/phrase",
        "Sort the list in ascending order.",
        "Sort the list in increasing order.",
    );
    becomes(
        "lexical/spelling",
        "Use the color of each bar.",
        "Use the colour of each bar.",
    );
    becomes(
        "lexical/abbreviation",
        "Read a CSV file and sort it.",
        "Read a comma-separated values (CSV) file and sort it.",
    );
    becomes(
        "lexical/contraction",
        "If it does not exist, return None.",
        "If it doesn't exist, return None.",
    );
    becomes(
        "lexical/contraction",
        "Please don't sort the list.",
        "Please do not sort the list.",
    );
    becomes(
        "lexical/number-word",
        "Find the sum of 2 lists.",
        "Find the sum of two lists.",
    );
    becomes(
        "lexical/comparator",
        "Keep words with at least 3 letters.",
        "Keep words with 3 or more letters.",
    );
    becomes(
        "lexical/comparator",
        "Check whether x is greater than n.",
        "Check whether x is larger than n.",
    );
    becomes(
        "lexical/quantifier",
        "Double each element of the list.",
        "Double every element of the list.",
    );
    becomes(
        "lexical/discourse",
        "Sort it. Also, remove duplicates.",
        "Sort it. In addition, remove duplicates.",
    );
    becomes("lexical/type-alias", "Return an integer.", "Return an int.");
    becomes(
        "lexical/term-alias",
        "Add a ReLU activation to it.",
        "Add a rectified linear unit (ReLU) activation to it.",
    );
    becomes(
        "lexical/uppercase",
        "Write a function to sort `nums`.",
        "WRITE A FUNCTION TO SORT `nums`.",
    );
    becomes(
        "lexical/politeness",
        "Write a function to sort a list.",
        "Please write a function to sort a list.",
    );
}

#[test]
fn grammatical_operators_say_a_sentence_in_another_way() {
    becomes(
        "grammatical/passive",
        "Return the image.",
        "The image should be returned.",
    );
    becomes(
        "grammatical/interrogative",
        "Write a function to sort a list.",
        "Can you write a function to sort a list?",
    );
    becomes(
        "grammatical/declarative",
        "Write a function to sort a list.",
        "Your task is to write a function to sort a list.",
    );
    becomes(
        "grammatical/frame",
        "Write a function that computes the sum.",
        "Write a function to compute the sum.",
    );
    becomes(
        "grammatical/frame",
        "Write a function to compute the sum.",
        "Write a function that computes the sum.",
    );
    becomes(
        "grammatical/person",
        "Returns the sum and prints the list.",
        "Return the sum and print the list.",
    );
    becomes(
        "grammatical/condition-order",
        "Return 0 if the list is empty.",
        "If the list is empty, return 0.",
    );
    becomes(
        "grammatical/condition-order",
        "If the list is empty, return 0.",
        "Return 0 if the list is empty.",
    );
    becomes(
        "grammatical/given-order",
        "Given a list of words, return 3.",
        "Take a list of words and return 3.",
    );
    becomes(
        "grammatical/split-merge",
        "Sort the list and return the first item.",
        "Sort the list. Then return the first item.",
    );
    becomes(
        "grammatical/conjunct-order",
        "Count the vowels and consonants.",
        "Count the consonants and vowels.",
    );
    becomes(
        "grammatical/negation",
        "Keep it when x is not less than 3.",
        "Keep it when x is at least 3.",
    );
    becomes(
        "grammatical/relative",
        "Return a list containing numbers.",
        "Return a list that contains numbers.",
    );
}

#[test]
fn homographs_of_the_field_and_words_of_unsure_class_are_left_alone() {
    refuses(
        "lexical/verb-synonym",
        "Train the kernel with padding and a float loss.",
    );
    refuses("lexical/noun-synonym", "Use the element-wise loss.");
    refuses(
        "lexical/quantifier",
        "Compare any two of them with each other.",
    );
    refuses(
        "lexical/number-word",
        "Return a tensor of shape (2, 3) for column 2.",
    );
    refuses(
        "lexical/type-alias",
        "Return the binary string representation.",
    );
    refuses("lexical/contraction", "Return the list's length.");
}

#[test]
fn sentences_that_a_rule_may_break_are_refused() {
    refuses("grammatical/condition-order", "Check if the list is empty.");
    refuses(
        "grammatical/condition-order",
        "Return 1 if x is even, otherwise return 0.",
    );
    refuses(
        "grammatical/condition-order",
        "Return it if the list is empty.",
    );
    refuses(
        "grammatical/negation",
        "The day is not less than 1 or higher than 31.",
    );
    refuses(
        "lexical/comparator",
        "The day is not less than 1 or higher than 31.",
    );
    refuses(
        "grammatical/conjunct-order",
        "Return the letters and digits.",
    );
    refuses("grammatical/person", "Returned the list.");
}

#[test]
fn a_word_is_not_spelt_anew_where_the_code_spells_it_too() {
    refuses(
        "lexical/spelling",
        "Set the color with `plot(color='red')`.",
    );
}

#[test]
fn every_text_stays_as_it_was_outside_of_the_edits() {
    for variant in &run(
        &["lexical", "grammatical", "format"],
        SIGNATURE,
        Some("find_longest"),
    )
    .variants[1..]
    {
        let undone = mutagree_mutators::undo(&variant.prompt, &variant.edits);
        assert_eq!(undone.as_deref(), Some(SIGNATURE));
        assert!(
            variant
                .prompt
                .contains(">>> find_longest(['aa', 'b'], max_len=3)\n    'aa'\n")
        );
    }
}

#[test]
fn noise_is_marked_and_never_votes() {
    let mutated = run(&["noise"], SIGNATURE, Some("find_longest"));
    assert!(mutated.count() >= 6);
    for variant in &mutated.variants[1..] {
        assert!(!variant.may_vote());
        assert!(
            variant.prompt.contains("max_len=3")
                && variant
                    .prompt
                    .starts_with("def find_longest(words, max_len):")
        );
    }
}

#[test]
fn format_operators_change_layout_only() {
    let prompt = "def area(width, height):\n    \"\"\"\n    Compute the area.\n\n    Args:\n        width (int): The width of it.\n        height (int): The height of it.\n\n    Returns:\n        int: The area of it.\n    \"\"\"\n";
    let rest = texts("format/docstring-style", prompt, Some("area"));
    assert!(
        rest.iter()
            .any(|text| text.contains(":param int width: The width of it.")
                && text.contains(":rtype: int")),
        "{rest:#?}"
    );
    assert!(
        rest.iter().any(|text| text.contains(
            "Parameters\n    ----------\n        width : int\n            The width of it."
        )),
        "{rest:#?}"
    );
    let hints = texts("format/type-hints", prompt, Some("area"));
    assert_eq!(hints.len(), 1);
    assert!(hints[0].starts_with("def area(width: int, height: int):"));
    let spans = texts("format/code-span", SIGNATURE, Some("find_longest"));
    assert!(
        spans[0].contains("longer than `max_len` are ignored"),
        "{spans:#?}"
    );
    let bullets = texts(
        "format/bullets",
        "Do these things:\n\n- sort the whole list\n- return the first item\n",
        None,
    );
    assert_eq!(
        bullets[0],
        "Do these things:\n\n* sort the whole list\n* return the first item\n"
    );
}

#[test]
fn faults_that_readers_found_stay_mended() {
    refuses(
        "grammatical/relative",
        "Convert it into a 2-dimensional array by specifying the number of columns.",
    );
    refuses(
        "lexical/verb-synonym",
        "After reading the documentation, go on.",
    );
    for text in texts(
        "format/code-span",
        "Let `x` be given. Make a matrix of 60,000 x 60,000 cells.",
        None,
    ) {
        assert!(text.contains("60,000 x 60,000"), "{text}");
    }
    refuses(
        "grammatical/interrogative",
        "Merge / Concatenate all CSV files.",
    );
    becomes(
        "lexical/uppercase",
        "Read the .png files into a dict of lists.",
        "READ THE .png FILES INTO A dict OF lists.",
    );
    for text in texts(
        "format/wrap",
        "See whether both are identical\nI tried it and it failed here.",
        None,
    ) {
        assert!(text.contains("identical\nI tried"), "{text}");
    }
}
