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
        let request = Value::Tuple(vec![
            Value::text(&self.function),
            Value::Tuple(self.positional.clone()),
            Value::Dict(named.collect()),
        ]);
        let mut bytes = Vec::new();
        request.write(&mut bytes);
        bytes
    }

    /// Reads a request; nothing where the bytes are none.
    pub(crate) fn read(request: &[u8]) -> Option<Self> {
        check(request).ok()?;
        let Value::Tuple(parts) = Cursor::new(request).value()? else {
            return None;
        };
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
}
