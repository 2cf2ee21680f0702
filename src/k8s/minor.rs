//! Minor versions of Kubernetes.

use std::fmt;
use std::str::FromStr;

use crate::yaml::Node;

/// A minor version of Kubernetes 1, ordered as they were released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(pub u16);

/// A text that is no minor version we know the types of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a Kubernetes version from `{oldest}` to `{newest}`, found `{text}`", oldest = Minor::OLDEST, newest = Minor::NEWEST)]
pub struct UnknownMinor {
    text: String,
}

impl Minor {
    /// The oldest whose types are built in.
    pub const OLDEST: Minor = Minor(29);
    /// The newest whose types are built in.
    pub const NEWEST: Minor = Minor(37);

    /// Returns all whose types are built in, oldest first.
    pub fn all() -> impl Iterator<Item = Minor> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Minor)
    }

    /// Returns the `kubernetesVersion` of the spec of a Cluster; nothing where none is stated or it is not known.
    pub fn of_cluster(cluster: &Node) -> Option<Minor> {
        let version = cluster.value_of("kubernetesVersion")?.to_text()?;
        version.parse().ok()
    }
}

/// A set of minor versions, of those whose types are built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Minors(u16);

impl Minors {
    /// No version.
    pub const NONE: Minors = Minors(0);
    /// Every version.
    pub const ALL: Minors = Minors(u16::MAX);

    /// Returns the set of a bit per version, [`Minor::OLDEST`] the lowest.
    pub fn of_bits(bits: u16) -> Self {
        Minors(bits)
    }

    /// Returns whether a version is in the set; one that is not built in counts as the nearest that is.
    pub fn contains(self, minor: Minor) -> bool {
        let minor = minor.clamp(Minor::OLDEST, Minor::NEWEST);
        self.0 & (1 << (minor.0 - Minor::OLDEST.0)) != 0
    }

    /// Returns whether no version is in the set.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns the versions of both sets.
    #[must_use]
    pub fn union(self, other: Minors) -> Minors {
        Minors(self.0 | other.0)
    }

    /// Returns its versions, oldest first.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Minor> {
        (Minor::OLDEST.0..=Minor::NEWEST.0)
            .map(Minor)
            .filter(move |minor| self.contains(*minor))
    }
}

/// Reads `1.36`, `v1.36` and `1.36.3`; the patch level does not change types.
impl FromStr for Minor {
    type Err = UnknownMinor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let (major, minor, patch) = (parts.next(), parts.next(), parts.next());
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let minor = minor.filter(|minor| is_number(minor));
        let well_formed =
            major == Some("1") && patch.is_none_or(is_number) && parts.next().is_none();
        minor
            .filter(|_| well_formed)
            .and_then(|minor| minor.parse().ok())
            .map(Minor)
            .filter(|minor| (Self::OLDEST..=Self::NEWEST).contains(minor))
            .ok_or_else(|| UnknownMinor {
                text: text.to_owned(),
            })
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_with_and_without_their_patch_level() {
        for text in ["1.36", "v1.36", "1.36.3"] {
            assert_eq!(text.parse(), Ok(Minor(36)), "{text}");
        }
        for text in [
            "", "1", "36", "2.36", "1.28", "1.99", "1.36.x", "1.36.1.2", "1.+36",
        ] {
            assert!(text.parse::<Minor>().is_err(), "{text}");
        }
        assert_eq!(
            "1.99".parse::<Minor>().map_err(|error| error.to_string()),
            Err("expected a Kubernetes version from `1.29` to `1.37`, found `1.99`".to_owned())
        );
    }
}
