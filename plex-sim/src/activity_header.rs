//! The setting whether responses name the activity that the request started.

use std::time::Duration;

/// Whether and when a response names its activity in the header `X-Plex-Activity`; set by
/// [`PlexSim::set_activity_header`](crate::PlexSim::set_activity_header).
///
/// A server chooses the uuid before the work starts. So a client may read the header before
/// `started`, after `started`, after `ended`, or without any activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ActivityHeader {
    /// As documented: on guide reloads, subscription processing and grabber scans, nowhere else.
    /// `started` is sent before the response.
    #[default]
    Documented,
    /// On no response.
    Never,
    /// On every response; `started` is sent before it.
    AfterStarted,
    /// On every response; the activity ends before it.
    AfterEnded,
    /// On every response; the activity starts after this time on the simulator's clock.
    BeforeStarted(Duration),
    /// On every response; the activity starts with
    /// [`PlexSim::release_held`](crate::PlexSim::release_held).
    Held,
    /// On every response, and the activity never starts.
    WithoutStarted,
}

impl ActivityHeader {
    /// Returns `true` if every response names an activity, even if no server is known to start one.
    pub(crate) fn is_forced(self) -> bool {
        !matches!(self, Self::Documented | Self::Never)
    }
}
