//! Floats that are as good as equal.

use super::Value;

/// What an answer may differ by relative to what is expected.
const RELATIVE: f64 = 1e-7;

impl Value {
    /// Says whether the value is equal to another, or is of the same type and a float, or a list or tuple of floats, that is
    /// within a tolerance of it; nothing where this is not certain here.
    pub(crate) fn is_near(&self, other: &Self, tolerance: f64) -> Option<bool> {
        if self.equals(other)? {
            return Some(true);
        }
        match (self, other) {
            (Self::Float(value), Self::Float(expected)) => {
                Some(is_near(*value, *expected, tolerance))
            }
            (Self::List(values), Self::List(expected))
            | (Self::Tuple(values), Self::Tuple(expected)) => {
                if values.len() != expected.len() {
                    return Some(false);
                }
                all_near(values, expected, tolerance)
            }
            _ => Some(false),
        }
    }
}

/// Items that are no floats are left to Python.
fn all_near(values: &[Value], expected: &[Value], tolerance: f64) -> Option<bool> {
    let mut are_near = true;
    for pair in values.iter().zip(expected) {
        let (Value::Float(value), Value::Float(expected)) = pair else {
            return None;
        };
        are_near &= is_near(*value, *expected, tolerance);
    }
    Some(are_near)
}

#[expect(clippy::float_cmp, reason = "infinities are near to themselves alone")]
fn is_near(value: f64, expected: f64, tolerance: f64) -> bool {
    let room = tolerance + RELATIVE * expected.abs();
    value == expected || (value - expected).abs() <= room || value.is_nan() && expected.is_nan()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_near_within_the_tolerance_and_nothing_else_is() {
        let floats =
            |values: &[f64]| Value::List(values.iter().map(|it| Value::Float(*it)).collect());
        for (value, expected, near) in [
            (Value::Float(1.000_001), Value::Float(1.0), Some(true)),
            (Value::Float(1.1), Value::Float(1.0), Some(false)),
            (Value::Float(f64::NAN), Value::Float(f64::NAN), Some(true)),
            (Value::Int(1), Value::Float(1.0), Some(true)),
            (Value::Int(1), Value::Float(1.000_001), Some(false)),
            (floats(&[0.1 + 0.2]), floats(&[0.3]), Some(true)),
            (floats(&[0.3, 0.3]), floats(&[0.3]), Some(false)),
            (
                Value::Tuple(vec![Value::Float(0.3)]),
                floats(&[0.3]),
                Some(false),
            ),
            (Value::List(vec![Value::Int(1)]), floats(&[1.1]), None),
        ] {
            assert_eq!(value.is_near(&expected, 1e-5), near, "{value} {expected}");
        }
    }
}
