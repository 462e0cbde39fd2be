//! Arrays as something that can be read and changed: what inputs are made of.

use super::Value;
use super::array::{Items, Kind, is_sound};

/// An array of numpy, or a tensor of torch or TensorFlow.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The name that it crosses by.
    library: String,
    /// The type of its items: `<f8` in numpy, `float64` in torch.
    code: String,
    shape: Vec<usize>,
    /// How it lies in memory.
    order: Order,
    contents: Contents,
    items: Option<Items>,
}

#[derive(Clone, Debug, PartialEq)]
enum Contents {
    Bytes(Vec<u8>),
    Objects(Vec<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    C,
    F,
    Spread,
}

/// What an item of an array is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A float of four or eight bytes.
    Float(f64),
}

/// For each type of items the one that calculations often meet in its place: in numpy, and in torch.
const CASTS: [(&str, &str); 10] = [
    ("<f8", "<f4"),
    ("<f4", "<f8"),
    ("<i8", "<i4"),
    ("<i4", "<i8"),
    ("<i8", "<f8"),
    ("float32", "float64"),
    ("float64", "float32"),
    ("int64", "int32"),
    ("int32", "int64"),
    ("int64", "float32"),
];

impl Array {
    /// Reads an array whose parts fit together; nothing where the value is none.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let Value::Library(library, parts) = value else {
            return None;
        };
        let (
            "ndarray" | "tensor" | "eager",
            [
                Value::Text(code),
                Value::Tuple(shape),
                Value::Text(order),
                content,
                ..,
            ],
        ) = (library.as_str(), &parts[..])
        else {
            return None;
        };
        if !is_sound(library.as_bytes(), parts) {
            return None;
        }
        let code = String::from_utf8(code.clone()).ok()?;
        let lengths = shape.iter().map(|length| match length {
            Value::Int(length) => usize::try_from(*length).ok(),
            _ => None,
        });
        Some(Self {
            shape: lengths.collect::<Option<_>>()?,
            order: match &order[..] {
                b"C" => Order::C,
                b"F" => Order::F,
                _ => Order::Spread,
            },
            contents: match content {
                Value::Bytes(bytes) => Contents::Bytes(bytes.clone()),
                Value::List(items) => Contents::Objects(items.clone()),
                _ => return None,
            },
            items: Items::of(library, &code),
            library: library.clone(),
            code,
        })
    }

    /// The array as it crosses.
    #[must_use]
    pub fn value(&self) -> Value {
        let length = |length: &usize| Value::Int(i64::try_from(*length).unwrap_or(i64::MAX));
        let order = match self.order {
            Order::C => "C",
            Order::F => "F",
            Order::Spread => "A",
        };
        let mut parts = vec![
            Value::text(&self.code),
            Value::Tuple(self.shape.iter().map(length).collect()),
            Value::text(order),
            match &self.contents {
                Contents::Bytes(bytes) => Value::Bytes(bytes.clone()),
                Contents::Objects(items) => Value::List(items.clone()),
            },
        ];
        if self.library == "ndarray" {
            parts.push(Value::Bool(true));
        }
        Value::Library(self.library.clone(), parts)
    }

    /// The length of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Says whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a place in the order of C; nothing where it is no number of a usual type.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<Item> {
        let (items, Contents::Bytes(bytes)) = (self.items?, &self.contents) else {
            return None;
        };
        let item = bytes.chunks(items.size).nth(place)?;
        match (items.kind, items.value(item)) {
            (Kind::Truth, Value::Bool(truth)) => Some(Item::Bool(truth)),
            (Kind::Signed | Kind::Unsigned, Value::Int(number)) => Some(Item::Int(number)),
            (Kind::Float, Value::Float(number)) if items.size > 2 => Some(Item::Float(number)),
            _ => None,
        }
    }

    /// Puts an item in a place, as its type holds it. What its type does not hold is left out.
    pub fn set(&mut self, place: usize, item: Item) {
        let (Some(items), Contents::Bytes(bytes)) = (self.items, &mut self.contents) else {
            return;
        };
        if let Some(written) = written(items, item)
            && let Some(room) = bytes.chunks_mut(items.size).nth(place)
        {
            room.copy_from_slice(&written);
        }
    }

    /// The array of some places along an axis, in their order.
    #[must_use]
    pub fn take(&self, axis: usize, places: &[usize]) -> Self {
        let Some(&length) = self.shape.get(axis) else {
            return self.clone();
        };
        let inner: usize = self.shape[axis + 1..].iter().product();
        let outer: usize = self.shape[..axis].iter().product();
        let blocks = (0..outer).flat_map(|it| places.iter().map(move |place| it * length + place));
        let mut shape = self.shape.clone();
        shape[axis] = places.len();
        let contents = match &self.contents {
            Contents::Bytes(bytes) => Contents::Bytes(chosen(bytes, blocks, inner * self.size())),
            Contents::Objects(items) => Contents::Objects(chosen(items, blocks, inner)),
        };
        Self {
            shape,
            contents,
            order: Order::C,
            ..self.clone()
        }
    }

    /// The same items with another axis of length one, before all others.
    #[must_use]
    pub fn stacked(&self) -> Self {
        let mut shape = vec![1];
        shape.extend(&self.shape);
        Self {
            shape,
            order: Order::C,
            ..self.clone()
        }
    }

    /// A matrix with its axes swapped; nothing for what is no matrix.
    #[must_use]
    pub fn transposed(&self) -> Option<Self> {
        let [rows, columns] = *self.shape else {
            return None;
        };
        let places =
            (0..columns).flat_map(|column| (0..rows).map(move |row| row * columns + column));
        let contents = match &self.contents {
            Contents::Bytes(bytes) => Contents::Bytes(chosen(bytes, places, self.size())),
            Contents::Objects(items) => Contents::Objects(chosen(items, places, 1)),
        };
        Some(Self {
            shape: vec![columns, rows],
            contents,
            order: Order::F,
            ..self.clone()
        })
    }

    /// The same array with room between its items, as a slice with a step has.
    #[must_use]
    pub fn spread(&self) -> Self {
        let has_axes = !self.shape.is_empty() && self.library != "eager" && self.items.is_some();
        Self {
            order: if has_axes { Order::Spread } else { self.order },
            ..self.clone()
        }
    }

    /// The types that its numbers could have as well.
    #[must_use]
    pub fn other_types(&self) -> Vec<&'static str> {
        let casts = CASTS.iter().filter(|(from, _)| *from == self.code);
        casts.map(|(_, to)| *to).collect()
    }

    /// Its numbers with one of [`Array::other_types`].
    #[must_use]
    pub fn cast(&self, code: &str) -> Self {
        let Some(items) = Items::of(&self.library, code) else {
            return self.clone();
        };
        let mut cast = Self {
            code: code.to_owned(),
            contents: Contents::Bytes(vec![0; self.len() * items.size]),
            items: Some(items),
            ..self.clone()
        };
        for place in 0..self.len() {
            if let Some(item) = self.get(place) {
                cast.set(place, item);
            }
        }
        cast
    }

    /// Bytes of an item.
    fn size(&self) -> usize {
        self.items.map_or(1, |items| items.size)
    }
}

