//! Durations of specs, as Go writes them: `30s`, `1h30m`, `300ms`.

use crate::k8s::duration::Duration;
use crate::yaml::Node;

/// Returns a duration in milliseconds; nothing for what is none.
pub(super) fn milliseconds(node: &Node) -> Option<u64> {
    let duration = Duration::parse(&node.to_text()?).ok()?;
    u64::try_from(duration.nanoseconds() / 1_000_000).ok()
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
