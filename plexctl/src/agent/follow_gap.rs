//! The times in which nobody looked at a server, before everything on it is known again.

use std::time::Duration;

use crate::journal::KnownServer;

/// A server that is followed is noted this often at least. After more than that, something was wrong.
const NOTED_EVERY: Duration = Duration::from_secs(30);

/// The reason why nobody looked at a server before it was followed. Times are in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum NotFollowed {
    /// The agent began at this time.
    AgentDown(i64),
    /// The server's settings in the file changed at this time, or the file had no such server before.
    FileChanged(i64),
    /// This agent followed the server, and lost it.
    Failing,
}

/// A time in which nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FollowGap {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) reason: &'static str,
}

/// The reason of a gap after failed attempts.
const FAILED: &str = "the server could not be followed";

impl NotFollowed {
    /// The gaps between the last known state of the server and now.
    pub(super) fn gaps(self, known: KnownServer, now: i64) -> Vec<FollowGap> {
        let until = known.until.min(now);
        let is_soon = |from: i64, to: i64| {
            let noted_every = i64::try_from(NOTED_EVERY.as_millis()).unwrap_or(i64::MAX);
            to.saturating_sub(from) <= noted_every
        };
        let removed = "the agent's file did not have the server";
        let (began, reason) = match self {
            Self::AgentDown(began) if known.is_removed => (began, removed),
            Self::AgentDown(began) => (began, "the agent was not running"),
            Self::FileChanged(at) if known.is_removed => (at, removed),
            Self::FileChanged(at) if is_soon(until, at) => {
                (at, "the agent's file was changed for the server")
            }
            Self::FileChanged(_) | Self::Failing => (now, FAILED),
        };
        let gap = |from, to, reason| FollowGap { from, to, reason };
        let began = began.clamp(until, now);
        if is_soon(began, now) {
            return vec![gap(until, now, reason)];
        }
        vec![gap(until, began, reason), gap(began, now, FAILED)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_says_why_nobody_looked_and_until_when_that_was_the_reason() {
        use NotFollowed::{AgentDown, Failing, FileChanged};
        let minute = 60_000;
        let (down, removed) = (
            "the agent was not running",
            "the agent's file did not have the server",
        );
        let changed = "the agent's file was changed for the server";
        for (why, is_removed, now, expected) in [
            (AgentDown(50), false, 9, vec![(5, 9, down)]),
            (AgentDown(8), false, 9, vec![(5, 9, down)]),
            (
                AgentDown(minute),
                false,
                2 * minute,
                vec![(5, minute, down), (minute, 2 * minute, FAILED)],
            ),
            (AgentDown(8), true, 9, vec![(5, 9, removed)]),
            (FileChanged(8), true, 9, vec![(5, 9, removed)]),
            (FileChanged(8), false, 9, vec![(5, 9, changed)]),
            (
                FileChanged(8),
                false,
                minute,
                vec![(5, 8, changed), (8, minute, FAILED)],
            ),
            // It was not followed before the change either.
            (
                FileChanged(minute),
                false,
                minute + 1,
                vec![(5, minute + 1, FAILED)],
            ),
            (Failing, false, minute, vec![(5, minute, FAILED)]),
        ] {
            let known = KnownServer {
                until: 5,
                is_removed,
            };
            let gaps = why.gaps(known, now);
            let gaps: Vec<_> = gaps
                .iter()
                .map(|gap| (gap.from, gap.to, gap.reason))
                .collect();
            assert_eq!(gaps, expected, "{why:?} {is_removed} {now}");
        }
    }
}
