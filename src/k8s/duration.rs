//! Durations as Go writes them, `1h30m`: what `metav1.Duration`, Flux, Argo CD and most operators take.

use std::fmt;

/// A length of time, exact to the nanosecond. Prints as Go prints it: `1h30m0s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    nanoseconds: i64,
}

/// Why a text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// There is no number where one belongs.
    #[error("expected a number with a unit, such as `90s` or `1h30m`")]
    Number,
    /// A number has no unit, or one that Go does not know.
    #[error("expected one of the units ns, us, ms, s, m, h behind each number")]
    Unit,
    /// More than 292 years.
    #[error("expected less than 292 years")]
    Range,
}

const SECOND: i64 = 1_000_000_000;

/// Units and their nanoseconds; a unit stands before those that it begins with.
const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
];

impl Duration {
    /// Reads a duration: a sign, then numbers with units; `0` needs none.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Duration { nanoseconds: 0 });
        }
        if rest.is_empty() {
            return Err(DurationError::Number);
        }
        let mut total = 0i64;
        while !rest.is_empty() {
            let number_end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
            let (number, behind) = rest.split_at(number_end);
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
                return Err(DurationError::Number);
            }
            let unit = UNITS.iter().find(|(unit, _)| behind.starts_with(unit));
            let (unit, size) = unit.ok_or(DurationError::Unit)?;
            let part = nanoseconds(whole, fraction, *size).ok_or(DurationError::Range)?;
            total = total.checked_add(part).ok_or(DurationError::Range)?;
            rest = &behind[unit.len()..];
        }
        Ok(Duration {
            nanoseconds: if negative { -total } else { total },
        })
    }

    /// Returns a duration of whole seconds; more than Go can hold is cut off.
    pub fn from_seconds(seconds: i64) -> Self {
        Duration {
            nanoseconds: seconds.saturating_mul(SECOND),
        }
    }

    /// Returns the whole seconds, rounded up.
    pub fn seconds(self) -> i64 {
        let rest = self.nanoseconds % SECOND;
        self.nanoseconds / SECOND + i64::from(rest > 0)
    }

    /// Returns the nanoseconds.
    pub fn nanoseconds(self) -> i64 {
        self.nanoseconds
    }
}

fn nanoseconds(whole: &str, fraction: &str, unit: i64) -> Option<i64> {
    let whole = match whole {
        "" => 0,
        digits => digits.parse::<i64>().ok()?,
    };
    // Digits beyond the fifteenth are below any unit's nanosecond.
    let fraction = &fraction[..fraction.len().min(15)];
    let share = match fraction {
        "" => 0,
        digits => {
            let product = digits.parse::<i128>().ok()? * i128::from(unit);
            i64::try_from(product / 10i128.pow(fraction.len() as u32)).ok()?
        }
    };
    whole.checked_mul(unit)?.checked_add(share)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.nanoseconds.unsigned_abs();
        let second = SECOND.unsigned_abs();
        if self.nanoseconds < 0 {
            f.write_str("-")?;
        }
        if size == 0 {
            return f.write_str("0s");
        }
        if size < second {
            let (unit, name) = match size {
                0..1_000 => (1, "ns"),
                1_000..1_000_000 => (1_000, "µs"),
                _ => (1_000_000, "ms"),
            };
            return write!(f, "{}{name}", Fraction(size, unit));
        }
        let (hours, minutes) = (size / (3_600 * second), size / (60 * second) % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        write!(f, "{}s", Fraction(size % (60 * second), second))
    }
}

/// Prints `amount / unit` as a decimal fraction without zeros at the end; `unit` is a power of ten.
struct Fraction(u64, u64);

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fraction(amount, unit) = *self;
        write!(f, "{}", amount / unit)?;
        if amount % unit == 0 {
            return Ok(());
        }
        // The one in front keeps the zeros behind the point.
        let digits = (unit + amount % unit).to_string();
        write!(f, ".{}", digits[1..].trim_end_matches('0'))
    }
}

impl std::str::FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        Duration::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_print_as_go_prints_them() {
        for (text, expected) in [
            ("1h30m", "1h30m0s"),
            ("90s", "1m30s"),
            ("1.5s", "1.5s"),
            (".5h", "30m0s"),
            ("1.s", "1s"),
            ("100ms", "100ms"),
            ("1500us", "1.5ms"),
            ("5µs", "5µs"),
            ("5ns", "5ns"),
            ("0", "0s"),
            ("-0s", "0s"),
            ("-1m", "-1m0s"),
            ("+3h", "3h0m0s"),
            ("1s1s", "2s"),
            ("1.000000001s", "1.000000001s"),
            ("0.1234567890123456789s", "123.456789ms"),
        ] {
            assert_eq!(
                Duration::parse(text).map(|d| d.to_string()).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
        assert_eq!(Duration::parse("1h30m").map(Duration::seconds), Ok(5_400));
        assert_eq!(Duration::parse("1001ms").map(Duration::seconds), Ok(2));
        assert_eq!(Duration::parse("-1500ms").map(Duration::seconds), Ok(-1));
        assert_eq!(Duration::from_seconds(90).to_string(), "1m30s");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        use DurationError::{Number, Range, Unit};
        for (text, error) in [
            ("", Number),
            ("-", Number),
            ("s", Number),
            (".s", Number),
            ("1..5s", Number),
            ("30", Unit),
            ("1d", Unit),
            ("1h30", Unit),
            ("1 s", Unit),
            ("1é", Unit),
            ("9999999h", Range),
            ("99999999999999999999s", Range),
        ] {
            assert_eq!(Duration::parse(text), Err(error), "{text}");
        }
    }
}
