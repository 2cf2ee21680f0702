//! Quantities: parse, compare, canonical form.
//!
//! As `k8s.io/apimachinery/pkg/api/resource` does it: exact to a billionth, rounded up beyond that.

use std::cmp::Ordering;

/// An amount such as `250m`, `1.5Gi` or `1e3`.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// In billionths.
    nano: i128,
    format: Format,
}

/// The family of suffixes, which the canonical form keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// `Ki`, `Mi`, ….
    Binary,
    /// `n`, `u`, `m`, none, `k`, `M`, ….
    Decimal,
    /// `e3`.
    Exponent,
}

const NANO: i128 = 1_000_000_000;
/// What Kubernetes caps an amount at.
const LARGEST: i128 = i64::MAX as i128 * NANO;
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
const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Quantity {
    /// Reads a quantity; nothing where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = unsigned
            .find(|sign: char| !sign.is_ascii_digit() && sign != '.')
            .unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + fraction.len() == 0 || fraction.contains('.') {
            return None;
        }
        let (format, power_of_two, power_of_ten) = scale(suffix)?;
        let nano = amount(whole, fraction, power_of_two, power_of_ten);
        Some(Quantity {
            nano: if text.starts_with('-') { -nano } else { nano },
            format,
        })
    }

    /// Returns the amount in thousandths, rounded up.
    pub fn milli(self) -> i128 {
        let step = NANO / 1000;
        self.nano.div_euclid(step) + i128::from(self.nano.rem_euclid(step) > 0)
    }

    /// Returns the amount as a whole number, rounded up.
    pub fn ceil(self) -> i128 {
        self.nano.div_euclid(NANO) + i128::from(self.nano.rem_euclid(NANO) > 0)
    }
}

/// Returns the canonical form, which the API server answers with: no fraction, the largest suffix that allows that, of
/// the family it was written in. Nothing where the text is no quantity.
pub fn canonical(text: &str) -> Option<String> {
    Quantity::parse(text).map(|quantity| quantity.to_string())
}

/// Returns the family of a suffix and what it multiplies with, as powers.
fn scale(suffix: &str) -> Option<(Format, u32, i32)> {
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((Format::Decimal, 0, *power));
    }
    if let Some(step) = (0u32..).zip(BINARY).find(|(_, name)| *name == suffix) {
        return Some((Format::Binary, step.0 * 10, 0));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    Some((Format::Exponent, 0, exponent.parse().ok()?))
}

/// Returns an amount in billionths, rounded up, at most [`LARGEST`]. The digits are digits.
fn amount(whole: &str, fraction: &str, power_of_two: u32, power_of_ten: i32) -> i128 {
    let fraction = fraction.trim_end_matches('0');
    let mut digits: String = format!("{whole}{fraction}");
    let start = digits.len() - digits.trim_start_matches('0').len();
    digits.drain(..start);
    if digits.is_empty() {
        return 0;
    }
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    // The amount is `digits` times ten to the `shift`, times two to the power of two.
    let shift = i64::from(power_of_ten)
        .saturating_add(9)
        .saturating_sub(places);
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if length.saturating_add(shift) > 28 {
        return LARGEST;
    }
    if length.saturating_add(shift) < -20 {
        return 1;
    }
    // Thirty digits decide; what is behind them only rounds up.
    let cut = digits.len().min(30);
    let dropped = digits[cut..].bytes().any(|digit| digit != b'0');
    let shift = shift + i64::try_from(digits.len() - cut).unwrap_or(i64::MAX);
    let mantissa: i128 = digits[..cut].parse().unwrap_or(i128::MAX);
    let scaled = if shift >= 0 {
        let ten = 10i128.checked_pow(u32::try_from(shift).unwrap_or(u32::MAX));
        let scaled = ten.and_then(|ten| mantissa.checked_mul(ten));
        scaled.and_then(|scaled| scaled.checked_mul(1 << power_of_two))
    } else {
        // A binary multiple first, so that rounding comes last; where that is too large, so is the amount or its
        // fraction is far below a billionth.
        let divisor = 10i128.checked_pow(u32::try_from(-shift).unwrap_or(u32::MAX));
        match (divisor, mantissa.checked_mul(1 << power_of_two)) {
            (Some(divisor), Some(product)) => Some(round_up(product, divisor, dropped)),
            (Some(divisor), None) => {
                round_up(mantissa, divisor, dropped).checked_mul(1 << power_of_two)
            }
            (None, _) => Some(1),
        }
    };
    scaled.unwrap_or(LARGEST).min(LARGEST)
}

