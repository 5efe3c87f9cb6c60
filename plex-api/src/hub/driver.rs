//! The one task of a client that holds the connection, sends the lists and feeds the tracker.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::connection_state::{Link, Pending, Step, until};
use super::hub::{Hub, closed};
use super::log_throttle::OddLog;
use super::status::{ConnectionState, ConnectionStatus};
use super::transport_fallback::Route;
use crate::backoff::Backoff;
use crate::error::{Error, ErrorKind, Result};
use crate::model::ActivityList;
use crate::model::Transport;
use crate::notifications::{Connection, Incoming, Notification, Refusal, Settings, Tap};
use crate::plex::Plex;
use crate::recording::Recorder;
use crate::tracker::{Epoch, Input, ListAnswer, ListFailure, Ticket, Timestamp};

/// So many messages are taken before anybody else has a turn: far fewer than a watcher can keep.
const AT_A_TIME: usize = 64;

/// Drives the hub until nobody is left, or the server refuses the token.
pub(super) fn drive(plex: Plex, hub: Arc<Hub>) -> impl Future<Output = ()> + Send {
    // Made at once: a runtime that has ended drops the task before it is first polled.
    let guard = Guard(Some(Arc::clone(&hub)));
    guarded(plex, hub, guard)
}

async fn guarded(plex: Plex, hub: Arc<Hub>, mut guard: Guard) {
    let recorder = plex.inner().shared.recorder.clone();
    if let Some(recorder) = &recorder {
        recorder.begin(hub.now(), &hub.policy);
    }
    let mut driver = Driver::new(&plex, hub, recorder);
    loop {
        if let Err(error) = driver.run().await {
            tracing::error!(%error, "the server refuses the token; nothing is tried any more");
            driver.report(
                ConnectionState::Refused,
                false,
                Some(error.message().into()),
            );
            // Before the next driver can begin, which writes to the same recording.
            driver.record(|recorder, now| recorder.closed(now, Some(error.message())));
            driver.hub.fail(&error);
            break;
        }
        driver.record(|recorder, now| recorder.closed(now, None));
        if driver.hub.release() {
            break;
        }
        // Somebody came in the last moment.
        driver.begin_anew();
    }
    guard.0 = None;
}

/// Shows every message to the recorder before it is decoded.
fn tap(recorder: Arc<Recorder>, hub: &Arc<Hub>) -> Tap {
    let hub = Arc::clone(hub);
    Arc::new(move |message| recorder.message(hub.now(), message))
}

/// Tells everybody when the task is dropped in the middle, as a runtime does when it ends.
struct Guard(Option<Arc<Hub>>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(hub) = &self.0 {
            hub.fail(&closed());
        }
    }
}

pub(super) type Attempt = Pending<Result<Connection, Refusal>>;

pub(super) struct Driver {
    pub(super) plex: Plex,
    pub(super) hub: Arc<Hub>,
    pub(super) settings: Arc<Settings>,
    pub(super) recorder: Option<Arc<Recorder>>,
    pub(super) route: Route,
    pub(super) backoff: Backoff,
    pub(super) link: Link,
    /// A better transport, tried again beside the one in use.
    pub(super) trial: Option<(Transport, Attempt)>,
    pub(super) list: Option<(Ticket, Pending<Result<ActivityList>>)>,
    pub(super) unwanted_since: Option<Instant>,
    pub(super) odd: OddLog,
    /// How many lists in a row were not answered in time.
    pub(super) slow_lists: u32,
}

/// What the driver was waiting for.
pub(super) enum Next {
    /// Something is wanted that was not, or no longer.
    Changed,
    Step(Step),
    Listed((Ticket, Result<ActivityList>)),
    Tried((Transport, Result<Connection, Refusal>)),
    Deadline,
    CloseAt,
}

impl Driver {
    pub(super) fn new(plex: &Plex, hub: Arc<Hub>, recorder: Option<Arc<Recorder>>) -> Self {
        Self {
            settings: Arc::new(Settings {
                tap: recorder.clone().map(|recorder| tap(recorder, &hub)),
                ..hub.policy.settings()
            }),
            recorder,
            plex: plex.without_retries(),
            route: Route::new(hub.policy.transport, hub.policy.retry_transport_after()),
            backoff: Backoff::new(hub.policy.backoff_floor, hub.policy.backoff_cap),
            link: Link::Down,
            trial: None,
            list: None,
            unwanted_since: None,
            odd: OddLog::default(),
            slow_lists: 0,
            hub,
        }
    }

