//! Numbers of things, from the fewest to the most.

/// The fewest and the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) min: u64,
    pub(super) max: u64,
}

impl Range {
    /// Anything.
    pub(super) const ANY: Range = Range {
        min: 0,
        max: u64::MAX,
    };

    pub(super) fn exactly(count: u64) -> Self {
        Range {
            min: count,
            max: count,
        }
    }

    pub(super) fn up_to(max: u64) -> Self {
        Range { min: 0, max }
    }

    pub(super) fn plus(self, other: Range) -> Self {
        Range {
            min: self.min.saturating_add(other.min),
            max: self.max.saturating_add(other.max),
        }
    }

    pub(super) fn or(self, other: Range) -> Self {
        Range {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// Returns the range around all of some; nothing at all where there are none.
pub(super) fn around(all: impl Iterator<Item = Range>) -> Range {
    all.reduce(Range::or).unwrap_or(Range::exactly(0))
}

/// Returns a share of a number, rounded up.
pub(super) fn share(count: u64, factor: f64) -> u64 {
    let scaled = count as f64 * factor;
    // A conversion from a number that is too large gives the largest.
    scaled.ceil() as u64
}