fn round_up(number: i128, divisor: i128, dropped: bool) -> i128 {
    number / divisor + i128::from(number % divisor > 0 || dropped)
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.nano == 0 {
            return f.write_str("0");
        }
        let small = self.nano.abs() < 1024 * NANO || self.nano % NANO != 0;
        if self.format == Format::Binary && !small {
            let mut number = self.nano / NANO;
            let mut step = 0;
            while number % 1024 == 0 && step + 1 < BINARY.len() {
                number /= 1024;
                step += 1;
            }
            return write!(f, "{number}{}", BINARY[step]);
        }
        let mut number = self.nano;
        let mut step = 0;
        while number % 1000 == 0 && step + 1 < DECIMAL.len() {
            number /= 1000;
            step += 1;
        }
        match (self.format, DECIMAL[step]) {
            (_, (_, 0)) => write!(f, "{number}"),
            (Format::Exponent, (_, power)) => write!(f, "{number}e{power}"),
            (_, (suffix, _)) => write!(f, "{number}{suffix}"),
        }
    }
}

/// Quantities are equal when their amounts are, however they are written.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_canonical_form_is_the_api_servers() {
        for (written, canonical_form) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("1000M", "1G"),
            ("1000Ki", "1000Ki"),
            ("1000", "1k"),
            ("1500", "1500"),
            ("100", "100"),
            ("1e3", "1e3"),
            ("1E4", "10e3"),
            ("1E", "1E"),
            ("0Mi", "0"),
            ("512", "512"),
            ("0.5Ki", "512"),
            ("1.1Ki", "1126400m"),
            ("+2", "2"),
            ("-0.25", "-250m"),
            (".5", "500m"),
            ("5.", "5"),
            ("0.1n", "1n"),
            ("007", "7"),
            ("1e-3", "1e-3"),
            ("99e99", "9223372036854775807"),
            ("1e-99", "1e-9"),
        ] {
            assert_eq!(
                canonical(written).as_deref(),
                Some(canonical_form),
                "{written}"
            );
        }
        for wrong in [
            "", "m", "1.2.3", "1 Gi", "1gi", "1K", "0x10", "1e", "++1", "1,5", ".",
        ] {
            assert_eq!(canonical(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_compare_however_they_are_written() {
        let parse = |text| Quantity::parse(text).unwrap();
        assert_eq!(parse("0.25"), parse("250m"));
        assert!(parse("1Gi") > parse("1G"));
        assert_eq!(parse("1.0005").milli(), 1001);
        assert_eq!(parse("-1500m").ceil(), -1);
    }

    proptest! {
        #[test]
        fn the_canonical_form_keeps_the_amount_and_is_its_own(
            text in "[+-]?[0-9]{0,40}\\.?[0-9]{0,20}(|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e-?[0-9]{1,3})"
        ) {
            if let Some(quantity) = Quantity::parse(&text) {
                let canonical_form = quantity.to_string();
                let again = Quantity::parse(&canonical_form);
                prop_assert_eq!(again, Some(quantity), "{}", canonical_form);
                prop_assert_eq!(again.map(|again| again.to_string()), Some(canonical_form));
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,20}") {
            let _ = canonical(&text);
        }
    }
}
