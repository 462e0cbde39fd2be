//! Names, imports and attributes.

use super::{by, failure, raised, second_by};
use crate::reason::{Bug, Failure, Kind, Outcome};

#[test]
fn a_name_that_nothing_binds_is_an_undefined_reference() {
    let failure = Failure {
        code: "def area(side):\n    return radius * side\n",
        ..raised("NameError", "name 'radius' is not defined")
    };
    let reason = by("an unbound name", failure);
    assert_eq!(
        (reason.kind, reason.bug),
        (Kind::Executability, Bug::UndefinedReference)
    );
}

#[test]
fn a_name_by_which_a_module_is_known_is_a_module_that_is_not_imported() {
    let failure = Failure {
        code: "def area(side):\n    return np.square(side)\n",
        ..raised("NameError", "name 'np' is not defined")
    };
    assert_eq!(
        by("a module is not imported", failure).bug,
        Bug::HallucinatedObject
    );
}

#[test]
fn a_module_that_does_not_exist_is_hallucinated() {
    let failure = raised("ModuleNotFoundError", "No module named 'fastgeometry'");
    assert_eq!(
        by("a module that is not there", failure).bug,
        Bug::HallucinatedObject
    );
}

#[test]
fn a_library_of_arrays_that_nobody_asked_for_is_a_misinterpretation() {
    let failure = Failure {
        code: "import cv2\ndef turn(image):\n    return cv2.rotate(image, 0)\n",
        prompt: "def turn(image: torch.Tensor) -> torch.Tensor:",
        ..raised("ModuleNotFoundError", "No module named 'cv2'")
    };
    assert_eq!(
        by("a library of arrays that nobody asked for", failure).bug,
        Bug::Misinterpretation
    );
}

#[test]
fn a_name_that_a_module_does_not_have_is_a_wrong_attribute_and_then_a_wrong_import() {
    let failure = Failure {
        code: "from math import area\n",
        ..raised("ImportError", "cannot import name 'area' from 'math'")
    };
    assert_eq!(
        by("a name that a module does not have", failure).bug,
        Bug::WrongAttribute
    );
    second_by("an import from a wrong place", failure);
}

#[test]
fn a_candidate_under_another_name_is_a_misinterpretation() {
    let failure = Failure {
        in_candidate: Some(false),
        ..raised(
            "ImportError",
            "cannot import name 'volume' from 'answer' (answer.py)",
        )
    };
    assert_eq!(
        by("another name is asked for", failure).bug,
        Bug::Misinterpretation
    );
}

#[test]
fn code_that_imports_what_it_should_write_is_biased_by_the_prompt() {
    let failure = Failure {
        code: "from shapes import area\ndef surface(x):\n    return area(x)\n",
        prompt: "def area(side):",
        ..raised("ImportError", "cannot import name 'area' from 'shapes'")
    };
    assert_eq!(
        by("it imports what it should write", failure).bug,
        Bug::PromptBiased
    );
}

#[test]
fn another_name_than_that_of_the_heading_is_a_misinterpretation() {
    let failure = Failure {
        prompt: "def volume(side):",
        ..failure(Outcome::Crashed)
    };
    by("not what the heading says", failure);
}

#[test]
fn an_attribute_that_a_module_or_object_does_not_have_is_a_wrong_attribute() {
    let message = "module 'math' has no attribute 'area'";
    by(
        "an attribute that a module does not have",
        raised("AttributeError", message),
    );
    let message = "'Tensor' object has no attribute 'to_list'";
    let failure = raised("AttributeError", message);
    assert_eq!(
        by("an attribute that an object does not have", failure).bug,
        Bug::WrongAttribute
    );
    second_by("an object that is used for what it is not", failure);
}

#[test]
fn an_attribute_of_self_that_nothing_sets_is_hallucinated() {
    let failure = Failure {
        code: "class Net:\n    def forward(self, x):\n        return self.gate(x)\n",
        ..raised("AttributeError", "'Net' object has no attribute 'gate'")
    };
    assert_eq!(
        by("an attribute that it never sets", failure).bug,
        Bug::HallucinatedObject
    );
}

#[test]
fn a_function_in_the_place_of_a_property_is_a_misinterpretation() {
    let message = "'function' object has no attribute 'shape'";
    by(
        "a function where a value is asked for",
        raised("AttributeError", message),
    );
}
