//! Arrays and tensors, as they cross: `ndarray` (type, shape, order, bytes, whether it can be written to), `tensor` of torch and
//! `eager` of TensorFlow (type, shape, order, bytes) and `scalar` (type, bytes).

use super::Value;

/// Items of an array, so that nobody makes a small message of a large one.
const MOST: usize = 1 << 31;

/// What the items of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Items {
    pub(super) kind: Kind,
    /// Bytes of an item.
    pub(super) size: usize,
    pub(super) big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Truth,
    Signed,
    Unsigned,
    Float,
    /// The upper half of a float of four bytes.
    BrainFloat,
    Complex,
    /// Dates, texts and bytes, which are told apart by their bytes alone.
    Other,
}

impl Items {
    /// The items that a type of numpy stands for, such as `<f8` or `<M8[ns]`; nothing for one of which no value crosses.
    fn of_numpy(code: &str) -> Option<Self> {
        let (order, rest) = (code.chars().next()?, code.get(1..)?);
        let (letter, rest) = (rest.chars().next()?, rest.get(1..)?);
        let digits = rest.split('[').next()?;
        let count: usize = digits.parse().ok().filter(|_| digits.len() <= 9)?;
        let kind = match (letter, count) {
            ('b', 1) => Kind::Truth,
            ('i', 1 | 2 | 4 | 8) => Kind::Signed,
            ('u', 1 | 2 | 4 | 8) => Kind::Unsigned,
            ('f', 2 | 4 | 8) => Kind::Float,
            ('c', 8 | 16) => Kind::Complex,
            ('f', 12 | 16) | ('c', 24 | 32) | ('m' | 'M', 8) | ('S' | 'U', 1..) => Kind::Other,
            _ => return None,
        };
        let has_unit = rest.len() > digits.len();
        if !matches!(order, '<' | '>' | '|') || has_unit && !matches!(letter, 'm' | 'M') {
            return None;
        }
        Some(Self {
            kind,
            size: if letter == 'U' { 4 * count } else { count },
            big_endian: order == '>',
        })
    }

    /// The items that a type of torch stands for.
    fn of_torch(name: &str) -> Option<Self> {
        let (kind, size) = match name {
            "bool" => (Kind::Truth, 1),
            "uint8" => (Kind::Unsigned, 1),
            "int8" => (Kind::Signed, 1),
            "int16" => (Kind::Signed, 2),
            "int32" => (Kind::Signed, 4),
            "int64" => (Kind::Signed, 8),
            "bfloat16" => (Kind::BrainFloat, 2),
            "float16" => (Kind::Float, 2),
            "float32" => (Kind::Float, 4),
            "float64" => (Kind::Float, 8),
            "complex64" => (Kind::Complex, 8),
            "complex128" => (Kind::Complex, 16),
            _ => return None,
        };
        Some(Self {
            kind,
            size,
            big_endian: false,
        })
    }

    /// The items of an array of this library.
    pub(super) fn of(name: &str, code: &str) -> Option<Self> {
        match name {
            "tensor" | "eager" => Self::of_torch(code),
            _ => Self::of_numpy(code),
        }
    }

    /// Writes floats to as many digits as their type lets be told apart from what rounding leaves, and takes for zero what
    /// is nothing beside the largest. `zygote/framework_texts.py` has the same numbers.
    fn settle(self, values: &mut [Value]) {
        let (digits, least) = match (self.kind, self.size) {
            (Kind::Float, 8) => (6, 2e-15),
            (Kind::Float, 4) => (4, 1e-6),
            (Kind::Float | Kind::BrainFloat, 2) => (2, 1e-2),
            _ => return,
        };
        let finite = values.iter().filter_map(|value| match value {
            Value::Float(number) if number.is_finite() => Some(number.abs()),
            _ => None,
        });
        let largest = finite.fold(0.0, f64::max);
        for value in values {
            if let Value::Float(number) = value
                && number.is_finite()
            {
                let settled = format!("{number:.*e}", digits - 1)
                    .parse()
                    .unwrap_or(*number);
                *number = if number.abs() <= least * largest {
                    0.0
                } else {
                    settled
                };
            }
        }
    }

