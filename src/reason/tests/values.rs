//! Values that are wrong.

use super::{by, failed, second_by};
use crate::reason::{Bug, Failure, Kind};

#[test]
fn an_error_that_it_should_give_is_a_corner_case() {
    let failure = Failure {
        exception: Some("Failed"),
        ..failed("DID NOT RAISE <class 'ValueError'>")
    };
    let reason = by("an error that it should give", failure);
    assert_eq!(
        (reason.kind, reason.bug),
        (Kind::Semantics, Bug::MissingCornerCase)
    );
}

#[test]
fn a_body_without_anything_is_another_function() {
    let failure = Failure {
        code: "def area(side):\n    pass\n",
        ..failed("assert None == 4")
    };
    assert_eq!(
        by("a body that is empty", failure).bug,
        Bug::Misinterpretation
    );
}

#[test]
fn code_that_only_stands_for_other_code_is_another_function() {
    let failure = Failure {
        code: "def score(text):\n    return 0.5  # placeholder for the model\n",
        ..failed("assert 0.5 == 0.9")
    };
    by("it only stands for what is to be written", failure);
}

#[test]
fn numbers_of_another_type_are_a_wrong_cast() {
    let failure = failed("assert torch.int64 == torch.uint8");
    assert_eq!(
        by("numbers are cast to another type", failure).bug,
        Bug::CalculationError
    );
}

#[test]
fn numbers_that_are_not_close_are_a_wrong_calculation() {
    let failure = failed("Tensor-likes are not close!\n\nMismatched elements: 3 / 4 (75.0%)");
    assert_eq!(by("numbers are off", failure).bug, Bug::CalculationError);
}

#[test]
fn numbers_that_are_not_close_may_come_from_a_constant() {
    let failure = Failure {
        code: "import torch\nWEIGHTS = [0.3, 0.6, 0.1]\ndef grey(image):\n    return image @ torch.tensor(WEIGHTS)\n",
        ..failed("Tensor-likes are not close!")
    };
    second_by("a constant may be wrong", failure);
}

#[test]
fn a_number_out_of_a_formula_is_a_wrong_calculation() {
    let failure = Failure {
        code: "def f(a, b, c):\n    return (a * b + c) / (a - b) ** 2 - c % a\n",
        ..failed("assert 12.5 == 25.0")
    };
    assert_eq!(by("a number is off", failure).bug, Bug::CalculationError);
}

#[test]
fn another_size_is_a_wrong_calculation() {
    by(
        "shapes are off",
        failed("assert torch.Size([1, 3]) == torch.Size([3])"),
    );
}

#[test]
fn another_text_is_another_function_and_then_a_wrong_calculation() {
    let failure = failed("assert 'ab' == 'ba'");
    assert_eq!(
        by("it does something else", failure).bug,
        Bug::Misinterpretation
    );
    second_by("a value is off", failure);
}
