//! Live TV: guides, recordings, tuners.

use std::fmt::Display;

use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::{Dvr, GrabOperation, GrabberDevice, LiveTvSession};
use crate::hub::Session;
use crate::watch::Launch;
use crate::wire::{LenientVec, UnknownFields};

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
    /// Servers are documented to name one. Its type is unknown: none was recorded. Unless the server names
    /// it, [`done`](Launch::done) ends at once with [`Unobservable`](crate::Done::Unobservable).
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

    /// Lists the DVRs, each with its tuners (`GET /livetv/dvrs`). An entry that cannot be read is left out
    /// and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn dvrs(self) -> Result<Vec<Dvr>> {
        let (client, id) = (&self.session.client, OperationId::ListDvrs);
        let listed = client.answer(id, client.list_dvrs().send().await).await?;
        let listed = listed.media_container;
        // The published document calls the list `DVR`.
        let dvrs = listed.dvr.or_else(|| under(&listed.extra, "DVR"));
        Ok(client.readable(id, dvrs))
    }

    /// Stops the reload of a DVR's programme guide (`DELETE /livetv/dvrs/{id}/reloadGuide`).
    ///
    /// # Errors
    /// As [`reload_guide`](Self::reload_guide).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn stop_reload(self, dvr: impl Display) -> Result<()> {
        let client = &self.session.client;
        let sent = client
            .stop_dvr_reload()
            .dvr_id(dvr.to_string())
            .send()
            .await;
        client
            .answer(OperationId::StopDvrReload, sent)
            .await
            .map(drop)
    }

    /// Lists the tuners (`GET /media/grabbers/devices`). An entry that cannot be read is left out and
    /// logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn devices(self) -> Result<Vec<GrabberDevice>> {
        let (client, id) = (&self.session.client, OperationId::ListDevices);
        let listed = client
            .answer(id, client.list_devices().send().await)
            .await?;
        let listed = listed.media_container;
        // The published example calls the list `Devices`.
        let devices = listed.device.or_else(|| under(&listed.extra, "Devices"));
        Ok(client.readable(id, devices))
    }

    /// Stops the scan of a tuner's channels (`DELETE /media/grabbers/devices/{id}/scan`).
    ///
    /// # Errors
    /// As [`reload_guide`](Self::reload_guide).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn stop_device_scan(self, device: impl Display) -> Result<()> {
        let client = &self.session.client;
        let request = client.stop_scan().device_id(device.to_string());
        let sent = request.send().await;
        client.answer(OperationId::StopScan, sent).await.map(drop)
    }

    /// Lists the recordings that are planned, run or are over (`GET /media/subscriptions/scheduled`); the
    /// `status` of one that runs is `inprogress`. An entry that cannot be read is left out and logged.
    ///
    /// # Errors
    /// [`Forbidden`](crate::ErrorKind::Forbidden) for users without the right to record, and as
    /// [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn recordings(self) -> Result<Vec<GrabOperation>> {
        let (client, id) = (&self.session.client, OperationId::GetScheduledRecordings);
        let listed = client
            .answer(id, client.get_scheduled_recordings().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.media_grab_operation))
    }

    /// Stops a recording, by its [`id`](GrabOperation::id)
    /// (`DELETE /media/grabbers/operations/{id}`). Its activity of type `grabber.grab` ends. The server may
    /// begin it again after a restart.
    ///
    /// # Errors [`NotFound`](crate::ErrorKind::NotFound) when there is no such recording,
    /// [`Forbidden`](crate::ErrorKind::Forbidden) when it belongs to another user, and as
    /// [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn cancel_recording(self, id: impl Display) -> Result<()> {
        let client = &self.session.client;
        let request = client.cancel_grab().operation_id(id.to_string());
        let sent = request.send().await;
        client.answer(OperationId::CancelGrab, sent).await.map(drop)
    }

    /// Lists the broadcasts that are received right now, for a viewer or for a recording
    /// (`GET /livetv/sessions`). An entry that cannot be read is left out and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn sessions(self) -> Result<Vec<LiveTvSession>> {
        let (client, id) = (&self.session.client, OperationId::GetLiveTvSessions);
        let listed = client
            .answer(id, client.get_live_tv_sessions().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.metadata))
    }
}

impl GrabOperation {
    /// Its id, as [`LiveTvApi::cancel_recording`] takes it: its own, or the last part of its `key`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        let of_key = || self.key.as_deref()?.rsplit('/').next();
        self.id
            .as_deref()
            .or_else(of_key)
            .filter(|id| !id.is_empty())
    }

    /// Returns `true` while the recording is running or is being finished.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(
            self.status.as_deref(),
            Some("inprogress" | "postprocessing")
        )
    }
}

/// A list that is under another name than the document has.
fn under<T: DeserializeOwned>(extra: &UnknownFields, key: &str) -> Option<LenientVec<T>> {
    serde_json::from_value(extra.get(key)?.clone()).ok()
}
