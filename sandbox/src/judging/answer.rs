//! What came of a call, read from the bytes that crossed: what decides an assertion, and the text that two
//! candidates are compared by.

use crate::component::sha256;
use crate::value::{Cursor, Value};
use crate::{Fault, Limit, Outcome};
use serde::{Deserialize, Serialize};

/// Bytes of an answer that is read here where nothing as large is expected; the judge reads a larger one.
const LARGEST: usize = 64 << 10;

/// Characters of an output that are kept as they are.
const LONGEST: usize = 200;

/// What a call returned, as `guest/crossing.py` counts it.
const OPAQUE: i64 = 0;
const VALUE: i64 = 1;
const ITERATOR: i64 = 2;
const ARGUMENT: i64 = 3;
const BASE: i64 = 6;

/// The answer to a call.
enum Answer {
    /// It returned: the kind of its value, the value, and what became of the arguments where it could change one.
    Returned(i64, Value, Value),
    /// It raised: the built-in type behind the exception, and the exception.
    Raised(String, Fault),
}

impl Answer {
    /// Reads an answer that was checked; nothing where it is too large.
    fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LARGEST {
            return None;
        }
        Self::read_whole(bytes)
    }

    /// Reads an answer of any size that was checked.
    fn read_whole(bytes: &[u8]) -> Option<Self> {
        let Value::Tuple(parts) = Cursor::new(bytes).value()? else {
            return None;
        };
        let mut parts = parts.into_iter();
        if parts.next()? == Value::Bool(true) {
            let Value::Int(kind) = parts.next()? else {
                return None;
            };
            return Some(Self::Returned(kind, parts.next()?, parts.next()?));
        }
        let base = text(parts.next()?)?;
        let message = text(parts.next()?)?;
        let kind = text(parts.next()?)?;
        Some(Self::Raised(base, Fault { kind, message }))
    }

    /// The value that a test sees; nothing where the host has none.
    fn into_value(self) -> Option<Value> {
        match self {
            Self::Returned(VALUE, value, _) => Some(value),
            Self::Returned(ARGUMENT, Value::Int(place), Value::List(mut changed)) => {
                let place = usize::try_from(place).ok()?;
                (place < changed.len()).then(|| changed.swap_remove(place))
            }
            _ => None,
        }
    }
}

/// Says whether the bytes tell of an iterator, which has been read by nobody.
pub(crate) fn is_iterator(answer: &[u8]) -> bool {
    matches!(Answer::read(answer), Some(Answer::Returned(ITERATOR, _, _)))
}

fn text(value: Value) -> Option<String> {
    let Value::Text(bytes) = value else {
        return None;
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// One assertion about the answer to a call with literal arguments.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Assertion {
    /// The call.
    pub(crate) request: Vec<u8>,
    pub(crate) relation: Relation,
    /// The value that it is compared with, marshalled.
    pub(crate) expected: Vec<u8>,
    /// What the assertion says where it fails.
    pub(crate) message: String,
}

/// How an answer is compared.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Relation {
    Equal,
    Unequal,
    Is,
    IsNot,
    Truthy,
    Falsy,
    /// Equal, or floats that are no farther apart than this and a ten millionth.
    Near(f64),
}

impl Relation {
    /// The relation with a number of `guest/calls.py`.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        let all = [
            Self::Equal,
            Self::Unequal,
            Self::Is,
            Self::IsNot,
            Self::Truthy,
            Self::Falsy,
        ];
        all.get(usize::from(number)).copied()
    }
}

impl Assertion {
    /// Decides the test by the answer to its call, where this is certain to be what a judge would say.
    pub(crate) fn decide(&self, answer: &[u8]) -> Option<Outcome> {
        // An equal value takes up to nine times the bytes: `True` is one, and `1.0` nine.
        let is_read = answer.len() <= LARGEST.max(9 * self.expected.len());
        let answer = is_read.then(|| Answer::read_whole(answer)).flatten()?;
        let holds = match answer {
            Answer::Raised(base, fault) if base == "AssertionError" => {
                return Some(Outcome::Failed(fault));
            }
            Answer::Raised(_, fault) => return Some(Outcome::Raised(fault)),
            Answer::Returned(OPAQUE | ITERATOR, ..) => self.holds_for_an_object()?,
            Answer::Returned(BASE, Value::Tuple(held), _) => self.holds_for_what_is_held(&held)?,
            returned @ Answer::Returned(..) => self.holds_for(&returned.into_value()?)?,
        };
        Some(if holds {
            Outcome::Passed
        } else {
            Outcome::Failed(Fault {
                kind: "AssertionError".to_owned(),
                message: self.message.clone(),
            })
        })
    }

