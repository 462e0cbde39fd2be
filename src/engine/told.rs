//! What the user should know of the tests of each problem: which call another name, and why there are none or few.

use crate::problem::Problem;
use crate::test_case::TestSample;
use std::collections::BTreeMap;

/// Fewer distinct tests than this are few.
const ENOUGH: usize = 3;

/// What there is to say of the tests of each problem.
pub(super) fn told(problems: &[Problem], tests: &[Vec<TestSample>]) -> Vec<String> {
    let brings = |samples: &Vec<TestSample>| !samples.is_empty();
    let is_any = tests.iter().any(brings);
    let works = problems.iter().zip(tests);
    works
        .filter(|(problem, _)| is_any && problem.repository.is_none())
        .flat_map(|(problem, samples)| [called(problem, samples), few(problem, samples)])
        .flatten()
        .collect()
}

fn called(problem: &Problem, samples: &[TestSample]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in samples {
        if let Some(called) = &sample.called {
            *counts.entry(called).or_default() += sample.sources.len();
        }
    }
    let (task, name) = (&problem.task_id, &problem.entry_point);
    let names = counts
        .iter()
        .map(|(called, count)| format!("{count} × `{called}`"));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| {
        format!(
            "tests of `{task}` that call another name, taken for `{name}`: {}",
            names.join(", ")
        )
    })
}

fn few(problem: &Problem, samples: &[TestSample]) -> Option<String> {
    let sources = samples.iter().flat_map(|it| &it.sources);
    let count = sources.collect::<std::collections::BTreeSet<_>>().len();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in samples.iter().flat_map(|it| &it.unused) {
        *reasons.entry(reason).or_default() += 1;
    }
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{count} × {reason}"))
        .collect();
    let why = match &reasons[..] {
        _ if samples.is_empty() => "none were given".to_owned(),
        [] => format!("{} × nothing like a test", samples.len()),
        reasons => format!("not used: {}", reasons.join(", ")),
    };
    let (task, is_few) = (&problem.task_id, count < ENOUGH && !reasons.is_empty());
    match count {
        0 => Some(format!("`{task}` has no tests ({why})")),
        _ if is_few => Some(format!("`{task}` has only {count} distinct tests ({why})")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sample: TestSample) -> Vec<String> {
        let problem = r#"{"task_id": "T/0", "prompt": "", "entry_point": "f"}"#;
        told(&[serde_json::from_str(problem).unwrap()], &[vec![sample]])
    }

    #[test]
    fn a_problem_without_tests_is_told_with_the_reasons() {
        let sample = TestSample {
            unused: ["no-call", "broken", "no-call"].map(str::to_owned).to_vec(),
            ..TestSample::default()
        };
        let expected = "`T/0` has no tests (not used: 1 × broken, 2 × no-call)";
        assert_eq!(of(sample), [expected]);
        let expected = "`T/0` has no tests (1 × nothing like a test)";
        assert_eq!(of(TestSample::default()), [expected]);
    }

    #[test]
    fn another_name_is_told_and_enough_tests_are_not() {
        let sample = TestSample {
            sources: ["assert f(1)", "assert f(2)", "assert f(3)"]
                .map(str::to_owned)
                .to_vec(),
            called: Some("g".to_owned()),
            unused: vec!["broken".to_owned()],
            ..TestSample::default()
        };
        let expected = "tests of `T/0` that call another name, taken for `f`: 3 × `g`";
        assert_eq!(of(sample), [expected]);
    }
}
