//! The numbers by which the tracker decides.

use std::time::Duration;

use crate::limits::MAX_ACTIVITIES;

/// The numbers by which the tracker decides. The defaults fit servers on a home network as well as
/// servers behind slow proxies; tests shorten them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TrackerPolicy {
    /// While an activity runs, or somebody watches or waits: a list at least this often, whatever the
    /// traffic.
    pub(crate) list_every: Duration,
    /// The same, after this long without a notification.
    pub(crate) list_after_silence: Duration,
    /// The time between two lists that something made due. It doubles with each failure in a row.
    pub(crate) list_spacing: Duration,
    /// The time does not double while the last answer is younger than this.
    pub(crate) retry_often_for: Duration,
    /// The longest time between lists after failures, while anything succeeded within `recent`.
    pub(crate) retry_at_most: Duration,
    /// The longest time between lists after failures, otherwise.
    pub(crate) retry_at_most_when_away: Duration,
    /// The time for which a success counts as recent.
    pub(crate) recent: Duration,
    /// The longest `Retry-After` of a list that is respected.
    pub(crate) retry_after_at_most: Duration,
    /// The list that confirms an absence is sent at least this long after the answer to the list that
    /// noticed it.
    pub(crate) confirm_after: Duration,
    /// The time between sending the first and the last list that lacked a named activity.
    pub(crate) never_seen_grace: Duration,
    /// A wait for an activity that was never seen ends with an error when no answer of the server
    /// could be used for this long. At least `never_seen_grace`.
    pub(crate) unreadable_grace: Duration,
    /// The time between two events that say that lists fail.
    pub(crate) trouble_every: Duration,
    /// The shortest time for which a tombstone is kept.
    pub(crate) tombstones_kept: Duration,
    /// The largest number of tombstones that are kept.
    pub(crate) tombstones_at_most: usize,
    /// The largest number of active activities that are followed, besides the awaited ones.
    pub(crate) live_at_most: usize,
    /// A list that revives an ended activity is sent at least this long after its end.
    pub(crate) heal_after: Duration,
    /// After so many lists in a row with entries without a readable uuid, the rest of such lists is
    /// used.
    pub(crate) unidentified_in_a_row: u32,
    /// A row of type `butler` that has stood unchanged at 100 % for this long counts as permanent.
    pub(crate) permanent_after: Duration,
}

impl Default for TrackerPolicy {
    fn default() -> Self {
        Self {
            list_every: Duration::from_secs(30),
            list_after_silence: Duration::from_secs(30),
            list_spacing: Duration::from_secs(2),
            retry_often_for: Duration::from_secs(60),
            retry_at_most: Duration::from_secs(20),
            retry_at_most_when_away: Duration::from_secs(60),
            recent: Duration::from_secs(300),
            retry_after_at_most: Duration::from_secs(60),
            confirm_after: Duration::from_secs(2),
            never_seen_grace: Duration::from_secs(10),
            unreadable_grace: Duration::from_secs(60),
            trouble_every: Duration::from_secs(60),
            tombstones_kept: Duration::from_secs(600),
            tombstones_at_most: 8_192,
            live_at_most: MAX_ACTIVITIES,
            heal_after: Duration::from_secs(2),
            unidentified_in_a_row: 3,
            permanent_after: Duration::from_secs(60),
        }
    }
}
