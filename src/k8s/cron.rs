//! Schedules of CronJobs: `*/15 2,14 * jan-jun mon-fri`, `@daily`, `@every 1h30m`. After the grammar of `robfig/cron/v3`.
//!
//! In: a text. Out: whether the CronJob controller can read it. When it runs is not computed.

use super::duration::Duration;

/// What a field may be: its name, the least, the most, and names for numbers from the least on.
struct Field {
    name: &'static str,
    least: u64,
    most: u64,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field {
        name: "minute",
        least: 0,
        most: 59,
        names: &[],
    },
    Field {
        name: "hour",
        least: 0,
        most: 23,
        names: &[],
    },
    Field {
        name: "day of the month",
        least: 1,
        most: 31,
        names: &[],
    },
    Field {
        name: "month",
        least: 1,
        most: 12,
        names: &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    },
    Field {
        name: "day of the week",
        least: 0,
        most: 6,
        names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    },
];

const DESCRIPTORS: [&str; 7] = [
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
];

/// Checks a schedule.
pub fn check(schedule: &str) -> Result<(), String> {
    if schedule.starts_with('@') {
        return descriptor(schedule);
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("expected five fields, found {}", fields.len()));
    }
    for (field, text) in FIELDS.iter().zip(fields) {
        for range in text.split(',').filter(|range| !range.is_empty()) {
            field
                .range(range)
                .map_err(|problem| format!("{problem} for the {}", field.name))?;
        }
    }
    Ok(())
}

fn descriptor(schedule: &str) -> Result<(), String> {
    if DESCRIPTORS.contains(&schedule) {
        return Ok(());
    }
    match schedule.strip_prefix("@every ") {
        Some(interval) => Duration::parse(interval)
            .map(|_| ())
            .map_err(|error| error.to_string()),
        None => Err(format!(
            "expected one of {}, `@every 1h30m`",
            DESCRIPTORS.join(", ")
        )),
    }
}

impl Field {
    /// `5`, `1-5`, `*`, `?`, each with a step, `/15`.
    fn range(&self, text: &str) -> Result<(), String> {
        let (range, step) = match text.split_once('/') {
            None => (text, 1),
            Some((_, step)) if step.contains('/') => return Err(format!("`{text}` has two `/`")),
            Some((range, step)) => (range, number(step)?),
        };
        let (low, high) = range
            .split_once('-')
            .map_or((range, None), |(low, high)| (low, Some(high)));
        // Whatever stands behind the star is not looked at.
        let (start, end) = if matches!(low, "*" | "?") {
            (self.least, self.most)
        } else {
            match high {
                Some(high) if high.contains('-') => return Err(format!("`{text}` has two `-`")),
                Some(high) => (self.number(low)?, self.number(high)?),
                None if text.contains('/') => (self.number(low)?, self.most),
                None => (self.number(low)?, self.number(low)?),
            }
        };
        let (least, most) = (self.least, self.most);
        match () {
            () if start < least || end > most => {
                Err(format!("expected {least} to {most}, found `{text}`"))
            }
            () if start > end => Err(format!("`{text}` ends before it begins")),
            () if step == 0 => Err(format!("`{text}` has no step")),
            () => Ok(()),
        }
    }

    fn number(&self, text: &str) -> Result<u64, String> {
        let lower = text.to_ascii_lowercase();
        match self
            .names
            .iter()
            .zip(self.least..)
            .find(|(name, _)| **name == lower)
        {
            Some((_, number)) => Ok(number),
            None => number(text),
        }
    }
}

fn number(text: &str) -> Result<u64, String> {
    let parsed: Option<u64> = text.parse().ok();
    parsed.ok_or_else(|| format!("`{text}` is no number"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn schedules_are_read_as_the_controller_reads_them() {
        for good in [
            "* * * * *",
            "*/15 2,14 1-15 jan-jun MON-fri",
            "0 0 1-5/2 * ?",
            "1,2,,3 * * * *",
            "0/15 * * * *",
            "*/100 * * * *",
            "*-5 * * * *",
            " 0  0 * * 6",
            "+1 * * * *",
            "@daily",
            "@every 1h30m",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "0 0 * 13 *",
            "0 0 * * 7",
            "0 0 * foo *",
            "5-1 * * * *",
            "*/0 * * * *",
            "1-2-3 * * * *",
            "1/2/3 * * * *",
            "jan * * * *",
            "@reboot",
            "@every x",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
