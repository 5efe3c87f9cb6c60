//! The waits: for each activity that starts, one task starts waits of all kinds, and cancels.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityEvent, ActivityFilter, ActivityId, ErrorKind, How, Outcome, Plex};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::shared::{Phase, Shared, count, reached};
use crate::time_scale::{HANG_LIMIT, scaled};

/// No wait is added while more than this many are pending.
const MAX_WAITS: usize = 2_000;
/// The number of waits of one activity that are dropped together. A leak of a few would not show in the memory.
const BATCH: usize = 50;
/// The longest duration of a wait with a timeout, and of a wait that is dropped.
const SHORT: Duration = Duration::from_millis(300);

/// The end of a wait.
enum WaitResult {
    Returned,
    TimedOut,
    Dropped,
}

/// Waits for each activity that starts until the server is calm, then for the remaining waits.
pub(crate) async fn run_waiters(plex: Plex, shared: Arc<Shared>) {
    let mut phase = shared.phase();
    let mut events = plex.activities().watch();
    let mut waits = JoinSet::new();
    loop {
        tokio::select! {
            item = events.next() => match item {
                Some(Ok(ActivityEvent::Started { activity, .. })) if waits.len() < MAX_WAITS => {
                    spawn_waits(&plex, activity.id(), &mut waits, &shared);
                }
                Some(Ok(_)) => {}
                _ => {
                    shared.find("the watcher of the waiter task ended");
                    break;
                }
            },
            Some(wait) = waits.join_next() => note(wait, &shared),
            () = reached(&mut phase, Phase::Closing) => break,
        }
    }
    drop(events);
    while let Some(wait) = waits.join_next().await {
        note(wait, &shared);
    }
}

fn note(wait: Result<WaitResult, tokio::task::JoinError>, shared: &Shared) {
    match wait {
        Ok(WaitResult::Returned) => count(&shared.counts.waits_returned),
        Ok(WaitResult::TimedOut) => count(&shared.counts.waits_timed_out),
        Ok(WaitResult::Dropped) => count(&shared.counts.waits_dropped),
        Err(error) => shared.find(format_args!("a waiter failed: {error}")),
    }
}

/// Starts all kinds of waits for one activity, and sometimes a cancel.
fn spawn_waits(
    plex: &Plex,
    id: &ActivityId,
    waits: &mut JoinSet<WaitResult>,
    shared: &Arc<Shared>,
) {
    let mut rng = Rng::new();
    let mut spawn = |wait: Waiting| {
        count(&shared.counts.waits_begun);
        let wait = wait.out(Arc::clone(shared));
        waits.spawn(shared.own(wait));
    };
    let wait = |kind| Waiting {
        plex: plex.clone(),
        id: id.clone(),
        kind,
    };
    spawn(wait(Kind::End));
    spawn(wait(Kind::Timed(SHORT.mul_f64(rng.f64()))));
    spawn(wait(Kind::Dropped(SHORT.mul_f64(rng.f64()))));
    spawn(wait(Kind::DroppedBatch(SHORT.mul_f64(rng.f64()))));
    match rng.u8(0..6) {
        0 => spawn(wait(Kind::All)),
        1 => spawn(wait(Kind::Progress)),
        2 => spawn(wait(Kind::Idle(ActivityFilter::any().id(id)))),
        3 => spawn(wait(Kind::Idle(ActivityFilter::any().of_type("library.*")))),
        4 => spawn(wait(Kind::Unknown)),
        _ => spawn(wait(Kind::Cancelled)),
    }
}

struct Waiting {
    plex: Plex,
    id: ActivityId,
    kind: Kind,
}

enum Kind {
    /// For the end.
    End,
    /// For the end, with a short timeout.
    Timed(Duration),
    /// Dropped after this time.
    Dropped(Duration),
    /// A batch of waits, dropped after this time.
    DroppedBatch(Duration),
    /// For the same end twice, by one `wait_all`.
    All,
    /// By a handle, while reading its progress.
    Progress,
    /// Until no matching activity is running.
    Idle(ActivityFilter),
    /// For an activity that does not exist.
    Unknown,
    /// For the end, after requesting its cancellation.
    Cancelled,
}

impl Waiting {
    async fn out(self, shared: Arc<Shared>) -> WaitResult {
        let what = self.describe();
        match timeout(HANG_LIMIT, self.wait(&shared)).await {
            Ok(came) => came,
            Err(_) => {
                shared.find(format_args!("{what} had not ended after {HANG_LIMIT:?}"));
                WaitResult::Dropped
            }
        }
    }

