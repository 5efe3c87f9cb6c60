//! The shared state of the soak's parts: counters, findings, the phase, and the owner of each task.

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Findings that are kept in full; further ones are only counted.
const MAX_FINDINGS: usize = 20;

/// The phase of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// The server plays bad days.
    Busy,
    /// The server is calm and has no activities: watchers read the remaining events.
    Closing,
    /// All watchers end.
    Over,
}

/// The counts of each event.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) events: AtomicU64,
    pub(crate) started: AtomicU64,
    pub(crate) ended: AtomicU64,
    pub(crate) lagged: AtomicU64,
    pub(crate) disconnected: AtomicU64,
    pub(crate) watchers: AtomicU64,
    pub(crate) clients: AtomicU64,
    pub(crate) waits_begun: AtomicU64,
    pub(crate) waits_returned: AtomicU64,
    pub(crate) waits_timed_out: AtomicU64,
    pub(crate) waits_dropped: AtomicU64,
    pub(crate) cancels: AtomicU64,
    pub(crate) cancels_taken: AtomicU64,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) counts: Counts,
    /// Tasks of the soak itself; all others are the SDK's.
    own_tasks: AtomicUsize,
    findings: Mutex<Vec<String>>,
    more_findings: AtomicU64,
    phase: watch::Sender<Phase>,
}

impl Shared {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            counts: Counts::default(),
            own_tasks: AtomicUsize::new(0),
            findings: Mutex::new(Vec::new()),
            more_findings: AtomicU64::new(0),
            phase: watch::Sender::new(Phase::Busy),
        })
    }

    /// Records something that must not happen.
    pub(crate) fn find(&self, what: impl Display) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if findings.len() < MAX_FINDINGS {
            findings.push(what.to_string());
        } else {
            self.more_findings.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn findings(&self) -> Vec<String> {
        let mut findings = self
            .findings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let more = self.more_findings.load(Relaxed);
        if more > 0 {
            findings.push(format!("and {more} more"));
        }
        findings
    }

    pub(crate) fn set_phase(&self, phase: Phase) {
        self.phase.send_replace(phase);
    }

    pub(crate) fn phase(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }

    /// A task of the soak, counted as long as it lives.
    pub(crate) fn own<F>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> + use<F>
    where
        F: Future,
    {
        self.own_tasks.fetch_add(1, Relaxed);
        let counted = Counted(Arc::clone(self));
        async move {
            let output = work.await;
            drop(counted);
            output
        }
    }

    pub(crate) fn own_tasks(&self) -> usize {
        self.own_tasks.load(Relaxed)
    }
}

struct Counted(Arc<Shared>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.own_tasks.fetch_sub(1, Relaxed);
    }
}

/// Waits until the run has reached `phase`.
pub(crate) async fn reached(current: &mut watch::Receiver<Phase>, phase: Phase) {
    // The sender lives as long as the run.
    let _ = current.wait_for(|current| *current >= phase).await;
}

/// Increments a counter.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}
