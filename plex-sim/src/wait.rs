//! Waits for events on the simulated server, so that tests need no sleep.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::activity::{Activity, RunningActivity};
use crate::notification::Notification;
#[cfg(feature = "plex-tv")]
use crate::plex_tv::PlexTv;
use crate::request_log::RecordedRequest;
use crate::server::PlexSim;
use crate::state::streams::{OpenStream, Subscriber};
use crate::state::{Shared, SimState};

/// Longer than a timer's resolution.
const TURN: Duration = Duration::from_millis(2);

/// A `wait_*` method gave up. `Debug` prints the same text as `Display`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("gave up after {waited:?} waiting for {what}; {state}")]
pub struct WaitTimeout {
    what: String,
    waited: Duration,
    state: String,
}

impl WaitTimeout {
    pub(crate) fn new(what: impl Into<String>, waited: Duration, state: &SimState) -> Self {
        let recent = state.requests.iter().rev().take(8);
        let recent: Vec<_> = recent
            .map(|request| format!("{} {}", request.method, request.path))
            .collect();
        Self {
            what: what.into(),
            waited,
            state: format!(
                "{} requests so far, the latest first: [{}]; {} activities are running",
                state.requests.iter().len(),
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
    /// Waits until `times` requests of this method and path came in since the start, and returns the
    /// last of them. In method and path, `*` stands for any text.
    ///
    /// Its answer is perhaps not made yet, and then has what the server knows later.
    /// [`wait_answer`](Self::wait_answer) waits for the answer.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_request(
        &self,
        method: &str,
        path: &str,
        times: usize,
    ) -> Result<RecordedRequest, WaitTimeout> {
        wait_request(&self.shared, method, path, times).await
    }

    /// Waits until `times` requests of this method and path have their answer, and returns the last of
    /// them. In method and path, `*` stands for any text.
    ///
    /// A later change of the server is not in these answers. The client has perhaps not read them yet.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_answer(
        &self,
        method: &str,
        path: &str,
        times: usize,
    ) -> Result<RecordedRequest, WaitTimeout> {
        let (wanted_method, wanted_path) = (method.to_owned(), path.to_owned());
        self.wait_until(format!("answer {times} to {method} {path}"), move |state| {
            let found = state.requests.find(&wanted_method, &wanted_path);
            let mut answered = found.filter(|request| request.status.is_some());
            answered.nth(times.checked_sub(1)?).cloned()
        })
        .await
    }

    /// Waits until every request that came in has its answer, also those to its
    /// [`plex_tv`](Self::plex_tv). It does not wait for requests that [hang](crate::StubResponse::hang),
    /// or whose client has gone.
    ///
    /// The server's thread has had a turn by then, so that it has seen what a client had sent before.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_all_answered(&self) -> Result<(), WaitTimeout> {
        // A timer of its own clock ends only after the thread has looked at its sockets. A sleep that is made
        // here would be one of the caller's clock, which may stand still.
        let turn = self
            .shared
            .runtime
            .spawn(async { tokio::time::sleep(TURN).await });
        // It cannot fail: the task does not panic, and is not aborted.
        let _ = turn.await;
        for shared in self.all_shared() {
            wait_until(shared, "the answers to all requests", |state| {
                (state.unanswered == 0).then_some(())
            })
            .await?;
        }
        Ok(())
    }

    /// The number of requests that came in so far, also to its plex.tv.
    pub(crate) fn requests_seen(&self) -> u64 {
        let counts = self
            .all_shared()
            .map(|shared| shared.read(|state| state.requests.total()));
        counts.sum()
    }

    fn all_shared(&self) -> impl Iterator<Item = &Arc<Shared>> {
        #[cfg(feature = "plex-tv")]
        let account = self.plex_tv().map(PlexTv::shared);
        #[cfg(not(feature = "plex-tv"))]
        let account = None;
        std::iter::once(&self.shared).chain(account)
    }

