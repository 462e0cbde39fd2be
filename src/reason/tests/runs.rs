//! What the run or the text decides by itself.

use super::{by, failed, failure, raised, reason, second_by};
use crate::reason::{Bug, Facts, Failure, Kind, Outcome, Rules};

#[test]
fn code_that_does_not_parse_is_a_syntax_error() {
    let failure = Failure {
        code: "def area(side:\n    return (side * side\n",
        ..failure(Outcome::Unviable)
    };
    let reason = by("no Python", failure);
    assert_eq!((reason.kind, reason.bug), (Kind::Syntax, Bug::SyntaxError));
}

#[test]
fn what_only_the_compiler_refuses_is_a_syntax_error() {
    let failure = Failure {
        code: "return 1\n",
        ..raised("SyntaxError", "'return' outside function")
    };
    assert_eq!(by("a syntax error", failure).kind, Kind::Syntax);
}

#[test]
fn a_limit_that_is_exceeded_is_a_matter_of_performance() {
    for (rule, outcome) in [
        ("too slow", Outcome::Time),
        ("too much memory", Outcome::Memory),
    ] {
        let reason = by(rule, failure(outcome));
        assert_eq!(reason.kind, Kind::Executability);
        assert_eq!(reason.bug, Bug::Performance);
    }
}

#[test]
fn memory_that_python_or_a_device_cannot_give_is_a_matter_of_performance() {
    by("memory is used up", raised("MemoryError", ""));
    let message = "CUDA out of memory. Tried to allocate 2.00 GiB";
    by(
        "memory of the device is used up",
        raised("RuntimeError", message),
    );
}

#[test]
fn what_never_ends_is_a_wrong_calculation() {
    assert_eq!(
        by("endless output", failure(Outcome::Output)).bug,
        Bug::CalculationError
    );
    let message = "maximum recursion depth exceeded";
    by("endless recursion", raised("RecursionError", message));
}

#[test]
fn a_process_that_dies_cannot_be_executed() {
    let reason = by("it raises", failure(Outcome::Crashed));
    assert_eq!(
        (reason.kind, reason.bug),
        (Kind::Executability, Bug::Unclear)
    );
}

#[test]
fn an_exception_that_no_other_rule_knows_is_something_else() {
    by(
        "something else went wrong",
        raised("OSError", "[Errno 22] Invalid argument"),
    );
}

#[test]
fn a_check_that_does_not_hold_is_a_matter_of_semantics() {
    let failure = failed("assert 'ab' == 'ba'");
    let rules = Rules::default();
    let facts = Facts::of(&failure);
    let mut matching = rules.iter().filter(|rule| rule.matches(&failure, &facts));
    let with_kind = matching.find(|rule| rule.kind.is_some());
    assert_eq!(
        with_kind.map(|rule| rule.name.as_str()),
        Some("it gives a wrong result")
    );
    assert_eq!(reason(&failure).kind, Kind::Semantics);
}

#[test]
fn a_cast_that_stands_twice_is_a_silly_mistake() {
    let failure = Failure {
        code: "def f(x):\n    return int(int(x))\n",
        ..failure(Outcome::Crashed)
    };
    assert_eq!(
        by("a repeated condition or cast", failure).bug,
        Bug::SillyMistake
    );
}

#[test]
fn what_only_a_compiler_of_the_library_refuses_is_not_prompted() {
    let message = "import statements aren't supported:\n  File \"x.py\", line 2";
    let failure = raised("torch.jit.frontend.UnsupportedNodeError", message);
    assert_eq!(
        by("a compiler of the library does not take it", failure).bug,
        Bug::NonPromptedConsideration
    );
    let message = "Compiled functions can't take keyword-only arguments";
    by(
        "a compiler refuses a construct",
        raised("NotSupportedError", message),
    );
}

#[test]
fn a_body_that_was_left_to_write_is_another_function() {
    let failure = Failure {
        code: "def area(side):\n    raise NotImplementedError\n",
        ..raised("NotImplementedError", "")
    };
    assert_eq!(by("left to write", failure).bug, Bug::Misinterpretation);
}

#[test]
fn arguments_that_the_candidate_does_not_take_are_first_its_fault_and_then_the_prompts() {
    let failure = Failure {
        in_candidate: Some(false),
        ..raised(
            "TypeError",
            "area() takes 1 positional argument but 2 were given",
        )
    };
    assert_eq!(
        by("other arguments are handed in", failure).bug,
        Bug::Misinterpretation
    );
    second_by("the prompt does not say the arguments", failure);
}
