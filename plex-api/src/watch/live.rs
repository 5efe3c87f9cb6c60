//! The running activities as a value that follows the server.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::error::Result;
use crate::hub::{ConnectionStatus, Hub, LiveActivity, LiveSnapshot, ViewGuard};
use crate::tracker::ActivityFilter;
use crate::wire::ActivityId;

/// The running activities as a value that follows the server: see
/// [`live`](crate::ActivitiesApi::live).
///
/// It holds the connection open from the call on, and survives lost connections, restarts of the
/// server and suspended machines. A view that joins others shows at once the activities that the client
/// knows already. A [`snapshot`](Self::snapshot) may be incomplete or out of date after a gap; it says so
/// ([`LiveSnapshot::is_synced`]) until a list has closed the gap.
///
/// Clones share one subscription. All views and clones share one copy of the activities, which is made
/// only when a snapshot is read: a change that is never read costs one wake-up.
///
/// # The end
/// It ends only with an error: [`Unauthorized`](crate::ErrorKind::Unauthorized) or
/// [`Forbidden`](crate::ErrorKind::Forbidden) when the server refuses the token,
/// [`Closed`](crate::ErrorKind::Closed) when the tokio runtime of the connection ends,
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there is no runtime. From then on
/// [`changed`](Self::changed) and [`synced`](Self::synced) return that error, and snapshots are empty
/// and not synced.
///
/// # Cancel safety
/// All futures of it lose nothing when dropped. Dropping the last clone unregisters it; the connection
/// closes soon after the last view, watcher and wait is gone, and at once when no client is left either.
pub struct Live {
    view: Arc<ViewGuard>,
    /// The version that `changed` returned last.
    seen: AtomicU64,
}

/// The snapshots of a [`Live`], as a stream: the present one at once, then one after each change.
///
/// There is no backlog: a slow reader gets the newest snapshot, and none in between. An item
/// is `Err` only when it is the last; the stream ends as the [`Live`] does.
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again.
pub struct LiveStream {
    view: Arc<ViewGuard>,
    /// `None` after the last item.
    next: Option<NextSnapshot>,
}

type NextSnapshot = Pin<Box<dyn Future<Output = Result<(u64, LiveSnapshot)>> + Send>>;

/// A version that no view has, so that the present snapshot is newer.
const NONE_SEEN: u64 = u64::MAX;

impl Live {
    pub(crate) fn new(hub: &Arc<Hub>) -> Self {
        Self::subscribe(hub, ActivityFilter::any())
    }

    fn subscribe(hub: &Arc<Hub>, filter: ActivityFilter) -> Self {
        Self {
            view: Arc::new(hub.view(filter)),
            seen: AtomicU64::new(0),
        }
    }

    /// Shows only activities that match. It is registered again; other clones stay as they are.
    ///
    /// An activity that matched once is shown until its end. One whose section or item the server has
    /// not sent yet is not shown by a filter that needs it.
    #[must_use]
    pub fn only(self, filter: ActivityFilter) -> Self {
        Self::subscribe(&self.view.hub, filter)
    }

    /// The running activities now, all of the same moment.
    ///
    /// It is cheap: the first call after a change copies the list of the activities, not the activities
    /// themselves. The others share that copy.
    #[must_use]
    pub fn snapshot(&self) -> LiveSnapshot {
        self.view.snapshot()
    }

    /// Returns one running activity as it is now; `None` when it is not known to be running, or does not match.
    #[must_use]
    pub fn get(&self, id: &ActivityId) -> Option<LiveActivity> {
        self.view.get(id)
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.view.hub.status()
    }

    /// Waits until the view has changed, and returns the new snapshot.
    ///
    /// It has changed when an activity began, changed or ended, and when the view is to be trusted
    /// more, or less: the connection was lost or opened, lists fail or can be used again. The first
    /// call waits for a change since the view was made, each later one for a change since the last
    /// returned. Changes in between are one. [`snapshot`](Self::snapshot) and [`get`](Self::get) do not
    /// count. Each clone waits for itself, so tasks that wait need one each.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let live = plex.activities().live();
    /// loop {
    ///     let snapshot = live.changed().await?;
    ///     if !snapshot.is_synced() {
    ///         println!("not up to date: {:?}", snapshot.status().state);
    ///     }
    ///     println!("{} are running", snapshot.len());
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error with which the view ended: see [`Live`].
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn changed(&self) -> Result<LiveSnapshot> {
        let seen = self.seen.load(Ordering::Relaxed);
        let (version, snapshot) = next_after(&self.view, seen).await?;
        self.seen.fetch_max(version, Ordering::Relaxed);
        Ok(snapshot)
    }

    /// Waits until the view has every running activity: until there is a connection, and a list that
    /// was sent after the view was made has been merged. The future does not borrow the view, and keeps
    /// it registered.
    ///
    /// # Errors
    /// The error with which the view ended: see [`Live`]. While the server cannot be reached, it waits.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub fn synced(&self) -> impl Future<Output = Result<()>> + Send + 'static + use<> {
        let view = Arc::clone(&self.view);
        async move { view.hub.until_synced(|| view.synced()).await }
    }

    /// The snapshots as a stream, the present one first.
    ///
    /// # Errors
    /// None here. An error is the stream's last item: see [`Live`].
    #[must_use]
    pub fn stream(&self) -> LiveStream {
        LiveStream {
            next: Some(request(&self.view, NONE_SEEN)),
            view: Arc::clone(&self.view),
        }
    }
}

/// Waits until the version of a view is not `seen`; returns it and its snapshot.
async fn next_after(view: &ViewGuard, seen: u64) -> Result<(u64, LiveSnapshot)> {
    let mut signal = view.subscribe();
    loop {
        // Marked before the check, so that a change in between is not missed.
        signal.mark_unchanged();
        if let Some(newer) = view.snapshot_after(seen)? {
            return Ok(newer);
        }
        // It cannot fail: the hub has the sender while `view` exists.
        let _ = signal.changed().await;
    }
}

/// [`next_after`], to be kept between two polls of a stream.
fn request(view: &Arc<ViewGuard>, seen: u64) -> NextSnapshot {
    let view = Arc::clone(view);
    Box::pin(async move { next_after(&view, seen).await })
}

impl Clone for Live {
    fn clone(&self) -> Self {
        Self {
            view: Arc::clone(&self.view),
            seen: AtomicU64::new(self.seen.load(Ordering::Relaxed)),
        }
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("server", &self.view.hub.server_url())
            .finish_non_exhaustive()
    }
}

impl LiveStream {
    /// The next snapshot; `None` after the last item.
    ///
    /// # Errors
    /// See [`LiveStream`]: an error is the last item.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<LiveSnapshot>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for LiveStream {
    type Item = Result<LiveSnapshot>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let item = match ready!(next.as_mut().poll(context)) {
            Ok((version, snapshot)) => {
                self.next = Some(request(&self.view, version));
                Ok(snapshot)
            }
            Err(error) => {
                self.next = None;
                Err(error)
            }
        };
        Poll::Ready(Some(item))
    }
}

impl fmt::Debug for LiveStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveStream")
            .field("server", &self.view.hub.server_url())
            .field("over", &self.next.is_none())
            .finish_non_exhaustive()
    }
}