    /// One item as a value.
    pub(super) fn value(self, item: &[u8]) -> Value {
        let mut bytes = item.to_vec();
        if self.big_endian && self.kind != Kind::Complex && self.kind != Kind::Other {
            bytes.reverse();
        }
        let unsigned = || {
            let bytes = bytes.iter().rev();
            bytes.fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        };
        match self.kind {
            Kind::Truth => Value::Bool(unsigned() != 0),
            Kind::Signed => Value::Int(signed(unsigned(), self.size)),
            Kind::Unsigned => i64::try_from(unsigned())
                .map_or_else(|_| Value::text(&unsigned().to_string()), Value::Int),
            Kind::Float | Kind::BrainFloat => Value::Float(self.float(unsigned())),
            Kind::Complex if !self.big_endian => {
                let half = Self {
                    kind: Kind::Float,
                    size: self.size / 2,
                    big_endian: false,
                };
                let (real, imaginary) = item.split_at(half.size);
                match (half.value(real), half.value(imaginary)) {
                    (Value::Float(real), Value::Float(imaginary)) => {
                        Value::Complex(real, imaginary)
                    }
                    _ => Value::Bytes(bytes),
                }
            }
            Kind::Complex | Kind::Other => Value::Bytes(bytes),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the bits above those of the type are zero"
    )]
    fn float(self, bits: u64) -> f64 {
        match (self.kind, self.size) {
            (Kind::BrainFloat, _) => f32::from_bits((bits as u32) << 16).into(),
            (_, 2) => half(bits as u16),
            (_, 4) => f32::from_bits(bits as u32).into(),
            _ => f64::from_bits(bits),
        }
    }
}

/// The whole number that the lower bytes stand for.
fn signed(bits: u64, size: usize) -> i64 {
    let unused = 64 - 8 * size.clamp(1, 8);
    (bits << unused).cast_signed() >> unused
}

/// A float of two bytes.
fn half(bits: u16) -> f64 {
    let (sign, exponent, fraction) = (bits >> 15, bits >> 10 & 31, f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction / 1024.0 * 2.0_f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1.0 + fraction / 1024.0) * 2.0_f64.powi(i32::from(exponent) - 15),
    };
    if sign == 1 { -size } else { size }
}

/// Says whether the parts of an array, a tensor or a scalar fit together; what is none of these always does.
pub(crate) fn is_sound(name: &[u8], parts: &[Value]) -> bool {
    match (name, parts) {
        (b"ndarray", [Value::Text(code), shape, order, content, Value::Bool(_)]) => {
            let count = count(shape);
            match content {
                Value::List(items) => code == b"O" && is_order(order) && count == Some(items.len()),
                content => is_order(order) && fits(numpy(code), count, content),
            }
        }
        (b"tensor" | b"eager", [Value::Text(code), shape, order, content]) => {
            let items = std::str::from_utf8(code).ok().and_then(Items::of_torch);
            is_order(order) && fits(items, count(shape), content)
        }
        (b"scalar", [Value::Text(code), content]) => fits(numpy(code), Some(1), content),
        (b"dtype", [Value::Text(code)]) => numpy(code).is_some(),
        (name, _) => !matches!(
            name,
            b"ndarray" | b"tensor" | b"eager" | b"scalar" | b"dtype"
        ),
    }
}

fn numpy(code: &[u8]) -> Option<Items> {
    std::str::from_utf8(code).ok().and_then(Items::of_numpy)
}

fn is_order(value: &Value) -> bool {
    matches!(value, Value::Text(order) if matches!(&order[..], b"C" | b"F" | b"A"))
}

/// The number of items of a shape.
fn count(shape: &Value) -> Option<usize> {
    let Value::Tuple(lengths) = shape else {
        return None;
    };
    let mut count = 1_usize;
    let mut largest = 1_usize;
    for length in lengths {
        let Value::Int(length) = length else {
            return None;
        };
        let length = usize::try_from(*length).ok()?;
        count = count.checked_mul(length)?;
        largest = largest
            .checked_mul(length.max(1))
            .filter(|it| *it <= MOST)?;
    }
    Some(count)
}

