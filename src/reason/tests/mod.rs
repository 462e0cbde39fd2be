//! One failure at least for each rule that comes with this.

mod names;
mod runs;
mod shapes;
mod types;
mod values;

use crate::reason::{Bug, Failure, Kind, Outcome, Reason, Rules, explain};

/// Code about which there is nothing to say.
const PLAIN: &str = "def area(side):\n    return side * side\n";

fn failure(outcome: Outcome) -> Failure<'static> {
    Failure {
        code: PLAIN,
        prompt: "",
        outcome,
        exception: None,
        message: None,
        in_candidate: None,
    }
}

fn raised(exception: &'static str, message: &'static str) -> Failure<'static> {
    Failure {
        exception: Some(exception),
        message: Some(message),
        in_candidate: Some(true),
        ..failure(Outcome::Raised)
    }
}

fn failed(message: &'static str) -> Failure<'static> {
    Failure {
        exception: Some("AssertionError"),
        message: Some(message),
        in_candidate: Some(false),
        ..failure(Outcome::Failed)
    }
}

fn reason(failure: &Failure<'_>) -> Reason {
    explain(failure, &Rules::default())
}

/// Checks which rule explains a failure.
#[track_caller]
fn by(rule: &str, failure: Failure<'_>) -> Reason {
    let reason = reason(&failure);
    assert_eq!(reason.rule.as_deref(), Some(rule));
    reason
}

/// Checks what a rule says that matches a failure after another.
#[track_caller]
fn second_by(rule: &str, failure: Failure<'_>) {
    let rules = Rules::default();
    let rule = rules.iter().find(|known| known.name == rule);
    let bug = rule.and_then(|rule| rule.bug);
    assert!(bug.is_some());
    assert_eq!(reason(&failure).second, bug);
}

#[test]
fn every_rule_has_a_test() {
    let tests = [
        include_str!("names.rs"),
        include_str!("runs.rs"),
        include_str!("shapes.rs"),
        include_str!("types.rs"),
        include_str!("values.rs"),
    ];
    for rule in Rules::default().iter() {
        let quoted = format!("\"{}\"", rule.name);
        assert!(tests.iter().any(|test| test.contains(&quoted)), "{quoted}");
    }
}

#[test]
fn what_no_rule_decides_is_unclear() {
    let rules: Rules = "[[rule]]\nname = \"a\"\norder = 1\nbug = \"performance\"\noutcome = [\"time\"]\nexample = \"x\"\n"
        .parse()
        .expect("no fault");
    let nothing = explain(&failure(Outcome::Crashed), &rules);
    assert_eq!((nothing.kind, nothing.bug), (Kind::Unclear, Bug::Unclear));
    assert_eq!((nothing.second, nothing.rule), (None, None));
    assert_eq!(explain(&failure(Outcome::Time), &rules).kind, Kind::Unclear);
}

#[test]
fn code_without_deep_learning_has_no_subtype() {
    let missing = "name 'np' is not defined";
    let plain = Failure {
        code: "def f(x):\n    return math.sqrt(x)\n",
        ..raised("NameError", "name 'math' is not defined")
    };
    assert_eq!(reason(&plain).subtype, None);
    let deep = Failure {
        code: "import torch\ndef f(x):\n    return np.sqrt(x)\n",
        ..raised("NameError", missing)
    };
    assert!(reason(&deep).subtype.is_some());
}

#[test]
fn of_several_failures_the_most_telling_explains() {
    let failures = [
        failed("assert 1 == 2"),
        raised("NameError", "name 'radius' is not defined"),
    ];
    let rules = Rules::default();
    let reason = crate::reason::explain_all(&failures, &rules).expect("a reason");
    assert_eq!(reason.bug, Bug::UndefinedReference);
    assert_eq!(crate::reason::explain_all(&[], &rules), None);
}
