//! Operations on the list of activities.

use crate::error::Result;
use crate::generated::types::Activity;
use crate::hub::{ConnectionStatus, Session};
use crate::model::ActivityList;
use crate::tracker::ActivityFilter;
use crate::watch::{self, ActivityHandle, Live, Wait, WaitAll, WaitIdle, Watcher};
use crate::wire::ActivityId;

/// Operations on the server's activities; see [`Plex::activities`](crate::Plex::activities).
#[derive(Clone, Copy, Debug)]
pub struct ActivitiesApi<'a> {
    session: &'a Session,
}

impl<'a> ActivitiesApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the running activities (`GET /activities`).
    ///
    /// An administrator sees every activity, another user their own or none. An idle server may still
    /// list a permanent activity of type `butler` at 100 percent. Entries that cannot be read are left
    /// out and logged; [`list_detailed`](Self::list_detailed) returns them too.
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized), [`Forbidden`](crate::ErrorKind::Forbidden),
    /// [`ServerBusy`](crate::ErrorKind::ServerBusy) while the server starts,
    /// [`NotPlex`](crate::ErrorKind::NotPlex) for a sign-in page or another program,
    /// [`Decode`](crate::ErrorKind::Decode) for an answer that is cut off, and the kinds for a missing
    /// answer: `Connect`, `Timeout`, `Tls`. Retried as
    /// [`PlexBuilder::retries`](crate::PlexBuilder::retries) says.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn list(self) -> Result<Vec<Activity>> {
        let list = self.list_detailed().await?;
        let unreadable = list.unreadable.len();
        if unreadable + list.left_out > 0 {
            // One line for each list, without the server's text.
            tracing::warn!(
                server = self.session.client.server_url(),
                unreadable,
                left_out = list.left_out,
                "activities in the list cannot be read"
            );
        }
        Ok(list.activities)
    }

    /// Lists the running activities, with the entries that cannot be read.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    ///
    /// # Cancel safety
    /// As [`list`](Self::list).
    pub async fn list_detailed(self) -> Result<ActivityList> {
        self.session.client.list_activities().await
    }

    /// Finds one running activity; `None` when the server does not list it (it may have ended).
    ///
    /// Servers have no request for one activity, so this sends `GET /activities`.
    ///
    /// # Errors
    /// As [`list`](Self::list), and [`Decode`](crate::ErrorKind::Decode) when the activity is listed and
    /// cannot be read, or is not listed and the list has entries whose uuid cannot be read.
    ///
    /// # Cancel safety
    /// As [`list`](Self::list).
    pub async fn get(self, id: &ActivityId) -> Result<Option<Activity>> {
        self.session.client.find_activity(id).await
    }

    /// Watches the activities: a stream of [`ActivityEvent`](crate::ActivityEvent)s for their starts,
    /// updates and ends.
    ///
    /// The watcher is registered when this returns. All watchers and waits of a client share one
    /// connection, which the first of them opens: a WebSocket, else an event stream, else a list
    /// every two seconds.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use plex_api::{ActivityEvent, ActivityFilter};
    ///
    /// let scans = ActivityFilter::any().of_type("library.update.section");
    /// let mut events = plex.activities().watch().only(scans);
    /// while let Some(event) = events.next().await {
    ///     match event? {
    ///         ActivityEvent::Updated { activity, .. } => println!("{}", activity.progress()),
    ///         ActivityEvent::Ended { how, .. } => println!("{how:?}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here: a missing runtime or a refused token is the watcher's last item.
    #[must_use]
    pub fn watch(self) -> Watcher {
        Watcher::new(&self.session.hub)
    }

    /// The running activities as a value that follows the server: for a web page, a dashboard, a
    /// check before another job.
    ///
    /// The view is registered when this returns. It holds the connection that all watchers, waits and
    /// views of a client share, and costs the memory of one copy of the activities, however many views
    /// and readers there are.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let live = plex.activities().live();
    /// live.synced().await?;
    /// for running in &live.snapshot() {
    ///     let activity = running.activity();
    ///     println!("{} {}", activity.progress(), activity.title());
    ///     if running.last_moved().as_secs() > 600 {
    ///         println!("no progress for {:?}", running.last_moved());
    ///     }
    /// }
    /// // Later, and again and again.
    /// let snapshot = live.changed().await?;
    /// println!("{} are running", snapshot.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here: a missing runtime or a refused token is the result of
    /// [`changed`](Live::changed) and [`synced`](Live::synced).
    #[must_use]
    pub fn live(self) -> Live {
        Live::new(&self.session.hub)
    }

    /// Waits for the end of an activity, across lost connections.
    ///
    /// It completes exactly once: with [`Ended`](crate::How::Ended) when the server says so,
    /// [`Vanished`](crate::How::Vanished) when two lists in a row lack the activity,
    /// [`NeverSeen`](crate::How::NeverSeen) when no list has it for ten seconds. For an activity that
    /// ended a short time ago, it completes at once; if the end was inferred, after the next list. While
    /// the server does not answer, it goes on.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex, id: plex_api::ActivityId) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let outcome = plex.activities().wait(&id).timeout(Duration::from_secs(300)).await?;
    /// println!("{:?}", outcome.how);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Timeout`](crate::ErrorKind::Timeout) when its [`timeout`](Wait::timeout) has passed,
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) and [`Forbidden`](crate::ErrorKind::Forbidden) when
    /// the server refuses the token, [`Closed`](crate::ErrorKind::Closed) when the tokio runtime ends,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) without one. For an activity that was never
    /// seen, the kind of the last list's failure when the server answers and no list could be used for
    /// a minute ([`unreadable_grace`](crate::ConnectionPolicy::unreadable_grace)).
    ///
    /// # Cancel safety
    /// Dropping it ends the wait and has no other effect.
    pub fn wait(self, id: &ActivityId) -> Wait {
        Wait::new(&self.session.hub, id)
    }

    /// Waits for the ends of several activities. Each has its own outcome, in the given order.
    ///
    /// # Errors
    /// One for each activity, as [`wait`](Self::wait).
    ///
    /// # Cancel safety
    /// As [`wait`](Self::wait).
    pub fn wait_all(self, ids: impl IntoIterator<Item = ActivityId>) -> WaitAll {
        WaitAll::new(&self.session.hub, ids)
    }

    /// Waits until no matching activity is running, and none was for the quiet period (5 seconds
    /// unless [set](WaitIdle::quiet_period)). When none is running at first, it completes as soon as
    /// a list shows that.
    ///
    /// An activity whose section or item the server has not sent yet counts as matching. Idle does not
    /// mean an empty list: an idle server may list a permanent activity of type `butler` at 100
    /// percent, which does not count.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use plex_api::ActivityFilter;
    ///
    /// let library = ActivityFilter::any().of_type("library.*");
    /// plex.activities().wait_idle(library).await?;
    /// plex.library().empty_trash("2").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Cancel safety
    /// As [`wait`](Self::wait).
    pub fn wait_idle(self, filter: ActivityFilter) -> WaitIdle {
        WaitIdle::new(&self.session.hub, filter)
    }

    /// A handle for an activity by its uuid. The client follows it from this call on.
    #[must_use]
    pub fn handle(self, id: &ActivityId) -> ActivityHandle {
        ActivityHandle::new(self.session, id.clone(), false)
    }

    /// The status of the connection that watchers and waits share.
    #[must_use]
    pub fn status(self) -> ConnectionStatus {
        self.session.hub.status()
    }

    /// Asks the server to cancel an activity (`DELETE /activities/{uuid}`).
    ///
    /// Success means that the server accepted the request; more updates may follow before the end. If
    /// an answer is lost, the request is sent again, and it succeeds if the activity has ended by then.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when no such activity is running, which a list confirms;
    /// [`NotCancellable`](crate::ErrorKind::NotCancellable) when it is running and the server cannot
    /// cancel it, with the other way to stop it in the message if there is one; and as
    /// [`list`](Self::list).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn cancel(self, id: &ActivityId) -> Result<()> {
        watch::cancel(self.session, id).await
    }
}
