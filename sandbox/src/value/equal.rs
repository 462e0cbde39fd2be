//! Python's `==` on plain values, as far as it can be told for certain.

use super::Value;

/// The largest dictionary or set that is compared.
const LARGEST: usize = 256;

/// A float below this is exactly an integer of 64 bits, where it is one at all.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

impl Value {
    /// Says whether Python calls the two equal; nothing where this is not certain here.
    ///
    /// `other` is a literal, so that no NaN in it can be the very object of this value.
    pub(crate) fn equals(&self, other: &Self) -> Option<bool> {
        use Value::{
            Bool, Bytes, Complex, Dict, Float, FrozenSet, Int, List, Long, Set, Text, Tuple,
        };
        Some(match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Library(..), _)
            | (_, Value::Library(..))
            | (Complex(..), Int(_) | Bool(_) | Float(_) | Long(..) | Complex(..))
            | (Int(_) | Bool(_) | Float(_) | Long(..), Complex(..))
            | (Float(_), Long(..))
            | (Long(..), Float(_)) => return None,
            (Float(a), Float(b)) => a.total_cmp(b).is_eq() && !a.is_nan() || *a == 0.0 && *b == 0.0,
            (Float(a), b @ (Int(_) | Bool(_))) => same_number(*a, b.as_int()?),
            (a @ (Int(_) | Bool(_)), Float(b)) => same_number(*b, a.as_int()?),
            (a @ (Int(_) | Bool(_)), b @ (Int(_) | Bool(_))) => a.as_int() == b.as_int(),
            (Long(sign, digits), Long(other_sign, others)) => {
                sign == other_sign && digits == others
            }
            (Text(a), Text(b)) | (Bytes(a), Bytes(b)) => a == b,
            (List(a), List(b)) | (Tuple(a), Tuple(b)) => return all_equal(a, b),
            (Set(a) | FrozenSet(a), Set(b) | FrozenSet(b)) => return same_members(a, b),
            (Dict(a), Dict(b)) => return same_pairs(a, b),
            _ => false,
        })
    }

    fn as_int(&self) -> Option<i64> {
        match self {
            Self::Bool(value) => Some((*value).into()),
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "a whole float below 2⁶³ is exactly an integer"
)]
fn same_number(float: f64, int: i64) -> bool {
    float.trunc() == float && (-TWO_TO_63..TWO_TO_63).contains(&float) && float as i64 == int
}

/// Says whether all of two sequences are equal; what is not certain decides only where nothing differs.
fn all_equal(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    let mut certain = true;
    for (a, b) in a.iter().zip(b) {
        match a.equals(b) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => certain = false,
        }
    }
    certain.then_some(true)
}

fn same_members(a: &[Value], b: &[Value]) -> Option<bool> {
    let are_simple = |values: &[Value]| values.len() <= LARGEST && values.iter().all(is_simple);
    if !are_simple(a) || !are_simple(b) || !are_distinct(a)? || !are_distinct(b)? {
        return None;
    }
    for member in a {
        if !contains(b, member)? {
            return Some(false);
        }
    }
    Some(a.len() == b.len())
}

