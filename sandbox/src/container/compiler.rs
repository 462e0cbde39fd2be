//! Compiles candidates and tests, in children in which none of them runs.

use super::channel::{Channel, Heard};
use super::end::Why;
use super::link::Link;
use super::questions::{ANSWER, as_fault, question};
use crate::job::{Compiled, count};
use crate::judging::{self, Assertion, Relation};
use crate::value::Value;
use crate::{Fault, Limits, Packing, Program, SandboxError, Suite, Tests};
use std::sync::Arc;

/// What is said of a source that brings the compiler down.
const TOO_COMPLEX: &str = "the source is too complex to compile";

/// Compiles candidates, each alone.
pub(super) fn prepare(
    link: &Arc<Link>,
    sources: &[&str],
) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
    let answer = ask(link, "prepare", vec![list(sources)], sources)?;
    let programs = answer
        .and_then(items)
        .map(|items| items.into_iter().map(program));
    if let Some(programs) = programs.and_then(Iterator::collect::<Option<Vec<_>>>) {
        return Ok(programs);
    }
    let [_, _, ..] = sources else {
        return Ok(sources.iter().map(|_| Err(too_complex())).collect());
    };
    let alone = sources.iter().map(|source| prepare(link, &[source]));
    Ok(alone
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// Says of each source why it does not compile, or nothing where it does.
pub(super) fn check(
    link: &Arc<Link>,
    sources: &[&str],
) -> Result<Vec<Option<Fault>>, SandboxError> {
    let answer = ask(link, "check", vec![list(sources)], sources)?;
    let faults = answer.and_then(items).map(|items| {
        items.into_iter().map(|item| match item {
            Value::None => Some(None),
            item => as_fault(item).map(Some),
        })
    });
    if let Some(faults) = faults.and_then(Iterator::collect::<Option<Vec<_>>>) {
        return Ok(faults);
    }
    let [_, _, ..] = sources else {
        return Ok(sources.iter().map(|_| Some(too_complex())).collect());
    };
    let alone = sources.iter().map(|source| check(link, &[source]));
    Ok(alone
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// Compiles the tests of a suite.
pub(super) fn compile(link: &Arc<Link>, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
    let count = count(tests.sources.len())?;
    let mut kept: Vec<Option<&str>> = tests.sources.iter().copied().map(Some).collect();
    let mut compiled = compile_kept(link, &kept, tests)?;
    if compiled.is_none() {
        for source in &mut kept {
            if let Some(text) = *source
                && check(link, &[text])?.first().is_some_and(Option::is_some)
            {
                *source = None;
            }
        }
        compiled = compile_kept(link, &kept, tests)?;
    }
    let compiled = compiled.ok_or_else(|| {
        SandboxError::Container("the tests of a problem bring Python's compiler down".to_owned())
    })?;
    Ok(Suite::new(Compiled {
        tests: count,
        packing: tests.packing,
        ..compiled
    }))
}

/// Asks for the outputs of the calls with other arguments than literals too: what tests would pass is found by running what
/// stands before a call, in a child of its own in which no candidate is.
pub(super) fn record(
    link: &Arc<Link>,
    suite: Suite,
    tests: &Tests<'_>,
) -> Result<Suite, SandboxError> {
    if tests.packing == Packing::Packed || tests.entry_point.is_empty() {
        return Ok(suite);
    }
    let recorded = recorded(link, tests.sources, tests.entry_point)?;
    Ok(suite.with_recorded(recorded))
}

/// The calls of each test. Where the tests together bring the child down, each has one of its own.
fn recorded(
    link: &Arc<Link>,
    sources: &[&str],
    entry_point: &str,
) -> Result<Vec<Vec<Vec<u8>>>, SandboxError> {
    const LIMITS: Limits = Limits {
        instructions: 5 * Limits::INSTRUCTIONS_PER_SECOND,
        ..Limits::FRAMEWORKS
    };
    let arguments = vec![list(sources), Value::text(entry_point)];
    let heard = Channel::open(link, LIMITS)?
        .ask(&question("record", arguments), LIMITS.instructions)?
        .0;
    let answer = match heard {
        Heard::Said(ANSWER, content) => judging::read(&content),
        _ => None,
    };
    if let Some(calls) = answer.and_then(|it| each(it, |test| each(test, bytes))) {
        return Ok(calls);
    }
    let [_, _, ..] = sources else {
        return Ok(vec![Vec::new(); sources.len()]);
    };
    let alone = sources
        .iter()
        .map(|source| recorded(link, &[source], entry_point));
    Ok(alone
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

fn compile_kept(
    link: &Arc<Link>,
    sources: &[Option<&str>],
    tests: &Tests<'_>,
) -> Result<Option<Compiled>, SandboxError> {
    let kept = sources.iter();
    let kept = kept.map(|source| source.map_or(Value::None, Value::text));
    let packed = Value::Bool(tests.packing == Packing::Packed);
    let arguments = vec![
        Value::List(kept.collect()),
        packed,
        Value::text(tests.entry_point),
    ];
    let answer = ask(link, "compile", arguments, tests.sources)?;
    Ok(answer.and_then(suite))
}

/// Asks a child of its own; gives nothing where that brings it down.
fn ask(
    link: &Arc<Link>,
    name: &str,
    arguments: Vec<Value>,
    sources: &[&str],
) -> Result<Option<Value>, SandboxError> {
    let limits = generous(sources);
    let mut channel = Channel::open(link, limits)?;
    let (heard, _) = channel.ask(&question(name, arguments), limits.instructions)?;
    match heard {
        Heard::Said(ANSWER, content) => Ok(judging::read(&content)),
        Heard::Ended(Why::NotStarted | Why::Exited(_)) => Err(SandboxError::Container(format!(
            "the environment cannot run Python in namespaces of its own: {}",
            String::from_utf8_lossy(&channel.output).trim_end()
        ))),
        Heard::Said(..) | Heard::Ended(_) => Ok(None),
    }
}

/// The limits for compiling some sources: the compiler reads each several times.
fn generous(sources: &[&str]) -> Limits {
    const EACH: u64 = 40_000_000_000;
    const BYTE: u64 = 100_000;
    let bytes: usize = sources.iter().map(|source| source.len()).sum();
    Limits {
        instructions: EACH.saturating_add(BYTE.saturating_mul(bytes as u64)),
        memory: 1 << 30,
        ..Limits::default()
    }
}

fn list(sources: &[&str]) -> Value {
    Value::List(sources.iter().map(|source| Value::text(source)).collect())
}

fn too_complex() -> Fault {
    Fault {
        kind: "SyntaxError".to_owned(),
        message: TOO_COMPLEX.to_owned(),
    }
}

fn items(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::List(items) | Value::Tuple(items) => Some(items),
        _ => None,
    }
}

/// Reads `(True, code, whether nothing survives a call)`, or `(False, type, text)`.
fn program(value: Value) -> Option<Result<Program, Fault>> {
    match <[Value; 3]>::try_from(items(value)?).ok()? {
        [
            Value::Bool(true),
            Value::Bytes(code),
            Value::Bool(stateless),
        ] => Some(Ok(Program::compiled(code, stateless))),
        [Value::Bool(false), kind, message] => as_fault(Value::Tuple(vec![kind, message])).map(Err),
        _ => None,
    }
}

/// Reads what `guest/suites.py` makes of a suite.
fn suite(value: Value) -> Option<Compiled> {
    let [code, pure, calls, made, assertions, together] =
        <[Value; 6]>::try_from(items(value)?).ok()?;
    let Value::Bool(pure) = pure else { return None };
    Some(Compiled {
        code: bytes(code)?,
        pure,
        calls: each(calls, bytes)?,
        made: each(made, |test| each(test, |call| number(&call)))?,
        assertions: each(assertions, |item| match item {
            Value::None => Some(None),
            item => assertion(item).map(Some),
        })?,
        together: each(together, |item| match item {
            Value::Bool(item) => Some(item),
            _ => None,
        })?,
        ..Compiled::default()
    })
}

fn assertion(value: Value) -> Option<Assertion> {
    let [request, relation, expected, message] = <[Value; 4]>::try_from(items(value)?).ok()?;
    let Value::Text(message) = message else {
        return None;
    };
    Some(Assertion {
        request: bytes(request)?,
        relation: Relation::numbered(u8::try_from(number(&relation)?).ok()?)?,
        expected: bytes(expected)?,
        message: String::from_utf8(message).ok()?,
    })
}

fn each<T>(value: Value, read: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    items(value)?.into_iter().map(read).collect()
}

fn bytes(value: Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Int(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}
