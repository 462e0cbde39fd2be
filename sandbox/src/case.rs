//! Tests that are not written by anybody: a call with literal arguments, and the value that a right answer agrees with.

use crate::job::Compiled;
use crate::judging::{Assertion, Relation};
use crate::value::Value;
use crate::{Call, Suite};
use serde::{Deserialize, Serialize};

/// A call, and what is expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    request: Vec<u8>,
    expected: Vec<u8>,
    tolerance: Option<f64>,
    /// The WebAssembly instructions that a candidate may use for it.
    pub budget: u64,
}

impl Case {
    /// Makes a case. Where a float, or a list or tuple of floats, is expected, a `tolerance` says how far from that
    /// an answer of the same type may be, beside a ten millionth.
    #[must_use]
    pub fn new(call: &Call, expected: &Value, tolerance: Option<f64>, budget: u64) -> Self {
        let mut bytes = Vec::new();
        expected.write(&mut bytes);
        Self {
            request: call.request(),
            expected: bytes,
            tolerance,
            budget,
        }
    }

    /// What decides the case without a judge.
    fn assertion(&self) -> Assertion {
        Assertion {
            request: self.request.clone(),
            relation: self.tolerance.map_or(Relation::Equal, Relation::Near),
            expected: self.expected.clone(),
            message: String::new(),
        }
    }

    /// The same as Python, for a judge.
    fn source(&self) -> String {
        let call = Call::read(&self.request).map_or_else(String::new, |call| call.to_string());
        let expected = Value::read(&self.expected).unwrap_or(Value::None);
        let Some(tolerance) = self.tolerance else {
            return format!("assert {call} == {expected}");
        };
        let near = format!("abs(a - b) <= {tolerance:?} + 1e-7 * abs(b) or a != a and b != b");
        let is_near = match expected {
            Value::List(_) | Value::Tuple(_) => {
                format!("len(it) == len(right) and all([{near} for a, b in zip(it, right)])")
            }
            _ => format!("all([{near} for a, b in [(it, right)]])"),
        };
        format!(
            "it = {call}\nright = {expected}\nassert it == right or type(it) is type(right) and {is_near}"
        )
    }
}

impl Suite {
    /// Makes a suite of cases, each a test with a budget of its own, which need no compiler.
    #[must_use]
    pub fn of_cases(entry_point: &str, cases: &[Case]) -> Self {
        let mut code = Vec::new();
        let tests = cases.iter().map(|case| case.test(entry_point)).collect();
        Value::Tuple(vec![
            Value::Int(EACH),
            Value::None,
            Value::text(entry_point),
            Value::List(tests),
        ])
        .write(&mut code);
        Self::new(Compiled {
            code,
            tests: u32::try_from(cases.len()).unwrap_or(u32::MAX),
            assertions: cases.iter().map(|case| Some(case.assertion())).collect(),
            together: vec![false; cases.len()],
            budgets: cases.iter().map(|case| case.budget).collect(),
            ..Compiled::default()
        })
    }
}

/// The form of a suite whose tests run each alone, as `guest/suites.py` counts it.
const EACH: i64 = 0;

impl Case {
    /// A test as `guest/suites.py` makes it, of source that is compiled where it runs: it binds names, leaves
    /// something behind, may ask for types, and only calls the entry point.
    fn test(&self, entry_point: &str) -> Value {
        let called = Value::Tuple(vec![
            Value::text(entry_point),
            Value::Bool(false),
            Value::Bool(true),
        ]);
        Value::Tuple(vec![
            Value::text(&self.source()),
            Value::Bool(true),
            Value::Bool(false),
            Value::Bool(self.tolerance.is_some()),
            Value::List(vec![called]),
        ])
    }
}
