//! Points in time, as the tracker is told of them.

use std::time::Duration;

/// A point in time, counted from an origin that the caller chooses. The tracker has no clock: every
/// input says when it happens, and later inputs never say less than earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Timestamp(Duration);

impl Timestamp {
    pub(crate) const fn at(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    pub(crate) const fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later))
    }

    /// How long after `earlier` this is; nothing when it is not after it.
    pub(crate) const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(crate) const fn since_origin(self) -> Duration {
        self.0
    }
}
