//! Times as Slurm writes them.

use std::fmt;
use std::str::FromStr;

/// A time of at least a minute, as `[DAYS-]HOURS:MINUTES[:SECONDS]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Seconds.
    pub seconds: u64,
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, seconds) = (self.seconds / 60, self.seconds % 60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let (days, hours) = (hours / 24, hours % 24);
        if days > 0 {
            write!(formatter, "{days}-")?;
        }
        write!(formatter, "{hours:02}:{minutes:02}:{seconds:02}")
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (days, rest) = text.split_once('-').unwrap_or(("0", text));
        let parts: Vec<&str> = rest.split(':').collect();
        let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
        let numbers: Option<Vec<u64>> = parts.iter().map(|part| number(part)).collect();
        let seconds = match (number(days), numbers.as_deref()) {
            (Some(days), Some([hours, minutes])) => Some((days, *hours, *minutes, 0)),
            (Some(days), Some([hours, minutes, seconds])) => {
                Some((days, *hours, *minutes, *seconds))
            }
            _ => None,
        };
        let seconds = seconds.map(|(days, hours, minutes, seconds)| {
            ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        });
        match seconds {
            Some(seconds @ 60..=31_536_000) => Ok(Self { seconds }),
            Some(_) => Err("is not between a minute and a year".to_owned()),
            None => Err(
                "is no time; write it as 04:00:00, or 2-12:00:00 for two days and a half"
                    .to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn times_are_read_as_slurm_writes_them() {
        for (text, seconds, written) in [
            ("04:00:00", 14_400, "04:00:00"),
            ("0:30", 1800, "00:30:00"),
            ("2-12:00:00", 216_000, "2-12:00:00"),
            ("36:00", 129_600, "1-12:00:00"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!(
                (span.seconds, span.to_string().as_str()),
                (seconds, written)
            );
        }
        for text in ["", "4", "4h", "1:2:3:4", "00:00:59", "400-00:00", "-1:00"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
