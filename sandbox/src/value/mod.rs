//! Plain Python values, as they cross between judge, host and candidate.

mod array;
mod canonical;
mod equal;
mod marshal;
mod near;
mod shaped;
mod source;

pub(crate) use array::is_sound;
pub(crate) use marshal::Cursor;
pub use shaped::{Array, Item};

use serde::{Deserialize, Serialize};

/// A plain value: what a call may get and give across the sandbox's border.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer that 64 bits hold.
    Int(i64),
    /// Any other integer: whether it is negative, and its digits of 15 bits, the lowest first.
    Long(bool, Vec<u16>),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
    /// A string: UTF-8, in which surrogates may stand.
    Text(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// A dictionary, in its order.
    Dict(Vec<(Value, Value)>),
    /// A set.
    Set(Vec<Value>),
    /// A frozenset.
    FrozenSet(Vec<Value>),
    /// A value of another type of the standard library: the type's name, and the parts that it is made of.
    Library(String, Vec<Value>),
}

impl Value {
    /// Says whether Python takes the value for true; nothing where this is not certain here.
    pub(crate) fn is_truthy(&self) -> Option<bool> {
        Some(match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Long(..) => true,
            Self::Float(value) => *value != 0.0,
            Self::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
            Self::Text(bytes) | Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(items) | Self::Tuple(items) | Self::Set(items) | Self::FrozenSet(items) => {
                !items.is_empty()
            }
            Self::Dict(pairs) => !pairs.is_empty(),
            Self::Library(..) => return None,
        })
    }

    /// Says whether a value of the library is in it.
    pub(crate) fn has_library(&self) -> bool {
        match self {
            Self::Library(..) => true,
            Self::List(items) | Self::Tuple(items) | Self::Set(items) | Self::FrozenSet(items) => {
                items.iter().any(Self::has_library)
            }
            Self::Dict(pairs) => {
                (pairs.iter()).any(|(key, it)| key.has_library() || it.has_library())
            }
            _ => false,
        }
    }

    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}