    fn holds_for(&self, value: &Value) -> Option<bool> {
        Some(match self.relation {
            Relation::Equal => value.equals(&self.expected()?)?,
            Relation::Unequal => !value.equals(&self.expected()?)?,
            Relation::Is => *value == self.expected()?,
            Relation::IsNot => *value != self.expected()?,
            Relation::Truthy => value.is_truthy()?,
            Relation::Falsy => !value.is_truthy()?,
            Relation::Near(tolerance) => value.is_near(&self.expected()?, tolerance)?,
        })
    }

    /// An object is none of the singletons, and what its own class says of being equal to a plain value does not
    /// count.
    fn holds_for_an_object(&self) -> Option<bool> {
        match self.relation {
            Relation::Equal | Relation::Is | Relation::Near(_) => Some(false),
            Relation::IsNot => Some(true),
            Relation::Unequal | Relation::Truthy | Relation::Falsy => None,
        }
    }

    /// An instance of a class derived from a plain type is equal to nothing but what the plain value in it equals;
    /// whether it is equal to that only the candidate can tell.
    fn holds_for_what_is_held(&self, held: &[Value]) -> Option<bool> {
        match (self.relation, held.first()?.equals(&self.expected()?)) {
            (Relation::Equal, Some(false)) => Some(false),
            (Relation::Equal | Relation::Near(_), _) => None,
            _ => self.holds_for_an_object(),
        }
    }

    fn expected(&self) -> Option<Value> {
        Value::read(&self.expected)
    }
}

/// The plain value that a call gave, or the outcome of one that gave none.
pub(crate) fn given(answer: &[u8]) -> Result<Value, Outcome> {
    let value = match Answer::read_whole(answer) {
        Some(Answer::Raised(_, fault)) => return Err(Outcome::Raised(fault)),
        Some(returned) => returned.into_value(),
        None => None,
    };
    value.ok_or_else(|| Outcome::Crashed("a value that does not cross".to_owned()))
}

/// What came of a call, as text: its value with its type, the type of its exception after `!`, or how it was
/// stopped after `! `. Equal texts are the same behaviour.
pub(crate) fn output(answer: &Result<Vec<u8>, Outcome>) -> String {
    match answer {
        Ok(bytes) => match Answer::read(bytes) {
            Some(answer) => bounded(describe(answer)),
            None => format!("large {}", &sha256(&[bytes])[..16]),
        },
        Err(Outcome::LimitReached(Limit::Time)) => "! time".to_owned(),
        Err(Outcome::LimitReached(Limit::Memory)) => "! memory".to_owned(),
        Err(Outcome::LimitReached(Limit::Output)) => "! output".to_owned(),
        Err(Outcome::Raised(fault)) => format!("!{}", fault.kind),
        Err(_) => "! crash".to_owned(),
    }
}

fn describe(answer: Answer) -> String {
    match answer {
        Answer::Raised(_, fault) => format!("!{}", fault.kind),
        Answer::Returned(VALUE, Value::None, changed @ Value::List(_)) => {
            format!("None, leaving {}", changed.canonical())
        }
        Answer::Returned(OPAQUE | ITERATOR, Value::Text(text), _) => {
            String::from_utf8_lossy(&text).into_owned()
        }
        Answer::Returned(BASE, Value::Tuple(mut parts), _) => {
            parts.pop().and_then(text).unwrap_or_default()
        }
        returned @ Answer::Returned(..) => returned
            .into_value()
            .map_or_else(|| "object".to_owned(), |value| value.canonical()),
    }
}

/// Keeps the beginning of a long text, and a digest that stands for the rest.
pub(crate) fn bounded(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => {
            format!("{}… {}", &text[..end], &sha256(&[text.as_bytes()])[..16])
        }
    }
}
