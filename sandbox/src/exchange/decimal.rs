//! Decimal numbers of any size, compared exactly.

use std::fmt::{self, Display, Formatter};

/// A finite number as it is written, without the zeros that make no difference: 0.`digits` · 10^`exponent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number such as `-1`, `.50` or `1e-9`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = [whole, part].concat();
        if written.is_empty() || !written.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        let digits = written.trim_start_matches('0');
        let leading = i64::try_from(written.len() - digits.len()).ok()?;
        let digits = digits.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits,
                exponent: 0,
            });
        }
        Some(Self {
            negative,
            digits,
            exponent: i64::try_from(whole.len()).ok()? - leading + i64::from(exponent),
        })
    }

    /// Reads a line of nothing but numbers.
    pub(super) fn read_all(line: &str) -> Option<Vec<Self>> {
        line.split_whitespace().map(Self::read).collect()
    }
}

/// The longest run of zeros that is written out.
const MOST_ZEROS: i64 = 30;

impl Display for Decimal {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let digits = &self.digits;
        match self.exponent {
            _ if digits.is_empty() => out.write_str("0"),
            exponent if exponent > length + MOST_ZEROS || exponent < -MOST_ZEROS => {
                write!(out, "{sign}0.{digits}e{exponent}")
            }
            exponent if exponent >= length => {
                write!(out, "{sign}{digits}{}", zeros(exponent - length))
            }
            exponent if exponent <= 0 => write!(out, "{sign}0.{}{digits}", zeros(-exponent)),
            exponent => {
                let (whole, part) = digits.split_at(usize::try_from(exponent).unwrap_or(0));
                write!(out, "{sign}{whole}.{part}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn a_number_has_one_form_however_it_is_written() {
        for (written, form) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("+007", "7"),
            ("1200", "1200"),
            ("12e2", "1200"),
            ("1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.0025", "-0.0025"),
            ("1e99", "0.1e100"),
            ("1e-40", "0.1e-39"),
        ] {
            let read = Decimal::read(written).map(|it| it.to_string());
            assert_eq!(read.as_deref(), Some(form), "{written}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", "-", ".", "e5", "1e", "1.2.3", "0x1", "nan", "inf", "--1", "1_0",
        ] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
    }
}
