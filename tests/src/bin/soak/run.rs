//! One soak run, from its first client to its last check.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plex_api::{ClientIdentity, Plex, Token, Transport, TransportChoice};
use plex_api_tests::SECRET;
use tokio::task::{JoinHandle, JoinSet};

use crate::checks::{Measurements, check};
use crate::process_stats::Sample;
use crate::server::Server;
use crate::shared::{Phase, Shared};
use crate::time_scale::{HANG_LIMIT, policy};
use crate::watchers::{Ends, RunningCount, WatcherProfile, run_watcher};
use crate::{SoakError, client_churn, waiters};

/// The clients of the 200 watchers: a transport, and the number of its watchers.
const CLIENTS: [(TransportChoice, usize); 3] = [
    (TransportChoice::Auto, 140),
    (TransportChoice::Only(Transport::EventSource), 40),
    (TransportChoice::Only(Transport::Polling), 20),
];

/// The interval at which a condition is polled while the run waits for it.
const POLL: Duration = Duration::from_millis(20);

/// A client with the scaled intervals of the soak.
pub(crate) fn client(url: &str, transport: TransportChoice) -> plex_api::Result<Plex> {
    Plex::builder(url)
        .token(Token::new(SECRET)?)
        .identity(ClientIdentity::new("plex-api-soak", "1").client_identifier("soak"))
        // Some faults last seconds of the wall clock.
        .request_timeout(Duration::from_secs(3))
        .connection_policy(policy(transport))
        .build()
}

/// Runs for `span`; `true` when every check passes.
pub(crate) fn run(span: Duration) -> Result<bool, SoakError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(soak(span))
}

async fn soak(span: Duration) -> Result<bool, SoakError> {
    let shared = Shared::new();
    let mut server = Server::start().await?;
    // Measured before the SDK does anything: the process must hold no more than this at the end.
    let before = Sample::take(Instant::now(), &shared)?;
    let began = Instant::now();

    let mut clients = Clients::default();
    for (transport, watchers) in CLIENTS {
        clients.join(client(&server.url, transport)?, watchers, &shared);
    }
    let churn = client_churn::churn_clients(server.url.clone(), Arc::clone(&shared));
    let churn = tokio::spawn(shared.own(churn));
    server.go().await?;
    let samples = sample(span, began, &shared).await?;

    server.calm().await?;
    shared.set_phase(Phase::Closing);
    clients.waits_end(churn, &shared).await;
    clients.all_is_over(&shared).await;
    shared.set_phase(Phase::Over);
    clients.leave(&shared).await;
    let after = what_is_left(before, began, &shared).await?;
    let left = server_left(&mut server).await?;
    server.stop().await?;

    let measurements = Measurements {
        before,
        samples,
        after,
        left,
    };
    check(&measurements, &shared, span)
}

/// The clients, their watchers and their waits.
#[derive(Default)]
struct Clients {
    watcher_sets: Vec<JoinSet<Ends>>,
    waiter_tasks: JoinSet<()>,
    live: Vec<RunningCount>,
}

impl Clients {
    /// Registers all watchers of one client before the first activity starts.
    fn join(&mut self, plex: Plex, watchers: usize, shared: &Arc<Shared>) {
        let mut set = JoinSet::new();
        for number in 0..watchers {
            let profile = WatcherProfile::of(number);
            let watcher = profile.watch(&plex);
            let live = RunningCount::default();
            self.live.push(live.clone());
            let running = run_watcher(plex.clone(), profile, watcher, live, Arc::clone(shared));
            set.spawn(shared.own(running));
        }
        self.watcher_sets.push(set);
        let waiter = waiters::run_waiters(plex, Arc::clone(shared));
        self.waiter_tasks.spawn(shared.own(waiter));
    }

    /// Waits until every wait has ended; each ends by itself once the server is calm.
    async fn waits_end(&mut self, churn: JoinHandle<()>, shared: &Shared) {
        let waits = async {
            if let Err(error) = churn.await {
                shared.find(format_args!("the client churn failed: {error}"));
            }
            while let Some(waiter) = self.waiter_tasks.join_next().await {
                if let Err(error) = waiter {
                    shared.find(format_args!("a waiter task failed: {error}"));
                }
            }
        };
        if tokio::time::timeout(2 * HANG_LIMIT, waits).await.is_err() {
            shared.find("some waits never ended");
        }
    }

    /// Waits until every watcher has received every end.
    async fn all_is_over(&self, shared: &Shared) {
        let patience = Instant::now() + HANG_LIMIT;
        loop {
            let waiting = self.live.iter().filter(|live| live.get() > 0).count();
            if waiting == 0 {
                return;
            }
            if Instant::now() > patience {
                return shared.find(format_args!("{waiting} watchers did not receive an end"));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Ends all watchers. The watchers of one client that receive everything must agree on the number of ends.
    async fn leave(self, shared: &Shared) {
        for mut set in self.watcher_sets {
            let mut ends = Vec::new();
            while let Some(watcher) = set.join_next().await {
                match watcher {
                    Ok(count) => ends.extend(count),
                    Err(error) => shared.find(format_args!("a watcher failed: {error}")),
                }
            }
            ends.sort_unstable();
            ends.dedup();
            if ends.len() != 1 {
                shared.find(format_args!(
                    "watchers that receive everything disagree on the number of ends: {ends:?}"
                ));
            }
        }
    }
}

/// Takes samples for `span`, and reports progress once a minute.
async fn sample(span: Duration, began: Instant, shared: &Shared) -> Result<Vec<Sample>, SoakError> {
    let every = (span / 60).clamp(Duration::from_millis(250), Duration::from_secs(5));
    let mut tick = tokio::time::interval(every);
    let mut samples: Vec<Sample> = Vec::new();
    let mut reported = 0;
    while began.elapsed() < span {
        tick.tick().await;
        let sample = Sample::take(began, shared)?;
        samples.push(sample);
        let minutes = sample.at.as_secs() / 60;
        if minutes > reported {
            reported = minutes;
            // Standard error may be closed; the report is optional.
            let _ = writeln!(
                std::io::stderr(),
                "{minutes} min: {} KiB, {} files, {} tasks of the SDK, {} findings",
                sample.resident,
                sample.files,
                sample.sdk_tasks,
                shared.findings().len(),
            );
        }
    }
    Ok(samples)
}

/// The resources of the process once it holds no more than before, or when `HANG_LIMIT` has passed.
async fn what_is_left(
    before: Sample,
    began: Instant,
    shared: &Shared,
) -> Result<Sample, SoakError> {
    let patience = Instant::now() + HANG_LIMIT;
    loop {
        let now = Sample::take(began, shared)?;
        let gone = now.tasks <= before.tasks && now.files <= before.files;
        if gone || Instant::now() > patience {
            return Ok(now);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// The number of streams and connections that the server still has open; waits up to `HANG_LIMIT` for none.
async fn server_left(server: &mut Server) -> Result<(usize, usize), SoakError> {
    let patience = Instant::now() + HANG_LIMIT;
    loop {
        let left = server.left().await?;
        if left == (0, 0) || Instant::now() > patience {
            return Ok(left);
        }
        tokio::time::sleep(POLL).await;
    }
}