    fn describe(&self) -> String {
        let kind = match &self.kind {
            Kind::End => "for the end",
            Kind::Timed(_) => "with a timeout",
            Kind::Dropped(_) => "that is dropped",
            Kind::DroppedBatch(_) => "of a batch that is dropped",
            Kind::All => "for all",
            Kind::Progress => "along the progress",
            Kind::Idle(_) => "for idle",
            Kind::Unknown => "for an unknown one",
            Kind::Cancelled => "after a cancel",
        };
        format!("a wait {kind} ({})", self.id)
    }

    async fn wait(self, shared: &Shared) -> WaitResult {
        let activities = self.plex.activities();
        match self.kind {
            Kind::End => ended(activities.wait(&self.id).await, shared),
            Kind::Timed(span) => ended(activities.wait(&self.id).timeout(span).await, shared),
            Kind::Dropped(span) => {
                let wait = activities.wait(&self.id);
                match timeout(span, async { wait.await }).await {
                    Ok(outcome) => ended(outcome, shared),
                    Err(_) => WaitResult::Dropped,
                }
            }
            Kind::DroppedBatch(span) => {
                let waits = activities.wait_all(vec![self.id; BATCH]);
                match timeout(span, async { waits.await }).await {
                    Ok(outcomes) => {
                        for (_, outcome) in outcomes {
                            ended(outcome, shared);
                        }
                        WaitResult::Returned
                    }
                    Err(_) => WaitResult::Dropped,
                }
            }
            Kind::All => {
                let twice = [self.id.clone(), self.id];
                for (_, outcome) in activities.wait_all(twice).await {
                    ended(outcome, shared);
                }
                WaitResult::Returned
            }
            Kind::Progress => {
                let handle = activities.handle(&self.id);
                let mut progress = handle.progress();
                while let Some(item) = progress.next().await {
                    if let Err(error) = item {
                        shared.find(format_args!("a progress stream failed: {error}"));
                    }
                }
                ended(handle.wait().await, shared)
            }
            Kind::Idle(filter) => {
                let quiet = activities.wait_idle(filter).quiet_period(scaled(5));
                match quiet.timeout(Duration::from_secs(2)).await {
                    Ok(()) => WaitResult::Returned,
                    Err(error) => failed(&error, shared),
                }
            }
            Kind::Unknown => {
                let Ok(id) = ActivityId::new(format!("unknown-{}", fastrand::u64(..))) else {
                    return WaitResult::Returned;
                };
                match activities.wait(&id).await {
                    Ok(outcome) if outcome.how == How::NeverSeen => {}
                    other => shared.find(format_args!(
                        "a wait for an unknown activity returned {other:?}"
                    )),
                }
                WaitResult::Returned
            }
            Kind::Cancelled => {
                count(&shared.counts.cancels);
                match activities.cancel(&self.id).await {
                    Ok(()) => count(&shared.counts.cancels_taken),
                    Err(error) => check_cancel_error(&error, shared),
                }
                ended(activities.wait(&self.id).await, shared)
            }
        }
    }
}

/// An activity whose start was seen must have an end that was seen.
fn ended(outcome: plex_api::Result<Outcome>, shared: &Shared) -> WaitResult {
    match outcome {
        Ok(outcome) => {
            if outcome.how == How::NeverSeen || outcome.last.is_none() {
                shared.find(format_args!(
                    "a wait for an activity that started returned {outcome:?}"
                ));
            }
            WaitResult::Returned
        }
        Err(error) => failed(&error, shared),
    }
}

fn failed(error: &plex_api::Error, shared: &Shared) -> WaitResult {
    if error.kind() != ErrorKind::Timeout {
        shared.find(format_args!("a wait failed: {error}"));
    }
    WaitResult::TimedOut
}

/// During a bad day a cancel may fail in many ways, but never with an error that means a bug of the SDK.
fn check_cancel_error(error: &plex_api::Error, shared: &Shared) {
    if matches!(
        error.kind(),
        ErrorKind::Unauthorized
            | ErrorKind::Forbidden
            | ErrorKind::InvalidInput
            | ErrorKind::Closed
            | ErrorKind::Tls
    ) {
        shared.find(format_args!("a cancel failed: {error}"));
    }
}
