//! Quantities: `250m`, `1.5Gi`, `1e3`. Parsed, compared by value and printed as Kubernetes prints them.
//!
//! The rules are those of `apimachinery/pkg/api/resource`: nothing finer than a billionth (it is rounded away from
//! zero), no fraction in the canonical form, the largest suffix that needs none, and the family of suffixes (decimal,
//! binary, exponent) that was written. Values beyond 10^29, which Kubernetes cuts off at 2^63-1, are errors here.

use std::cmp::Ordering;
use std::fmt;

/// The family of suffixes in which a quantity was written and is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `n`, `u`, `m`, none, `k`, `M`, `G`, `T`, `P`, `E`.
    DecimalSi,
    /// `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`.
    BinarySi,
    /// `e3`, `E-3`.
    DecimalExponent,
}

/// An amount of cpu, memory, storage or anything else that is counted. Compares by value: `1Gi` equals `1024Mi`.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// The value in billionths.
    nano: i128,
    format: Format,
}

/// Why a text is no quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// There is no number in front.
    #[error("expected a number such as `250m` or `1.5Gi`")]
    Number,
    /// What follows the number is no suffix.
    #[error("expected one of the suffixes n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei")]
    Suffix,
    /// It is larger than anything Kubernetes counts.
    #[error("expected a number that Kubernetes can count to")]
    Range,
}

const NANO: i128 = 1_000_000_000;

/// Suffixes and their powers of ten, ascending.
const DECIMAL: [(&str, i32); 10] = [
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("", 0),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];

/// Suffixes and their powers of two, ascending.
const BINARY: [(&str, u32); 6] = [
    ("Ki", 10),
    ("Mi", 20),
    ("Gi", 30),
    ("Ti", 40),
    ("Pi", 50),
    ("Ei", 60),
];

impl Quantity {
    /// Reads a quantity.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let number_end = unsigned
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(number_end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(QuantityError::Number);
        }
        let suffix = Suffix::parse(suffix).ok_or(QuantityError::Suffix)?;
        let magnitude = match suffix {
            Suffix::Ten(power) | Suffix::Exponent(power) => decimal(whole, fraction, power),
            Suffix::Two(power) => scaled(whole, fraction, power),
        };
        let magnitude = magnitude.ok_or(QuantityError::Range)?;
        Ok(Quantity {
            nano: if negative { -magnitude } else { magnitude },
            format: match suffix {
                Suffix::Ten(_) => Format::DecimalSi,
                Suffix::Two(_) => Format::BinarySi,
                Suffix::Exponent(_) => Format::DecimalExponent,
            },
        })
    }

    /// Returns a whole number.
    pub fn from_int(number: i64) -> Self {
        Quantity {
            nano: i128::from(number) * NANO,
            format: Format::DecimalSi,
        }
    }

    /// Returns the family of suffixes it is printed in.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the same value, printed in another family.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Quantity { format, ..self }
    }

    /// Returns the value in whole units, rounded away from zero: bytes, cores. Nothing if it does not fit.
    pub fn value(&self) -> Option<i64> {
        divide_away(self.nano, NANO).try_into().ok()
    }

    /// Returns the value in thousandths, rounded away from zero: millicores. Nothing if it does not fit.
    pub fn milli_value(&self) -> Option<i64> {
        divide_away(self.nano, NANO / 1000).try_into().ok()
    }

    /// Returns the value, as near as a number with a fraction comes.
    pub fn to_f64(&self) -> f64 {
        self.nano as f64 / NANO as f64
    }

    /// Returns whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.nano == 0
    }

    /// Returns whether it is below nothing.
    pub fn is_negative(&self) -> bool {
        self.nano < 0
    }

    /// Adds; the family is that of `self` unless that is zero. Nothing if the sum is too large.
    #[must_use]
    pub fn add(&self, other: &Quantity) -> Option<Self> {
        let format = if self.is_zero() {
            other.format
        } else {
            self.format
        };
        let nano = self.nano.checked_add(other.nano)?;
        Some(Quantity { nano, format })
    }

    /// Subtracts; the family is that of `self` unless that is zero. Nothing if the difference is too large.
    #[must_use]
    pub fn sub(&self, other: &Quantity) -> Option<Self> {
        let nano = other.nano.checked_neg()?;
        self.add(&Quantity { nano, ..*other })
    }

    /// Multiplies by a whole number, of replicas for example. Nothing if the product is too large.
    #[must_use]
    pub fn times(&self, factor: i64) -> Option<Self> {
        let nano = self.nano.checked_mul(factor.into())?;
        Some(Quantity { nano, ..*self })
    }

    /// Returns a share, `part` of `whole`, rounded away from zero to whole units. Nothing if it is too large.
    #[must_use]
    pub fn share(&self, part: u32, whole: u32) -> Option<Self> {
        let product = self.nano.checked_mul(part.into())?;
        let units = divide_away(product, i128::from(whole.max(1)).checked_mul(NANO)?);
        let nano = units.checked_mul(NANO)?;
        Some(Quantity { nano, ..*self })
    }
}

