//! Pairs that were made elsewhere: what a person would accept, what changes the meaning, and what the certificate says of the rest.

use mutagree_mutators::{Certificate, Prompt, Verdict, certify_pair};

fn certify(one: &str, other: &str) -> Certificate {
    certify_pair(&Prompt::new(one, None), &Prompt::new(other, None))
}

fn verdict(one: &str, other: &str) -> Verdict {
    certify(one, other).verdict
}

/// A function whose docstring says this.
fn documented(text: &str) -> String {
    format!(
        "def pick_items(xs: list, n: int):\n    \"\"\"{text}\n    >>> pick_items([1, 2], 1)\n    1\n    \"\"\"\n"
    )
}

#[test]
fn who_is_spoken_to_and_what_is_asked_says_nothing_of_the_function() {
    for (one, other) in [
        (
            "Your task is to sort the rows by size.",
            "Can you sort the rows by size?",
        ),
        (
            "You have to sort the rows by size.",
            "Sort the rows by size.",
        ),
        (
            "In this task, you will sort the rows by size.",
            "In this task, can you sort the rows by size?",
        ),
        (
            "Check whether the word is a palindrome.",
            "Is the word a palindrome?",
        ),
        (
            "Check if two words have the same letters.",
            "Do two words have the same letters?",
        ),
        ("Find the number of words.", "What is the number of words?"),
        (
            "Given a word, find out how many letters occur.",
            "Given a word, how many letters occur?",
        ),
        (
            "Sort the rows by size.",
            "Sort the rows by size. Can you do it?",
        ),
    ] {
        assert_eq!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
        assert_eq!(verdict(other, one), Verdict::Equivalent, "{other} | {one}");
    }
}

