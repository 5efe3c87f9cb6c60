//! The watchers: with and without filters, prompt and slow, some to stay and some that come and go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use fastrand::Rng;
use plex_api::{ActivityEvent, ActivityFilter, Plex, Watcher};
use tokio::time::Instant;

use crate::ledger::Ledger;
use crate::shared::{Phase, Shared, count, reached};

/// What a watcher of the crowd is like.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    filter: Option<ActivityFilter>,
    buffer: Option<usize>,
    /// Slow ones rest after each event.
    rest: Option<Duration>,
    /// Those that come and go stay at most so long.
    stays: Option<Duration>,
}

impl Manner {
    /// One of the mix, by its number.
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

    /// Whether it is told everything from the beginning to the end.
    fn hears_all(&self) -> bool {
        self.filter.is_none() && self.stays.is_none()
    }

    /// Registers a watcher of this manner.
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

/// One of the crowd: how many activities it was told to run, for whoever waits for the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live(Arc<AtomicUsize>);

impl Live {
    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }
}

/// How many ends it was told, when it was told everything.
pub(crate) type Ends = Option<u64>;

/// Watches until the run is over, first with `watcher`.
pub(crate) async fn attend(
    plex: Plex,
    manner: Manner,
    mut watcher: Watcher,
    live: Live,
    shared: Arc<Shared>,
) -> Ends {
    let mut phase = shared.phase();
    let mut rng = Rng::new();
    loop {
        count(&shared.counts.watchers);
        let mut ledger = Ledger::new();
        let leaves_at = manner
            .stays
            .map(|stays| Instant::now() + stays.mul_f64(rng.f64()));
        loop {
            let busy = *phase.borrow_and_update() == Phase::Busy;
            tokio::select! {
                item = watcher.next() => {
                    if !note(item, &mut ledger, &shared) {
                        return None;
                    }
                    live.0.store(ledger.live(), Relaxed);
                    if let (Some(rest), true) = (manner.rest, busy) {
                        tokio::time::sleep(rest).await;
                    }
                }
                () = until(leaves_at), if busy => break,
                () = reached(&mut phase, Phase::Over) => {
                    return (manner.hears_all() && !ledger.lagged).then_some(ledger.ends);
                }
            }
        }
        live.0.store(0, Relaxed);
        watcher = manner.watch(&plex);
    }
}

/// Takes an item; `false` when there are no more.
fn note(
    item: Option<plex_api::Result<ActivityEvent>>,
    ledger: &mut Ledger,
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
            if let Err(wrong) = ledger.take(&event) {
                shared.find(format_args!("a watcher was told that {wrong}"));
            }
            true
        }
        Some(Err(error)) => {
            shared.find(format_args!("a watcher ended: {error}"));
            false
        }
        None => {
            shared.find("a watcher ended without a word");
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
