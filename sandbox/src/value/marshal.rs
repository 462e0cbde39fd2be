//! Values as bytes of Python's `marshal`, version 2: reads what was checked before, and writes what
//! `marshal.loads` reads.

use super::Value;

/// Reads marshalled values that [`check`](crate::judging::check) let pass; on any other bytes it gives nothing.
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.bytes.split_at_checked(count)?;
        self.bytes = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<i32> {
        self.array().map(i32::from_le_bytes)
    }

    fn float(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    fn counted(&mut self) -> Option<Vec<u8>> {
        let count = usize::try_from(self.number()?).ok()?;
        self.take(count).map(<[u8]>::to_vec)
    }

    fn items(&mut self) -> Option<Vec<Value>> {
        (0..self.number()?).map(|_| self.value()).collect()
    }

    /// Reads the next value.
    pub(crate) fn value(&mut self) -> Option<Value> {
        let tag = self.take(1)?[0];
        self.tagged(tag)
    }

    fn tagged(&mut self, tag: u8) -> Option<Value> {
        Some(match tag {
            b'N' => Value::None,
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            b'i' => Value::Int(self.number()?.into()),
            b'l' => self.long()?,
            b'g' => Value::Float(self.float()?),
            b'y' => Value::Complex(self.float()?, self.float()?),
            b's' => Value::Bytes(self.counted()?),
            b'u' | b't' => Value::Text(self.counted()?),
            b'(' => self.tuple()?,
            b'[' => Value::List(self.items()?),
            b'<' => Value::Set(self.items()?),
            b'>' => Value::FrozenSet(self.items()?),
            b'{' => Value::Dict(self.pairs()?),
            _ => return None,
        })
    }

    /// A tuple, or, where it begins with an ellipsis, a value of the library with its name and its parts.
    fn tuple(&mut self) -> Option<Value> {
        let count = self.number()?;
        if self.bytes.first() != Some(&b'.') {
            return (0..count)
                .map(|_| self.value())
                .collect::<Option<_>>()
                .map(Value::Tuple);
        }
        self.take(1)?;
        let Value::Text(name) = self.value()? else {
            return None;
        };
        let parts: Option<Vec<Value>> = (2..count).map(|_| self.value()).collect();
        Some(Value::Library(String::from_utf8(name).ok()?, parts?))
    }

    fn pairs(&mut self) -> Option<Vec<(Value, Value)>> {
        let mut pairs = Vec::new();
        loop {
            let tag = self.take(1)?[0];
            if tag == b'0' {
                return Some(pairs);
            }
            pairs.push((self.tagged(tag)?, self.value()?));
        }
    }

    fn long(&mut self) -> Option<Value> {
        let count = self.number()?;
        let bytes = self.take(2 * count.unsigned_abs() as usize)?;
        let digits = bytes
            .chunks_exact(2)
            .map(|digit| u16::from_le_bytes([digit[0], digit[1]]));
        Some(integer(count < 0, digits.collect()))
    }
}

/// The integer with these digits of 15 bits, in the one form that it has.
fn integer(negative: bool, digits: Vec<u16>) -> Value {
    let small = digits.iter().rev().try_fold(0_i64, |sum, digit| {
        let sum = sum.checked_mul(1 << 15)?;
        let digit = i64::from(*digit);
        sum.checked_add(if negative { -digit } else { digit })
    });
    small.map_or(Value::Long(negative, digits), Value::Int)
}