#[test]
fn what_is_given_may_stand_on_either_side_and_in_a_sentence_of_its_own() {
    for (one, other) in [
        (
            "Given a list of words, find the longest word.",
            "Find the longest word given a list of words.",
        ),
        (
            "For a given list of words, find the longest word.",
            "Find the longest word for a given list of words.",
        ),
        (
            "You are given a list of words. Find the longest word.",
            "Given a list of words, find the longest word.",
        ),
        ("Reverse a given word.", "Reverse a word."),
        (
            "The input is a list of words. Sort it.",
            "The function takes a list of words. Sort it.",
        ),
    ] {
        assert_eq!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn a_signature_says_that_a_function_is_asked_for() {
    for (one, other) in [
        (
            "Create a function called pick_items that takes a list and returns the largest item.",
            "pick_items takes a list and returns the largest item.",
        ),
        (
            "Return the largest item of xs.",
            "What is the largest item of xs?",
        ),
        ("Return whether xs is sorted.", "Is xs sorted?"),
        (
            "Return True if xs is sorted.",
            "Return true if xs is sorted.",
        ),
        (
            "Return True if xs is sorted, and False otherwise.",
            "Return True if xs is sorted. Otherwise, return False.",
        ),
        (
            "The output is the largest item of xs.",
            "Return the largest item of xs.",
        ),
    ] {
        let (before, after) = (documented(one), documented(other));
        let certificate = certify_pair(
            &Prompt::new(&before, Some("pick_items")),
            &Prompt::new(&after, Some("pick_items")),
        );
        assert_eq!(certificate.failure(), None, "{one} | {other}");
    }
}

#[test]
fn words_that_are_read_but_never_written_are_synonyms_in_one_sense() {
    for (one, other) in [
        (
            "Count how many distinct letters occur.",
            "Count how many different letters occur.",
        ),
        (
            "Return the addition of both values.",
            "Return the sum of both values.",
        ),
        ("Return the maximum value.", "Return the largest value."),
        (
            "Sort the words based on their length.",
            "Sort the words by their length.",
        ),
        ("Count the number of vowels.", "Count the vowels."),
        (
            "Return the items that are below the limit.",
            "Return the items that are less than the limit.",
        ),
        (
            "If the list is empty, return None.",
            "When the list is empty, return None.",
        ),
    ] {
        assert_eq!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn another_number_quantifier_bound_or_negation_is_never_equivalent() {
    for (one, other) in [
        (
            "Return the elements of the list.",
            "Return the item of the list.",
        ),
        ("Keep positive numbers.", "Keep positive number."),
        ("Return every other element.", "Return each other element."),
        ("Return a few elements.", "Return few elements."),
        (
            "Return a number of elements.",
            "Return the number of elements.",
        ),
        (
            "Return the word with the most vowels.",
            "Return the word with most vowels.",
        ),
        ("Return a second list.", "Return the second list."),
        ("Check if every number is even.", "Is any number even?"),
        ("Check whether x is not empty.", "Is x empty?"),
        ("Find the largest number.", "What is the smallest number?"),
        (
            "Return the items that are below the limit.",
            "Return the items that are at most the limit.",
        ),
        (
            "Return the items that are above the limit.",
            "Return the items that are below the limit.",
        ),
        (
            "Return the words longer than n.",
            "Return the words not longer than n.",
        ),
        ("Include both ends.", "Exclude both ends."),
        (
            "Return three distinct words.",
            "Return two different words.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn a_condition_or_a_negation_does_not_reach_another_sentence() {
    for (one, other) in [
        (
            "If x is empty, sort the list. Return the words.",
            "If x is empty, sort the list and return the words.",
        ),
        (
            "Return the sum. If x is negative, return 0.",
            "Return the sum if x is negative. Return 0.",
        ),
        (
            "Do not sort the list. Print it.",
            "Do not sort the list and print it.",
        ),
        (
            "For each row, compute the mean. Return the maximum.",
            "For each row, compute the mean and return the maximum.",
        ),
        (
            "Sort the list when it is full. Return it.",
            "Sort the list. Return it when it is full.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn who_does_what_to_what_in_which_order_is_never_passed_over() {
    for (one, other) in [
        ("Check if a is in b.", "Is b in a?"),
        ("Check if the list contains x.", "Does x contain the list?"),
        (
            "Check if the list of words is sorted.",
            "Are the words of the list sorted?",
        ),
        (
            "Given a list and a key, sort the list.",
            "Sort the list given a key and a list.",
        ),
        ("Subtract a from b.", "Subtract b from a."),
        (
            "Sort the list, then remove duplicates.",
            "Remove duplicates, then sort the list.",
        ),
        (
            "Return the sum of the squares.",
            "Return the square of the sums.",
        ),
        (
            "Return a sorted copy of the list.",
            "Return a copy of the sorted list.",
        ),
        (
            "Return the difference of a and b.",
            "Return the difference of b and a.",
        ),
        (
            "Build a list of squares. Return the given list.",
            "Build a list of squares. Return the list.",
        ),
        (
            "You are given a list sorted by key. Return it.",
            "You are given a list. Return it sorted by key.",
        ),
        ("The time is in seconds.", "The time is in minutes."),
        ("Round the result down.", "Round the result up."),
        (
            "Only return the list if x is set.",
            "Return only the list if x is set.",
        ),
        (
            "When the list is sorted, return it.",
            "If the list is sorted, return it.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn what_may_be_done_is_not_what_is_to_be_done() {
    for other in [
        "You can sort the list.",
        "You could sort the list.",
        "You may sort the list.",
        "You should not sort the list.",
        "You need not sort the list.",
        "The function is expected not to sort the list.",
    ] {
        assert_ne!(
            verdict("Sort the list.", other),
            Verdict::Equivalent,
            "{other}"
        );
        assert_ne!(
            verdict("You should sort the list.", other),
            Verdict::Equivalent,
            "{other}"
        );
    }
}

#[test]
fn a_word_that_a_row_has_on_one_side_does_not_come_alone() {
    for other in [
        "Return the next element of the list.",
        "Return the element after the list.",
        "Return the expected element of the list.",
    ] {
        assert_ne!(
            verdict("Return the element of the list.", other),
            Verdict::Equivalent,
            "{other}"
        );
    }
}

#[test]
fn words_of_form_do_not_come_and_go_at_will() {
    for (one, other) in [
        ("Check whether a list is sorted.", "Check a list is sorted."),
        ("Count the number of vowels.", "Count the of vowels."),
        (
            "The value can be written as a sum.",
            "The value can be as a sum.",
        ),
        ("Take a given list.", "Take a function list."),
        (
            "Extract up to n different words.",
            "Extract up from n different words.",
        ),
        (
            "Write a function to count words.",
            "Write a function and count words.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn a_label_or_an_item_of_a_list_keeps_its_words() {
    let one = "Create a function that scales a tensor. It takes:\n- xs: a tensor of values\n- n: a number\n";
    for (from, to) in [
        ("a tensor of", "a following of"),
        ("xs: a", "ys: a"),
        ("a tensor of values", "a values of tensor"),
    ] {
        assert_ne!(
            verdict(one, &one.replace(from, to)),
            Verdict::Equivalent,
            "{to}"
        );
    }
}

#[test]
fn slips_of_whoever_made_the_pair_are_not_passed_over() {
    for (one, other) in [
        ("Return the largest item.", "Returned the largest item."),
        ("You are given a list.", "You are giving a list."),
        (
            "Return the length of given word.",
            "Return the length of gave word.",
        ),
        (
            "So you have to determine a number of these digits.",
            "So you have to check a number of these digits.",
        ),
        ("Find the largest value.", "Find largest the value."),
        ("Check if the word is short.", "Check the if word is short."),
        (
            "Sort the list based on size.",
            "Sort the list base on size.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn a_name_in_another_case_is_a_word_but_a_variable_is_not() {
    let one = documented("Return the ascii code of the first item.");
    assert_eq!(
        verdict(&one, &one.replace("ascii", "ASCII")),
        Verdict::Equivalent
    );
    assert_ne!(
        verdict("Return True if N is even.", "Return True if n is even."),
        Verdict::Equivalent
    );
}

#[test]
fn what_nobody_could_read_is_unknown_and_the_place_is_told() {
    let certificate = certify(
        "Return the words of the text. Sort them by the number of letters that occur in them.",
        "Return the words of the text. Sort them so that those with many letters come last.",
    );
    assert_eq!(certificate.verdict, Verdict::Unknown);
    let failure = certificate.failure().expect("a failed check");
    assert!(
        failure.detail.contains("Sort them by"),
        "{}",
        failure.detail
    );
    assert!(
        failure.detail.contains("Sort them so"),
        "{}",
        failure.detail
    );
}

#[test]
fn a_fact_that_is_said_once_more_or_once_less_is_unknown_and_one_that_changed_is_different() {
    let one = "Take a list of 3 items. Return the 3 items and 1 for each of them.";
    for (other, expected) in [
        (
            "Take a list of 3 items. Return the items and 1 for each of them.",
            Verdict::Unknown,
        ),
        (
            "Take a list of 3 items. Return the 4 items and 1 for each of them.",
            Verdict::Different,
        ),
        (
            "Take a list of 3 items. Return the 3 items and 1 for all of them.",
            Verdict::Unknown,
        ),
        (
            "Take a list of 3 items. Return the 3 items and 1 for any of them.",
            Verdict::Different,
        ),
    ] {
        assert_eq!(verdict(one, other), expected, "{other}");
    }
}

#[test]
fn the_sections_of_a_docstring_say_the_same_in_every_style() {
    let said = |sections: &str| {
        format!(
            "def pick(x, n=1):\n    \"\"\"\n    Pick an item.\n\n{sections}\n\n    Notes:\n    Items stay.\n    \"\"\"\n"
        )
    };
    let google = said(
        "    Args:\n        x (list): The items to pick from,\n            in order.\n        n (int, optional): Which one. Default is 1.\n\n    Returns:\n        - numpy.ndarray: The item.\n        - float: The weight of the item.\n\n    Raises:\n        TypeError: If `x` isn't a list.",
    );
    let numpy = said(
        "    Parameters\n    ----------\n    x : list\n        The items to pick from,\n        in order.\n    n : int, optional\n        Which one. Default is 1.\n\n    Returns\n    -------\n    numpy.ndarray\n        The item.\n    float\n        The weight of the item.\n\n    Raises\n    ------\n    TypeError\n        If `x` is not a list.",
    );
    let fields = said(
        "    :param list x: The items to pick from,\n        in order.\n    :type n: int, optional\n    :param n: Which one. Default is 1.\n    :rtype: numpy.ndarray\n    :returns: The item.\n    :rtype: float\n    :returns: The weight of the item.\n    :raises TypeError: If `x` is not a list.",
    );
    let styles = [&google, &numpy, &fields];
    for (one, other) in styles
        .iter()
        .flat_map(|one| styles.map(|other| (one, other)))
    {
        let certificate = certify(one, other);
        assert_eq!(
            certificate.verdict,
            Verdict::Equivalent,
            "{one}{other}{certificate:?}"
        );
    }
    for (from, to) in [
        ("x : list", "x : tuple"),
        ("x : list", "y : list"),
        ("    TypeError\n", "    ValueError\n"),
        ("If `x` is not a list.", "If `x` is a list."),
        ("The item.", "The items."),
        ("float\n", "int\n"),
        ("n : int, optional\n        Which one. Default is 1.\n", ""),
    ] {
        let changed = numpy.replace(from, to);
        assert_ne!(changed, numpy, "{from}");
        for other in [&google, &fields] {
            let verdict = verdict(other, &changed);
            assert_ne!(verdict, Verdict::Equivalent, "{from}: {other}{changed}");
        }
    }
}
