//! Special values and shapes, and errors of the candidate's own about what it gets.

use super::{by, raised, second_by};
use crate::reason::{Bug, Failure};

const DEMANDING: &str = "\
def area(side, unit):
    if side.shape[-1] != 2:
        raise ValueError(f\"expected a shape of two, got {side}\")
    if unit is None:
        raise TypeError(\"a unit must be a text\")
    if unit not in UNITS:
        raise ValueError(f\"unknown unit {unit}\")
    return side
";

fn demanding(exception: &'static str, message: &'static str) -> Failure<'static> {
    Failure {
        code: DEMANDING,
        ..raised(exception, message)
    }
}

#[test]
fn zero_and_nothing_are_corner_cases() {
    let failure = raised("ZeroDivisionError", "division by zero");
    assert_eq!(
        by("a division by nothing", failure).bug,
        Bug::MissingCornerCase
    );
    let message = "max() arg is an empty sequence";
    by(
        "a special value is not handled",
        raised("ValueError", message),
    );
}

#[test]
fn a_key_that_is_not_there_is_a_corner_case() {
    let failure = raised("KeyError", "'total'");
    assert_eq!(
        by("a key that is not there", failure).bug,
        Bug::MissingCornerCase
    );
}

#[test]
fn shapes_that_do_not_multiply_are_a_wrong_calculation() {
    let message = "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)";
    let failure = raised("RuntimeError", message);
    assert_eq!(
        by("a product of shapes that do not fit", failure).bug,
        Bug::CalculationError
    );
}

#[test]
fn shapes_that_differ_by_a_batch_are_a_corner_case() {
    let message =
        "The size of tensor a (5) must match the size of tensor b (2) at non-singleton dimension 1";
    let failure = raised("RuntimeError", message);
    assert_eq!(
        by("batches that do not fit", failure).bug,
        Bug::MissingCornerCase
    );
}

#[test]
fn values_that_are_more_than_names_are_a_wrong_input() {
    let failure = raised("ValueError", "too many values to unpack (expected 3)");
    assert_eq!(
        by("a number of values that does not fit", failure).bug,
        Bug::WrongInputType
    );
}

#[test]
fn other_shapes_are_a_misinterpretation_and_then_a_wrong_input() {
    let failure = raised(
        "RuntimeError",
        "shape '[1, 3, 3]' is invalid for input of size 8",
    );
    assert_eq!(
        by("shapes that were not asked for", failure).bug,
        Bug::Misinterpretation
    );
    second_by("an input of another shape", failure);
}

#[test]
fn an_error_of_its_own_about_a_shape_is_a_misinterpretation() {
    let failure = demanding("ValueError", "expected a shape of two, got [1]");
    assert_eq!(
        by("it refuses a shape", failure).bug,
        Bug::Misinterpretation
    );
}

#[test]
fn an_error_of_its_own_about_a_type_is_a_wrong_input() {
    let failure = demanding("TypeError", "a unit must be a text");
    assert_eq!(by("it refuses a type", failure).bug, Bug::WrongInputType);
}

#[test]
fn an_error_of_its_own_about_a_value_is_a_misinterpretation_and_then_a_wrong_input() {
    let failure = demanding("ValueError", "unknown unit ell");
    assert_eq!(
        by("it refuses a value", failure).bug,
        Bug::Misinterpretation
    );
    second_by("it refuses what it is handed", failure);
}
