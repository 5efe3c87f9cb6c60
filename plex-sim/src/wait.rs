//! Waiting for something to happen on the simulated server, so that a test needs no sleep.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::activity::RunningActivity;
use crate::notification::Notification;
use crate::request_log::RecordedRequest;
use crate::server::PlexSim;
use crate::state::State;
use crate::state::streams::{OpenStream, Stream};

/// A waiting helper gave up. `Debug` is as readable as `Display`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("waited {waited:?} in vain for {what}; {state}")]
pub struct WaitTimeout {
    what: String,
    waited: Duration,
    state: String,
}

impl WaitTimeout {
    pub(crate) fn new(what: impl Into<String>, waited: Duration, state: &State) -> Self {
        let recent: Vec<_> = state
            .requests
            .iter()
            .rev()
            .take(8)
            .map(|request| format!("{} {}", request.method, request.path))
            .collect();
        Self {
            what: what.into(),
            waited,
            state: format!(
                "{} requests so far, the last (newest first): [{}]; {} activities run",
                state.requests.len(),
                recent.join(", "),
                state.activities.len(),
            ),
        }
    }
}

impl fmt::Debug for WaitTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PlexSim {
    /// Waits until there were `times` requests of this method and path (each may end in `*`),
    /// counted from the start, and returns the last of those.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_request(
        &self,
        method: &str,
        path: &str,
        times: usize,
    ) -> Result<RecordedRequest, WaitTimeout> {
        let (wanted_method, wanted_path) = (method.to_owned(), path.to_owned());
        self.wait_until(
            format!("request {times} of {method} {path}"),
            move |state| {
                let mut found = state
                    .requests
                    .iter()
                    .filter(|request| request.is(&wanted_method, &wanted_path));
                found.nth(times.checked_sub(1)?).cloned()
            },
        )
        .await
    }

    /// Waits until the running activities satisfy `check`.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_running(
        &self,
        mut check: impl FnMut(&[RunningActivity]) -> bool + Send + 'static,
    ) -> Result<Vec<RunningActivity>, WaitTimeout> {
        self.wait_until("a certain state of the running activities", move |state| {
            let views: Vec<_> = state
                .activities
                .iter()
                .map(crate::activity::Activity::view)
                .collect();
            check(&views).then_some(views)
        })
        .await
    }

    /// Waits until no activity of this uuid is listed any more.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_ended(&self, uuid: &str) -> Result<(), WaitTimeout> {
        let wanted = uuid.to_owned();
        self.wait_until(format!("the end of activity {uuid}"), move |state| {
            state.find(&wanted).is_none().then_some(())
        })
        .await
    }

    /// Waits for a notification, past or to come, that `check` accepts.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_notification(
        &self,
        mut check: impl FnMut(&Notification) -> bool + Send + 'static,
    ) -> Result<Notification, WaitTimeout> {
        let mut next = 0_u64;
        self.wait_until("a certain notification", move |state| {
            // Each is looked at once, however often this is asked.
            let forgotten = state.forgotten_notifications;
            let skip = usize::try_from(next.saturating_sub(forgotten)).unwrap_or(usize::MAX);
            next = forgotten + state.notifications.len() as u64;
            let mut fresh = state.notifications.iter().skip(skip);
            fresh.find(|told| check(told)).cloned()
        })
        .await
    }

    /// Waits until at least one notification stream is open, and returns those that are.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_stream_opened(&self) -> Result<Vec<OpenStream>, WaitTimeout> {
        self.wait_until("an open notification stream", |state| {
            (!state.streams.is_empty()).then(|| views(state))
        })
        .await
    }

    /// Waits until `count` notification streams were opened since the start, closed ones
    /// included.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_streams_seen(&self, count: u64) -> Result<(), WaitTimeout> {
        self.wait_until(format!("notification stream {count}"), move |state| {
            (state.streams_seen >= count).then_some(())
        })
        .await
    }

    /// Waits until exactly `count` notification streams are open; 0 waits until all are closed.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_open_streams(&self, count: usize) -> Result<(), WaitTimeout> {
        self.wait_until(format!("{count} open notification streams"), move |state| {
            (state.streams.len() == count).then_some(())
        })
        .await
    }

    /// Waits until exactly `count` connections are open.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_open_connections(&self, count: usize) -> Result<(), WaitTimeout> {
        self.wait_until(format!("{count} open connections"), move |state| {
            (state.connections.len() == count).then_some(())
        })
        .await
    }

    /// Waits until the server accepts connections, or refuses them, after
    /// [`Fault::Restart`](crate::Fault::Restart) or [`Fault::Down`](crate::Fault::Down).
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn wait_listening(&self, listening: bool) -> Result<(), WaitTimeout> {
        self.wait_until(format!("listening to be {listening}"), move |state| {
            (state.listening == listening).then_some(())
        })
        .await
    }

    /// The notification streams that are still open after `grace`, or none.
    pub(crate) async fn streams_left(&self, grace: Duration) -> Vec<OpenStream> {
        let all_closed = |state: &State| state.streams.is_empty().then_some(());
        match self.wait_at_most(grace, all_closed).await {
            Some(()) => Vec::new(),
            None => self.shared.look(views),
        }
    }

    async fn wait_until<T: Send + 'static>(
        &self,
        what: impl Into<String>,
        check: impl FnMut(&State) -> Option<T> + Send + 'static,
    ) -> Result<T, WaitTimeout> {
        let patience = self.shared.config.patience;
        self.wait_at_most(patience, check).await.ok_or_else(|| {
            self.shared
                .look(|state| WaitTimeout::new(what, patience, state))
        })
    }

    /// The waiting itself runs on the simulator's thread, whose clock no test pauses.
    async fn wait_at_most<T: Send + 'static>(
        &self,
        patience: Duration,
        check: impl FnMut(&State) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let shared = Arc::clone(&self.shared);
        let waiting = self
            .shared
            .runtime
            .spawn(async move { shared.until(patience, check).await });
        waiting.await.ok().flatten()
    }
}

fn views(state: &State) -> Vec<OpenStream> {
    state.streams.iter().map(Stream::view).collect()
}
