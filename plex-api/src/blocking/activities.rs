//! Activities, for programs without `async`.

use super::events::Events;
use super::handle::ActivityHandle;
use super::live::Live;
use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::Activity;
use crate::hub::ConnectionStatus;
use crate::model::ActivityList;
use crate::tracker::ActivityFilter;
use crate::watch::{Wait, WaitAll, WaitIdle};
use crate::wire::ActivityId;

/// Operations on activities; see [`Plex::activities`](super::Plex::activities) and
/// [`ActivitiesApi`](crate::ActivitiesApi).
#[derive(Clone, Copy, Debug)]
pub struct ActivitiesApi<'a> {
    session: &'a Session,
}

impl<'a> ActivitiesApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the running activities; see [`list`](crate::ActivitiesApi::list).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    pub fn list(self) -> Result<Vec<Activity>> {
        self.session
            .run(async |plex| plex.activities().list().await)
    }

    /// Lists the running activities, with the entries that cannot be read; see
    /// [`list_detailed`](crate::ActivitiesApi::list_detailed).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    pub fn list_detailed(self) -> Result<ActivityList> {
        self.session
            .run(async |plex| plex.activities().list_detailed().await)
    }

    /// Finds one running activity; see [`get`](crate::ActivitiesApi::get).
    ///
    /// # Errors
    /// As [`get`](crate::ActivitiesApi::get).
    pub fn get(self, id: &ActivityId) -> Result<Option<Activity>> {
        let id = id.clone();
        self.session
            .run(async move |plex| plex.activities().get(&id).await)
    }

    /// Asks the server to cancel an activity; see [`cancel`](crate::ActivitiesApi::cancel).
    ///
    /// # Errors
    /// As [`cancel`](crate::ActivitiesApi::cancel).
    pub fn cancel(self, id: &ActivityId) -> Result<()> {
        let id = id.clone();
        self.session
            .run(async move |plex| plex.activities().cancel(&id).await)
    }

    /// Waits for the end of an activity; see [`wait`](crate::ActivitiesApi::wait).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex, id: plex_api::ActivityId) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let outcome = plex.activities().wait(&id).timeout(Duration::from_secs(300)).block()?;
    /// println!("{:?}", outcome.how);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of [`wait`](crate::ActivitiesApi::wait).
    pub fn wait(self, id: &ActivityId) -> Pending<Wait> {
        let _here = self.session.enter();
        Pending::new(self.session, self.session.plex.activities().wait(id))
    }

    /// Waits for the ends of several activities; see [`wait_all`](crate::ActivitiesApi::wait_all).
    ///
    /// # Errors
    /// None here; `block` has its own, and one for each activity.
    pub fn wait_all(self, ids: impl IntoIterator<Item = ActivityId>) -> Pending<WaitAll> {
        let _here = self.session.enter();
        Pending::new(self.session, self.session.plex.activities().wait_all(ids))
    }

    /// Waits until no matching activity is running; see
    /// [`wait_idle`](crate::ActivitiesApi::wait_idle).
    ///
    /// # Errors
    /// None here; `block` has those of [`wait_idle`](crate::ActivitiesApi::wait_idle).
    pub fn wait_idle(self, filter: ActivityFilter) -> Pending<WaitIdle> {
        let _here = self.session.enter();
        Pending::new(
            self.session,
            self.session.plex.activities().wait_idle(filter),
        )
    }

    /// A handle for an activity by its uuid. The client follows it from this call on.
    #[must_use]
    pub fn handle(self, id: &ActivityId) -> ActivityHandle {
        let _here = self.session.enter();
        ActivityHandle::new(
            self.session.clone(),
            self.session.plex.activities().handle(id),
        )
    }

    /// Watches the activities, as an iterator; see [`watch`](crate::ActivitiesApi::watch).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use plex_api::ActivityEvent;
    ///
    /// for event in plex.activities().watch() {
    ///     if let ActivityEvent::Ended { activity, .. } = event? {
    ///         println!("{} finished", activity.title());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn watch(self) -> Events {
        let _here = self.session.enter();
        Events::new(
            self.session.runtime(),
            self.session.plex.activities().watch(),
        )
    }

    /// The running activities as a value that follows the server; see
    /// [`live`](crate::ActivitiesApi::live).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let live = plex.activities().live();
    /// live.synced()?;
    /// println!("{} are running", live.snapshot().len());
    /// if let Some(snapshot) = live.changed_timeout(Duration::from_secs(60))? {
    ///     println!("now {} are", snapshot.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn live(self) -> Live {
        let _here = self.session.enter();
        Live::new(self.session.clone(), self.session.plex.activities().live())
    }

    /// The status of the connection that iterators and waits share.
    #[must_use]
    pub fn status(self) -> ConnectionStatus {
        self.session.plex.activities().status()
    }
}
