//! The waits: a herald hears of every activity, and sends out waits of all kinds, and cancels.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityEvent, ActivityFilter, ActivityId, ErrorKind, How, Outcome, Plex};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::pace::{PATIENCE, hurried};
use crate::shared::{Phase, Shared, count, reached};

/// When more waits than this are under way, none is added.
const CROWD: usize = 2_000;
/// So many waits for each activity are dropped together: few would be lost in the noise of memory.
const MANY: usize = 50;
/// Waits with a timeout, and those that are dropped, last at most so long.
const SHORT: Duration = Duration::from_millis(300);

/// How a wait came out.
enum Came {
    Returned,
    TimedOut,
    Dropped,
}

/// Hears of activities and waits for them until the server is calm; then for the last of them.
pub(crate) async fn proclaim(plex: Plex, shared: Arc<Shared>) {
    let mut phase = shared.phase();
    let mut events = plex.activities().watch();
    let mut waits = JoinSet::new();
    loop {
        tokio::select! {
            item = events.next() => match item {
                Some(Ok(ActivityEvent::Started { activity, .. })) if waits.len() < CROWD => {
                    send_out(&plex, activity.id(), &mut waits, &shared);
                }
                Some(Ok(_)) => {}
                _ => {
                    shared.find("the herald's watcher ended");
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

fn note(wait: Result<Came, tokio::task::JoinError>, shared: &Shared) {
    match wait {
        Ok(Came::Returned) => count(&shared.counts.waits_returned),
        Ok(Came::TimedOut) => count(&shared.counts.waits_timed_out),
        Ok(Came::Dropped) => count(&shared.counts.waits_dropped),
        Err(error) => shared.find(format_args!("a waiter failed: {error}")),
    }
}

/// All kinds of waits for one activity, and now and then a cancel.
fn send_out(plex: &Plex, id: &ActivityId, waits: &mut JoinSet<Came>, shared: &Arc<Shared>) {
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
    spawn(wait(Kind::DroppedCrowd(SHORT.mul_f64(rng.f64()))));
    match rng.u8(0..6) {
        0 => spawn(wait(Kind::All)),
        1 => spawn(wait(Kind::Progress)),
        2 => spawn(wait(Kind::Idle(ActivityFilter::any().id(id.clone())))),
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
    /// For the end, and not for long.
    Timed(Duration),
    /// Given up without a word after so long.
    Dropped(Duration),
    /// Many of them at once, given up likewise.
    DroppedCrowd(Duration),
    /// For its end twice over, by one `wait_all`.
    All,
    /// By a handle, along its progress.
    Progress,
    /// Until nothing of the kind runs.
    Idle(ActivityFilter),
    /// For one that there is not.
    Unknown,
    /// For the end, after asking for it.
    Cancelled,
}

impl Waiting {
    async fn out(self, shared: Arc<Shared>) -> Came {
        let what = self.describe();
        match timeout(PATIENCE, self.wait(&shared)).await {
            Ok(came) => came,
            Err(_) => {
                shared.find(format_args!("{what} was not over after {PATIENCE:?}"));
                Came::Dropped
            }
        }
    }

    fn describe(&self) -> String {
        let kind = match &self.kind {
            Kind::End => "for the end",
            Kind::Timed(_) => "with a timeout",
            Kind::Dropped(_) => "that is dropped",
            Kind::DroppedCrowd(_) => "by many that are dropped",
            Kind::All => "for all",
            Kind::Progress => "along the progress",
            Kind::Idle(_) => "for quiet",
            Kind::Unknown => "for an unknown one",
            Kind::Cancelled => "after a cancel",
        };
        format!("a wait {kind} ({})", self.id)
    }

    async fn wait(self, shared: &Shared) -> Came {
        let activities = self.plex.activities();
        match self.kind {
            Kind::End => ended(activities.wait(&self.id).await, shared),
            Kind::Timed(span) => ended(activities.wait(&self.id).timeout(span).await, shared),
            Kind::Dropped(span) => {
                let wait = activities.wait(&self.id);
                match timeout(span, async { wait.await }).await {
                    Ok(outcome) => ended(outcome, shared),
                    Err(_) => Came::Dropped,
                }
            }
            Kind::DroppedCrowd(span) => {
                let waits = activities.wait_all(vec![self.id; MANY]);
                match timeout(span, async { waits.await }).await {
                    Ok(outcomes) => {
                        for (_, outcome) in outcomes {
                            ended(outcome, shared);
                        }
                        Came::Returned
                    }
                    Err(_) => Came::Dropped,
                }
            }
            Kind::All => {
                let twice = [self.id.clone(), self.id];
                for (_, outcome) in activities.wait_all(twice).await {
                    ended(outcome, shared);
                }
                Came::Returned
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
                let quiet = activities.wait_idle(filter).quiet_period(hurried(5));
                match quiet.timeout(Duration::from_secs(2)).await {
                    Ok(()) => Came::Returned,
                    Err(error) => failed(&error, shared),
                }
            }
            Kind::Unknown => {
                let Ok(id) = ActivityId::new(format!("unknown-{}", fastrand::u64(..))) else {
                    return Came::Returned;
                };
                match activities.wait(&id).await {
                    Ok(outcome) if outcome.how == How::NeverSeen => {}
                    other => shared.find(format_args!("what there is not came out as {other:?}")),
                }
                Came::Returned
            }
            Kind::Cancelled => {
                count(&shared.counts.cancels);
                match activities.cancel(&self.id).await {
                    Ok(()) => count(&shared.counts.cancels_taken),
                    Err(error) => judge_refusal(&error, shared),
                }
                ended(activities.wait(&self.id).await, shared)
            }
        }
    }
}

/// What was seen to begin has an end that somebody saw.
fn ended(outcome: plex_api::Result<Outcome>, shared: &Shared) -> Came {
    match outcome {
        Ok(outcome) => {
            if outcome.how == How::NeverSeen || outcome.last.is_none() {
                shared.find(format_args!(
                    "what was seen to begin came out as {outcome:?}"
                ));
            }
            Came::Returned
        }
        Err(error) => failed(&error, shared),
    }
}

fn failed(error: &plex_api::Error, shared: &Shared) -> Came {
    if error.kind() != ErrorKind::Timeout {
        shared.find(format_args!("a wait failed: {error}"));
    }
    Came::TimedOut
}

/// On a bad day a cancel may fail in many ways, but in none that means a mistake of ours.
fn judge_refusal(error: &plex_api::Error, shared: &Shared) {
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
