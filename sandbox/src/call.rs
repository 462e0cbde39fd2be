//! One call of a candidate's function with plain arguments.

use crate::Outcome;
use crate::judging::check;
use crate::value::{Cursor, Value};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A call of a function with plain arguments; it is displayed as Python source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The function's name.
    pub function: String,
    /// Arguments by position.
    pub positional: Vec<Value>,
    /// Arguments by name.
    pub named: Vec<(String, Value)>,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Called {
    /// The plain value that it returned, or how it ended otherwise.
    pub answer: Result<Value, Outcome>,
    /// The WebAssembly instructions that it took.
    pub instructions: u64,
}

impl Call {
    /// The bytes that a candidate's `invoke` takes.
    pub(crate) fn request(&self) -> Vec<u8> {
        let named = self.named.iter();
        let named = named.map(|(name, value)| (Value::text(name), value.clone()));
        let mut parts = vec![
            Value::text(&self.function),
            Value::Tuple(self.positional.clone()),
            Value::Dict(named.collect()),
        ];
        if parts[1..].iter().any(Value::has_library) {
            parts.push(Value::Int(DECODE));
        }
        let mut bytes = Vec::new();
        Value::Tuple(parts).write(&mut bytes);
        bytes
    }

    /// Reads a request; nothing where the bytes are none.
    pub(crate) fn read(request: &[u8]) -> Option<Self> {
        check(request).ok()?;
        let Value::Tuple(mut parts) = Cursor::new(request).value()? else {
            return None;
        };
        if parts.get(3) == Some(&Value::Int(DECODE)) {
            parts.truncate(3);
        }
        match <[Value; 3]>::try_from(parts).ok()? {
            [
                Value::Text(function),
                Value::Tuple(positional),
                Value::Dict(named),
            ] => Some(Self {
                function: String::from_utf8(function).ok()?,
                positional,
                named: named
                    .into_iter()
                    .map(named_argument)
                    .collect::<Option<_>>()?,
            }),
            _ => None,
        }
    }
}

/// The part of a request that says that its arguments are to be decoded, as `guest/candidate.py` has it.
const DECODE: i64 = 1;

fn named_argument((name, value): (Value, Value)) -> Option<(String, Value)> {
    match name {
        Value::Text(name) => Some((String::from_utf8(name).ok()?, value)),
        _ => None,
    }
}

impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}(", self.function)?;
        let mut comma = "";
        for value in &self.positional {
            write!(formatter, "{comma}{value}")?;
            comma = ", ";
        }
        for (name, value) in &self.named {
            write!(formatter, "{comma}{name}={value}")?;
            comma = ", ";
        }
        formatter.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_as_it_was_written() {
        let call = Call {
            function: "f".to_owned(),
            positional: vec![Value::Int(1), Value::List(vec![Value::Float(2.5)])],
            named: vec![("key".to_owned(), Value::None)],
        };
        assert_eq!(Call::read(&call.request()), Some(call.clone()));
        assert_eq!(call.to_string(), "f(1, [2.5], key=None)");
        assert_eq!(Call::read(b"N"), None);
    }

    #[test]
    fn a_call_with_values_of_the_library_says_that_they_are_to_be_decoded() {
        let decimal = Value::Library("Decimal".to_owned(), vec![Value::text("1.5")]);
        let call = Call {
            function: "f".to_owned(),
            positional: vec![Value::List(vec![decimal])],
            named: Vec::new(),
        };
        assert!(call.request().ends_with(b"i\x01\x00\x00\x00"));
        assert_eq!(Call::read(&call.request()), Some(call));
    }
}
