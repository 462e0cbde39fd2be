//! Values as Python source.

use super::{Array, Item, Value};
use std::fmt;

impl fmt::Display for Value {
    /// Writes the value as a Python expression.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("None"),
            Self::Bool(true) => formatter.write_str("True"),
            Self::Bool(false) => formatter.write_str("False"),
            Self::Int(value) => write!(formatter, "{value}"),
            Self::Long(negative, digits) => long(formatter, *negative, digits),
            Self::Float(value) => float(formatter, *value),
            Self::Complex(real, imaginary) => {
                formatter.write_str("complex(")?;
                float(formatter, *real)?;
                formatter.write_str(", ")?;
                float(formatter, *imaginary)?;
                formatter.write_str(")")
            }
            Self::Text(text) => quoted(formatter, text),
            Self::Bytes(bytes) => write!(formatter, "b\"{}\"", bytes.escape_ascii()),
            Self::List(items) => list(formatter, "[", items, "]"),
            Self::Tuple(items) if items.len() == 1 => write!(formatter, "({},)", items[0]),
            Self::Tuple(items) => list(formatter, "(", items, ")"),
            Self::Set(items) if items.is_empty() => formatter.write_str("set()"),
            Self::Set(items) => list(formatter, "{", items, "}"),
            Self::FrozenSet(items) => list(formatter, "frozenset([", items, "])"),
            Self::Library(name, parts) => {
                if let Some(array) = Array::read(self) {
                    return shaped(formatter, name, parts, &array);
                }
                formatter.write_str(name)?;
                list(formatter, "(", parts, ")")
            }
            Self::Dict(pairs) => {
                formatter.write_str("{")?;
                for (place, (key, value)) in pairs.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    write!(formatter, "{comma}{key}: {value}")?;
                }
                formatter.write_str("}")
            }
        }
    }
}

fn list(
    formatter: &mut fmt::Formatter<'_>,
    open: &str,
    items: &[Value],
    close: &str,
) -> fmt::Result {
    formatter.write_str(open)?;
    for (place, item) in items.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        write!(formatter, "{comma}{item}")?;
    }
    formatter.write_str(close)
}

fn float(formatter: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_finite() {
        write!(formatter, "{value:?}")
    } else {
        write!(formatter, "float('{value}')")
    }
}

/// An array, as what makes one like it.
fn shaped(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    parts: &[Value],
    array: &Array,
) -> fmt::Result {
    let maker = match name {
        "tensor" => "torch.tensor",
        "eager" => "tf.constant",
        _ => "np.array",
    };
    write!(formatter, "{maker}(")?;
    nested(formatter, array, array.shape(), &mut 0)?;
    let [code, shape, order, content, ..] = parts else {
        return formatter.write_str(")");
    };
    write!(formatter, ", dtype={code}")?;
    if array.is_empty() {
        write!(formatter, ", shape={shape}")?;
    }
    if !matches!(order, Value::Text(order) if order == b"C") {
        write!(formatter, ", order={order}")?;
    }
    if array.get(0).is_none() && !array.is_empty() {
        write!(formatter, ", buffer={content}")?;
    }
    formatter.write_str(")")
}

fn nested(
    formatter: &mut fmt::Formatter<'_>,
    array: &Array,
    shape: &[usize],
    place: &mut usize,
) -> fmt::Result {
    let Some((length, rest)) = shape.split_first() else {
        let item = array.get(*place);
        *place += 1;
        return match item {
            Some(Item::Bool(truth)) => write!(formatter, "{}", Value::Bool(truth)),
            Some(Item::Int(number)) => write!(formatter, "{number}"),
            Some(Item::Float(number)) => float(formatter, number),
            None => formatter.write_str("..."),
        };
    };
    formatter.write_str("[")?;
    for item in 0..*length {
        formatter.write_str(if item == 0 { "" } else { ", " })?;
        nested(formatter, array, rest, place)?;
    }
    formatter.write_str("]")
}

/// Hexadecimal, since digits of 15 bits make no others without arithmetic.
fn long(formatter: &mut fmt::Formatter<'_>, negative: bool, digits: &[u16]) -> fmt::Result {
    let bits = digits
        .iter()
        .flat_map(|digit| (0..15).map(move |bit| digit >> bit & 1));
    let bits: Vec<u16> = bits.collect();
    let nibbles = bits.chunks(4).map(|bits| {
        bits.iter()
            .rev()
            .fold(0_u32, |sum, bit| sum << 1 | u32::from(*bit))
    });
    let text: String = nibbles.filter_map(|it| char::from_digit(it, 16)).collect();
    let text: String = text.trim_end_matches('0').chars().rev().collect();
    write!(formatter, "{}0x{text}", if negative { "-" } else { "" })
}

fn quoted(formatter: &mut fmt::Formatter<'_>, mut text: &[u8]) -> fmt::Result {
    formatter.write_str("\"")?;
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            escaped(formatter, letter)?;
        }
        text = &text[chunk.valid().len()..];
        if let [0xed, high, low, ..] = *text {
            let surrogate = 0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f);
            write!(formatter, "\\u{surrogate:04x}")?;
        }
        text = &text[chunk.invalid().len()..];
    }
    formatter.write_str("\"")
}

fn escaped(formatter: &mut fmt::Formatter<'_>, letter: char) -> fmt::Result {
    match letter {
        '"' => formatter.write_str("\\\""),
        '\\' => formatter.write_str("\\\\"),
        '\n' => formatter.write_str("\\n"),
        letter if letter.is_control() => write!(formatter, "\\U{:08x}", letter as u32),
        letter => write!(formatter, "{letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_written_as_python() {
        for (value, source) in [
            (Value::None, "None"),
            (Value::Float(1.0), "1.0"),
            (Value::Float(f64::NEG_INFINITY), "float('-inf')"),
            (
                Value::Long(true, vec![0x7fff, 0, 0, 0, 0x10]),
                "-0x10000000000007fff",
            ),
            (Value::text("a\"b\\\n"), r#""a\"b\\\n""#),
            (Value::Text(b"a\xed\xa0\x80b".to_vec()), r#""a\ud800b""#),
            (Value::Bytes(vec![0, b'a', b'"']), r#"b"\x00a\"""#),
            (Value::Tuple(vec![Value::Int(1)]), "(1,)"),
            (Value::Set(Vec::new()), "set()"),
            (
                Value::Dict(vec![(Value::Int(1), Value::List(vec![Value::Bool(true)]))]),
                "{1: [True]}",
            ),
        ] {
            assert_eq!(value.to_string(), source);
        }
    }
}
