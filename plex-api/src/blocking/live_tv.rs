//! Live TV, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::{Dvr, GrabOperation, GrabberDevice, LiveTvSession};
use crate::watch::Launch;

/// Guides, recordings and tuners; see [`Plex::live_tv`](super::Plex::live_tv) and
/// [`LiveTvApi`](crate::LiveTvApi).
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

    /// Reloads the programme guide of a DVR; see [`reload_guide`](crate::LiveTvApi::reload_guide).
    ///
    /// # Errors
    /// None here; `block` has those of [`reload_guide`](crate::LiveTvApi::reload_guide).
    pub fn reload_guide(self, dvr: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.live_tv().reload_guide(dvr))
    }

    /// Scans the channels of a tuner; see [`scan_device`](crate::LiveTvApi::scan_device).
    ///
    /// # Errors
    /// None here; `block` has those of [`scan_device`](crate::LiveTvApi::scan_device).
    pub fn scan_device(self, device: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.live_tv().scan_device(device))
    }

    /// Lists the DVRs; see [`dvrs`](crate::LiveTvApi::dvrs).
    ///
    /// # Errors
    /// As [`dvrs`](crate::LiveTvApi::dvrs).
    pub fn dvrs(self) -> Result<Vec<Dvr>> {
        self.session.run(async |plex| plex.live_tv().dvrs().await)
    }

    /// Stops the reload of a DVR's programme guide; see [`stop_reload`](crate::LiveTvApi::stop_reload).
    ///
    /// # Errors
    /// As [`stop_reload`](crate::LiveTvApi::stop_reload).
    pub fn stop_reload(self, dvr: impl Display) -> Result<()> {
        let dvr = dvr.to_string();
        self.session
            .run(async move |plex| plex.live_tv().stop_reload(dvr).await)
    }

    /// Lists the tuners; see [`devices`](crate::LiveTvApi::devices).
    ///
    /// # Errors
    /// As [`devices`](crate::LiveTvApi::devices).
    pub fn devices(self) -> Result<Vec<GrabberDevice>> {
        self.session
            .run(async |plex| plex.live_tv().devices().await)
    }

    /// Stops the scan of a tuner's channels; see [`stop_device_scan`](crate::LiveTvApi::stop_device_scan).
    ///
    /// # Errors
    /// As [`stop_device_scan`](crate::LiveTvApi::stop_device_scan).
    pub fn stop_device_scan(self, device: impl Display) -> Result<()> {
        let device = device.to_string();
        self.session
            .run(async move |plex| plex.live_tv().stop_device_scan(device).await)
    }

    /// Lists the recordings; see [`recordings`](crate::LiveTvApi::recordings).
    ///
    /// # Errors
    /// As [`recordings`](crate::LiveTvApi::recordings).
    pub fn recordings(self) -> Result<Vec<GrabOperation>> {
        self.session
            .run(async |plex| plex.live_tv().recordings().await)
    }

    /// Stops a recording; see [`cancel_recording`](crate::LiveTvApi::cancel_recording).
    ///
    /// # Errors
    /// As [`cancel_recording`](crate::LiveTvApi::cancel_recording).
    pub fn cancel_recording(self, id: impl Display) -> Result<()> {
        let id = id.to_string();
        self.session
            .run(async move |plex| plex.live_tv().cancel_recording(id).await)
    }

    /// Lists the broadcasts that are received right now; see [`sessions`](crate::LiveTvApi::sessions).
    ///
    /// # Errors
    /// As [`sessions`](crate::LiveTvApi::sessions).
    pub fn sessions(self) -> Result<Vec<LiveTvSession>> {
        self.session
            .run(async |plex| plex.live_tv().sessions().await)
    }
}