fn same_pairs(a: &[(Value, Value)], b: &[(Value, Value)]) -> Option<bool> {
    let keys = |pairs: &[(Value, Value)]| pairs.iter().map(|(key, _)| key.clone()).collect();
    let (keys, others): (Vec<Value>, Vec<Value>) = (keys(a), keys(b));
    if !same_members(&keys, &others)? {
        return Some(false);
    }
    for (key, value) in a {
        let pair = b.iter().find(|(other, _)| key.equals(other) == Some(true));
        if !value.equals(&pair?.1)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Says whether a member or key is compared in few steps: sets in sets would take a candidate's will to many.
fn is_simple(value: &Value) -> bool {
    let is_scalar = |value: &Value| {
        !matches!(
            value,
            Value::List(_)
                | Value::Tuple(_)
                | Value::Dict(_)
                | Value::Set(_)
                | Value::FrozenSet(_)
                | Value::Library(..)
        )
    };
    match value {
        Value::Tuple(items) => items.iter().all(is_scalar),
        value => is_scalar(value),
    }
}

/// Says whether no two values are equal: a candidate may send a set that is none.
fn are_distinct(values: &[Value]) -> Option<bool> {
    for (place, value) in values.iter().enumerate() {
        if contains(&values[..place], value)? {
            return Some(false);
        }
    }
    Some(true)
}

fn contains(values: &[Value], wanted: &Value) -> Option<bool> {
    for value in values {
        if value.equals(wanted)? {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[Value]) -> Value {
        Value::List(items.to_vec())
    }

    #[test]
    fn numbers_are_equal_across_their_types() {
        assert_eq!(Value::Bool(true).equals(&Value::Int(1)), Some(true));
        assert_eq!(Value::Float(1.0).equals(&Value::Int(1)), Some(true));
        assert_eq!(Value::Float(0.0).equals(&Value::Float(-0.0)), Some(true));
        assert_eq!(Value::Float(1.5).equals(&Value::Int(1)), Some(false));
        assert_eq!(
            Value::Float(TWO_TO_63).equals(&Value::Int(i64::MAX)),
            Some(false)
        );
        assert_eq!(
            Value::Float(f64::NAN).equals(&Value::Float(f64::NAN)),
            Some(false)
        );
        assert_eq!(Value::Complex(1.0, 0.0).equals(&Value::Int(1)), None);
    }

    #[test]
    fn sequences_differ_by_type_and_order() {
        let (one, two) = (Value::Int(1), Value::Int(2));
        assert_eq!(
            list(&[one.clone(), two.clone()]).equals(&list(&[two.clone(), one.clone()])),
            Some(false)
        );
        assert_eq!(list(&[]).equals(&Value::Tuple(Vec::new())), Some(false));
        let uncertain = Value::Complex(0.0, 1.0);
        assert_eq!(
            list(&[uncertain.clone(), one.clone()]).equals(&list(&[uncertain, two])),
            Some(false)
        );
    }

    #[test]
    fn sets_and_dictionaries_have_no_order() {
        let (one, two) = (Value::Int(1), Value::Float(2.0));
        let set = Value::Set(vec![one.clone(), two.clone()]);
        let other = Value::FrozenSet(vec![Value::Int(2), Value::Bool(true)]);
        assert_eq!(set.equals(&other), Some(true));
        let dict = Value::Dict(vec![(one.clone(), two.clone()), (two.clone(), one.clone())]);
        let turned = Value::Dict(vec![(two.clone(), one.clone()), (one.clone(), two.clone())]);
        assert_eq!(dict.equals(&turned), Some(true));
        let other = Value::Dict(vec![(one.clone(), one.clone()), (two, one)]);
        assert_eq!(dict.equals(&other), Some(false));
    }

    #[test]
    fn sets_in_sets_are_left_to_python_however_many() {
        let nested = (0..200).fold(Value::FrozenSet(Vec::new()), |inner, place| {
            Value::FrozenSet(vec![inner.clone(), Value::Tuple(vec![Value::Int(place)])])
        });
        let one = Value::Set(vec![nested.clone(), Value::Int(1)]);
        assert_eq!(one.equals(&one), None);
        let pair = |key: Value| Value::Dict(vec![(key, nested.clone())]);
        let key = Value::Tuple(vec![Value::Int(1), Value::text("a")]);
        assert_eq!(pair(key.clone()).equals(&pair(Value::Int(2))), Some(false));
        assert_eq!(pair(key.clone()).equals(&pair(key)), None);
    }

    #[test]
    fn a_set_with_a_member_twice_is_left_to_python() {
        let twice = Value::Set(vec![Value::Int(1), Value::Int(1)]);
        assert_eq!(twice.equals(&Value::Set(vec![Value::Int(1)])), None);
    }
}
