//! Operations on the list of activities.

use crate::error::Result;
use crate::generated::types::Activity;
use crate::hub::{ConnectionStatus, Session};
use crate::model::ActivityList;
use crate::tracker::ActivityFilter;
use crate::watch::{self, ActivityHandle, Wait, WaitAll, WaitIdle, Watcher};
use crate::wire::ActivityId;

/// Operations on the server's activities; see [`Plex::activities`].
#[derive(Clone, Copy, Debug)]
pub struct ActivitiesApi<'a> {
    session: &'a Session,
}

impl<'a> ActivitiesApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the activities that run now (`GET /activities`).
    ///
    /// An administrator sees every activity, another user their own or none. A server at rest may
    /// still list a permanent activity of type `butler` at 100 percent. Entries that cannot be read
    /// are left out and logged; [`list_detailed`](Self::list_detailed) gives them too.
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized), [`Forbidden`](crate::ErrorKind::Forbidden),
    /// [`ServerBusy`](crate::ErrorKind::ServerBusy) while the server starts,
    /// [`NotPlex`](crate::ErrorKind::NotPlex) for a sign-in page or another program,
    /// [`Decode`](crate::ErrorKind::Decode) for an answer that is cut off, and the kinds that say that no
    /// answer came. It is sent again as [`max_retries`](crate::PlexBuilder::max_retries) says.
    ///
    /// # Cancel safety
    /// Dropping the future ends the request; it changes nothing on the server.
    pub async fn list(&self) -> Result<Vec<Activity>> {
        let list = self.list_detailed().await?;
        let unreadable = list.unreadable.len();
        if unreadable + list.left_out > 0 {
            // Once for each list, however many there are. What a server wrote stays out of it.
            tracing::warn!(
                unreadable,
                left_out = list.left_out,
                "activities in the list cannot be read"
            );
        }
        Ok(list.activities)
    }

    /// Lists the activities that run now, with the entries that cannot be read beside them.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    ///
    /// # Cancel safety
    /// As [`list`](Self::list).
    pub async fn list_detailed(&self) -> Result<ActivityList> {
        self.session.client.list_activities().await
    }

    /// Finds one activity among those that run now; `None` when it is not there (it may be over).
    ///
    /// Servers cannot be asked for one activity, so this is one `GET /activities`.
    ///
    /// # Errors
    /// As [`list`](Self::list), and [`Decode`](crate::ErrorKind::Decode) when the activity is listed and
    /// cannot be read.
    ///
    /// # Cancel safety
    /// As [`list`](Self::list).
    pub async fn get(&self, id: &ActivityId) -> Result<Option<Activity>> {
        self.session.client.find_activity(id).await
    }

    /// Watches the activities: what runs, begins, moves and ends, as a stream of
    /// [`ActivityEvent`](crate::ActivityEvent)s.
    ///
    /// The watcher is registered when this returns. All watchers and waits of a client share one
    /// connection, which the first of them opens: a WebSocket, else an event stream, else the list
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
    /// None here: a runtime that is missing, or a token that is refused, is the watcher's last item.
    #[must_use]
    pub fn watch(&self) -> Watcher {
        Watcher::new(&self.session.hub)
    }

    /// Waits for the end of an activity, whatever the connection does meanwhile.
    ///
    /// It comes out exactly once: [`Ended`](crate::How::Ended) when the server says so,
    /// [`Vanished`](crate::How::Vanished) when two lists in a row lack it,
    /// [`NeverSeen`](crate::How::NeverSeen) when it shows up in no list for ten seconds. For an
    /// activity that ended a short while ago, it comes out at once.
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
    /// [`Timeout`](crate::ErrorKind::Timeout) when its [`timeout`](Wait::timeout) is over,
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) and [`Forbidden`](crate::ErrorKind::Forbidden) when the
    /// server refuses the token, [`Closed`](crate::ErrorKind::Closed) when the tokio runtime ends,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) without one.
    ///
    /// # Cancel safety
    /// Dropping it gives up the wait and nothing else.
    pub fn wait(&self, id: &ActivityId) -> Wait {
        Wait::new(&self.session.hub, id)
    }

    /// Waits for the ends of several activities; each has its own outcome, in the order given.
    ///
    /// # Errors
    /// Each in its place, as [`wait`](Self::wait).
    ///
    /// # Cancel safety
    /// As [`wait`](Self::wait).
    pub fn wait_all(&self, ids: impl IntoIterator<Item = ActivityId>) -> WaitAll {
        WaitAll::new(&self.session.hub, ids)
    }

    /// Waits until no activity runs that matches, and none has for the quiet period (5 seconds
    /// unless [set](WaitIdle::quiet_period)). When none runs to begin with, it is over as soon as a
    /// list says so.
    ///
    /// An activity of which the server has not said yet what it works on counts as matching. Idle
    /// means quiet, not an empty list: a server at rest may list a permanent activity of type
    /// `butler` at 100 percent, which is not counted.
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
    pub fn wait_idle(&self, filter: ActivityFilter) -> WaitIdle {
        WaitIdle::new(&self.session.hub, filter)
    }

    /// A handle for an activity whose uuid is known; from this call on the client follows it.
    #[must_use]
    pub fn handle(&self, id: &ActivityId) -> ActivityHandle {
        ActivityHandle::new(self.session, id.clone(), false)
    }

    /// How the connection is on which watchers and waits depend.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.session.hub.status()
    }

    /// Asks the server to cancel an activity (`DELETE /activities/{uuid}`).
    ///
    /// Success means that the server took the request: more updates may follow before the end. A
    /// request whose answer is lost is sent again; that the activity is gone by then counts as
    /// success.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when no such activity runs, which is checked by one list;
    /// [`NotCancellable`](crate::ErrorKind::NotCancellable) when it runs and the server cannot cancel it,
    /// with the other way to stop it in the message where there is one; and as
    /// [`list`](Self::list).
    ///
    /// # Cancel safety
    /// Dropping the future ends the request, which may have reached the server by then.
    pub async fn cancel(&self, id: &ActivityId) -> Result<()> {
        watch::cancel(self.session, id).await
    }
}
