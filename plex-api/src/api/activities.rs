//! Operations on the list of activities.

use crate::error::{Error, ErrorKind, Result};
use crate::generated::types::Activity;
use crate::hub::ConnectionStatus;
use crate::model::{ActivityList, SECTION_SCAN};
use crate::plex::Plex;
use crate::sanitize::printable;
use crate::tracker::{ActivityFilter, Input};
use crate::watch::{ActivityHandle, Wait, WaitAll, WaitIdle, Watcher};
use crate::wire::{ActivityId, Unreadable};

/// Operations on the server's activities; see [`Plex::activities`].
#[derive(Clone, Copy, Debug)]
pub struct ActivitiesApi<'a> {
    plex: &'a Plex,
}

impl<'a> ActivitiesApi<'a> {
    pub(crate) fn new(plex: &'a Plex) -> Self {
        Self { plex }
    }

    /// Lists the activities that run now (`GET /activities`).
    ///
    /// An administrator sees every activity, another user their own or none. A server at rest may
    /// still list a permanent activity of type `butler` at 100 percent. Entries that cannot be read
    /// are left out and logged; [`list_detailed`](Self::list_detailed) gives them too.
    ///
    /// # Errors
    /// [`Unauthorized`](ErrorKind::Unauthorized), [`Forbidden`](ErrorKind::Forbidden),
    /// [`ServerBusy`](ErrorKind::ServerBusy) while the server starts,
    /// [`NotPlex`](ErrorKind::NotPlex) for a sign-in page or another program,
    /// [`Decode`](ErrorKind::Decode) for an answer that is cut off, and the kinds that say that no
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
        match self.plex.client().get_server_activities().send().await {
            Ok(answer) => Ok(ActivityList::read(answer.into_inner())),
            Err(error) => Err(self.plex.error("getServerActivities", error).await),
        }
    }

    /// Finds one activity among those that run now; `None` when it is not there (it may be over).
    ///
    /// Servers cannot be asked for one activity, so this is one `GET /activities`.
    ///
    /// # Errors
    /// As [`list`](Self::list), and [`Decode`](ErrorKind::Decode) when the activity is listed and
    /// cannot be read.
    ///
    /// # Cancel safety
    /// As [`list`](Self::list).
    pub async fn get(&self, id: &ActivityId) -> Result<Option<Activity>> {
        let list = self.list_detailed().await?;
        if let Some(activity) = list.activities.into_iter().find(|one| one.uuid == *id) {
            return Ok(Some(activity));
        }
        let unreadable = list
            .unreadable
            .iter()
            .find(|entry| entry.id().as_ref() == Some(id))
            .map(Unreadable::reason);
        let left_out = list.ids_left_out.contains(id);
        match unreadable.or(left_out.then_some("too many others cannot be read either")) {
            None => Ok(None),
            Some(reason) => Err(Error::new(
                ErrorKind::Decode,
                format!("the activity {id} runs, and cannot be read: {reason}"),
            )
            .with_operation("getServerActivities")
            .with_status(200)
            .sent()),
        }
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
        Watcher::new(self.plex)
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
    /// [`Timeout`](ErrorKind::Timeout) when its [`timeout`](Wait::timeout) is over,
    /// [`Unauthorized`](ErrorKind::Unauthorized) and [`Forbidden`](ErrorKind::Forbidden) when the
    /// server refuses the token, [`Closed`](ErrorKind::Closed) when the tokio runtime ends,
    /// [`InvalidInput`](ErrorKind::InvalidInput) without one.
    ///
    /// # Cancel safety
    /// Dropping it gives up the wait and nothing else.
    pub fn wait(&self, id: &ActivityId) -> Wait {
        Wait::new(self.plex, id)
    }

    /// Waits for the ends of several activities; each has its own outcome, in the order given.
    ///
    /// # Errors
    /// Each in its place, as [`wait`](Self::wait).
    ///
    /// # Cancel safety
    /// As [`wait`](Self::wait).
    pub fn wait_all(&self, ids: impl IntoIterator<Item = ActivityId>) -> WaitAll {
        WaitAll::new(self.plex, ids)
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
        WaitIdle::new(self.plex, filter)
    }

    /// A handle for an activity whose uuid is known; from this call on the client follows it.
    #[must_use]
    pub fn handle(&self, id: &ActivityId) -> ActivityHandle {
        ActivityHandle::new(self.plex, id.clone(), false)
    }

    /// How the connection is on which watchers and waits depend.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.plex.hub().status()
    }

    /// Asks the server to cancel an activity (`DELETE /activities/{uuid}`).
    ///
    /// Success means that the server took the request: more updates may follow before the end. A
    /// request whose answer is lost is sent again; that the activity is gone by then counts as
    /// success.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) when no such activity runs, which is checked by one list;
    /// [`NotCancellable`](ErrorKind::NotCancellable) when it runs and the server cannot cancel it,
    /// with the other way to stop it in the message where there is one; and as
    /// [`list`](Self::list).
    ///
    /// # Cancel safety
    /// Dropping the future ends the request, which may have reached the server by then.
    pub async fn cancel(&self, id: &ActivityId) -> Result<()> {
        let request = self
            .plex
            .client()
            .cancel_server_activities()
            .activity_uuid(id.clone());
        let Err(error) = request.send().await else {
            return Ok(());
        };
        let retried = was_retried(&error);
        let error = self.plex.error("cancelServerActivities", error).await;
        match error.kind() {
            ErrorKind::NotFound => match self.explain_not_found(id, error).await {
                // It is gone, and an earlier attempt whose answer was lost is the likely reason.
                gone if retried && gone.kind() == ErrorKind::NotFound => Ok(()),
                error => Err(error),
            },
            ErrorKind::NotCancellable => Err(self.explain_not_cancellable(id, error).await),
            _ => Err(error),
        }
    }

    /// A proxy's 404 looks like a server's: only a list tells whether a server is there at all.
    async fn explain_not_found(&self, id: &ActivityId, error: Error) -> Error {
        // Either the server or the tracker is behind; the tracker finds out by a list of its own.
        self.plex.hub().learn(Input::CancelRefused(id.clone()));
        match self.get(id).await {
            Ok(None) => Error::new(
                ErrorKind::NotFound,
                format!(
                    "cannot cancel the activity: no activity {id} runs; it may be over already"
                ),
            )
            .with_operation("cancelServerActivities")
            .with_status(404),
            Ok(Some(_)) => Error::new(
                ErrorKind::Server,
                format!(
                    "cannot cancel the activity: the server lists {id} and answered 404 all the \
                     same. Try again; a proxy may not let DELETE through"
                ),
            )
            .with_operation("cancelServerActivities")
            .with_status(404),
            // These paths exist on every server.
            Err(list) if matches!(list.kind(), ErrorKind::NotPlex | ErrorKind::NotFound) => {
                Error::new(
                    ErrorKind::NotPlex,
                    format!(
                        "{error}. The list of activities, asked for to make sure, failed too, so \
                         this is hardly a Plex Media Server at its usual URL"
                    ),
                )
                .with_operation("cancelServerActivities")
                .with_status(404)
                .with_source(list)
            }
            // Why the list did not come is why it is not known what the 404 meant.
            Err(list) => list
                .append("That list was asked for because the cancel was answered with 404, which proxies say too.")
                .with_operation("cancelServerActivities")
                .sent(),
        }
    }

    async fn explain_not_cancellable(&self, id: &ActivityId, error: Error) -> Error {
        // Only the message gets better by it, so a failure here is no news.
        let Ok(Some(activity)) = self.get(id).await else {
            return error;
        };
        match (activity.kind(), activity.library_section_id()) {
            (SECTION_SCAN, Some(section)) => {
                let section = printable(section.as_str());
                error.append(&format!(
                    "(here: `library().stop_refresh(\"{section}\")`, DELETE \
                     /library/sections/{section}/refresh)."
                ))
            }
            (SECTION_SCAN, None) => error
                .append("(`library().stop_refresh(..)`, DELETE /library/sections/{id}/refresh)."),
            _ => error,
        }
    }
}

fn was_retried(error: &progenitor_client::Error<progenitor_client::ByteStream>) -> bool {
    let progenitor_client::Error::ErrorResponse(response) = error else {
        return false;
    };
    crate::client::attempts(response.headers()) > 1
}
