//! Delivers events at once, as long as the process lives: one queue per sink, in order.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::attempt::{Attempt, AttemptResult};
use super::notice::Notice;
use super::program::KILL_AFTER;
use super::sink::Sink;

/// The longest time that it may take to end the running hooks.
pub(crate) const TIME_TO_END: Duration = KILL_AFTER.saturating_add(Duration::from_secs(1));

/// The largest number of bytes of events that wait for all sinks together.
const BUDGET: usize = 16 * 1024 * 1024;

/// The memory that a waiting event takes beside its text.
const OVERHEAD: usize = 512;

/// The pauses before further attempts. Without a journal there is no point in trying for hours.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// The longest pause for which a receiver may ask.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The number of reports that wait to be shown.
const REPORTS: usize = 16;

type Queued = (Arc<Notice>, Arc<OwnedSemaphorePermit>);

/// The sinks, each with the events that wait for it.
pub(crate) struct HookRunner {
    queues: Vec<mpsc::UnboundedSender<Queued>>,
    budget: Arc<Semaphore>,
    reports: mpsc::Receiver<String>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    lost: u64,
}

impl HookRunner {
    /// Starts a task for each sink. Must be called inside a runtime.
    pub(crate) fn start(sinks: Vec<Sink>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (report, reports) = mpsc::channel(REPORTS);
        let mut tasks = JoinSet::new();
        let mut queues = Vec::new();
        for sink in sinks {
            let (queue, waiting) = mpsc::unbounded_channel();
            queues.push(queue);
            tasks.spawn(deliver_all(sink, waiting, report.clone(), stopped.clone()));
        }
        Self {
            queues,
            budget: Arc::new(Semaphore::new(BUDGET)),
            reports,
            stop,
            tasks,
            lost: 0,
        }
    }

    /// Queues an event for every sink. Returns a message for the user when it does not fit.
    pub(crate) fn push(&mut self, notice: Notice) -> Option<String> {
        let weight = u32::try_from(notice.document.len() * 2 + OVERHEAD).unwrap_or(u32::MAX);
        let Ok(permit) = Arc::clone(&self.budget).try_acquire_many_owned(weight) else {
            self.lost += 1;
            return (self.lost == 1).then(|| {
                "the hooks are too slow: too many events wait for them, so later ones are lost"
                    .to_owned()
            });
        };
        let queued = (Arc::new(notice), Arc::new(permit));
        for queue in &self.queues {
            // A sink ends only together with the runner.
            let _ = queue.send(queued.clone());
        }
        None
    }

    /// The next thing to tell people.
    ///
    /// # Cancel safety
    /// Cancel safe: no report is lost.
    pub(crate) async fn next_report(&mut self) -> String {
        match self.reports.recv().await {
            Some(report) => report,
            None => std::future::pending().await,
        }
    }

    /// Takes no further event, and waits until all that wait are delivered or given up.
    ///
    /// # Cancel safety
    /// Cancel safe: running deliveries go on, and [`stop`](Self::stop) ends it.
    pub(crate) async fn finish(&mut self, mut tell: impl FnMut(&str)) {
        self.queues.clear();
        while let Some(report) = self.reports.recv().await {
            tell(&report);
        }
        while self.tasks.join_next().await.is_some() {}
        if self.lost > 0 {
            tell(&format!("{} events were not given to the hooks", self.lost));
        }
    }

    /// Ends running deliveries, and forgets waiting ones.
    pub(crate) async fn stop(&mut self, tell: impl FnMut(&str)) {
        self.stop.send_replace(true);
        self.finish(tell).await;
    }
}

async fn deliver_all(
    sink: Sink,
    mut waiting: mpsc::UnboundedReceiver<Queued>,
    report: mpsc::Sender<String>,
    mut stop: watch::Receiver<bool>,
) {
    let mut forgotten = 0u64;
    while let Some((notice, _permit)) = waiting.recv().await {
        if *stop.borrow() {
            forgotten += 1;
            continue;
        }
        if let Some(told) = deliver(&sink, &notice, &mut stop).await {
            let _ = report.send(told).await;
        }
    }
    if forgotten > 0 {
        let told = format!("{forgotten} events were not delivered, because plexctl was ended");
        let _ = report.send(told).await;
    }
}

/// Delivers one event. Returns a message for the user, if there is one.
async fn deliver(sink: &Sink, notice: &Notice, stop: &mut watch::Receiver<bool>) -> Option<String> {
    let what = format!("hook for {:?}", notice.title());
    let mut pauses = PAUSES.into_iter();
    for number in 1.. {
        let attempt = Attempt { number };
        match sink.deliver(notice, None, attempt, stop).await {
            AttemptResult::Delivered => return None,
            AttemptResult::Failed { reason } => return Some(format!("{what}: {reason}")),
            AttemptResult::Interrupted => {
                return Some(format!("{what}: ended, because plexctl was ended"));
            }
            AttemptResult::Retry { reason, after } => {
                let Some(pause) = pauses.next() else {
                    return Some(format!(
                        "{what}: given up after {number} attempts: {reason}"
                    ));
                };
                let pause = after.map_or(pause, |after| after.clamp(pause, LONGEST_PAUSE));
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stop.wait_for(|stop| *stop) => {
                        return Some(format!("{what}: not delivered: {reason}"));
                    }
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::*;
    use crate::hooks::endpoint::Endpoint;
    use crate::hooks::hook_event::HookEvent;
    use crate::hooks::receivers::Receiver;

    #[tokio::test]
    async fn events_that_wait_are_bounded_in_bytes_and_the_lost_are_counted() {
        // Connections are opened, and nobody answers.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let endpoint = Endpoint::parse(&url, true).unwrap();
        let sink = Sink::receiver(Receiver::Slack { endpoint }).unwrap();
        let mut runner = HookRunner::start(vec![sink]);
        let title = "x".repeat(BUDGET / 16);
        let document = json!({"event": "ended", "activity": {"title": title}}).to_string();
        let told: Vec<String> = (0..20)
            .filter_map(|number| {
                runner.push(Notice::new(number.to_string(), HookEvent::Ended, &document))
            })
            .collect();
        // Each counts for a bit more than an eighth of the budget.
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("later ones are lost"), "{told:?}");
        let mut at_the_end = Vec::new();
        runner.stop(|line| at_the_end.push(line.to_owned())).await;
        let last = at_the_end.last().map(String::as_str);
        assert_eq!(
            last,
            Some("13 events were not given to the hooks"),
            "{at_the_end:?}"
        );
    }
}
