//! None, types and arguments.

use super::{by, raised, second_by};
use crate::reason::{Bug, Failure};

#[test]
fn none_in_the_candidate_is_a_corner_case_that_it_misses() {
    let failure = raised(
        "AttributeError",
        "'NoneType' object has no attribute 'strip'",
    );
    assert_eq!(
        by("None is not handled", failure).bug,
        Bug::MissingCornerCase
    );
}

#[test]
fn none_that_others_get_is_a_wrong_value() {
    let failure = Failure {
        in_candidate: Some(false),
        ..raised("TypeError", "'NoneType' object is not iterable")
    };
    assert_eq!(by("others get None", failure).bug, Bug::Misinterpretation);
    let silent = Failure {
        code: "def area(side) -> int:\n    side * side\n",
        ..failure
    };
    by("None is given back", silent);
}

#[test]
fn a_list_where_an_object_of_a_library_is_needed_is_a_wrong_input() {
    let failure = raised("AttributeError", "'list' object has no attribute 'shape'");
    assert_eq!(
        by("a value of Python where an object is expected", failure).bug,
        Bug::WrongInputType
    );
}

#[test]
fn arrays_of_one_library_in_another_are_a_misinterpretation() {
    let message = "unsupported operand type(s) for +: 'numpy.ndarray' and 'Tensor'";
    let failure = Failure {
        code: "import torch\nimport numpy as np\ndef f(x):\n    return np.ones(3) + x\n",
        ..raised("TypeError", message)
    };
    assert_eq!(
        by("arrays and tensors are mixed", failure).bug,
        Bug::Misinterpretation
    );
}

#[test]
fn an_object_used_by_brackets_that_it_does_not_have_is_a_wrong_attribute() {
    let failure = raised("TypeError", "'Normal' object is not subscriptable");
    assert_eq!(
        by("an operation that an object does not have", failure).bug,
        Bug::WrongAttribute
    );
}

#[test]
fn arguments_that_a_library_does_not_take_are_a_wrong_input_and_then_a_wrong_use() {
    let failure = raised(
        "TypeError",
        "sum() got an unexpected keyword argument 'axes'",
    );
    assert_eq!(
        by("arguments that a library does not take", failure).bug,
        Bug::WrongInputType
    );
    second_by("a wrong use of an interface", failure);
}

#[test]
fn a_value_of_another_type_is_a_wrong_input() {
    let message = "can only concatenate str (not \"int\") to str";
    assert_eq!(
        by("a value of another type", raised("TypeError", message)).bug,
        Bug::WrongInputType
    );
}

#[test]
fn numbers_of_another_type_are_a_wrong_input_and_then_a_wrong_cast() {
    let message = "expected scalar type Float but found Long";
    let failure = raised("RuntimeError", message);
    assert_eq!(
        by("numbers of another type", failure).bug,
        Bug::WrongInputType
    );
    second_by("numbers are cast wrongly", failure);
}
