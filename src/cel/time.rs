//! Points in time: reading, writing and the calendar.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// The first and the last second of the years 1 to 9999.
const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_300_799;

/// A point in time, with the offset from UTC it was written with.
#[derive(Clone, Copy, Debug)]
pub struct Timestamp {
    /// Since 1970, in UTC.
    seconds: i64,
    nanos: u32,
    /// In seconds; it only decides how the time is written.
    offset: i32,
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanos).cmp(&(other.seconds, other.nanos))
    }
}

/// A date and a time of day in some zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) day_of_year: i64,
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) nanos: u32,
}

impl Timestamp {
    /// Reads a time such as `2006-01-02T15:04:05.5+07:00`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix('T')?;
        let day = day_of(date)?;
        let (time, rest) = rest.split_at_checked(8)?;
        let [hour, minute, second] = numbers(time, ':')?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (nanos, zone) = fraction(rest)?;
        let offset = if zone == "Z" { 0 } else { offset_of(zone)? };
        let local = day * DAY + hour * 3600 + minute * 60 + second;
        Timestamp::new(local - i64::from(offset), nanos, offset)
    }

    /// Reads a date such as `2006-01-02`.
    pub(super) fn parse_date(text: &str) -> Option<Self> {
        Timestamp::new(day_of(text)? * DAY, 0, 0)
    }

    pub(super) fn of_seconds(seconds: i64) -> Option<Self> {
        Timestamp::new(seconds, 0, 0)
    }

    fn new(seconds: i64, nanos: u32, offset: i32) -> Option<Self> {
        let is_known = (FIRST..=LAST).contains(&seconds);
        is_known.then_some(Timestamp {
            seconds,
            nanos,
            offset,
        })
    }

    pub(super) fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Returns the time so many nanoseconds later.
    pub(super) fn moved(&self, nanos: i64) -> Option<Self> {
        let total = i64::from(self.nanos) + nanos.rem_euclid(NANOS);
        let seconds = self.seconds + nanos.div_euclid(NANOS) + total / NANOS;
        Timestamp::new(seconds, u32::try_from(total % NANOS).ok()?, self.offset)
    }

    /// Returns the same time, written in UTC.
    pub(super) fn in_utc(self) -> Self {
        Timestamp { offset: 0, ..self }
    }

    /// Returns the nanoseconds from another time to this one.
    pub(super) fn since(&self, other: &Self) -> Option<i64> {
        let seconds = self.seconds.checked_sub(other.seconds)?;
        let nanos = i64::from(self.nanos) - i64::from(other.nanos);
        seconds.checked_mul(NANOS)?.checked_add(nanos)
    }

    /// Returns date and time of day at an offset from UTC.
    pub(super) fn civil(&self, offset: i32) -> Civil {
        let local = self.seconds + i64::from(offset);
        let (days, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        Civil {
            year,
            month,
            day,
            day_of_year: days - days_from(year, 1, 1),
            weekday: (days + 4).rem_euclid(7),
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            nanos: self.nanos,
        }
    }
}

/// Reads an offset such as `+01:00`.
pub(super) fn offset_of(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let [hours, minutes] = numbers(rest, ':')?;
    if rest.len() != 5 || hours > 24 || minutes > 59 {
        return None;
    }
    i32::try_from(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Splits `.5Z` into nanoseconds and the zone.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let Some(rest) = text.strip_prefix(['.', ',']) else {
        return Some((0, text));
    };
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if digits == 0 {
        return None;
    }
    let nanos = format!("{:0<9}", &rest[..digits.min(9)]).parse().ok()?;
    Some((nanos, &rest[digits..]))
}

/// Reads numbers of two digits, the first of as many as there are.
fn numbers<const N: usize>(text: &str, mark: char) -> Option<[i64; N]> {
    let mut parts = text.split(mark);
    let mut found = [0; N];
    for number in &mut found {
        let part = parts.next()?;
        if part.len() < 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

/// Returns the day since 1970 of `2006-01-02`.
fn day_of(text: &str) -> Option<i64> {
    let [year, month, day] = numbers(text, '-')?;
    let is_date = text.len() == 10 && (1..=12).contains(&month) && day >= 1;
    let next = match month {
        12 => days_from(year + 1, 1, 1),
        _ => days_from(year, month + 1, 1),
    };
    let days = days_from(year, month, day);
    (is_date && days < next).then_some(days)
}

/// Returns the days from 1970 to a date of the Gregorian calendar, counting in years that begin in March.
fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns the date of a day since 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = (march + 2) % 12 + 1;
    let year = era * 400 + year + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

impl Display for Timestamp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let at = self.civil(self.offset);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year, at.month, at.day, at.hour, at.minute, at.second
        )?;
        if at.nanos > 0 {
            let fraction = format!("{:09}", at.nanos);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        if self.offset == 0 {
            return f.write_str("Z");
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}
