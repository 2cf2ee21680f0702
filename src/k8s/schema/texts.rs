//! Whether a text has the format of a field of a built-in type, as the Go types of the API server read it.

use super::Format;
use crate::k8s::quantity::Quantity;

impl Format {
    /// Returns whether a text has the format in a field of a built-in type.
    pub fn admits(self, text: &str) -> bool {
        match self {
            Format::Byte => is_base64(text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'))),
            Format::DateTime => time(text).is_some(),
            Format::MicroTime => time(text) == Some(6),
            Format::Quantity => Quantity::parse(text.trim()).is_ok(),
            _ => true,
        }
    }
}

/// Standard Base64 with its padding; bits behind the last byte do not matter.
fn is_base64(bytes: impl Iterator<Item = u8>) -> bool {
    let (mut count, mut padding) = (0usize, 0);
    for byte in bytes {
        count += 1;
        match byte {
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => {}
            _ => return false,
        }
    }
    count % 4 == 0 && padding <= 2
}

/// Reads a time as Go reads RFC 3339, and returns how many digits the fraction of the second has.
fn time(text: &str) -> Option<usize> {
    let rest = date(text.as_bytes())?.strip_prefix(b"T")?;
    // Go takes an hour of one digit.
    let (hour, rest) = digits(rest, 2).or_else(|| digits(rest, 1))?;
    let (minute, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (second, mut rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let mut fraction = 0;
    if let [b'.' | b',', behind @ ..] = rest {
        fraction = behind
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        rest = behind.get(fraction..).filter(|_| fraction > 0)?;
    }
    let zone = match rest {
        b"Z" => true,
        [b'+' | b'-', rest @ ..] => {
            let (hour, rest) = digits(rest, 2)?;
            let (minute, rest) = digits(rest.strip_prefix(b":")?, 2)?;
            hour <= 24 && minute <= 60 && rest.is_empty()
        }
        _ => false,
    };
    (hour < 24 && minute < 60 && second < 60 && zone).then_some(fraction)
}

/// Reads `2006-01-02` and returns what follows.
fn date(text: &[u8]) -> Option<&[u8]> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day).then_some(rest)
}

fn digits(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(count)?;
    let number = number.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })?;
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_judged_as_the_server_judges_them() {
        let cases: [(Format, &[&str], &[&str]); 4] = [
            (
                Format::Byte,
                &["", "YQ==", "YR==", "YQ==\n", "Y\r\nQ=="],
                &["YQ", "Y Q==", "_-8=", "!", "===="],
            ),
            (
                Format::DateTime,
                &[
                    "2020-01-01T00:00:00Z",
                    "2020-02-29T1:00:00,5Z",
                    "2020-01-01T00:00:00.123+23:60",
                ],
                &[
                    "",
                    "2020-01-01",
                    "2020-1-01T00:00:00Z",
                    "2021-02-29T00:00:00Z",
                    "2020-01-01T00:00:60Z",
                    "2020-01-01t00:00:00z",
                    "2020-01-01T00:00:00+0000",
                    "2020-01-01T00:00:00+25:00",
                ],
            ),
            (
                Format::MicroTime,
                &["2020-01-01T00:00:00.000000Z"],
                &["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.123Z"],
            ),
            (
                Format::Quantity,
                &["1", " 500m ", "1e3"],
                &["", "abc", "10Gb"],
            ),
        ];
        for (format, good, bad) in cases {
            for text in good {
                assert!(format.admits(text), "{format:?} {text:?}");
            }
            for text in bad {
                assert!(!format.admits(text), "{format:?} {text:?}");
            }
        }
    }
}