/// What stands behind the number: a power of ten or of two.
#[derive(Clone, Copy)]
enum Suffix {
    Ten(i32),
    Two(u32),
    Exponent(i32),
}

impl Suffix {
    fn parse(text: &str) -> Option<Self> {
        if let Some((_, power)) = DECIMAL.iter().find(|(suffix, _)| *suffix == text) {
            return Some(Suffix::Ten(*power));
        }
        if let Some((_, power)) = BINARY.iter().find(|(suffix, _)| *suffix == text) {
            return Some(Suffix::Two(*power));
        }
        let exponent = text.strip_prefix(['e', 'E'])?;
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // What does not fit is far beyond any value; the sign decides on which side.
        let power = digits.parse::<i32>().unwrap_or(i32::MAX);
        Some(Suffix::Exponent(if exponent.starts_with('-') {
            -power
        } else {
            power
        }))
    }
}

/// Returns `whole.fraction * 10^power` in billionths.
fn decimal(whole: &str, fraction: &str, power: i32) -> Option<i128> {
    // Moving the point is exact, where multiplying might not be.
    let zero = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    if zero(whole) && zero(fraction) {
        return Some(0);
    }
    let digits = [whole, fraction].concat();
    let point = i64::try_from(whole.len()).ok()? + i64::from(power);
    if point <= 0 {
        // More than forty zeros behind the point leave less than a billionth, whatever follows.
        let zeros = "0".repeat(usize::try_from(-point).ok()?.min(40));
        return scaled("", &(zeros + &digits), 0);
    }
    let point = usize::try_from(point).ok()?;
    match digits.get(..point) {
        Some(whole) => scaled(whole, &digits[point..], 0),
        None if point - digits.len() > 40 => None,
        None => scaled(&format!("{digits:0<point$}"), "", 0),
    }
}

/// Returns `whole.fraction * 2^power` in billionths, rounded away from zero.
fn scaled(whole: &str, fraction: &str, power: u32) -> Option<i128> {
    /// As many digits as leave room for the largest power of two.
    const DIGITS: usize = 18;
    let factor = 1i128 << power;
    let number = |digits: &str| {
        digits.bytes().try_fold(0i128, |number, digit| {
            number.checked_mul(10)?.checked_add((digit - b'0').into())
        })
    };
    let (near, far) = fraction.split_at(fraction.len().min(DIGITS));
    let unit = 10i128.pow(near.len() as u32);
    let product = number(near)? * factor;
    let remainder = product % unit * NANO;
    let rounds_up = remainder % unit != 0 || far.bytes().any(|digit| digit != b'0');
    number(whole)?
        .checked_mul(factor)?
        .checked_add(product / unit)?
        .checked_mul(NANO)?
        .checked_add(remainder / unit + i128::from(rounds_up))
}

fn divide_away(number: i128, by: i128) -> i128 {
    number / by + (number % by).signum()
}

/// Prints the canonical form.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.nano / NANO;
        let is_binary =
            self.format == Format::BinarySi && self.nano % NANO == 0 && bytes.abs() >= 1024;
        if is_binary {
            let fits = |power: u32| bytes % (1i128 << power) == 0;
            return match BINARY.iter().rev().find(|(_, power)| fits(*power)) {
                Some((suffix, power)) => write!(f, "{}{suffix}", bytes / (1i128 << power)),
                None => write!(f, "{bytes}"),
            };
        }
        if self.nano == 0 {
            return f.write_str("0");
        }
        // The exponents that the largest value and the suffixes allow.
        let fits = |power: i32| self.nano % 10i128.pow((power + 9).unsigned_abs()) == 0;
        let most = if self.format == Format::DecimalExponent {
            27
        } else {
            18
        };
        let power = (-9..=most)
            .rev()
            .step_by(3)
            .find(|power| fits(*power))
            .unwrap_or(-9);
        let number = self.nano / 10i128.pow((power + 9).unsigned_abs());
        match (self.format, DECIMAL.iter().find(|(_, ten)| *ten == power)) {
            (Format::DecimalExponent, _) if power == 0 => write!(f, "{number}"),
            (Format::DecimalSi | Format::BinarySi, Some((suffix, _))) => {
                write!(f, "{number}{suffix}")
            }
            _ => write!(f, "{number}e{power}"),
        }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}

