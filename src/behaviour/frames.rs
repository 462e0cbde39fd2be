//! Mutation of frames and series of pandas, whose columns are arrays: other rows, and other values of a column.

use super::arrays;
use mutagree_sandbox::{Array, Value};
use rand::{Rng, RngExt};

/// The number of rows of a frame or a series.
pub(super) fn rows(value: &Value) -> Option<usize> {
    let (columns, index) = parts(value)?;
    columns
        .first()
        .map_or_else(|| index_rows(index), column_rows)
}

/// The same with some of its rows; nothing where a column or the index is of a kind that is not known here.
pub(super) fn take_rows(value: &Value, places: &[usize]) -> Option<Value> {
    let Value::Library(name, parts) = value else {
        return None;
    };
    let [columns, index, names] = &parts[..] else {
        return None;
    };
    let columns = match (name.as_str(), columns) {
        ("DataFrame", Value::List(columns)) => {
            let taken = columns.iter().map(|column| take_column(column, places));
            Value::List(taken.collect::<Option<_>>()?)
        }
        ("Series", column) => take_column(column, places)?,
        _ => return None,
    };
    let parts = vec![columns, take_index(index, places)?, names.clone()];
    Some(Value::Library(name.clone(), parts))
}

/// Changes the values of a column, where one is an array of numbers; the column keeps its length and type.
pub(super) fn mutate(value: &mut Value, random: &mut impl Rng) {
    let Value::Library(name, parts) = value else {
        return;
    };
    let columns = match (name.as_str(), parts.first_mut()) {
        ("DataFrame", Some(Value::List(columns))) => &mut columns[..],
        ("Series", Some(column)) => std::slice::from_mut(column),
        _ => return,
    };
    if columns.is_empty() {
        return;
    }
    let place = random.random_range(0..columns.len());
    if let Value::Tuple(parts) = &mut columns[place]
        && let [Value::Text(kind), content] = &mut parts[..]
        && kind == b"numpy"
        && let Some(array) = Array::read(content)
    {
        let mutant = arrays::mutated(array.clone(), random);
        if mutant.shape() == array.shape() {
            *content = mutant.value();
        }
    }
}

/// The columns and the index.
fn parts(value: &Value) -> Option<(&[Value], &Value)> {
    match value {
        Value::Library(name, parts) => match (name.as_str(), &parts[..]) {
            ("DataFrame", [Value::List(columns), index, _]) => Some((columns, index)),
            ("Series", [column, index, _]) => Some((std::slice::from_ref(column), index)),
            _ => None,
        },
        _ => None,
    }
}

fn column_rows(column: &Value) -> Option<usize> {
    let Value::Tuple(parts) = column else {
        return None;
    };
    match &parts[..] {
        [Value::Text(kind), content] if kind == b"numpy" => arrays::rows(content),
        [Value::Text(kind), _, _, Value::List(texts)] if kind == b"string" => Some(texts.len()),
        _ => None,
    }
}

fn take_column(column: &Value, places: &[usize]) -> Option<Value> {
    let Value::Tuple(parts) = column else {
        return None;
    };
    let mut parts = parts.clone();
    match &mut parts[..] {
        [Value::Text(kind), content] if kind == b"numpy" => {
            *content = arrays::take_rows(content, places)?;
        }
        [Value::Text(kind), _, _, Value::List(texts)] if kind == b"string" => {
            let taken = places.iter().map(|place| texts.get(*place).cloned());
            *texts = taken.collect::<Option<_>>()?;
        }
        _ => return None,
    }
    Some(Value::Tuple(parts))
}

fn index_rows(index: &Value) -> Option<usize> {
    match index {
        Value::Library(name, parts) => match (name.as_str(), &parts[..]) {
            ("RangeIndex", [Value::Int(start), Value::Int(stop), Value::Int(1), _]) => {
                usize::try_from(stop - start).ok()
            }
            ("Index", [column, _]) => column_rows(column),
            _ => None,
        },
        _ => None,
    }
}

/// The labels of some rows. Those of a range become a range again, counted anew, since a gap in them has another type.
fn take_index(index: &Value, places: &[usize]) -> Option<Value> {
    let Value::Library(kind, parts) = index else {
        return None;
    };
    let mut parts = parts.clone();
    match (kind.as_str(), &mut parts[..]) {
        ("RangeIndex", [Value::Int(start), stop, Value::Int(1), _]) => {
            *stop = Value::Int(start.checked_add(i64::try_from(places.len()).ok()?)?);
        }
        ("Index", [column, _]) => *column = take_column(column, places)?,
        _ => return None,
    }
    Some(Value::Library(kind.clone(), parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn floats(numbers: &[f64]) -> Value {
        let parts = vec![
            Value::text("<f8"),
            Value::Tuple(vec![Value::Int(i64::try_from(numbers.len()).unwrap_or(0))]),
            Value::text("C"),
            Value::Bytes(numbers.iter().flat_map(|it| it.to_le_bytes()).collect()),
            Value::Bool(true),
        ];
        Value::Library("ndarray".to_owned(), parts)
    }

    fn frame() -> Value {
        let column = |numbers: &[f64]| Value::Tuple(vec![Value::text("numpy"), floats(numbers)]);
        let range = [Value::Int(0), Value::Int(3), Value::Int(1), Value::None];
        let columns = Value::List(vec![column(&[1.0, 2.0, 3.0]), column(&[4.0, 5.0, 6.0])]);
        let index = Value::Library("RangeIndex".to_owned(), range.to_vec());
        Value::Library("DataFrame".to_owned(), vec![columns, index.clone(), index])
    }

    #[test]
    fn a_frame_loses_rows_in_all_its_columns_and_its_index() {
        assert_eq!(rows(&frame()), Some(3));
        let left = take_rows(&frame(), &[2]).expect("a frame of arrays");
        assert_eq!(rows(&left), Some(1));
        let text = left.to_string();
        assert!(text.contains("[3.0]") && text.contains("[6.0]"), "{text}");
        assert!(text.contains("RangeIndex(0, 1, 1, None)"), "{text}");
    }

    #[test]
    fn a_frame_keeps_its_form_where_values_change() {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mutants: Vec<Value> = (0..50)
            .map(|_| {
                let mut value = frame();
                mutate(&mut value, &mut random);
                value
            })
            .collect();
        assert!(mutants.iter().all(|it| rows(it) == Some(3)));
        assert!(mutants.iter().any(|it| *it != frame()));
    }
}
