//! The numbers by which the tracker decides.

use std::time::Duration;

use crate::limits::MAX_ACTIVITIES;

/// The numbers by which the tracker decides. The defaults fit servers on a home network as well as
/// those behind slow proxies; tests shorten them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TrackerPolicy {
    /// While anything runs or is waited for, a list at least this often, whatever the traffic.
    pub(crate) list_every: Duration,
    /// While anything runs or is waited for, a list after this long without a notification.
    pub(crate) list_after_silence: Duration,
    /// Between the sendings of two lists that something made due. After failures in a row it
    /// doubles each time, up to `list_every`.
    pub(crate) list_spacing: Duration,
    /// The list that confirms an absence is sent at least this long after the one that noticed it
    /// was answered.
    pub(crate) confirm_after: Duration,
    /// Between the sendings of the first and the last list that never showed a named activity.
    pub(crate) never_seen_grace: Duration,
    /// How long an ended activity is remembered at least.
    pub(crate) tombstones_kept: Duration,
    /// How many ended activities are remembered at most.
    pub(crate) tombstones_at_most: usize,
    /// How many running activities are followed at most, besides those that somebody waits for.
    pub(crate) live_at_most: usize,
    /// Lists that begin an ended activity anew are sent at least this long after its end.
    pub(crate) heal_after: Duration,
    /// This many incomplete lists in a row are enough: the last of them is used as it stands.
    pub(crate) incomplete_in_a_row: u32,
}

impl Default for TrackerPolicy {
    fn default() -> Self {
        Self {
            list_every: Duration::from_secs(60),
            list_after_silence: Duration::from_secs(30),
            list_spacing: Duration::from_secs(2),
            confirm_after: Duration::from_secs(2),
            never_seen_grace: Duration::from_secs(10),
            tombstones_kept: Duration::from_secs(600),
            tombstones_at_most: 8_192,
            live_at_most: MAX_ACTIVITIES,
            heal_after: Duration::from_secs(2),
            incomplete_in_a_row: 3,
        }
    }
}