    /// Waits until the running activities satisfy `check`.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_running(
        &self,
        mut check: impl FnMut(&[RunningActivity]) -> bool + Send + 'static,
    ) -> Result<Vec<RunningActivity>, WaitTimeout> {
        self.wait_until("a certain state of the running activities", move |state| {
            let views: Vec<_> = state.activities.iter().map(Activity::view).collect();
            check(&views).then_some(views)
        })
        .await
    }

    /// Waits until no activity of this uuid runs.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_ended(&self, uuid: &str) -> Result<(), WaitTimeout> {
        let wanted = uuid.to_owned();
        self.wait_until(format!("the end of activity {uuid}"), move |state| {
            state.find(&wanted).is_none().then_some(())
        })
        .await
    }

    /// Waits for a past or future notification that `check` accepts.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_notification(
        &self,
        mut check: impl FnMut(&Notification) -> bool + Send + 'static,
    ) -> Result<Notification, WaitTimeout> {
        let mut next = 0_u64;
        self.wait_until("a certain notification", move |state| {
            // Checks each notification once, although this runs at every change.
            let first = std::mem::replace(&mut next, state.notifications.total());
            let mut fresh = state.notifications.iter_from(first);
            fresh.find(|notification| check(notification)).cloned()
        })
        .await
    }

    /// Waits until at least one notification stream is open, and returns the open streams.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_stream_opened(&self) -> Result<Vec<OpenStream>, WaitTimeout> {
        self.wait_until("an open notification stream", |state| {
            (!state.streams.is_empty()).then(|| views(state))
        })
        .await
    }

    /// Waits until `count` notification streams were opened since the start, including closed ones.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_streams_seen(&self, count: u64) -> Result<(), WaitTimeout> {
        self.wait_until(format!("notification stream {count}"), move |state| {
            (state.streams_seen >= count).then_some(())
        })
        .await
    }

    /// Waits until exactly `count` notification streams are open; 0 means all are closed.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
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
    /// Dropping the future only stops the wait.
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
    /// Dropping the future only stops the wait.
    pub async fn wait_listening(&self, listening: bool) -> Result<(), WaitTimeout> {
        self.wait_until(format!("listening to be {listening}"), move |state| {
            (state.listening == listening).then_some(())
        })
        .await
    }

    /// The notification streams that are still open after `grace`.
    pub(crate) async fn streams_left(&self, grace: Duration) -> Vec<OpenStream> {
        let all_closed = |state: &SimState| state.streams.is_empty().then_some(());
        match wait_at_most(&self.shared, grace, all_closed).await {
            Some(()) => Vec::new(),
            None => self.shared.read(views),
        }
    }

    async fn wait_until<T: Send + 'static>(
        &self,
        what: impl Into<String>,
        check: impl FnMut(&SimState) -> Option<T> + Send + 'static,
    ) -> Result<T, WaitTimeout> {
        wait_until(&self.shared, what, check).await
    }
}

/// Waits for a number of requests to the port of `shared`, and returns the last of them.
pub(crate) async fn wait_request(
    shared: &Arc<Shared>,
    method: &str,
    path: &str,
    times: usize,
) -> Result<RecordedRequest, WaitTimeout> {
    let (wanted_method, wanted_path) = (method.to_owned(), path.to_owned());
    let what = format!("request {times} of {method} {path}");
    wait_until(shared, what, move |state| {
        let mut found = state.requests.find(&wanted_method, &wanted_path);
        found.nth(times.checked_sub(1)?).cloned()
    })
    .await
}

async fn wait_until<T: Send + 'static>(
    shared: &Arc<Shared>,
    what: impl Into<String>,
    check: impl FnMut(&SimState) -> Option<T> + Send + 'static,
) -> Result<T, WaitTimeout> {
    let patience = shared.config.patience;
    let found = wait_at_most(shared, patience, check).await;
    found.ok_or_else(|| shared.read(|state| WaitTimeout::new(what, patience, state)))
}

/// Waits on the simulator's thread: a test may pause the clock of its own runtime.
async fn wait_at_most<T: Send + 'static>(
    shared: &Arc<Shared>,
    patience: Duration,
    check: impl FnMut(&SimState) -> Option<T> + Send + 'static,
) -> Option<T> {
    let waiting = Arc::clone(shared);
    let task = async move { waiting.wait_within(patience, check).await };
    shared.runtime.spawn(task).await.ok().flatten()
}

fn views(state: &SimState) -> Vec<OpenStream> {
    state.streams.iter().map(Subscriber::view).collect()
}
