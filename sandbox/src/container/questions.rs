//! What a child is asked, and what it says, as `sandbox/zygote/child.py` and `wit_world.py` have it.

use crate::judging::{Verdict, cut};
use crate::value::Value;
use crate::{Fault, Program};

/// It has done what it was asked.
pub(super) const ANSWER: u8 = b'A';
/// The candidate has loaded.
pub(super) const LOADED: u8 = b'L';
/// A test has ended.
pub(super) const REPORT: u8 = b'R';
/// A judge calls the candidate.
pub(super) const CALL: u8 = b'C';

/// A question: the name of what is to be done, and its arguments.
pub(super) fn question(name: &str, arguments: Vec<Value>) -> Vec<u8> {
    let mut parts = vec![Value::text(name)];
    parts.extend(arguments);
    marshal(&Value::Tuple(parts))
}

pub(super) fn load(code: Value, bare: bool) -> Vec<u8> {
    question("load", vec![code, Value::Bool(bare)])
}

pub(super) fn invoke(request: &[u8]) -> Vec<u8> {
    question("invoke", vec![Value::Bytes(request.to_vec())])
}

pub(super) fn judge(suite: &[u8], first: u32, stateless: bool) -> Vec<u8> {
    let suite = Value::Bytes(suite.to_vec());
    let arguments = vec![suite, Value::Int(first.into()), Value::Bool(stateless)];
    question("judge", arguments)
}

pub(super) fn run(code: Value, bare: bool, suite: &[u8], first: u32, end: u32) -> Vec<u8> {
    let suite = Value::Bytes(suite.to_vec());
    let (first, end) = (Value::Int(first.into()), Value::Int(end.into()));
    question("run", vec![code, Value::Bool(bare), suite, first, end])
}

pub(super) fn execute(program: &Program, input: &[u8], most: usize) -> Vec<u8> {
    let most = Value::Int(i64::try_from(most).unwrap_or(i64::MAX));
    let code = Value::Bytes(program.code.clone());
    let arguments = vec![code, Value::Bytes(input.to_vec()), most];
    question("execute", arguments)
}

/// What a child hears after a report: the test that is next, if any.
pub(super) fn next(test: Option<u32>) -> Vec<u8> {
    marshal(&test.map_or(Value::None, |test| Value::Int(test.into())))
}

fn marshal(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.write(&mut bytes);
    bytes
}

/// Reads an answer to a question that ends with a fault, or well.
pub(super) fn fault(answer: &[u8]) -> Option<Result<(), Fault>> {
    match crate::judging::read(answer)? {
        Value::None => Some(Ok(())),
        value => Some(Err(as_fault(value)?)),
    }
}

/// Reads a pair of texts as a fault.
pub(super) fn as_fault(value: Value) -> Option<Fault> {
    let Value::Tuple(parts) = value else {
        return None;
    };
    let [kind, message] = <[Value; 2]>::try_from(parts).ok()?;
    Some(Fault {
        kind: text(kind)?,
        message: text(message)?,
    })
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(bytes) => Some(cut(String::from_utf8_lossy(&bytes).into_owned())),
        _ => None,
    }
}

/// Reads a report: a test, and the verdict on it.
pub(super) fn report(said: &[u8]) -> Option<(u32, Verdict)> {
    let Value::Tuple(parts) = crate::judging::read(said)? else {
        return None;
    };
    let [Value::Int(index), Value::Int(number), held] = <[Value; 3]>::try_from(parts).ok()? else {
        return None;
    };
    let index = u32::try_from(index).ok()?;
    let verdict = match number {
        0 => Verdict::Passed,
        1 => Verdict::Failed(as_fault(held)?),
        2 => Verdict::Raised(as_fault(held)?),
        3 => Verdict::Unviable(as_fault(held)?),
        4 => Verdict::Uncrossable(as_fault(held)?.message),
        _ => return None,
    };
    Some((index, verdict))
}