/// The bytes of an item as its type holds it; nothing for what it does not hold.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast rounds as Python's frameworks do"
)]
#[expect(
    clippy::cast_precision_loss,
    reason = "a cast rounds as Python's frameworks do"
)]
fn written(items: Items, item: Item) -> Option<Vec<u8>> {
    let number = match item {
        Item::Bool(truth) => i64::from(truth),
        Item::Int(number) => number,
        Item::Float(number) => number as i64,
    };
    let mut bytes = match (items.kind, items.size, item) {
        (Kind::Truth, ..) => vec![u8::from(number != 0)],
        (Kind::Signed | Kind::Unsigned, size, _) => number.to_le_bytes()[..size.min(8)].to_vec(),
        (Kind::Float, 4, Item::Float(float)) => (float as f32).to_le_bytes().to_vec(),
        (Kind::Float, 8, Item::Float(float)) => float.to_le_bytes().to_vec(),
        (Kind::Float, 4, _) => (number as f32).to_le_bytes().to_vec(),
        (Kind::Float, 8, _) => (number as f64).to_le_bytes().to_vec(),
        _ => return None,
    };
    if items.big_endian {
        bytes.reverse();
    }
    Some(bytes)
}

/// Blocks of so many items, by their places.
fn chosen<T: Clone>(items: &[T], places: impl Iterator<Item = usize>, size: usize) -> Vec<T> {
    let block = |place: usize| {
        items
            .get(place * size..(place + 1) * size)
            .unwrap_or_default()
    };
    places.flat_map(block).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Array {
        let bytes: Vec<u8> = (1..=6_i64).flat_map(i64::to_le_bytes).collect();
        let parts = vec![
            Value::text("int64"),
            Value::Tuple(vec![Value::Int(2), Value::Int(3)]),
            Value::text("C"),
            Value::Bytes(bytes),
        ];
        Array::read(&Value::Library("tensor".to_owned(), parts)).expect("a sound tensor")
    }

    fn numbers(array: &Array) -> Vec<Item> {
        (0..array.len())
            .filter_map(|place| array.get(place))
            .collect()
    }

    #[test]
    fn an_array_is_cut_turned_and_cast_and_stays_sound() {
        let ints = |numbers: &[i64]| numbers.iter().map(|it| Item::Int(*it)).collect::<Vec<_>>();
        let matrix = matrix();
        assert_eq!(numbers(&matrix.take(1, &[2, 0])), ints(&[3, 1, 6, 4]));
        assert_eq!(numbers(&matrix.take(0, &[1])), ints(&[4, 5, 6]));
        let turned = matrix.transposed().expect("a matrix");
        assert_eq!(numbers(&turned), ints(&[1, 4, 2, 5, 3, 6]));
        let mut floats = matrix.cast("float32");
        floats.set(0, Item::Float(0.5));
        assert_eq!(numbers(&floats)[..2], [Item::Float(0.5), Item::Float(2.0)]);
        for array in [
            matrix.take(0, &[]),
            matrix.take(1, &[0, 0, 1, 2]),
            turned,
            floats,
            matrix.spread(),
            matrix.stacked(),
        ] {
            assert_eq!(
                Array::read(&array.value()),
                Some(array.clone()),
                "{array:?}"
            );
        }
    }
}
