//! One run from the beginning to the end.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plex_api::{ClientIdentity, Plex, Token, Transport, TransportChoice};
use plex_api_tests::SECRET;
use tokio::task::{JoinHandle, JoinSet};

use crate::crowd::{Ends, Live, Manner, attend};
use crate::gauge::Sample;
use crate::pace::{PATIENCE, policy};
use crate::server::Server;
use crate::shared::{Phase, Shared};
use crate::verdict::{Record, judge};
use crate::{Trouble, herald, passers};

/// How the 200 watchers are spread over clients.
const CLIENTS: [(TransportChoice, usize); 3] = [
    (TransportChoice::Auto, 140),
    (TransportChoice::Only(Transport::EventSource), 40),
    (TransportChoice::Only(Transport::Polling), 20),
];

/// Between two looks, while something has to come about.
const LOOK: Duration = Duration::from_millis(20);

/// A client at the soak's pace.
pub(crate) fn client(url: &str, transport: TransportChoice) -> plex_api::Result<Plex> {
    Plex::builder(url)
        .token(Token::new(SECRET)?)
        .identity(ClientIdentity::new("plex-api-soak", "1").client_identifier("soak"))
        // Some faults last seconds of the wall clock.
        .request_timeout(Duration::from_secs(3))
        .connection_policy(policy(transport))
        .build()
}

/// Runs that long; `true` when every rule held.
pub(crate) fn run(span: Duration) -> Result<bool, Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(soak(span))
}

async fn soak(span: Duration) -> Result<bool, Trouble> {
    let shared = Shared::new();
    let mut server = Server::start().await?;
    // Before anything of the SDK: what is there now must be all that is there in the end.
    let before = Sample::take(Instant::now(), &shared)?;
    let began = Instant::now();

    let mut party = Party::default();
    for (transport, watchers) in CLIENTS {
        party.join(client(&server.url, transport)?, watchers, &shared);
    }
    let passing = passers::pass_by(server.url.clone(), Arc::clone(&shared));
    let passing = tokio::spawn(shared.own(passing));
    server.go().await?;
    let samples = sample(span, began, &shared).await?;

    server.calm().await?;
    shared.set_phase(Phase::Closing);
    party.waits_end(passing, &shared).await;
    party.all_is_over(&shared).await;
    shared.set_phase(Phase::Over);
    party.leave(&shared).await;
    let after = what_is_left(before, began, &shared).await?;
    let left = server_left(&mut server).await?;
    server.stop().await?;

    let record = Record {
        before,
        samples,
        after,
        left,
    };
    judge(&record, &shared, span)
}

/// The clients and everybody on them.
#[derive(Default)]
struct Party {
    crowds: Vec<JoinSet<Ends>>,
    heralds: JoinSet<()>,
    live: Vec<Live>,
}

impl Party {
    /// Registers a client's watchers, all before the first activity.
    fn join(&mut self, plex: Plex, watchers: usize, shared: &Arc<Shared>) {
        let mut crowd = JoinSet::new();
        for number in 0..watchers {
            let manner = Manner::of(number);
            let watcher = manner.watch(&plex);
            let live = Live::default();
            self.live.push(live.clone());
            let attending = attend(plex.clone(), manner, watcher, live, Arc::clone(shared));
            crowd.spawn(shared.own(attending));
        }
        self.crowds.push(crowd);
        let herald = herald::proclaim(plex, Arc::clone(shared));
        self.heralds.spawn(shared.own(herald));
    }

    /// Every wait comes out by itself once the server is calm.
    async fn waits_end(&mut self, passing: JoinHandle<()>, shared: &Shared) {
        let waits = async {
            if let Err(error) = passing.await {
                shared.find(format_args!("a passing client failed: {error}"));
            }
            while let Some(herald) = self.heralds.join_next().await {
                if let Err(error) = herald {
                    shared.find(format_args!("a herald failed: {error}"));
                }
            }
        };
        if tokio::time::timeout(2 * PATIENCE, waits).await.is_err() {
            shared.find("some waits never came out");
        }
    }

    /// Every watcher is told of every end.
    async fn all_is_over(&self, shared: &Shared) {
        let patience = Instant::now() + PATIENCE;
        loop {
            let waiting = self.live.iter().filter(|live| live.get() > 0).count();
            if waiting == 0 {
                return;
            }
            if Instant::now() > patience {
                return shared.find(format_args!("{waiting} watchers were not told of an end"));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Everybody goes; those of a client that were told everything were told the same.
    async fn leave(self, shared: &Shared) {
        for mut crowd in self.crowds {
            let mut ends = Vec::new();
            while let Some(watcher) = crowd.join_next().await {
                match watcher {
                    Ok(told) => ends.extend(told),
                    Err(error) => shared.find(format_args!("a watcher failed: {error}")),
                }
            }
            ends.sort_unstable();
            ends.dedup();
            if ends.len() != 1 {
                shared.find(format_args!(
                    "watchers that were told everything disagree on how many ends there were: {ends:?}"
                ));
            }
        }
    }
}

/// Takes samples for that long, and says now and then how it goes.
async fn sample(span: Duration, began: Instant, shared: &Shared) -> Result<Vec<Sample>, Trouble> {
    let every = (span / 60).clamp(Duration::from_millis(250), Duration::from_secs(5));
    let mut tick = tokio::time::interval(every);
    let mut samples: Vec<Sample> = Vec::new();
    let mut told = 0;
    while began.elapsed() < span {
        tick.tick().await;
        let sample = Sample::take(began, shared)?;
        samples.push(sample);
        let minutes = sample.at.as_secs() / 60;
        if minutes > told {
            told = minutes;
            // With a closed standard error there is nobody left to tell.
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

/// What the process holds once it holds no more than before, or after a while.
async fn what_is_left(before: Sample, began: Instant, shared: &Shared) -> Result<Sample, Trouble> {
    let patience = Instant::now() + PATIENCE;
    loop {
        let now = Sample::take(began, shared)?;
        let gone = now.tasks <= before.tasks && now.files <= before.files;
        if gone || Instant::now() > patience {
            return Ok(now);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// How many streams and connections the server sees, once it sees none, or after a while.
async fn server_left(server: &mut Server) -> Result<(usize, usize), Trouble> {
    let patience = Instant::now() + PATIENCE;
    loop {
        let left = server.left().await?;
        if left == (0, 0) || Instant::now() > patience {
            return Ok(left);
        }
        tokio::time::sleep(LOOK).await;
    }
}