fn fits(items: Option<Items>, count: Option<usize>, content: &Value) -> bool {
    let (Some(items), Some(count), Value::Bytes(bytes)) = (items, count, content) else {
        return false;
    };
    count.checked_mul(items.size) == Some(bytes.len())
}

/// What an array, a tensor or a scalar holds, each item a value, after its type and shape; nothing for what is none.
pub(super) fn contents(name: &str, parts: &[Value]) -> Option<(String, Vec<Value>)> {
    let (code, shape, content) = match (name, parts) {
        ("ndarray", [code, shape, _, content, _])
        | ("tensor" | "eager", [code, shape, _, content]) => (code, Some(shape), content),
        ("scalar", [code, content]) => (code, None, content),
        _ => return None,
    };
    let Value::Text(code) = code else { return None };
    let code = std::str::from_utf8(code).ok()?;
    let shown = code.trim_start_matches(['<', '>', '|']);
    let head = shape.map_or_else(|| format!("{shown} "), |shape| format!("{shown} {shape} "));
    let values = match content {
        Value::List(items) => items.clone(),
        Value::Bytes(bytes) => {
            let items = Items::of(name, code)?;
            let values = bytes.chunks(items.size).map(|it| items.value(it));
            let mut values: Vec<Value> = values.collect();
            items.settle(&mut values);
            values
        }
        _ => return None,
    };
    Some((head, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(code: &str, shape: &[i64], bytes: &[u8]) -> Value {
        let shape = shape.iter().map(|it| Value::Int(*it)).collect();
        let parts = vec![
            Value::text(code),
            Value::Tuple(shape),
            Value::text("C"),
            Value::Bytes(bytes.to_vec()),
            Value::Bool(true),
        ];
        Value::Library("ndarray".to_owned(), parts)
    }

    fn sound(value: &Value) -> bool {
        matches!(value, Value::Library(name, parts) if is_sound(name.as_bytes(), parts))
    }

    #[test]
    fn an_array_has_as_many_bytes_as_its_type_and_shape_say() {
        assert!(sound(&array("<f8", &[2], &[0; 16])));
        assert!(sound(&array("<U2", &[2], &[0; 16])));
        assert!(sound(&array("<M8[ns]", &[1], &[0; 8])));
        assert!(sound(&array("<i4", &[0, 3], &[])));
        for (code, shape, bytes) in [
            ("<f8", &[2][..], 15),
            ("<f8", &[-1], 8),
            ("|O8", &[1], 8),
            ("|V8", &[1], 8),
            ("<f8[ns]", &[1], 8),
            ("<U0", &[4], 0),
            ("<i4", &[0, 1 << 40], 0),
            ("f", &[1], 8),
            ("", &[1], 8),
        ] {
            assert!(!sound(&array(code, shape, &vec![0; bytes])), "{code}");
        }
    }

    #[test]
    fn an_array_is_written_with_its_type_its_shape_and_six_digits() {
        let floats = [0.1_f64 + 0.2, -0.0, f64::NAN].map(f64::to_le_bytes);
        assert_eq!(
            array("<f8", &[3], &floats.concat()).canonical(),
            "ndarray f8 (3,) [0.3, 0.0, NaN]"
        );
        let whole = [-1_i16, 2].map(i16::to_be_bytes).concat();
        assert_eq!(
            array(">i2", &[1, 2], &whole).canonical(),
            "ndarray i2 (1, 2) [-1, 2]"
        );
        let singles = [1.234_567_f32, 1e-9].map(f32::to_le_bytes).concat();
        assert_eq!(
            array("<f4", &[2], &singles).canonical(),
            "ndarray f4 (2,) [1.235, 0.0]"
        );
        let halves = [0x3c00_u16, 0xc500, 0x7c00].map(u16::to_le_bytes).concat();
        assert_eq!(
            array("<f2", &[3], &halves).canonical(),
            "ndarray f2 (3,) [1.0, -5.0, inf]"
        );
    }
}
