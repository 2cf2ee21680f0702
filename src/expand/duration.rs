//! Durations of specs, as Go writes them: `30s`, `1h30m`, `300ms`.

use crate::yaml::Node;

/// Returns a duration in milliseconds; nothing for what is none.
pub(super) fn milliseconds(node: &Node) -> Option<u64> {
    let text = node.to_text()?;
    let mut rest = text.as_str();
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, tail) = rest.split_at(digits);
        let number: f64 = number.parse().ok()?;
        let end = tail
            .find(|letter: char| letter.is_ascii_digit() || letter == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        total += number
            * match unit {
                "ms" => 1.0,
                "s" => 1_000.0,
                "m" => 60_000.0,
                "h" => 3_600_000.0,
                "us" | "µs" | "ns" => 0.0,
                _ => return None,
            };
        rest = tail;
    }
    (text.len() > 1).then_some(total as u64)
}

/// Returns a duration in whole seconds, rounded up.
pub(super) fn seconds(node: &Node) -> Option<i64> {
    let seconds = milliseconds(node)?.div_ceil(1_000);
    i64::try_from(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::defaults::app::NAME;

    #[test]
    fn reads_what_go_writes() {
        let read = |text: &str| seconds(&Node::literal(text, &NAME));
        assert_eq!(read("120s"), Some(120));
        assert_eq!(read("1h30m"), Some(5400));
        assert_eq!(read("300ms"), Some(1));
        assert_eq!(read("2 days"), None);
        assert_eq!(read("7"), None);
        assert_eq!(read(""), None);
    }
}