    /// As if it had just begun; what is known of transports is kept.
    fn begin_anew(&mut self) {
        self.link = Link::Down;
        self.trial = None;
        self.list = None;
        self.unwanted_since = None;
        self.backoff.reset();
    }

    /// `Ok` when nobody was left; the error is final.
    async fn run(&mut self) -> Result<()> {
        loop {
            self.send_wanted_list();
            let deadline = self
                .hub
                .next_deadline()
                .map(|moment| self.hub.instant(moment));
            let close_at = self.close_at();
            match self.next(deadline, close_at).await {
                Next::Changed => {}
                Next::Step(step) => {
                    self.take(step)?;
                    self.take_arrived().await?;
                }
                Next::Listed(answer) => self.take_list(answer)?,
                Next::Tried(answer) => self.take_trial(answer),
                Next::Deadline => self.hub.apply(Input::Tick),
                Next::CloseAt => {
                    if self.hub.close_if_unwanted() {
                        self.begin_anew();
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Whatever comes first. The connection is asked last: a server that floods it would keep all
    /// others from their turn, and none of the others is ready again and again by itself.
    pub(super) async fn next(
        &mut self,
        deadline: Option<Instant>,
        close_at: Option<Instant>,
    ) -> Next {
        let mut changed = pin!(self.hub.changed.notified());
        let mut listed = pin!(listed(&mut self.list));
        let mut tried = pin!(tried(&mut self.trial));
        let mut deadline = pin!(until(deadline));
        let mut close_at = pin!(until(close_at));
        let mut step = pin!(self.link.step());
        poll_fn(|context| {
            if changed.as_mut().poll(context).is_ready() {
                return Poll::Ready(Next::Changed);
            }
            if let Poll::Ready(answer) = listed.as_mut().poll(context) {
                return Poll::Ready(Next::Listed(answer));
            }
            if let Poll::Ready(answer) = tried.as_mut().poll(context) {
                return Poll::Ready(Next::Tried(answer));
            }
            if deadline.as_mut().poll(context).is_ready() {
                return Poll::Ready(Next::Deadline);
            }
            if close_at.as_mut().poll(context).is_ready() {
                return Poll::Ready(Next::CloseAt);
            }
            step.as_mut().poll(context).map(Next::Step)
        })
        .await
    }

    /// Takes what has arrived meanwhile: a look at every clock for each message would cost more than
    /// the message. Then those who were told have their turn.
    async fn take_arrived(&mut self) -> Result<()> {
        for _ in 0..AT_A_TIME {
            let Some(step) = self.link.arrived().await else {
                return Ok(());
            };
            self.take(step)?;
        }
        tokio::task::yield_now().await;
        Ok(())
    }

    /// When to close, as long as nobody comes.
    fn close_at(&mut self) -> Option<Instant> {
        if self.hub.is_wanted() {
            self.unwanted_since = None;
            return None;
        }
        let since = *self.unwanted_since.get_or_insert_with(Instant::now);
        Some(crate::time::after(since, self.hub.policy.linger))
    }

    fn send_wanted_list(&mut self) {
        let now = self.hub.now();
        if let Some(ticket) = self.hub.take_wanted_list(now) {
            self.record(|recorder, _| recorder.list_sent(now));
            let plex = self.plex.with_request_timeout(self.list_deadline());
            // A newer list replaces the one in flight.
            if let Some((replaced, _)) = self.list.take() {
                self.hub.apply(Input::ListAbandoned(replaced));
            }
            self.list = Some((
                ticket,
                Box::pin(async move { plex.activities().list_detailed().await }),
            ));
        }
    }

    /// A server that was too slow for the last list is given longer for the next.
    fn list_deadline(&self) -> Duration {
        let doublings = self.slow_lists.min(16);
        let deadline = self.hub.policy.list_deadline.saturating_mul(1 << doublings);
        deadline.min(self.plex.request_timeout())
    }

    fn take(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Connect => self.connect(),
            Step::TryBetter => self.try_better(),
            Step::Answered(transport, Ok(connection)) => self.opened(transport, connection),
            Step::Answered(transport, Err(refusal)) => self.refused(transport, refusal),
            Step::Judged(refusal, transport, list) => return self.judge(transport, &refusal, list),
            Step::Incoming(epoch, incoming) => self.take_incoming(epoch, incoming),
        }
        Ok(())
    }

    fn take_incoming(&mut self, epoch: Epoch, incoming: Incoming) {
        match incoming {
            Incoming::KeepAlive => {}
            Incoming::Undecodable(undecodable) => {
                self.odd.tell(Instant::now(), &undecodable);
                self.hub.apply(Input::Undecodable {
                    epoch,
                    excerpt: undecodable.excerpt().into(),
                });
            }
            Incoming::Notification(notification) => self.notify(epoch, notification),
            Incoming::Closed(disconnect) => self.lost(&disconnect),
        }
    }

    fn notify(&mut self, epoch: Epoch, notification: Notification) {
        let (changes, undecodable) = notification.into_parts();
        for change in changes {
            self.hub.apply(Input::change(epoch, change));
        }
        for part in undecodable {
            self.odd.tell(Instant::now(), &part);
            self.hub.apply(Input::Undecodable {
                epoch,
                excerpt: part.excerpt().into(),
            });
        }
    }

    fn take_list(&mut self, (ticket, answer): (Ticket, Result<ActivityList>)) -> Result<()> {
        self.list = None;
        match answer {
            Ok(list) => {
                self.slow_lists = 0;
                self.prove_polling();
                let now = self.hub.now();
                self.record(|recorder, _| recorder.list(now, &list));
                let answer = ListAnswer {
                    ticket,
                    listed: list.into_listed(),
                };
                self.hub.apply_at(now, Input::ListAnswered(answer));
                self.report_synced();
            }
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                tracing::info!(%error, "the list of activities did not come");
                if error.kind() == ErrorKind::Timeout {
                    self.slow_lists = self.slow_lists.saturating_add(1);
                }
                self.record(|recorder, now| recorder.list_failed(now, error.message()));
                let failure = ListFailure {
                    kind: error.kind(),
                    reason: error.message().into(),
                    retry_after: error.retry_after(),
                };
                self.hub.apply(Input::ListFailed(ticket, failure));
                if matches!(self.link, Link::Polling { .. }) {
                    // Nothing else tells that the server is gone.
                    self.route.forgive();
                    self.wait(error.message(), error.retry_after());
                }
            }
        }
        Ok(())
    }

    /// Never one that was used before, also by a driver before this one: the tracker ignores those.
    pub(super) fn next_epoch(&self) -> Epoch {
        Epoch(self.hub.epochs.fetch_add(1, Ordering::Relaxed) + 1)
    }

    pub(super) fn record(&self, tell: impl FnOnce(&Recorder, Timestamp)) {
        if let Some(recorder) = &self.recorder {
            tell(recorder, self.hub.now());
        }
    }

    pub(super) fn report(&self, state: ConnectionState, synced: bool, trouble: Option<Arc<str>>) {
        self.hub.status.send_modify(|status| {
            *status = ConnectionStatus {
                state,
                synced,
                last_trouble: trouble.or_else(|| status.last_trouble.take()),
                refused: self.route.refused(),
                ..ConnectionStatus::idle()
            };
        });
    }

    /// Told after every list: it may have been the first for somebody, whatever it was to others.
    fn report_synced(&self) {
        let synced = self.hub.is_synced();
        self.hub.status.send_modify(|status| status.synced = synced);
    }
}

/// A refused token is final and loud; trying it for weeks helps nobody.
pub(super) fn is_final(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden)
}

/// The answer of the transport that is tried again; never, when none is.
async fn tried(
    trial: &mut Option<(Transport, Attempt)>,
) -> (Transport, Result<Connection, Refusal>) {
    match trial {
        Some((transport, attempt)) => (*transport, attempt.await),
        None => std::future::pending().await,
    }
}

/// The answer of the list on its way; never, when there is none.
async fn listed(
    list: &mut Option<(Ticket, Pending<Result<ActivityList>>)>,
) -> (Ticket, Result<ActivityList>) {
    match list {
        Some((ticket, answer)) => (*ticket, answer.await),
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[cfg(feature = "eventsource")]
mod tests;
