//! The small formats of scalars: quantities, durations, percentages, names.
//!
//! Each function says whether a text has the format; Kubernetes' own definition is named with it.

use crate::k8s::duration::Duration;
use crate::k8s::quantity::Quantity;

/// A quantity of Kubernetes: `250m`, `1Gi`.
pub(super) fn is_quantity(text: &str) -> bool {
    Quantity::parse(text).is_ok()
}

/// A duration as Go writes it, without a sign.
pub(super) fn is_duration(text: &str) -> bool {
    !text.starts_with(['+', '-']) && Duration::parse(text).is_ok()
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
