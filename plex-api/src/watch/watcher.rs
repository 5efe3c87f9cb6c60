//! A stream of the events of activities.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::up_to_error::poll_up_to_error;
use crate::error::{Error, Result};
use crate::hub::{ConnectionStatus, Hub, WatchGuard};
use crate::tracker::{ActivityEvent, ActivityFilter, Subscription};

/// The number of events that are kept for a slow watcher.
const BUFFER: usize = 1024;

/// A stream of activity events: see [`watch`](crate::ActivitiesApi::watch).
///
/// It is registered from the call on, not from the first poll. Its first events are the activities that are
/// already running. It survives lost connections, restarts of the server and suspended machines, and ends
/// only with an error: [`Unauthorized`](crate::ErrorKind::Unauthorized) or
/// [`Forbidden`](crate::ErrorKind::Forbidden) when the server refuses the token,
/// [`Closed`](crate::ErrorKind::Closed) when the tokio runtime of the connection ends,
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there is no runtime. An item is `Err` only when it
/// is the last.
///
/// A watcher that joins others gets first the activities that the client knows already, and later whether
/// a list has verified them: [`ActivityEvent::Known`]. When the server's lists cannot be used, an end may
/// be reported late: [`ActivityEvent::ListsFailing`] says so, and [`status`](Self::status) has the reason.
///
/// A watcher that is too slow loses the oldest events beyond [`buffer`](Self::buffer). It then gets
/// [`ActivityEvent::Lagged`], and still sees the end of every activity whose start it took.
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again. Dropping the
/// watcher unregisters it; the connection closes soon after the last one is gone, and at once when no
/// client is left either.
pub struct Watcher {
    hub: Arc<Hub>,
    /// Shared with the futures of [`synced`](Self::synced).
    subscription: Arc<WatchGuard>,
    filter: ActivityFilter,
    buffer: usize,
    over: bool,
}

impl Watcher {
    pub(crate) fn new(hub: &Arc<Hub>) -> Self {
        Self {
            subscription: subscribe(hub, ActivityFilter::any(), BUFFER),
            hub: Arc::clone(hub),
            filter: ActivityFilter::any(),
            buffer: BUFFER,
            over: false,
        }
    }

    /// Watches only activities that match. Call it before taking the first event, because it
    /// registers the watcher again.
    ///
    /// An activity that matched once is followed to its end. If the filter needs the section or item
    /// and the server has not sent it yet, the activity's events are held back until it has.
    #[must_use]
    pub fn only(mut self, filter: ActivityFilter) -> Self {
        self.subscription = subscribe(&self.hub, filter.clone(), self.buffer);
        self.filter = filter;
        self
    }

    /// Keeps at most this many events that were not taken yet, at least one; 1,024 unless set. Call
    /// it before taking the first event, because it registers the watcher again.
    #[must_use]
    pub fn buffer(mut self, events: usize) -> Self {
        self.buffer = events.max(1);
        self.subscription = subscribe(&self.hub, self.filter.clone(), self.buffer);
        self
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.hub.status()
    }

    /// The next event; `None` after the last.
    ///
    /// # Errors
    /// See [`Watcher`]: an error is the last item.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<ActivityEvent>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Waits until this watcher has received, or has in its buffer, every running activity.
    ///
    /// It takes no event. The future does not borrow the watcher, so that both can be awaited at once,
    /// and keeps it registered.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let mut events = plex.activities().watch();
    /// let synced = events.synced();
    /// tokio::pin!(synced);
    /// loop {
    ///     tokio::select! {
    ///         synced = &mut synced => break synced,
    ///         Some(event) = events.next() => println!("{:?}", event?),
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the stream ends first; its last item says why.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub fn synced(&self) -> impl Future<Output = Result<()>> + Send + 'static + use<> {
        let subscription = Arc::clone(&self.subscription);
        async move {
            let check = || {
                if subscription.is_synced() {
                    return Some(Ok(()));
                }
                let over = || {
                    Err(Error::new(
                        crate::ErrorKind::Closed,
                        "the watcher ended before it was synced; its last item says why",
                    ))
                };
                subscription.is_over().then(over)
            };
            subscription.hub.until_synced(check).await
        }
    }
}

fn subscribe(hub: &Arc<Hub>, filter: ActivityFilter, buffer: usize) -> Arc<WatchGuard> {
    Arc::new(hub.watch(Subscription::Watch { filter, buffer }))
}

impl Stream for Watcher {
    type Item = Result<ActivityEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self {
            subscription, over, ..
        } = &mut *self;
        poll_up_to_error(over, || subscription.poll(context.waker()))
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher")
            .field("server", &self.hub.server_url())
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
