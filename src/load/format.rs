//! The small formats of scalars: quantities, durations, percentages, names.
//!
//! Each function says whether a text has the format; Kubernetes' own definition is named with it.

/// `apimachinery/pkg/api/resource`: a decimal number with a suffix.
pub(super) fn is_quantity(text: &str) -> bool {
    let number = text.trim_start_matches(['+', '-']);
    if text.len() - number.len() > 1 {
        return false;
    }
    let digits_end = number
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(number.len());
    let (digits, suffix) = number.split_at(digits_end);
    let decimal = digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    decimal && (SUFFIXES.contains(&suffix) || is_exponent(suffix))
}

const SUFFIXES: [&str; 17] = [
    "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e0",
];

fn is_exponent(suffix: &str) -> bool {
    suffix
        .strip_prefix(['e', 'E'])
        .map(|number| number.strip_prefix(['+', '-']).unwrap_or(number))
        .is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Go's `time.ParseDuration`, which `metav1.Duration` uses, without a sign.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text;
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let unit_at = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (digits, tail) = rest.split_at(unit_at);
        let decimal = digits.bytes().any(|byte| byte.is_ascii_digit())
            && digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
        let unit = ["ns", "us", "µs", "ms", "s", "m", "h"]
            .into_iter()
            .filter(|unit| tail.starts_with(unit))
            .max_by_key(|unit| unit.len());
        match unit {
            Some(unit) if decimal => rest = &tail[unit.len()..],
            _ => return false,
        }
    }
    true
}

/// The text form of `intstr.IntOrString` where a share is meant.
pub(super) fn is_percentage(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(|digits| {
        !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// RFC 1123 label: at most 63 of `[a-z0-9-]`, a letter or digit at both ends.
pub(super) fn is_label(text: &str) -> bool {
    is_name(text) && text.len() <= 63
}

/// IANA service name: at most 15 of `[a-z0-9-]`, with a letter.
pub(super) fn is_port_name(text: &str) -> bool {
    is_name(text)
        && text.len() <= 15
        && !text.contains("--")
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().all(|byte| plain(byte) || byte == b'-')
        && text.bytes().next().is_some_and(plain)
        && text.bytes().next_back().is_some_and(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for good in ["1", "250m", "1Gi", "0.5", "1e3", "1E", "2E6", "12e-3", ".5"] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in ["", "1GB", "Gi", "1 Gi", "1.2.3", "--1", "1gi", "1K"] {
            assert!(!is_quantity(bad), "{bad}");
        }
        for good in ["30s", "1h30m", "1.5h", "300ms"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "30", "30 s", "1d", "s", "m30"] {
            assert!(!is_duration(bad), "{bad}");
        }
        assert!(is_percentage("25%") && !is_percentage("25") && !is_percentage("%"));
        assert!(is_label("api-2") && !is_label("Api") && !is_label("-a") && !is_label(""));
        assert!(is_port_name("http") && !is_port_name("8080") && !is_port_name("a-very-long-port"));
    }
}