impl std::str::FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        Quantity::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        match Quantity::parse(text) {
            Ok(quantity) => quantity.to_string(),
            Err(error) => panic!("{text}: {error}"),
        }
    }

    #[test]
    fn the_canonical_form_is_that_of_kubernetes() {
        for (text, expected) in [
            // From the documentation of the Go package.
            ("1.5", "1500m"),
            ("1.5Gi", "1536Mi"),
            ("12", "12"),
            ("-12", "-12"),
            ("0.5", "500m"),
            ("1000m", "1"),
            ("1024Mi", "1Gi"),
            ("1000M", "1G"),
            ("1000", "1k"),
            ("1024", "1024"),
            ("1e3", "1e3"),
            ("12e2", "1200"),
            ("1E3", "1e3"),
            ("1E", "1E"),
            ("1E-3", "1e-3"),
            ("100m", "100m"),
            ("0", "0"),
            ("0Ki", "0"),
            ("+1", "1"),
            (".5", "500m"),
            ("1.", "1"),
            ("0.5Ki", "512"),
            ("0.5Gi", "512Mi"),
            ("1.1Ki", "1126400m"),
            ("512Ki", "512Ki"),
            ("1025Ki", "1025Ki"),
            ("-1Gi", "-1Gi"),
            ("1000000k", "1G"),
            ("1000E", "1000E"),
            ("1000Ei", "1000Ei"),
            ("0.0000000001", "1n"),
            ("-0.0000000001", "-1n"),
            ("1.0000000001Ki", "1024000000103n"),
            ("1e-30", "1e-9"),
            ("0.000100000000000000000000Ki", "102400u"),
            ("00010.000m", "10m"),
        ] {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn canonical_forms_stay() {
        for text in ["1Gi", "250m", "1k", "3e9", "1n", "1e27", "9Ei"] {
            assert_eq!(canonical(text), text);
            assert_eq!(canonical(&canonical(text)), text);
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        use QuantityError::{Number, Range, Suffix};
        for (text, error) in [
            ("", Number),
            ("Gi", Number),
            (".", Number),
            ("--1", Number),
            ("1.2.3", Number),
            (" 1", Number),
            ("1 Gi", Suffix),
            ("1GB", Suffix),
            ("1gi", Suffix),
            ("1K", Suffix),
            ("1e", Suffix),
            ("1e+", Suffix),
            ("1eé", Suffix),
            ("1_000", Suffix),
            ("1e60", Range),
            ("1e99999999999", Range),
            ("999999999999999999999999999999999999999999", Range),
        ] {
            assert_eq!(Quantity::parse(text), Err(error), "{text}");
        }
        assert_eq!(canonical("0e99999999999"), "0");
        assert_eq!(canonical("1e-99999999999"), "1e-9");
    }

    #[test]
    fn values_compare_and_count() {
        let quantity = |text| Quantity::parse(text).expect(text);
        assert_eq!(quantity("1Gi"), quantity("1073741824"));
        assert!(quantity("1G") < quantity("1Gi"));
        assert!(quantity("-1") < quantity("1m"));
        assert_eq!(quantity("1500m").value(), Some(2));
        assert_eq!(quantity("-1500m").value(), Some(-2));
        assert_eq!(quantity("100u").milli_value(), Some(1));
        let text = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.to_string());
        assert_eq!(
            text(quantity("1Gi").add(&quantity("512Mi"))).as_deref(),
            Some("1536Mi")
        );
        assert_eq!(
            text(quantity("0").add(&quantity("2Ki"))).as_deref(),
            Some("2Ki")
        );
        assert_eq!(
            text(quantity("1").sub(&quantity("100m"))).as_deref(),
            Some("900m")
        );
        assert_eq!(text(quantity("250m").times(4)).as_deref(), Some("1"));
        assert_eq!(text(quantity("1Gi").share(3, 4)).as_deref(), Some("768Mi"));
        assert_eq!(text(quantity("1001").share(1, 2)).as_deref(), Some("501"));
        assert_eq!(quantity("1e28").times(i64::MAX), None);
    }
}
