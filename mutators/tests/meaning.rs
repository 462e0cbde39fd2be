//! Rewrites that once changed what a prompt says: each stands for its kind, and is refused.

mod common;

use common::texts;

/// Fails where a variant says one of the texts.
fn never_says(prompt: &str, wrong: &[&str]) {
    for variant in texts("all", prompt, None) {
        for text in wrong {
            assert!(!variant.contains(text), "`{text}` in {variant:?}");
        }
    }
}

#[test]
fn who_asks_for_a_method_does_not_ask_the_function_to_write_one() {
    for prompt in [
        "Generate a Python method `step` for the `Walker` class that moves the walker.\n",
        "Provide a Python function that sorts the given list.\n",
        "Define a class that holds the function of the task.\n",
    ] {
        never_says(
            prompt,
            &[
                "function should generate",
                "method should generate",
                "function should provide",
                "class should define",
                "Python method should",
            ],
        );
    }
}

#[test]
fn what_describes_a_parameter_is_no_order() {
    never_says(
        "def fit(x, sample_weight):\n    \"\"\"Fit the function.\n\n    Parameters\n    ----------\n    sample_weight : array\n        Sample weights.\n    random_state : int\n        Determines the random number generator used. Pass an int for reproducible results.\n\n    Refer to the User Guide.\n    \"\"\"\n",
        &[
            "should sample",
            "Can you pass",
            "Determine ",
            "should determine",
            "Can you refer",
            "Please refer",
            "Please pass",
        ],
    );
}

#[test]
fn a_sentence_goes_on_across_a_formula() {
    never_says(
        "Write a function that computes\n\n$$\\sum_i x_i$$\n\nfor each row of x.\n",
        &["computes?", "computes."],
    );
    never_says(
        "Compute the sum of all\n\n$$x_i$$\n",
        &["all?", "be computed"],
    );
}

#[test]
fn an_item_of_a_list_belongs_to_its_head() {
    never_says(
        "The function should:\n1. Use a lookup table for the values.\n2. Return the sum of the values.\n",
        &["Can you", "1. The function", "2. The function", "Please"],
    );
}

#[test]
fn a_word_is_replaced_only_in_its_own_sense() {
    never_says(
        "Learn a dictionary of atoms for sparse coding.\n",
        &["dict "],
    );
    never_says("Include the necessary imports.\n", &["Contain"]);
    never_says(
        "Return the one x that is not equal to any of the members.\n",
        &["differs from"],
    );
}

#[test]
fn an_attachment_that_is_unsure_stays() {
    never_says(
        "Take targets (a float tensor with the same shape as inputs representing labels) and return the loss.\n",
        &["that represent"],
    );
}

#[test]
fn roles_and_explained_abbreviations_stay() {
    never_says(
        "Fill the tensor with :attr:`padding_value` at its end.\n",
        &[":attr:padding"],
    );
    never_says(
        "Train an MLP (multi-layer perceptron) on the rows.\n",
        &["(MLP)"],
    );
    never_says(
        "Apply the shift (horizontal and vertical translations) to the image.\n",
        &["vertical and horizontal"],
    );
}

#[test]
fn a_variant_numbers_its_draft_from_nought() {
    for prompt in [
        "Sort the list.\n",
        "Return the sum of all elements that are at least 3.\n",
    ] {
        for variant in common::run(&["all"], prompt, None).variants {
            assert!(
                variant.edits.iter().all(|edit| edit.draft < 10_000),
                "{:?}",
                variant.edits
            );
        }
    }
}
