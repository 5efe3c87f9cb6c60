//! Live TV: guides, recordings, tuners.

use std::fmt::Display;

use crate::generated::OperationId;
use crate::hub::Session;
use crate::watch::Launch;

/// Operations on live TV; see [`Plex::live_tv`](crate::Plex::live_tv).
///
/// For these operations, servers are documented to name the activity (`X-Plex-Activity`).
#[derive(Clone, Copy, Debug)]
pub struct LiveTvApi<'a> {
    session: &'a Session,
}

impl<'a> LiveTvApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Processes the recording subscriptions (`POST /media/subscriptions/process`).
    ///
    /// # The activity
    /// One of type `provider.subscriptions.process` follows, which the server names and which often ends
    /// within a second.
    ///
    /// # Errors
    /// When awaited: as [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn process_subscriptions(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::ProcessSubscriptions,
            |client| async move { client.process_subscriptions().send().await },
            |_| (),
        )
    }

    /// Reloads the programme guide of a DVR (`POST /livetv/dvrs/{id}/reloadGuide`).
    ///
    /// # The activity
    /// One of type `provider.epg.load` follows, which the server names. Some servers name an activity
    /// that never appears.
    ///
    /// # Errors
    /// As [`process_subscriptions`](Self::process_subscriptions), and
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such DVR.
    pub fn reload_guide(self, dvr: impl Display) -> Launch<()> {
        let dvr = dvr.to_string();
        Launch::new(
            self.session,
            OperationId::ReloadGuide,
            move |client| async move { client.reload_guide().dvr_id(dvr).send().await },
            |_| (),
        )
    }

    /// Scans the channels of a tuner (`POST /media/grabbers/devices/{id}/scan`).
    ///
    /// # The activity
    /// Servers are documented to name one. Its type is unknown: none was recorded.
    ///
    /// # Errors
    /// As [`reload_guide`](Self::reload_guide).
    pub fn scan_device(self, device: impl Display) -> Launch<()> {
        let device = device.to_string();
        Launch::new(
            self.session,
            OperationId::ScanGrabberDevice,
            move |client| async move { client.scan_grabber_device().device_id(device).send().await },
            |_| (),
        )
    }
}
