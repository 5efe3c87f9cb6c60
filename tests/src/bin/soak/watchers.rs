//! The watchers: with and without filters, fast and slow, permanent and temporary.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityEvent, ActivityFilter, Plex, Watcher};
use tokio::time::Instant;

use crate::event_log::EventLog;
use crate::shared::{Phase, Shared, count, reached};

/// The behaviour of one watcher.
#[derive(Clone, Debug)]
pub(crate) struct WatcherProfile {
    filter: Option<ActivityFilter>,
    buffer: Option<usize>,
    /// The time for which a slow watcher pauses after each event.
    rest: Option<Duration>,
    /// The longest stay of a temporary watcher.
    stays: Option<Duration>,
}

impl WatcherProfile {
    /// The profile of the watcher with this number.
    pub(crate) fn of(number: usize) -> Self {
        let filter = match number % 5 {
            0 => Some(ActivityFilter::any().of_type("library.*")),
            1 => Some(ActivityFilter::any().section("1")),
            2 => Some(ActivityFilter::any().cancellable(true)),
            _ => None,
        };
        let slow = number % 8 == 3;
        Self {
            filter,
            buffer: slow.then_some(8),
            rest: slow.then_some(Duration::from_millis(40)),
            stays: (number % 8 == 6).then_some(Duration::from_secs(3)),
        }
    }

    /// Returns `true` if it receives every event of the run.
    fn receives_all(&self) -> bool {
        self.filter.is_none() && self.stays.is_none()
    }

    /// Registers a watcher with this profile.
    pub(crate) fn watch(&self, plex: &Plex) -> Watcher {
        let mut watcher = plex.activities().watch();
        if let Some(filter) = &self.filter {
            watcher = watcher.only(filter.clone());
        }
        if let Some(events) = self.buffer {
            watcher = watcher.buffer(events);
        }
        watcher
    }
}

/// The number of running activities that one watcher knows of; the run reads it to wait for the last end.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunningCount(Arc<AtomicUsize>);

impl RunningCount {
    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }
}

/// The number of ends that a watcher received; `None` unless it receives every event.
pub(crate) type Ends = Option<u64>;

/// Watches until the run is over; `watcher` is the first subscription.
pub(crate) async fn run_watcher(
    plex: Plex,
    profile: WatcherProfile,
    mut watcher: Watcher,
    live: RunningCount,
    shared: Arc<Shared>,
) -> Ends {
    let mut phase = shared.phase();
    let mut rng = Rng::new();
    loop {
        count(&shared.counts.watchers);
        let mut log = EventLog::new();
        let leaves_at = profile
            .stays
            .map(|stays| Instant::now() + stays.mul_f64(rng.f64()));
        loop {
            let busy = *phase.borrow_and_update() == Phase::Busy;
            tokio::select! {
                item = watcher.next() => {
                    if !note(item, &mut log, &shared) {
                        return None;
                    }
                    live.0.store(log.live(), Relaxed);
                    if let (Some(rest), true) = (profile.rest, busy) {
                        tokio::time::sleep(rest).await;
                    }
                }
                () = until(leaves_at), if busy => break,
                () = reached(&mut phase, Phase::Over) => {
                    return (profile.receives_all() && !log.lagged).then_some(log.ends);
                }
            }
        }
        live.0.store(0, Relaxed);
        watcher = profile.watch(&plex);
    }
}

/// Records one item; `false` when the stream has ended.
fn note(
    item: Option<plex_api::Result<ActivityEvent>>,
    log: &mut EventLog,
    shared: &Shared,
) -> bool {
    match item {
        Some(Ok(event)) => {
            let counts = &shared.counts;
            count(&counts.events);
            match &event {
                ActivityEvent::Started { .. } => count(&counts.started),
                ActivityEvent::Ended { .. } => count(&counts.ended),
                ActivityEvent::Lagged { .. } => count(&counts.lagged),
                ActivityEvent::Disconnected { .. } => count(&counts.disconnected),
                _ => {}
            }
            if let Err(wrong) = log.record(&event) {
                shared.find(format_args!("a watcher received a wrong event: {wrong}"));
            }
            true
        }
        Some(Err(error)) => {
            shared.find(format_args!("a watcher ended: {error}"));
            false
        }
        None => {
            shared.find("a watcher ended without an error");
            false
        }
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
