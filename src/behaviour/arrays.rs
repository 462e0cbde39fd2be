//! Mutation of arrays and tensors: shape, type, layout, and values that calculations trip over.

use super::frames;
use mutagree_sandbox::{Array, Item, Value};
use rand::{Rng, RngExt};

/// The most items of an array that becomes longer.
const LARGEST: usize = 4096;

/// The number of rows of an array, a frame or a series; nothing for what has none.
pub(super) fn rows(value: &Value) -> Option<usize> {
    match Array::read(value) {
        Some(array) => array.shape().first().copied(),
        None => frames::rows(value),
    }
}

/// The same array, frame or series with some of its rows, in this order; nothing where it has none.
pub(super) fn take_rows(value: &Value, places: &[usize]) -> Option<Value> {
    match Array::read(value) {
        Some(array) if !array.shape().is_empty() => Some(array.take(0, places).value()),
        Some(_) => None,
        None => frames::take_rows(value, places),
    }
}

/// Draws the rows that are left of so many: none, one, all but one, one of them twice, or all in another order.
pub(super) fn draw_rows(count: usize, random: &mut impl Rng) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    if count == 0 {
        return places;
    }
    let place = random.random_range(0..count);
    match random.random_range(0..8) {
        0 => places.clear(),
        1 | 2 => places = vec![place],
        3 | 4 => {
            places.remove(place);
        }
        5 => places.insert(place, place),
        6 => places.reverse(),
        _ => places.rotate_left(place),
    }
    places
}

/// Changes an array, or a frame or a series.
pub(super) fn mutate(value: &mut Value, random: &mut impl Rng) {
    match Array::read(value) {
        Some(array) => *value = mutated(array, random).value(),
        None => frames::mutate(value, random),
    }
}

/// Another array: more often of other values than of another form.
pub(super) fn mutated(mut array: Array, random: &mut impl Rng) -> Array {
    match random.random_range(0..20) {
        0..=4 => reshaped(&array, random),
        5 | 6 => {
            let types = array.other_types();
            match types.len() {
                0 => array,
                count => array.cast(types[random.random_range(0..count)]),
            }
        }
        7 | 8 => array.spread(),
        9 | 10 => {
            change_all(&mut array, random);
            array
        }
        _ => {
            change_one(&mut array, random);
            array
        }
    }
}

/// Another shape: a column less or more, one alone (which broadcasts), an axis more, or the axes swapped.
fn reshaped(array: &Array, random: &mut impl Rng) -> Array {
    let Some(axis) = array.shape().len().checked_sub(1) else {
        return array.clone();
    };
    let length = array.shape()[axis];
    let mut places: Vec<usize> = (0..length).collect();
    match random.random_range(0..5) {
        0 if length > 1 => {
            places.remove(random.random_range(0..length));
            array.take(axis, &places)
        }
        1 if (1..LARGEST).contains(&array.len()) => {
            let place = random.random_range(0..length);
            places.insert(place, place);
            array.take(axis, &places)
        }
        2 if length > 0 => array.take(axis, &places[..1]),
        3 => array.transposed().unwrap_or_else(|| array.stacked()),
        _ => array.stacked(),
    }
}

/// Negates all numbers, makes them all large, small or the same, or truth values all others.
fn change_all(array: &mut Array, random: &mut impl Rng) {
    let how = random.random_range(0..4);
    let first = array.get(0);
    for place in 0..array.len() {
        let Some(item) = array.get(place) else {
            return;
        };
        let changed = match (how, item) {
            (_, Item::Bool(truth)) => Item::Bool(!truth),
            (0, Item::Int(number)) => Item::Int(number.wrapping_neg()),
            (0, Item::Float(number)) => Item::Float(-number),
            (1, Item::Int(number)) => Item::Int(number.wrapping_add(1)),
            (1, Item::Float(number)) => Item::Float(number * 1000.0),
            (2, Item::Float(number)) => Item::Float(number / 1000.0),
            _ => first.unwrap_or(item),
        };
        array.set(place, changed);
    }
}

/// Changes one number: by one, to its double, to zero, to another one of the array, or, of floats, to none at all.
fn change_one(array: &mut Array, random: &mut impl Rng) {
    if array.is_empty() {
        return;
    }
    let place = random.random_range(0..array.len());
    let other = array.get(random.random_range(0..array.len()));
    let (Some(item), Some(other)) = (array.get(place), other) else {
        return;
    };
    let changed = match (random.random_range(0..7), item) {
        (_, Item::Bool(truth)) => Item::Bool(!truth),
        (0, Item::Int(number)) => Item::Int(number.wrapping_add(1)),
        (0, Item::Float(number)) => Item::Float(number + 1.0),
        (1, Item::Int(number)) => Item::Int(number.wrapping_sub(1)),
        (1, Item::Float(number)) => Item::Float(-number),
        (2, Item::Int(_)) => Item::Int(0),
        (2, Item::Float(_)) => Item::Float(0.0),
        (3, Item::Float(number)) => Item::Float(number * 2.0),
        (4, Item::Float(_)) => Item::Float(f64::NAN),
        _ => other,
    };
    array.set(place, changed);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use std::collections::HashSet;

    fn tensor(code: &str, shape: &[i64], bytes: Vec<u8>) -> Value {
        let shape = shape.iter().map(|it| Value::Int(*it)).collect();
        let parts = vec![
            Value::text(code),
            Value::Tuple(shape),
            Value::text("C"),
            Value::Bytes(bytes),
        ];
        Value::Library("tensor".to_owned(), parts)
    }

    #[test]
    fn mutated_tensors_are_sound_and_vary_in_shape_type_layout_and_values() {
        let bytes = (1..=6_u8).flat_map(|it| f32::from(it).to_le_bytes());
        let original = tensor("float32", &[2, 3], bytes.collect());
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mutants: Vec<String> = (0..300)
            .map(|_| {
                let mut value = original.clone();
                mutate(&mut value, &mut random);
                assert!(Array::read(&value).is_some(), "{value}");
                value.to_string()
            })
            .collect();
        let has = |part: &str| mutants.iter().any(|it| it.contains(part));
        for part in [
            "[[[1.0, 2.0, 3.0]",
            "[[1.0, 4.0], [2.0, 5.0]",
            "[[1.0], [4.0]]",
            "\"float64\"",
            "order=\"A\"",
            "float('NaN')",
            "[[-1.0, -2.0",
            "1000.0",
        ] {
            assert!(has(part), "{part}");
        }
        assert!(mutants.into_iter().collect::<HashSet<_>>().len() > 40);
    }

    #[test]
    fn rows_go_with_what_they_belong_to() {
        let labels = tensor(
            "int64",
            &[3],
            (0..3_i64).flat_map(i64::to_le_bytes).collect(),
        );
        assert_eq!(rows(&labels), Some(3));
        let left = take_rows(&labels, &[2, 0]).expect("it has rows");
        assert_eq!(left.to_string(), "torch.tensor([2, 0], dtype=\"int64\")");
        assert_eq!(rows(&tensor("int64", &[], vec![0; 8])), None);
    }
}
