//! Dates and points in time, as go-yaml reads them.

use super::digits;

/// What go-yaml takes for a date or a point in time: `2024-01-01`, `2024-1-1 10:00:00`, `2024-01-01T00:00:00Z`.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::yaml) struct Timestamp<'t> {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    fraction: &'t str,
    /// The offset of the zone in minutes.
    zone: i32,
}

impl<'t> Timestamp<'t> {
    /// Reads the whole text.
    pub(in crate::yaml) fn read(text: &'t str) -> Option<Self> {
        let (year, rest) = digits(text);
        if year.len() != 4 {
            return None;
        }
        let year = year.parse().ok()?;
        let (month, rest) = field(rest.strip_prefix('-')?, 1, 12)?;
        let (day, rest) = field(rest.strip_prefix('-')?, 1, days_in(year, month))?;
        let date = Timestamp {
            year,
            month,
            day,
            ..Timestamp::default()
        };
        if rest.is_empty() {
            return Some(date);
        }
        let zoned = rest.starts_with(['T', 't']);
        let time = rest.strip_prefix(['T', 't', ' '])?;
        let time = if zoned {
            time
        } else {
            time.trim_start_matches(' ')
        };
        let (hour, rest) = field(time, 0, 23)?;
        let (minute, rest) = field(rest.strip_prefix(':')?, 0, 59)?;
        let (second, rest) = field(rest.strip_prefix(':')?, 0, 59)?;
        let (fraction, rest) = match rest.strip_prefix(['.', ',']) {
            Some(rest) => Some(digits(rest)).filter(|(fraction, _)| !fraction.is_empty())?,
            None => ("", rest),
        };
        let zone = match rest {
            "" if !zoned => 0,
            "Z" if zoned => 0,
            _ if zoned => offset(rest)?,
            _ => return None,
        };
        Some(Timestamp {
            hour,
            minute,
            second,
            fraction,
            zone,
            ..date
        })
    }

    /// Returns it as Go's JSON writes it, `2024-01-01T00:00:00Z`; nothing where the zone is a day away.
    pub(in crate::yaml) fn rfc3339(&self) -> Option<String> {
        let Timestamp {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self;
        // Go counts in nanoseconds.
        let fraction = self.fraction.get(..9).unwrap_or(self.fraction);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let zone = match (self.zone, self.zone.unsigned_abs()) {
            (0, _) => "Z".to_owned(),
            (_, 1440..) => return None,
            (zone, minutes) => {
                let sign = if zone < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        };
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{point}{fraction}{zone}"
        ))
    }
}

/// Reads `+01:00`. Go takes the bounds loosely: 24 hours, 60 minutes.
fn offset(zone: &str) -> Option<i32> {
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let within = |text: &str, most| {
        let (number, rest) = field(text, 0, most)?;
        (text.len() == 2 && rest.is_empty()).then_some(number)
    };
    let minutes = i32::try_from(within(hours, 24)? * 60 + within(minutes, 60)?).ok()?;
    Some(if zone.starts_with('-') {
        -minutes
    } else {
        minutes
    })
}

/// Reads one or two digits within bounds.
fn field(text: &str, least: u32, most: u32) -> Option<(u32, &str)> {
    let length = digits(text).0.len().min(2);
    let (number, rest) = text.split_at(length);
    let number = number.parse().ok()?;
    (least..=most).contains(&number).then_some((number, rest))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_written_as_go_writes_them() {
        for (text, written) in [
            ("2024-01-01", Some("2024-01-01T00:00:00Z")),
            ("2024-1-2 3:4:5", Some("2024-01-02T03:04:05Z")),
            ("2024-01-01   10:00:00,50", Some("2024-01-01T10:00:00.5Z")),
            (
                "2024-01-01T00:00:00.1234567899Z",
                Some("2024-01-01T00:00:00.123456789Z"),
            ),
            (
                "2024-01-01t00:00:00.000+01:00",
                Some("2024-01-01T00:00:00+01:00"),
            ),
            (
                "2024-01-01T00:00:00-00:30",
                Some("2024-01-01T00:00:00-00:30"),
            ),
            ("2024-01-01T00:00:00+00:00", Some("2024-01-01T00:00:00Z")),
            (
                "2024-01-01T00:00:00+01:60",
                Some("2024-01-01T00:00:00+02:00"),
            ),
            ("2024-01-01T00:00:00+24:00", None),
        ] {
            let timestamp = Timestamp::read(text).expect(text);
            assert_eq!(timestamp.rfc3339().as_deref(), written);
        }
    }
}
