//! One activity, to follow, await or cancel.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::cancel::cancel;
use super::wait::{Wait, WaitFuture};
use super::watcher::Watcher;
use crate::error::Result;
use crate::hub::{Session, WaitGuard};
use crate::tracker::{ActivityEvent, ActivityFilter, Subscription};
use crate::wire::{ActivityId, Progress};

/// One activity, to follow, await or cancel.
///
/// While a handle exists, the client follows its activity, so an end between two calls is not
/// missed. Clones share this.
#[derive(Clone)]
pub struct ActivityHandle {
    session: Session,
    id: ActivityId,
    correlated: bool,
    _followed: Arc<WaitGuard>,
}

/// The progress of one activity, as a stream that ends with it.
///
/// An item is `Err` only when it is the last.
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again. Dropping the
/// stream does not affect the activity.
#[derive(Debug)]
pub struct ProgressStream {
    watcher: Watcher,
    end: WaitFuture,
    over: bool,
}

impl ActivityHandle {
    pub(crate) fn new(session: &Session, id: ActivityId, correlated: bool) -> Self {
        let followed = session.hub.wait(Subscription::Wait { id: id.clone() });
        Self {
            _followed: Arc::new(followed),
            session: session.clone(),
            id,
            correlated,
        }
    }

    /// The activity's uuid.
    #[must_use]
    pub fn id(&self) -> &ActivityId {
        &self.id
    }

    /// Returns `true` if the activity was found by its type, section or item, because the server did not name
    /// it. Two scans of one section cannot be distinguished in this way.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        self.correlated
    }

    /// Its progress from now on, as the server reports it: it may stall, and go back. The stream ends
    /// when the activity does, or when the activity never appears; [`wait`](Self::wait) tells which.
    ///
    /// # Errors
    /// None here. An error is the stream's last item, as of [`Watcher`].
    #[must_use]
    pub fn progress(&self) -> ProgressStream {
        let filter = ActivityFilter::any().id(&self.id);
        ProgressStream {
            watcher: Watcher::new(&self.session.hub).only(filter),
            end: self.wait().into_future(),
            over: false,
        }
    }

    /// Returns the time since its progress, title or subtitle last changed; `None` when it is not known to be
    /// running. An activity that stays at 41 percent for an hour is stuck.
    #[must_use]
    pub fn last_moved(&self) -> Option<Duration> {
        self.session
            .hub
            .running(&self.id)
            .map(|(_, stood_still)| stood_still)
    }

    /// Asks the server to cancel it; see [`cancel`](crate::ActivitiesApi::cancel).
    ///
    /// # Errors
    /// As [`cancel`](crate::ActivitiesApi::cancel).
    ///
    /// # Cancel safety
    /// As [`cancel`](crate::ActivitiesApi::cancel).
    pub async fn cancel(&self) -> Result<()> {
        cancel(&self.session, &self.id).await
    }

    /// Waits for its end; see [`wait`](crate::ActivitiesApi::wait).
    ///
    /// # Errors
    /// When awaited, as [`wait`](crate::ActivitiesApi::wait).
    ///
    /// # Cancel safety
    /// Dropping it ends the wait and has no other effect.
    pub fn wait(&self) -> Wait {
        Wait::new(&self.session.hub, &self.id)
    }
}

impl ProgressStream {
    /// The next progress; `None` after the activity's end.
    ///
    /// # Errors
    /// As [`Watcher`]: an error is the last item.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Progress>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ProgressStream {
    type Item = Result<Progress>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let item = loop {
            match Pin::new(&mut self.watcher).poll_next(context) {
                Poll::Ready(Some(Ok(
                    ActivityEvent::Started { activity, .. }
                    | ActivityEvent::Updated { activity, .. },
                ))) => return Poll::Ready(Some(Ok(activity.progress()))),
                Poll::Ready(Some(Ok(ActivityEvent::Ended { .. })) | None) => break None,
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => break Some(Err(error)),
                // A watcher gets no event of an activity that has ended already or never appears.
                Poll::Pending => match ready!(Pin::new(&mut self.end).poll(context)) {
                    Ok(_) => break None,
                    Err(error) => break Some(Err(error)),
                },
            }
        };
        self.over = true;
        Poll::Ready(item)
    }
}

impl std::fmt::Debug for ActivityHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityHandle")
            .field("id", &self.id)
            .field("correlated", &self.correlated)
            .finish_non_exhaustive()
    }
}
