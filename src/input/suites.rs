//! Suites that users bring: single tests as they are, and what pytest, `unittest` or an agent's tester would run taken apart.

use crate::extract::{self, Asked, Reason, Tests, is_resting, named};
use crate::problem::Problem;
use crate::test_case::TestSample;

/// Sources as they are.
pub(super) fn plain(sources: Vec<String>) -> TestSample {
    TestSample {
        sources,
        ..TestSample::default()
    }
}

/// The tests in the text of a whole suite.
pub(super) fn of_suite(text: &str, problem: &Problem) -> TestSample {
    let mut sample = TestSample::default();
    add(&mut sample, extract::tests(text, &asked(problem)));
    sample
}

/// The tests of a list. Each is one as it stands, but for those that only define what pytest or `unittest` would run; where all call one
/// other name that nothing defines, it is taken for the entry point.
pub(super) fn of_list(sources: Vec<String>, problem: &Problem) -> TestSample {
    if problem.snippet || problem.entry_point.trim().is_empty() {
        return plain(sources);
    }
    let (renamed, called) = named(&sources, &asked(problem)).unzip();
    let mut sample = TestSample::default();
    for (place, source) in sources.into_iter().enumerate() {
        if is_resting(&source) {
            let found = extract::tests(&source, &asked(problem));
            if found.called.is_some() && found.called != called {
                // Alone it calls another name, but the others do not.
                sample.unused.push(Reason::NoCall.to_string());
            } else {
                add(&mut sample, found);
            }
            continue;
        }
        let own = renamed.as_ref().map(|it| it[place].clone());
        sample.written.push(own.is_some().then(|| source.clone()));
        sample.sources.push(own.unwrap_or(source));
    }
    sample.called = called;
    sample
}

fn add(sample: &mut TestSample, found: Tests) {
    let reasons = found.unused.iter().map(|it| it.reason.to_string());
    sample.unused.extend(reasons);
    sample.called = found.called;
    for test in found.tests {
        sample.sources.push(test.source);
        sample.written.push(test.written);
    }
}

fn asked(problem: &Problem) -> Asked<'_> {
    Asked {
        prompt: &problem.prompt,
        entry_point: &problem.entry_point,
    }
}