impl Value {
    /// Reads one value that was checked; nothing where the bytes hold none, or more than one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let value = cursor.value()?;
        cursor.bytes.is_empty().then_some(value)
    }

    /// Writes the value for `marshal.loads`.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::None => bytes.push(b'N'),
            Self::Bool(true) => bytes.push(b'T'),
            Self::Bool(false) => bytes.push(b'F'),
            Self::Int(value) => write_int(bytes, *value),
            Self::Long(negative, digits) => write_long(bytes, *negative, digits),
            Self::Float(value) => write_floats(bytes, b'g', &[*value]),
            Self::Complex(real, imaginary) => write_floats(bytes, b'y', &[*real, *imaginary]),
            Self::Text(text) => write_counted(bytes, b'u', text),
            Self::Bytes(content) => write_counted(bytes, b's', content),
            Self::List(items) => write_items(bytes, b'[', items),
            Self::Tuple(items) => write_items(bytes, b'(', items),
            Self::Set(items) => write_items(bytes, b'<', items),
            Self::FrozenSet(items) => write_items(bytes, b'>', items),
            Self::Library(name, parts) => {
                bytes.push(b'(');
                write_count(bytes, parts.len() + 2);
                bytes.push(b'.');
                write_counted(bytes, b'u', name.as_bytes());
                for part in parts {
                    part.write(bytes);
                }
            }
            Self::Dict(pairs) => {
                bytes.push(b'{');
                for (key, value) in pairs {
                    key.write(bytes);
                    value.write(bytes);
                }
                bytes.push(b'0');
            }
        }
    }
}

fn write_int(bytes: &mut Vec<u8>, value: i64) {
    if let Ok(small) = i32::try_from(value) {
        bytes.push(b'i');
        bytes.extend(small.to_le_bytes());
        return;
    }
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push((rest & 0x7fff) as u16);
        rest >>= 15;
    }
    write_long(bytes, value < 0, &digits);
}

fn write_long(bytes: &mut Vec<u8>, negative: bool, digits: &[u16]) {
    bytes.push(b'l');
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    bytes.extend((if negative { -count } else { count }).to_le_bytes());
    bytes.extend(digits.iter().flat_map(|digit| digit.to_le_bytes()));
}

fn write_floats(bytes: &mut Vec<u8>, tag: u8, values: &[f64]) {
    bytes.push(tag);
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

fn write_counted(bytes: &mut Vec<u8>, tag: u8, content: &[u8]) {
    bytes.push(tag);
    write_count(bytes, content.len());
    bytes.extend(content);
}

fn write_items(bytes: &mut Vec<u8>, tag: u8, items: &[Value]) {
    bytes.push(tag);
    write_count(bytes, items.len());
    for item in items {
        item.write(bytes);
    }
}

/// Writes a length.
fn write_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_integer_has_one_form() {
        for value in [0, 1, -1, i64::from(i32::MAX) + 1, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            Value::Int(value).write(&mut bytes);
            assert_eq!(Value::read(&bytes), Some(Value::Int(value)), "{value}");
        }
        let beyond = Value::Long(false, vec![0, 0, 0, 0, 8]);
        assert_eq!(integer(false, vec![0, 0, 0, 0, 8]), beyond);
        assert_eq!(integer(true, vec![0, 0, 0, 0, 8]), Value::Int(i64::MIN));
    }

    /// Any value without a NaN, which equals nothing.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::None),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            (-1e9..1e9).prop_map(Value::Float),
            any::<String>().prop_map(|text| Value::text(&text)),
            any::<Vec<u8>>().prop_map(Value::Bytes),
            any::<bool>().prop_map(|negative| Value::Long(negative, vec![1, 2, 3, 4, 0x7fff])),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let items = || proptest::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                items().prop_map(Value::List),
                items().prop_map(Value::Tuple),
                items().prop_map(|parts| Value::Library("Decimal".to_owned(), parts)),
                proptest::collection::vec((any::<i64>().prop_map(Value::Int), inner.clone()), 0..4)
                    .prop_map(Value::Dict),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_passes_the_check_and_is_read_back(value in value()) {
            let mut bytes = Vec::new();
            value.write(&mut bytes);
            prop_assert!(crate::judging::check(&bytes).is_ok());
            prop_assert_eq!(Value::read(&bytes), Some(value));
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            let _ = Value::read(&bytes);
        }
    }
}
