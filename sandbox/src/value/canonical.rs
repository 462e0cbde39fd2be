//! Values as text that is the same for what is taken to be the same behaviour.

use super::Value;
use super::array::contents;
use std::fmt::Write;

impl Value {
    /// The value with its type: floats to six digits, sets and dictionaries without order.
    pub(crate) fn canonical(&self) -> String {
        let mut text = String::new();
        self.write_canonical(&mut text);
        text
    }

    fn write_canonical(&self, text: &mut String) {
        match self {
            Self::Float(value) => write_float(text, *value),
            Self::Complex(real, imaginary) => {
                text.push_str("complex(");
                write_float(text, *real);
                text.push_str(", ");
                write_float(text, *imaginary);
                text.push(')');
            }
            Self::List(items) => write_items(text, "[", items, "]"),
            Self::Tuple(items) => write_items(text, "(", items, ")"),
            Self::Set(items) => write_sorted(text, "{", items.iter().map(Self::canonical), "}"),
            Self::FrozenSet(items) => {
                write_sorted(text, "frozenset(", items.iter().map(Self::canonical), ")");
            }
            Self::Dict(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(key, value)| format!("{}: {}", key.canonical(), value.canonical()));
                write_sorted(text, "dict(", pairs, ")");
            }
            Self::Library(name, parts) => {
                text.push_str(name);
                if let Some((head, items)) = contents(name, parts) {
                    text.push(' ');
                    text.push_str(&head);
                    return write_items(text, "[", &items, "]");
                }
                write_items(text, "(", parts, ")");
            }
            plain => {
                let _ = write!(text, "{plain}");
            }
        }
    }
}

/// Six significant digits; negative zero is zero.
fn write_float(text: &mut String, value: f64) {
    let value = if value == 0.0 { 0.0 } else { value };
    let _ = match format!("{value:.5e}").parse::<f64>() {
        Ok(rounded) => write!(text, "{rounded:?}"),
        Err(_) => write!(text, "{value}"),
    };
}

fn write_items(text: &mut String, open: &str, items: &[Value], close: &str) {
    text.push_str(open);
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        item.write_canonical(text);
    }
    text.push_str(close);
}

fn write_sorted(text: &mut String, open: &str, items: impl Iterator<Item = String>, close: &str) {
    let mut items: Vec<String> = items.collect();
    items.sort_unstable();
    let _ = write!(text, "{open}{}{close}", items.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_and_order_is_forgotten_where_there_is_none() {
        let third = Value::Float(1.0 / 3.0);
        let near = Value::Float(0.333_333_34);
        assert_eq!(third.canonical(), near.canonical());
        assert_eq!(Value::Float(-0.0).canonical(), "0.0");
        assert_eq!(Value::Float(f64::NAN).canonical(), "NaN");
        let (one, two) = (Value::Int(1), Value::Int(2));
        let set = |items: [&Value; 2]| Value::Set(items.map(Clone::clone).to_vec()).canonical();
        assert_eq!(set([&one, &two]), set([&two, &one]));
        assert_ne!(Value::Int(1).canonical(), Value::Float(1.0).canonical());
        assert_ne!(Value::Bool(true).canonical(), Value::Int(1).canonical());
    }
}
