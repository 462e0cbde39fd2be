//! What the certificate reads in sentences: ways to say one thing, and things that only look like it.

use mutagree_mutators::{Prompt, Verdict, certify_pair};

fn verdict(one: &str, other: &str) -> Verdict {
    certify_pair(&Prompt::new(one, None), &Prompt::new(other, None)).verdict
}

#[test]
fn mood_voice_order_and_cut_say_the_same() {
    for (one, other) in [
        (
            "Return the sum of the list.",
            "The sum of the list should be returned.",
        ),
        (
            "Write a function that sorts the list.",
            "Could you please write a function to sort the list?",
        ),
        (
            "Write a function that sorts the list.",
            "Your task is to write a function which sorts the list.",
        ),
        (
            "Write a Python function that sorts the list.",
            "In Python, write a function that sorts the list.",
        ),
        (
            "Raise a `ValueError` if the list is empty.",
            "If the list is empty, raise a `ValueError`.",
        ),
        (
            "Return a list that contains the words.",
            "Return a list containing the words.",
        ),
        (
            "Keep numbers that are greater than 3.",
            "Keep numbers greater than 3.",
        ),
        (
            "The function takes a list and returns the sum.",
            "Given a list, the function returns the sum.",
        ),
        (
            "The function takes a list and returns the sum.",
            "The function takes a list. It should return the sum.",
        ),
        (
            "The function takes a list as input.",
            "As input, the function takes a list.",
        ),
        (
            "Compute the mean for each row.",
            "For each row, compute the mean.",
        ),
    ] {
        assert_eq!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}

#[test]
fn what_only_looks_alike_is_not_equivalent() {
    for (one, other) in [
        (
            "Return the sum and the mean.",
            "Return the sum or the mean.",
        ),
        (
            "Return 0 if the list is empty.",
            "Return 0 unless the list is empty.",
        ),
        (
            "Sort the list and return the words.",
            "Return the words and sort the list.",
        ),
        (
            "Return only the numbers in the list.",
            "The numbers should only be returned in the list.",
        ),
        (
            "The function may return a list.",
            "The function returns a list.",
        ),
        (
            "Return the row that contains the word.",
            "Return the row contained in the word.",
        ),
        (
            "Return the word before the row.",
            "Return the row before the word.",
        ),
        (
            "If x is empty, sort the list and return the words.",
            "Sort the list and return the words if x is empty.",
        ),
        (
            "The list is sorted by the function.",
            "The function is sorted by the list.",
        ),
        ("You are given a list.", "Give you a list."),
        (
            "The function takes a list and returns it.",
            "The function never takes a list and returns it.",
        ),
        (
            "The function takes a list and returns it.",
            "The function not takes a list and returns it.",
        ),
        (
            "The function sorts the list.",
            "The first function sorts the list.",
        ),
        (
            "The function takes the list as input.",
            "The function takes the list as output.",
        ),
        (
            "The function first sorts the list.",
            "The function last sorts the list.",
        ),
        (
            "You should write a function that sorts the list.",
            "You could write a function that sorts the list.",
        ),
        (
            "You should write a function that sorts the list.",
            "You should never write a function that sorts the list.",
        ),
    ] {
        assert_ne!(verdict(one, other), Verdict::Equivalent, "{one} | {other}");
    }
}
