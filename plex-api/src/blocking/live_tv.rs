//! Live TV, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::watch::Launch;

/// Guides, recordings and tuners; see [`Plex::live_tv`](super::Plex::live_tv) and [`LiveTvApi`](crate::LiveTvApi).
#[derive(Clone, Copy, Debug)]
pub struct LiveTvApi<'a> {
    session: &'a Session,
}

impl<'a> LiveTvApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Processes the recording subscriptions; see
    /// [`process_subscriptions`](crate::LiveTvApi::process_subscriptions).
    ///
    /// # Errors
    /// None here; `block` has those of
    /// [`process_subscriptions`](crate::LiveTvApi::process_subscriptions).
    pub fn process_subscriptions(self) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.live_tv().process_subscriptions())
    }

    /// Loads a DVR's program guide again; see [`reload_guide`](crate::LiveTvApi::reload_guide).
    ///
    /// # Errors
    /// None here; `block` has those of [`reload_guide`](crate::LiveTvApi::reload_guide).
    pub fn reload_guide(self, dvr: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.live_tv().reload_guide(dvr))
    }

    /// Scans a device for channels; see [`scan_device`](crate::LiveTvApi::scan_device).
    ///
    /// # Errors
    /// None here; `block` has those of [`scan_device`](crate::LiveTvApi::scan_device).
    pub fn scan_device(self, device: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.live_tv().scan_device(device))
    }
}
